internal import Environments
internal import Planning
internal import ReinforcementLearning

/// What searches for actions.
public enum PlannerKind: String, Sendable, Codable, CaseIterable {
  /// The best of many random sequences.
  case randomShooting
  /// The cross-entropy method.
  case cem
  /// Model predictive path integrals.
  case mppi
}

/// How actions are found on a model; a part of the algorithm's configuration and of the policy's file.
public struct PlannerSettings: Sendable, Codable, Equatable {
  /// What searches.
  public var kind = PlannerKind.randomShooting
  /// H, the number of time steps to plan ahead.
  public var horizon = 15
  /// N, the number of sequences that are tried at once.
  public var candidates = 1000
  /// γ of what is planned for.
  public var discount = 1.0
  /// The number of a plan's actions that are executed before the next plan: 1 for model predictive control.
  public var executedSteps = 1
  /// The passes of CEM and MPPI for a plan; 4 if nil.
  public var passes: Int?
  /// The elites of CEM; a tenth of the sequences if nil.
  public var elites: Int?
  /// The share of the distribution before that stays in a fit of CEM; 0.1 if nil.
  public var smoothing: Double?
  /// The first deviation of CEM, or the deviation of MPPI, of half the width between the bounds; 0.5 if nil.
  public var deviation: Double?
  /// λ of MPPI; 1 if nil.
  public var temperature: Double?
  /// β of MPPI; 0.7 if nil.
  public var smoothness: Double?

  /// Random shooting with 1000 sequences of 15 steps.
  public init() {}

  /// CEM as these settings have it.
  var crossEntropyMethod: CrossEntropyMethod.Configuration {
    var configuration = CrossEntropyMethod.Configuration()
    configuration.horizon = horizon
    configuration.candidates = candidates
    configuration.discount = discount
    configuration.elites = elites ?? max(1, candidates / 10)
    configuration.iterations = passes ?? configuration.iterations
    configuration.smoothing = smoothing ?? configuration.smoothing
    configuration.initialDeviation = deviation ?? configuration.initialDeviation
    return configuration
  }

  /// MPPI as these settings have it.
  var mppi: MPPI.Configuration {
    var configuration = MPPI.Configuration()
    configuration.horizon = horizon
    configuration.candidates = candidates
    configuration.discount = discount
    configuration.iterations = passes ?? configuration.iterations
    configuration.deviation = deviation ?? configuration.deviation
    configuration.temperature = temperature ?? configuration.temperature
    configuration.smoothness = smoothness ?? configuration.smoothness
    return configuration
  }

  /// Checks every setting, also that none is given that has no effect.
  /// - Throws: `InvalidConfigurationError` that names it and its bounds.
  func validate() throws {
    let users: [(String, isGiven: Bool, kinds: [PlannerKind])] = [
      ("passes", passes != nil, [.cem, .mppi]), ("elites", elites != nil, [.cem]),
      ("smoothing", smoothing != nil, [.cem]), ("deviation", deviation != nil, [.cem, .mppi]),
      ("temperature", temperature != nil, [.mppi]), ("smoothness", smoothness != nil, [.mppi]),
    ]
    for (name, isGiven, kinds) in users {
      try require(
        !isGiven || kinds.contains(kind), name, "set",
        "has an effect with the planner \(kinds.map(\.rawValue).joined(separator: " or ")) only")
    }
    switch kind {
    case .randomShooting:
      _ = try RandomShooting(
        .discrete(1), horizon: horizon, candidates: candidates, discount: discount)
    case .cem: try renaming { try crossEntropyMethod.validate() }
    case .mppi: try renaming { try mppi.validate() }
    }
    try require(
      executedSteps > 0 && executedSteps <= horizon, "executedSteps", executedSteps,
      "must be positive and at most the horizon, \(horizon)")
  }

  /// The planners' own names of options, as they are called here.
  private func renaming(_ check: () throws -> Void) throws {
    do {
      try check()
    } catch let error as InvalidConfigurationError {
      let names = ["iterations": "passes", "initialDeviation": "deviation"]
      throw InvalidConfigurationError(
        option: names[error.option] ?? error.option, value: error.value,
        requirement: error.requirement)
    }
  }
}

extension PlannerSettings {
  /// Every setting with its symbol, bounds and meaning.
  static let options: [ConfigurationOption] = [
    ConfigurationOption("kind", PlannerKind.self, "what searches for actions"),
    ConfigurationOption(
      "horizon", .integer, symbol: "H", range: "positive",
      "the time steps to plan ahead"),
    ConfigurationOption(
      "candidates", .integer, range: "positive",
      "the sequences of actions that are tried at once"),
    ConfigurationOption(
      "discount", .number, symbol: "γ", range: "[0, 1]",
      "the discount of what is planned for"),
    ConfigurationOption(
      "executedSteps", .integer, range: "positive, at most the horizon",
      "the actions of a plan that are executed before the next: 1 is model predictive control"),
    ConfigurationOption(
      "passes", .integer, isOptional: true, range: "positive",
      "the passes of cem or mppi for a plan; 4 if left out"),
    ConfigurationOption(
      "elites", .integer, isOptional: true, range: "positive",
      "the sequences that cem is fitted to; a tenth of those that are tried if left out"),
    ConfigurationOption(
      "smoothing", .number, isOptional: true, range: "[0, 1)",
      "the share of the distribution before that stays in a fit of cem; 0.1 if left out"),
    ConfigurationOption(
      "deviation", .number, isOptional: true, range: "positive",
      "the first deviation of cem or that of mppi, of half the range of an action; 0.5 if left out"
    ),
    ConfigurationOption(
      "temperature", .number, symbol: "λ", isOptional: true, range: "positive",
      "the temperature of mppi, in units of the return; 1 if left out"),
    ConfigurationOption(
      "smoothness", .number, symbol: "β", isOptional: true, range: "(0, 1]",
      "the share of new noise in each time step of mppi; 0.7 if left out"),
  ]
}
