internal import Environments
internal import Foundation
internal import ModelBasedRL
internal import Planning
internal import ReinforcementLearning

/// PETS on the swing-up of a cart-pole: the return of each trial, beside planning on the true dynamics.
enum PETSCartPole {
  static let trials = 12
  static let environment = "CartPoleSwingUp-v0"

  static let figure = CourseFigure(
    id: "pets-cartpole", chapter: 10, tier: .b, title: "PETS on CartPoleSwingUp",
    setting:
      "5 random trials, then a fit for each; 5 probabilistic networks of 2×200 swish, 500 gradient steps of batch 64, CEM with 200 sequences of 20 steps and 4 passes, known reward; 3 seeds, mean and deviation",
    stated:
      "PETS: 90 % of the largest return in a few trials. Here of what the same planner reaches on the true dynamics: passes if trials 6 to 12 have ≥ 90 % in the mean"
  ) { context in
    let seeds = context.seeds ?? 3
    let curves = try context.trainings(of: ["PETS"], seeds: seeds) { try returns(seed: $1) }[0]
    let simulated = try planned()
    let files = try Figure(
      title: "PETS on CartPoleSwingUp", x: Figure.Axis("trial after the random ones"),
      y: Figure.Axis("return"),
      series: [Figure.Series("PETS", x: (1...trials).map { Double($0) }, runs: curves)],
      references: [Figure.Reference("true dynamics", at: simulated)]
    ).render("pets-cartpole", into: context.folder)
    let last = Statistics.mean(curves.map { Statistics.mean(Array($0.dropFirst(5))) })
    let first = Statistics.mean(curves.map { $0[0] })
    func text(_ x: Double) -> String { "\((x * 10).rounded() / 10)" }
    return FigureOutcome(
      obtained:
        "first trial \(text(first)), trials 6 to 12 \(text(last)), on the true dynamics \(text(simulated))",
      verdict: last >= 0.9 * simulated ? .pass : .miss, seeds: seeds, files: files)
  }

  private static func settings() -> PlannerSettings {
    var planner = PlannerSettings()
    planner.kind = .cem
    planner.horizon = 20
    planner.candidates = 200
    planner.elites = 20
    planner.passes = 4
    return planner
  }

  /// The return of each trial.
  static func returns(seed: UInt64) throws -> [Double] {
    var configuration = PETS.Configuration()
    configuration.planner = settings()
    configuration.particles = 1
    configuration.model.hiddenWidths = [200, 200]
    configuration.model.batchSize = 64
    configuration.model.fitSteps = 500
    configuration.warmUpSteps = 200
    configuration.iterationSteps = 40
    configuration.reward = .known
    configuration.model.predictsTermination = false
    var learner = try PETS(
      environment: EnvironmentCatalogue.named(environment), configuration: configuration,
      seed: seed)
    return try (0..<trials).map { _ in try learner.iterate().returnMean }
  }

  /// What the planner reaches on copies of the environment, over 20 episodes.
  static func planned() throws -> Double {
    let specification = try EnvironmentCatalogue.named(environment)
    var options = CrossEntropyMethod.Configuration()
    options.horizon = settings().horizon
    let planner = try CrossEntropyMethod(specification.actionSpace, configuration: options)
    let model = SimulatorModel(specification, candidates: options.candidates, seed: 1)
    var controller = ModelPredictiveControl(planner, on: model, seed: 1)
    return try Evaluation(planning: &controller, in: specification, episodes: 20, seed: 1).mean
  }
}
