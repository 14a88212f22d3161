public import ReinforcementLearning

extension SARSA {
  /// What the next state is worth.
  public enum Target: String, Sendable, Codable, CaseIterable {
    /// Q(s′, a′) of the action that is taken.
    case sampled
    /// Σ_a′ π(a′|s′) Q(s′, a′): expected SARSA.
    case expected
  }

  /// The options of SARSA.
  public struct Configuration: TabularConfiguration {
    /// What the next state is worth.
    public var target = Target.sampled
    /// n, the number of rewards before the bootstrap.
    public var returnSteps = 1
    /// λ, by which traces decay beside γ; 0 for none.
    public var traceDecay = 0.0
    /// How traces grow; at λ = 0 there are none.
    public var traces = TraceForm.accumulating
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

    /// One sampled step, α 0.1, γ 0.99, ε 0.1.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try validateTable()
      try require(
        (1...100_000).contains(returnSteps), "returnSteps", returnSteps,
        "must lie between 1 and 100,000")
      try require(
        traceDecay >= 0 && traceDecay <= 1, "traceDecay", traceDecay, "must lie in [0, 1]")
      try require(
        traceDecay == 0 || returnSteps == 1, "traceDecay", traceDecay, "excludes more than one step"
      )
      try require(
        traceDecay > 0 || traces == .accumulating, "traces", traces.rawValue,
        "has no effect without traceDecay")
      try require(
        stepsPerIteration > 0, "stepsPerIteration", stepsPerIteration, "must be positive")
    }

    /// Every option.
    public static let options =
      [
        ConfigurationOption(
          "target", Target.self, "the value of the action that is taken next, or its expectation"),
        ConfigurationOption(
          "returnSteps", .integer, symbol: "n", range: "1 to 100,000",
          "the number of rewards before the bootstrap"),
        ConfigurationOption(
          "traceDecay", .number, symbol: "λ", range: "[0, 1]",
          "by which traces decay beside γ; 0 for none"),
        ConfigurationOption("traces", TraceForm.self, "how traces grow"),
        ConfigurationOption(
          "learningRate", .schedule, symbol: "α", range: "not negative", "the step size"),
      ] + commonOptions + [
        ConfigurationOption(
          "stepsPerIteration", .integer, range: "positive",
          "the environment steps between two rows of the metrics")
      ]
  }
}
