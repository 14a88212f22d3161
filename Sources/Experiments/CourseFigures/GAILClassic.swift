internal import AdvancedPolicyGradients
internal import Environments
internal import Foundation
internal import ImitationLearning
internal import InverseRL
internal import LinearAlgebra
internal import ReinforcementLearning

/// Cloning against generative adversarial imitation where little was shown, and that only in part.
///
/// Source: J. Ho and S. Ermon, "Generative adversarial imitation learning", 2016, table 3, whose experts are policies of TRPO,
/// of which every tenth or every fifth step was shown.
enum GAILClassic {
  /// One task.
  struct Setting: Sendable {
    let environment: String
    /// Every k-th step is shown.
    let stride: Int
    let form: GAIL.RewardForm
    /// The paper's returns of clones after 1, 4, 7 and 10 episodes, and of GAIL after any.
    let statedClones: [Double]
    let stated: Double
    /// What passes for as good as stated.
    let bar: Double
  }

  static let settings = [
    Setting(
      environment: "CartPole-v0", stride: 10, form: .survival,
      statedClones: [72, 169, 189, 177], stated: 200, bar: 195),
    Setting(
      environment: "Acrobot-v1", stride: 5, form: .haste, statedClones: [-131, -93, -97, -95],
      stated: -80, bar: -90),
    Setting(
      environment: "MountainCar-v0", stride: 5, form: .haste,
      statedClones: [-137, -130, -125, -123], stated: -101, bar: -110),
  ]
  static let episodes = [1, 4, 7, 10]
  static let iterations = 100

  static let figure = CourseFigure(
    id: "gail-classic", chapter: 14, tier: .b, title: "Imitation of little that was shown",
    setting:
      "1, 4, 7 and 10 episodes, of which every tenth step (CartPole-v0) or every fifth (Acrobot-v1, MountainCar-v0) is shown, by hand-written controllers and, in Acrobot, a policy of TRPO; GAIL: 100 iterations of 5,000 steps (the paper has 300), 2×100 tanh, reward −log(1 − D) in CartPole, log D elsewhere; clones: 1,000 gradient steps of batch 128, Adam 1e-3, 2×100 tanh; returns in 50 episodes, 3 seeds, mean and deviation",
    stated:
      "GAIL 200, about −80 and −101, whatever was shown; clones after 1 / 4 / 7 / 10 episodes 72/169/189/177, −131/−93/−97/−95, −137…−123. Passes if GAIL is at least at 195, −90 and −110 with any number of episodes, and above the clone of one"
  ) { context in
    let seeds = context.seeds ?? 3
    let expert = try acrobotExpert()
    let tasks = settings.indices.flatMap { s in episodes.map { (setting: s, episodes: $0) } }
    let runs = try context.trainings(
      of: tasks, seeds: seeds,
      label: { "\(settings[$0.setting].environment), \($0.episodes) episodes" }
    ) { task, seed in
      try run(settings[task.setting], episodes: task.episodes, expert, seed: seed)
    }
    return try outcome(
      settings.indices.map { s in
        episodes.indices.map { runs[s * episodes.count + $0] }
      }, seeds: seeds, context)
  }

  /// The returns of the clone, of GAIL, and of what was shown.
  struct Run: Sendable {
    var clone: Double
    var adversarial: Double
    var expert: Double
  }

  /// A policy of TRPO after 100,000 steps with the tuned settings.
  private static func acrobotExpert() throws -> Expert {
    let environment = try EnvironmentCatalogue.named("Acrobot-v1")
    var configuration = TRPO.Configuration()
    configuration.copies = 2
    configuration.horizon = 1024
    configuration.normalizesObservations = true
    configuration.normalizesRewards = true
    var learner = try TRPO(environment: environment, configuration: configuration)
    while learner.environmentSteps < 200_000 { _ = try learner.iterate() }
    return Expert(learner.policy, normalizer: learner.normalizer)
  }

  private static func run(
    _ setting: Setting, episodes: Int, _ acrobot: Expert, seed: UInt64
  ) throws -> Run {
    let environment = try EnvironmentCatalogue.named(setting.environment)
    let expert =
      setting.environment == "Acrobot-v1"
      ? acrobot : try Expert(named: Expert.controllerName, in: environment)
    let whole = try Demonstrations(by: expert, in: environment, episodes: episodes, seed: seed)
    let shown = thinned(whole, setting.stride, in: environment, seed: seed)
    return Run(
      clone: try clone(shown, in: environment, seed: seed),
      adversarial: try imitate(shown, setting.form, in: environment, seed: seed),
      expert: whole.returnMean)
  }

