public import ReinforcementLearning

extension BehaviourCloning {
  /// The options of behaviour cloning.
  public struct Configuration: AlgorithmConfiguration {
    static let defaultTrajectories = 10

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
      if let demonstrations {
        try require(
          expert == nil, "expert", expert ?? "", "excludes a file of demonstrations")
        try require(
          trajectories == nil, "trajectories", trajectories ?? 0,
          "has no effect with a file of demonstrations")
        try require(
          !expertIsStochastic, "expertIsStochastic", true,
          "has no effect with a file of demonstrations")
        try require(!demonstrations.isEmpty, "demonstrations", "empty", "must be a path")
      }
      if let expert { try require(!expert.isEmpty, "expert", "empty", "must name an expert") }
      if let trajectories {
        try require(
          (1...1_000_000).contains(trajectories), "trajectories", trajectories,
          "must lie in 1...1000000")
      }
      try require(
        evaluationEpisodes > 0, "evaluationEpisodes", evaluationEpisodes, "must be positive")
      try clone.validate("clone")
    }

    /// Every option with its symbol, bounds and meaning.
    public static let options: [ConfigurationOption] =
      [
        ConfigurationOption(
          "expert", .text, isOptional: true,
          "who demonstrates: controller (the environment's own), a policy's file or a run's folder"
        ),
        ConfigurationOption(
          "demonstrations", .text, isOptional: true,
          "a file of demonstrations, in the place of an expert"),
        ConfigurationOption(
          "trajectories", .integer, isOptional: true, range: "positive",
          "the number of the expert's episodes; 10 if left out"),
        ConfigurationOption(
          "expertIsStochastic", .boolean, flag: "draw-expert-actions",
          "draws the actions of an expert that is a policy"),
        ConfigurationOption(
          "evaluationEpisodes", .integer, range: "positive", flag: "trial-episodes",
          "the episodes on which the clone's return is measured in each iteration"),
      ] + CloneConfiguration.options("clone")
  }
}
