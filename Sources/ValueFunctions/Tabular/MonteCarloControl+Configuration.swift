public import ReinforcementLearning

extension MonteCarloControl {
  /// From which visits of a pair in an episode is learned.
  public enum Visits: String, Sendable, Codable, CaseIterable {
    /// From the first: the returns are independent, their mean is unbiased.
    case first
    /// From each.
    case every
  }

  /// The options of Monte-Carlo control. By default Q(s, a) is the mean of all returns: α = 1 and ω = 1.
  public struct Configuration: TabularConfiguration {
    /// From which visits is learned.
    public var visits = Visits.first
    /// α, the step size.
    public var learningRate = Schedule.constant(1)
    /// ω: the step size is α / N(s, a)^ω.
    public var visitExponent = 1.0
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
    /// The number of episodes between two rows of the metrics.
    public var episodesPerIteration = 10

    /// First visits, the mean of the returns, γ 0.99, ε 0.1.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try validateTable()
      try require(
        episodesPerIteration > 0, "episodesPerIteration", episodesPerIteration, "must be positive")
    }

    /// Every option.
    public static let options =
      [
        ConfigurationOption(
          "visits", Visits.self, "from which visits of a pair in an episode is learned"),
        ConfigurationOption(
          "learningRate", .schedule, symbol: "α", range: "not negative",
          "the step size; 1 with visitExponent 1 gives the mean of all returns"),
      ] + commonOptions + [
        ConfigurationOption(
          "episodesPerIteration", .integer, range: "positive",
          "the episodes between two rows of the metrics")
      ]
  }
}
