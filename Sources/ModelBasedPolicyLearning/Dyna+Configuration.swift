public import ReinforcementLearning
public import ValueFunctions

extension Dyna {
  /// What Q(s, a) moves to after a step of the environment.
  public enum Update: String, Sendable, Codable, CaseIterable {
    /// r̂ + γ Σ p̂ max Q, as in the notes.
    case expectation
    /// r + γ max Q of what has just happened, as in Dyna-Q.
    case sample
  }

  /// The options of DYNA.
  public struct Configuration: TabularConfiguration {
    /// The number of updates by the model for each step of the environment.
    public var planningSteps = 10
    /// What Q(s, a) moves to after a step of the environment.
    public var update = Update.expectation
    /// Whether there are one or two tables.
    public var estimator = QLearning.Estimator.single
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

    /// Ten planning steps, α 0.1, γ 0.99, ε 0.1.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try require(planningSteps >= 0, "planningSteps", planningSteps, "must not be negative")
      try table.validate()
    }

    /// The options of the table.
    var table: QLearning.Configuration {
      var table = QLearning.Configuration()
      table.estimator = estimator
      table.learningRate = learningRate
      table.visitExponent = visitExponent
      table.discount = discount
      table.exploration = exploration
      table.explorationParameter = explorationParameter
      table.initialValue = initialValue
      table.stateLimit = stateLimit
      table.stepsPerIteration = stepsPerIteration
      return table
    }

    /// Every option.
    public static let options =
      [
        ConfigurationOption(
          "planningSteps", .integer, range: "not negative",
          "the updates by the model for each step of the environment"),
        ConfigurationOption(
          "update", Update.self,
          "after a step, Q moves to the model's expectation, or to the sample as in Dyna-Q"),
      ] + QLearning.Configuration.options
  }
}
