internal import Environments
internal import Foundation
internal import ImitationLearning
internal import ReinforcementLearning

/// DAgger against behaviour cloning with the same gradient steps, where a clone soon leaves the expert's states.
enum DAggerCurves {
  /// One task.
  struct Setting: Sendable {
    let environment: String
    /// The number of the expert's episodes.
    let demonstrations: Int
    /// The return that counts as nothing.
    let floor: Double
  }

  static let settings = [
    Setting(environment: "CartPole-v1", demonstrations: 1, floor: 0),
    Setting(environment: "Pendulum-v1", demonstrations: 1, floor: -1600),
  ]
  static let iterations = 10

  static let figure = CourseFigure(
    id: "dagger", chapter: 2, tier: .b, title: "DAgger and behaviour cloning",
    setting:
      "hand-written controllers as experts, one demonstration; 10 iterations of 1,000 gradient steps, batch 100, 2×64 tanh, Adam 5e-3; DAgger adds 5 episodes an iteration; 3 seeds, mean and deviation",
    stated:
      "DAgger ≥ 90 % of the expert's return; BC < 30 % on the brittle task (the course's Hopper: 18–25 %)"
  ) { context in
    let seeds = context.seeds ?? 3
    let runs = try context.trainings(of: settings, seeds: seeds, label: \.environment) {
      (cloned: try cloning($0, seed: $1), aggregated: try dagger($0, seed: $1))
    }
    return try outcome(runs, seeds: seeds, context)
  }

  /// A learner's return after each iteration, and the expert's.
  typealias Run = (curve: [Double], expert: Double)

  static func dagger(_ setting: Setting, seed: UInt64) throws -> Run {
    var configuration = DAgger.Configuration()
    configuration.trajectories = setting.demonstrations
    configuration.evaluationEpisodes = 50
    var learner = try DAgger(
      environment: EnvironmentCatalogue.named(setting.environment), configuration: configuration,
      seed: seed)
    return (
      try (0..<iterations).map { _ in try learner.iterate().returnMean }, learner.expertReturn
    )
  }

  static func cloning(_ setting: Setting, seed: UInt64) throws -> Run {
    var configuration = BehaviourCloning.Configuration()
    configuration.trajectories = setting.demonstrations
    configuration.evaluationEpisodes = 50
    configuration.clone.validationFraction = 0
    var learner = try BehaviourCloning(
      environment: EnvironmentCatalogue.named(setting.environment), configuration: configuration,
      seed: seed)
    return (
      try (0..<iterations).map { _ in try learner.iterate().returnMean }, learner.expertReturn
    )
  }

  private static func outcome(
    _ runs: [[(cloned: Run, aggregated: Run)]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = (1...iterations).map(Double.init)
    var (panels, text): ([Figure.Panel], [String]) = ([], [])
    var (learned, brittle) = (true, false)
    for (k, setting) in settings.enumerated() {
      let (cloned, aggregated) = (runs[k].map(\.cloned), runs[k].map(\.aggregated))
      let expert = Statistics.mean((cloned + aggregated).map(\.expert))
      panels.append(
        Figure.Panel(
          title: setting.environment, x: Figure.Axis("iteration"), y: Figure.Axis("mean return"),
          marks: [
            .series(Figure.Series("DAgger", x: x, runs: aggregated.map(\.curve))),
            .series(Figure.Series("behaviour cloning", x: x, runs: cloned.map(\.curve))),
          ], references: [Figure.Reference("expert", at: expert)]))
      func part(_ runs: [Run]) -> Double {
        let end = Statistics.mean(runs.map { $0.curve[iterations - 1] })
        return (end - setting.floor) / (expert - setting.floor)
      }
      learned = learned && part(aggregated) >= 0.9
      brittle = brittle || part(cloned) < 0.3
      func percent(_ runs: [Run]) -> String { "\(Int((100 * part(runs)).rounded())) %" }
      text.append(
        "\(setting.environment): DAgger \(percent(aggregated)), BC \(percent(cloned))")
    }
    let files = try Figure(title: "Return of the clone by itself", panels: panels)
      .render("dagger", into: context.folder)
    return FigureOutcome(
      obtained: text.joined(separator: "; "), verdict: learned && brittle ? .pass : .miss,
      seeds: seeds, files: files)
  }
}
