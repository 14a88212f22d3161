import Apus
import ArgumentParser
import Foundation

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Acts by looking ahead on copies of the environment, without learning.",
    discussion: """
      Random shooting takes every kind of actions, CEM too, MPPI continuous ones, and tree search one choice among several.
      """,
    subcommands: [PlanRandomShooting.self, PlanCEM.self, PlanMPPI.self, PlanTreeSearch.self])
}

/// What all planners are asked for.
struct PlanOptions: ParsableArguments {
  @Option(help: "The environment, such as Pendulum-v1.")
  var environment: String

  @Option(parsing: .unconditional, help: "The number of episodes.")
  var episodes = 1

  @Option(help: "The seed of starts and searches.")
  var seed: UInt64 = 1

  @Option(parsing: .unconditional, help: "The discount γ of what is looked ahead to.")
  var discount = 1.0

  @Option(name: .shortAndLong, help: "An SVG file to draw the episodes into, as an animation.")
  var output: String?

  @Flag(help: "Prints one JSON object with mean, standardDeviation and episodes.")
  var json = false

  func validate() throws {
    guard episodes > 0 else {
      throw ValidationError("--episodes is \(episodes); it must be positive.")
    }
  }

  /// Runs the episodes with what `planner` makes for the environment.
  func run<Planner: OnlinePlanner>(
    _ planner: (EnvironmentSpecification) throws -> Planner
  ) throws {
    let environment = try EnvironmentCatalogue.named(environment)
    var planner = try planner(environment)
    let limit = environment.stepLimit ?? 1000
    var bar = ProgressBar(total: episodes * limit)
    var steps = 0
    func report(_ episode: Int, _ step: Int, _ sum: Double) {
      steps += 1
      bar.update(completed: min(episode * limit + step, episodes * limit), value: sum, count: steps)
    }
    let evaluation: Evaluation
    if let output {
      let recording = try EpisodeRecording(
        planning: &planner, in: environment, episodes: episodes, seed: seed, stepLimit: .max,
        report: report)
      try PictureAnimation(recording.frames, title: environment.name).write(to: output)
      evaluation = Evaluation(returns: recording.returns, lengths: recording.lengths)
    } else {
      evaluation = try Evaluation(
        planning: &planner, in: environment, episodes: episodes, seed: seed, report: report)
    }
    bar.finish()
    if json {
      try printJSON(EvaluationReport(evaluation))
      return
    }
    if episodes > 1 {
      for (i, (sum, length)) in zip(evaluation.returns, evaluation.lengths).enumerated() {
        print(String(format: "episode %d: return %.2f, %d steps", i + 1, sum, length))
      }
    }
    print(
      String(
        format: "%@: return %.2f ± %.2f over %d episode%@", environment.name, evaluation.mean,
        evaluation.standardDeviation, evaluation.episodes, episodes == 1 ? "" : "s"))
  }

  /// Runs the episodes with a planner of sequences on copies of the environment.
  func run<Planner: SequencePlanner>(
    threads: Int, _ planner: (EnvironmentSpecification) throws -> Planner
  ) throws {
    guard threads > 0 else {
      throw ValidationError("--threads is \(threads); it must be positive.")
    }
    try run { environment in
      let planner = try planner(environment)
      let model = SimulatorModel(
        environment, candidates: planner.candidates, seed: seed, threads: threads)
      return ModelPredictiveControl(planner, on: model, seed: seed)
    }
  }
}

/// What planners of sequences are asked for.
struct ShootingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "The number of time steps to plan ahead.")
  var horizon = 15

  @Option(
    parsing: .unconditional, help: "The number of sequences that are tried at once; 1000 or 200.")
  var candidates: Int?

  @Option(parsing: .unconditional, help: "The number of threads; it has no influence on results.")
  var threads = 1
}

struct PlanRandomShooting: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "random-shooting", abstract: "The best of many random sequences of actions.")

  @OptionGroup var options: PlanOptions
  @OptionGroup var shooting: ShootingOptions

  func run() throws {
    try options.run(threads: shooting.threads) {
      try RandomShooting(
        $0.actionSpace, horizon: shooting.horizon, candidates: shooting.candidates ?? 1000,
        discount: options.discount)
    }
  }
}

struct PlanCEM: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cem", abstract: "Sequences from a distribution that moves to the best of them.")

  @OptionGroup var options: PlanOptions
  @OptionGroup var shooting: ShootingOptions

  @Option(
    parsing: .unconditional, help: "The number of sequences that the distribution is fitted to.")
  var elites = 20

  @Option(parsing: .unconditional, help: "The number of fits for an action.")
  var iterations = 4

  @Option(
    parsing: .unconditional, help: "The share of the distribution before that stays in a fit.")
  var smoothing = 0.1

  @Option(
    parsing: .unconditional, help: "The first deviation, of half the width between the bounds.")
  var initialDeviation = 0.5

  func run() throws {
    var configuration = CrossEntropyMethod.Configuration()
    configuration.horizon = shooting.horizon
    configuration.candidates = shooting.candidates ?? configuration.candidates
    configuration.elites = elites
    configuration.iterations = iterations
    configuration.smoothing = smoothing
    configuration.initialDeviation = initialDeviation
    configuration.discount = options.discount
    try options.run(threads: shooting.threads) {
      try CrossEntropyMethod($0.actionSpace, configuration: configuration)
    }
  }
}

struct PlanMPPI: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mppi", abstract: "A plan moved to the weighted mean of what is tried about it.")

  @OptionGroup var options: PlanOptions
  @OptionGroup var shooting: ShootingOptions

  @Option(parsing: .unconditional, help: "The number of means for an action.")
  var iterations = 4

  @Option(
    parsing: .unconditional, help: "The temperature λ of the weights, in units of the return.")
  var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: "The deviation of the noise, of half the width between the bounds.")
  var deviation = 0.5

  @Option(parsing: .unconditional, help: "The share β of new noise in each time step.")
  var smoothness = 0.7

  func run() throws {
    var configuration = MPPI.Configuration()
    configuration.horizon = shooting.horizon
    configuration.candidates = shooting.candidates ?? configuration.candidates
    configuration.iterations = iterations
    configuration.temperature = temperature
    configuration.deviation = deviation
    configuration.smoothness = smoothness
    configuration.discount = options.discount
    try options.run(threads: shooting.threads) {
      try MPPI($0.actionSpace, configuration: configuration)
    }
  }
}

struct PlanTreeSearch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree-search", abstract: "Monte-Carlo tree search with upper confidence bounds.")

  @OptionGroup var options: PlanOptions

  @Option(
    parsing: .unconditional, help: "The number of steps that a simulation looks ahead at most.")
  var horizon = 100

  @Option(parsing: .unconditional, help: "The number of simulations for an action.")
  var simulations = 200

  @Option(parsing: .unconditional, help: "The weight c of the exploration's bonus.")
  var exploration = 1.0

  @Flag(help: "Takes all outcomes of a choice for one situation.")
  var openLoop = false

  func run() throws {
    var configuration = MonteCarloTreeSearch.Configuration()
    configuration.horizon = horizon
    configuration.simulations = simulations
    configuration.exploration = exploration
    configuration.discount = options.discount
    configuration.isOpenLoop = openLoop
    try options.run {
      try MonteCarloTreeSearch($0, configuration: configuration, seed: options.seed)
    }
  }
}
