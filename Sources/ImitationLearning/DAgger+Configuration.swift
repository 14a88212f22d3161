public import ReinforcementLearning

extension DAgger {
  /// The options of DAgger.
  public struct Configuration: AlgorithmConfiguration {
    /// Who demonstrates and is asked: `controller`, a policy's file or a run's folder.
    public var expert = Expert.controllerName
    /// The number of the expert's episodes before the first iteration.
    public var trajectories = 1
    /// Whether the expert's actions are drawn; otherwise it takes the most likely or best ones.
    public var expertIsStochastic = false
    /// The number of episodes that an iteration adds.
    public var episodes = 5
    /// βᵢ, the probability with which the expert acts in a step of iteration i, from 0.
    public var mixing = Schedule.constant(0)
    /// The number of episodes on which the clone's return is measured in each iteration.
    public var evaluationEpisodes = 10
    /// How the clone is built and fitted.
    public var clone = CloneConfiguration()

    /// One episode of the environment's controller, and five of the clone in each iteration.
    public init() { clone.validationFraction = 0 }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try require(!expert.isEmpty, "expert", "empty", "must name an expert")
      for (name, count) in [
        ("trajectories", trajectories), ("episodes", episodes),
        ("evaluationEpisodes", evaluationEpisodes),
      ] {
        try require((1...1_000_000).contains(count), name, count, "must lie in 1...1000000")
      }
      try require(mixing, "mixing", "must lie in [0, 1]") { (0...1).contains($0) }
      try require(
        clone.patience == nil, "clone.patience", clone.patience ?? 0,
        "has no meaning while the data grow")
      try clone.validate("clone")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      [
        ConfigurationOption(
          "expert", .text,
          "who demonstrates and is asked: controller (the environment's own), a policy's file or a run's folder"
        ),
        ConfigurationOption(
          "trajectories", .integer, range: "positive",
          "the number of the expert's episodes before the first iteration"),
        ConfigurationOption(
          "expertIsStochastic", .boolean, flag: "draw-expert-actions",
          "draws the actions of an expert that is a policy"),
        ConfigurationOption(
          "episodes", .integer, range: "positive", "the number of episodes that an iteration adds"),
        ConfigurationOption(
          "mixing", .schedule, symbol: "β", range: "[0, 1]",
          "the probability with which the expert acts in a step, by the iteration from 0"),
        ConfigurationOption(
          "evaluationEpisodes", .integer, range: "positive", flag: "trial-episodes",
          "the episodes on which the clone's return is measured in each iteration"),
      ] + CloneConfiguration.options("clone")
  }
}
