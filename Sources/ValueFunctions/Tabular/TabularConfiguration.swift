public import ReinforcementLearning

/// The options that the tabular algorithms have in common.
public protocol TabularConfiguration: AlgorithmConfiguration {
  /// α, the step size.
  var learningRate: Schedule { get }
  /// ω: the step size is α / N(s, a)^ω, N being the number of updates of Q(s, a), this one included.
  var visitExponent: Double { get }
  /// γ.
  var discount: Double { get }
  /// How actions are chosen.
  var exploration: ActionValueExploration.Form { get }
  /// ε, or the temperature τ, by environment steps.
  var explorationParameter: Schedule { get }
  /// Q(s, a) of a state that was never met.
  var initialValue: Double { get }
  /// The largest number of different observations.
  var stateLimit: Int { get }
}

extension TabularConfiguration {
  /// How actions are chosen, with its parameter.
  package var actionChoice: ActionValueExploration {
    ActionValueExploration(exploration, explorationParameter)
  }

  /// Checks the options that the tabular algorithms have in common.
  /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
  package func validateTable() throws {
    do {
      try learningRate.validate()
    } catch {
      throw InvalidConfigurationError(
        option: "learningRate", value: "no schedule (\(error))", requirement: "must be a schedule")
    }
    try require(
      learningRate.isEverywhere { $0 >= 0 }, "learningRate", learningRate, "must not be negative")
    try require(
      visitExponent >= 0 && visitExponent <= 1, "visitExponent", visitExponent,
      "must lie in [0, 1]")
    try require(discount >= 0 && discount <= 1, "discount", discount, "must lie in [0, 1]")
    try actionChoice.validate(option: "explorationParameter")
    try require(initialValue.isFinite, "initialValue", initialValue, "must be finite")
    try require(
      (1...1 << 30).contains(stateLimit), "stateLimit", stateLimit, "must lie between 1 and 2³⁰")
  }

  /// The documentation of the common options but `learningRate`, whose meaning differs.
  package static var commonOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "visitExponent", .number, symbol: "ω", range: "[0, 1]",
        "the step size is α / N(s, a)^ω after N updates of Q(s, a)"),
      ConfigurationOption(
        "discount", .number, symbol: "γ", range: "[0, 1]", "what a later reward counts"),
      ConfigurationOption(
        "exploration", ActionValueExploration.Form.self,
        "ε over all actions (epsilonGreedy), ε over the others than the greedy one (epsilonOthers), or Boltzmann"
      ),
      ConfigurationOption(
        "explorationParameter", .schedule, symbol: "ε, τ",
        range: "ε in [0, 1], τ positive", "ε, or Boltzmann's temperature, by environment steps"),
      ConfigurationOption(
        "initialValue", .number, "Q(s, a) of a state that was never met; optimistic if large"),
      ConfigurationOption(
        "stateLimit", .integer, range: "positive",
        "the largest number of different observations; more are an error"),
    ]
  }
}

extension Schedule {
  /// Whether `condition` holds at the ends of all pieces, and so, for an interval, everywhere.
  func isEverywhere(_ condition: (Double) -> Bool) -> Bool {
    ends.allSatisfy(condition)
  }
}