  /// Every k-th step of each trajectory.
  private static func thinned(
    _ whole: Demonstrations, _ k: Int, in environment: EnvironmentSpecification, seed: UInt64
  ) -> Demonstrations {
    var random = RandomStream(seed: seed)
    let all = whole.trajectories
    var some = Trajectories(
      observationWidth: all.observations.columns, actionWidth: all.actions.columns)
    func row(_ buffer: RowBuffer, _ i: Int) -> [Scalar] {
      (0..<buffer.columns).map { buffer[i, $0] }
    }
    for (i, range) in all.ranges.enumerated() {
      let first = range.lowerBound + random.integer(below: min(k, range.count))
      for t in stride(from: first, to: range.upperBound, by: k) {
        some.observations.append(row(all.observations, t))
        some.actions.append(row(all.actions, t))
        some.rewards.append(all.rewards[t])
      }
      some.close(all.endings[i], finalObservation: row(all.finalObservations, i))
    }
    var shown = Demonstrations(of: environment, origin: whole.origin)
    shown.append(some)
    return shown
  }

  private static func clone(
    _ shown: Demonstrations, in environment: EnvironmentSpecification, seed: UInt64
  ) throws -> Double {
    var configuration = BehaviourCloning.Configuration()
    configuration.clone.hiddenWidths = [100, 100]
    configuration.clone.learningRate = 1e-3
    configuration.clone.batchSize = 128
    configuration.clone.normalizesObservations = true
    configuration.clone.validationFraction = 0
    configuration.evaluationEpisodes = 50
    var learner = try BehaviourCloning(
      environment: environment, configuration: configuration, demonstrations: shown, seed: seed)
    return try learner.iterate().returnMean
  }

  private static func imitate(
    _ shown: Demonstrations, _ form: GAIL.RewardForm, in environment: EnvironmentSpecification,
    seed: UInt64
  ) throws -> Double {
    var configuration = GAIL.Configuration()
    configuration.rewardForm = form
    configuration.trpo.normalizesObservations = true
    var learner = try GAIL(
      environment: environment, configuration: configuration, demonstrations: shown, seed: seed)
    for _ in 0..<iterations { _ = try learner.iterate() }
    return try Evaluation(
      of: learner.policy, normalizer: learner.normalizer, in: environment, episodes: 50,
      seed: seed
    ).mean
  }

  private static func outcome(
    _ runs: [[[Run]]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = episodes.map(Double.init)
    var (panels, texts, passes): ([Figure.Panel], [String], Bool) = ([], [], true)
    for (setting, runs) in zip(settings, runs) {
      func series(_ name: String, _ value: (Run) -> Double) -> Figure.Mark {
        .series(
          Figure.Series(
            name, x: x, runs: (0..<seeds).map { seed in runs.map { value($0[seed]) } }))
      }
      let clones = runs.map { Statistics.mean($0.map(\.clone)) }
      let adversarial = runs.map { Statistics.mean($0.map(\.adversarial)) }
      let expert = Statistics.mean(runs.flatMap { $0 }.map(\.expert))
      panels.append(
        Figure.Panel(
          title: setting.environment,
          x: .init("episodes of which every \(setting.stride)th step is shown"),
          y: .init("return"),
          marks: [
            series("GAIL", \.adversarial), series("clone", \.clone),
            .series(
              Figure.Series("clone, stated", x: x, mean: setting.statedClones, style: .dashed)),
          ],
          references: [.init("expert", at: expert), .init("GAIL, stated", at: setting.stated)]))
      func list(_ values: [Double]) -> String {
        values.map { String(format: "%.0f", $0) }.joined(separator: "/")
      }
      texts.append(
        "\(setting.environment): GAIL \(list(adversarial)), clones \(list(clones)), expert \(list([expert]))"
      )
      passes = passes && adversarial.min()! >= setting.bar && adversarial[0] > clones[0]
    }
    let files = try Figure(title: "Imitation of little that was shown", panels: panels, columns: 3)
      .render("gail-classic", into: context.folder)
    return FigureOutcome(
      obtained: texts.joined(separator: "; "), verdict: passes ? .pass : .miss, seeds: seeds,
      files: files)
  }
}
