internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ModelBasedRL
internal import ReinforcementLearning

/// Planning on a learned model among obstacles, of the course's fourth homework: after a single fit, and over twelve iterations.
enum HW4Obstacles {
  private static let setting =
    "5,000 random steps, 3 networks of 2×250 tanh, 20 gradient steps of batch 512 a fit, Adam 1e-3, H 10, 1,000 sequences, known reward"

  /// The options of the homework.
  static let options = [
    "planner.horizon": "10", "planner.candidates": "1000", "reward": "known",
    "model.predictsTermination": "false", "warmUpSteps": "5000", "model.fitSteps": "20",
  ]

  static let once = CourseFigure(
    id: "hw4-obstacles", chapter: 10, tier: .b, title: "Obstacles: random actions and plans",
    setting: setting + "; one fit, then 400 planned steps; 3 seeds, mean and deviation",
    stated: "random −160, planned −70 to −50 (seen −48 to −30). Passes from −70 on"
  ) { context in
    let seeds = context.seeds ?? 3
    let planned = try context.trainings(of: ["planned"], seeds: seeds) { try plan(seed: $1) }[0]
    let random = try (1...seeds).map { try chance(seed: UInt64($0)) }
    let groups = [random, planned]
    let (means, deviations) = (
      groups.map(Statistics.mean),
      groups.map { $0.count > 1 ? Statistics.standardDeviation($0) : 0 }
    )
    let bars = Figure.Bars(
      labels: ["random actions", "planned"], values: means,
      band: Figure.Band(
        low: zip(means, deviations).map { $0 - $1 }, high: zip(means, deviations).map { $0 + $1 }))
    let files = try Figure(
      title: "Obstacles: random actions and plans",
      panels: [
        Figure.Panel(
          title: "", x: Figure.Axis(""), y: Figure.Axis("mean return"), marks: [.bars(bars)],
          references: [Figure.Reference("stated", at: -70)])
      ]
    ).render("hw4-obstacles", into: context.folder)
    return FigureOutcome(
      obtained: "random \(Int(means[0].rounded())), planned \(Int(means[1].rounded()))",
      verdict: means[1] >= -70 && means[0] < -140 ? .pass : .miss, seeds: seeds, files: files)
  }

  static let often = LongTrainingFigure(
    id: "hw4-obstacles-12", chapter: 10, title: "Obstacles: twelve iterations of planning",
    setting: setting + "; 1,000 steps an iteration",
    stated: "−25 to −20 after 12 iterations (seen −26 to −31). Passes if the last three are ≥ −31",
    references: [-25],
    trainings: [
      LongTraining(
        name: "planned", folder: "mbrl", algorithm: "mbrl", environment: "Obstacles-v0",
        options: options.merging(
          ["iterations": "12", "iterationSteps": "1000", "evaluation.every": "never"]) { $1 },
        isTuned: false)
    ], curve: .returnsByIteration
  ) { curves in
    let (last, best) = (curves[0].meanOfLast(3), curves[0].meanOfBest)
    return (
      "last three iterations \(Int(last.rounded())), best \(Int(best.rounded()))", last >= -31
    )
  }.figure

  /// The mean return of the episodes that are planned on a model of random steps.
  static func plan(seed: UInt64) throws -> Double {
    var document = try AlgorithmCatalogue.named("mbrl").document(
      environment: "Obstacles-v0", isTuned: false)
    for (name, value) in options.merging(["iterations": "1"], uniquingKeysWith: { $1 }) {
      try document.set(name, text: value, source: "hw4-obstacles")
    }
    let description: RunConfiguration<MBRL.Configuration> = try document.decoded()
    var configuration = description.configuration
    configuration.iterationSteps = 400
    var learner = try MBRL(
      environment: EnvironmentCatalogue.named("Obstacles-v0"), configuration: configuration,
      seed: seed)
    return try learner.iterate().returnMean
  }

  /// The mean return of 50 episodes of random actions.
  static func chance(seed: UInt64) throws -> Double {
    var batch = try EnvironmentCatalogue.named("Obstacles-v0").makeBatch(50, seed, 1)
    var returns = EpisodeReturns(copies: 50)
    var actions = Matrix<Scalar>(rows: 50, columns: batch.actionSpace.width)
    batch.reset()
    while returns.episodes < 50 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
      returns.add(rewards: batch.rewards, statuses: batch.statuses)
    }
    return returns.mean
  }
}
