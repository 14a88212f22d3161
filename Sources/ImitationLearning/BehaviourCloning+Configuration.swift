public import ReinforcementLearning

extension BehaviourCloning {
  /// The options of behaviour cloning.
  public struct Configuration: DemonstratedConfiguration {
    /// Who demonstrates: `controller`, a policy's file or a run's folder; `controller` if nil and there is no file of
    /// demonstrations.
    public var expert: String?
    /// A file of demonstrations, in the place of an expert.
    public var demonstrations: String?
    /// The number of the expert's episodes; 10 if nil.
    public var trajectories: Int?
    /// Whether the expert's actions are drawn; otherwise it takes the most likely or best ones.
    public var expertIsStochastic = false
    /// The number of episodes on which the clone's return is measured in each iteration.
    public var evaluationEpisodes = 10
    /// How the clone is built and fitted.
    public var clone = CloneConfiguration()

    /// Ten episodes of the environment's controller.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try validateDemonstrations()
      try require(
        evaluationEpisodes > 0, "evaluationEpisodes", evaluationEpisodes, "must be positive")
      try clone.validate("clone")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      demonstrationOptions + [
        ConfigurationOption(
          "evaluationEpisodes", .integer, range: "positive", flag: "trial-episodes",
          "the episodes on which the clone's return is measured in each iteration")
      ] + CloneConfiguration.options("clone")
  }
}
