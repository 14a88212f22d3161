public import ReinforcementLearning

extension QLearning {
  /// How the greatest value of the next state is estimated.
  public enum Estimator: String, Sendable, Codable, CaseIterable {
    /// The greatest of one table's values: too large on average where values are noisy.
    case single
    /// One table chooses the action, the other one values it.
    case double
  }

  /// The options of Q-learning.
  public struct Configuration: TabularConfiguration {
    /// Whether there are one or two tables.
    public var estimator = Estimator.single
    /// α, the step size.
    public var learningRate = Schedule.constant(0.1)
    /// ω: the step size is α / N(s, a)^ω.
    public var visitExponent = 0.0
    /// γ.
    public var discount = 0.99
    /// How actions are chosen.
    public var exploration = ActionValueExploration.Form.epsilonGreedy
    /// ε, or the temperature.
    public var explorationParameter = Schedule.constant(0.1)
    /// Q(s, a) of a state that was never met.
    public var initialValue = 0.0
    /// The largest number of different observations.
    public var stateLimit = 100_000
    /// The number of environment steps between two rows of the metrics.
    public var stepsPerIteration = 1000

    /// One table, α 0.1, γ 0.99, ε 0.1.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try validateTable()
      try require(
        stepsPerIteration > 0, "stepsPerIteration", stepsPerIteration, "must be positive")
    }

    /// Every option.
    public static let options =
      [
        ConfigurationOption(
          "estimator", Estimator.self, "one table, or double Q-learning with two"),
        ConfigurationOption(
          "learningRate", .schedule, symbol: "α", range: "not negative", "the step size"),
      ] + commonOptions + [
        ConfigurationOption(
          "stepsPerIteration", .integer, range: "positive",
          "the environment steps between two rows of the metrics")
      ]
  }
}
