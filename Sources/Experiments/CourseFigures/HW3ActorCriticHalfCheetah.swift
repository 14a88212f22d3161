internal import Foundation

/// Batch actor-critic of the course's third homework on HalfCheetah, with ten target updates of ten gradient steps.
enum HW3ActorCriticHalfCheetah {
  static let iterations = 150

  static let training = LongTraining(
    name: "(10, 10)", folder: "10-10", algorithm: "batch-actor-critic",
    environment: "HalfCheetah150-v4",
    options: [
      "iterations": "\(iterations)", "batchSize": "30000", "learningRate": "0.02",
      "criticLearningRate": "0.02", "discount": "0.9", "hiddenWidths": "[32, 32]",
      // As in the course, whose time limit is a terminal state.
      "bootstrapsTruncations": "false", "evaluation.every": "never",
      "checkpoints.every": "10 iterations",
    ], isTuned: false)

  static let figure = CourseFigure(
    id: "hw3-ac-half-cheetah", chapter: 5, tier: .c, title: "Batch actor-critic on HalfCheetah",
    setting:
      "episodes of 150 steps, n 150, b 30,000, γ .9, 2×32 tanh, Adam 2e-2, (10, 10); 3 seeds, mean and deviation",
    stated: "150; seen 136–150. Passes if the mean over the seeds of the best iteration is ≥ 130"
  ) { context in
    let seeds = context.seeds ?? 3
    let records = try context.records(
      of: [training], seeds: seeds, figure: "hw3-ac-half-cheetah")[0]
    let files = try Figure(
      title: "Batch actor-critic on HalfCheetah, episodes of 150 steps",
      x: Figure.Axis("iteration"), y: Figure.Axis("mean return"),
      series: [
        Figure.Series(
          training.name, x: (1...iterations).map(Double.init), runs: records.map(\.returns))
      ], references: [Figure.Reference("stated", at: 150)]
    ).render("hw3-ac-half-cheetah", into: context.folder)
    let best = Statistics.mean(records.map { $0.returns.max() ?? -.infinity })
    let last = Statistics.mean(records.map { Statistics.mean(Array($0.returns.suffix(10))) })
    return FigureOutcome(
      obtained: "best \(Int(best.rounded())), last 10 iterations \(Int(last.rounded()))",
      verdict: best >= 130 ? .pass : .miss, seeds: seeds, files: files)
  }
}
