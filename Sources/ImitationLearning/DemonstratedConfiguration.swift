public import Environments
public import ReinforcementLearning

/// The options that name demonstrations: an expert who shows some episodes, or a file.
public protocol DemonstratedConfiguration: AlgorithmConfiguration {
  /// Who demonstrates: `controller`, a policy's file or a run's folder; `controller` if nil and there is no file of
  /// demonstrations.
  var expert: String? { get set }
  /// A file of demonstrations, in the place of an expert.
  var demonstrations: String? { get set }
  /// The number of the expert's episodes; 10 if nil.
  var trajectories: Int? { get set }
  /// Whether the expert's actions are drawn; otherwise it takes the most likely or best ones.
  var expertIsStochastic: Bool { get set }
}

extension DemonstratedConfiguration {
  /// Checks these options.
  /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
  public func validateDemonstrations() throws {
    if let demonstrations {
      try require(expert == nil, "expert", expert ?? "", "excludes a file of demonstrations")
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
  }

  /// Their documentation.
  public static var demonstrationOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "expert", .text, isOptional: true,
        "who demonstrates: controller (the environment's own), a policy's file or a run's folder"),
      ConfigurationOption(
        "demonstrations", .text, isOptional: true,
        "a file of demonstrations, in the place of an expert"),
      ConfigurationOption(
        "trajectories", .integer, isOptional: true, range: "positive",
        "the number of the expert's episodes; 10 if left out"),
      ConfigurationOption(
        "expertIsStochastic", .boolean, flag: "draw-expert-actions",
        "draws the actions of an expert that is a policy"),
    ]
  }

  /// Reads the file, or lets the expert act.
  /// - Throws: ``ExpertError``, ``DemonstrationsError``, and what reading files and running the expert throws.
  public func makeDemonstrations(
    in environment: EnvironmentSpecification, seed: UInt64
  ) throws -> Demonstrations {
    if let demonstrations {
      return try Demonstrations(contentsOf: demonstrations, of: environment)
    }
    return try Demonstrations(
      by: Expert(named: expert ?? Expert.controllerName, in: environment), in: environment,
      episodes: trajectories ?? 10, isStochastic: expertIsStochastic, seed: seed)
  }
}

extension Demonstrations {
  /// Throws unless these are demonstrations in `environment`.
  package func requireSome(in environment: EnvironmentSpecification) throws {
    guard count > 0, self.environment == environment.name else {
      throw InvalidConfigurationError(
        option: "demonstrations", value: "\(count) trajectories of \(self.environment)",
        requirement: "must be at least one of \(environment.name)")
    }
  }
}
