public import ReinforcementLearning

/// The options that natural policy gradients and TRPO have in common.
public protocol NaturalGradientConfiguration: OnPolicyConfiguration {
  /// δ, the divergence KL(π_old ‖ π_θ) of a step.
  var divergenceBound: Double { get set }
  /// The most steps of conjugate gradients.
  var conjugateGradientSteps: Int { get set }
  /// λ of F + λ I.
  var damping: Double { get set }
  /// F is estimated on each k-th state.
  var fisherStride: Int { get set }
  /// Whether advantages are brought to mean 0 and deviation 1 over the rollout.
  var normalizesAdvantages: Bool { get set }
  /// The number of passes over the rollout that fit V.
  var criticEpochs: Int { get set }
  /// The number of rows of their minibatches.
  var criticBatchSize: Int { get set }
  /// The step size of V's Adam, by environment steps.
  var criticLearningRate: Schedule { get set }
}

extension NaturalGradientConfiguration {
  /// Checks the options of this protocol and of the rollouts.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
  public func validateNaturalGradient() throws {
    try validateRollouts()
    try requirePositive(divergenceBound, "divergenceBound")
    try require(
      conjugateGradientSteps > 0, "conjugateGradientSteps", conjugateGradientSteps,
      "must be positive")
    try require(
      damping >= 0 && damping.isFinite, "damping", damping, "must not be negative")
    try require(
      (1...rolloutSize).contains(fisherStride), "fisherStride", fisherStride,
      "must lie between 1 and the \(rolloutSize) steps of a rollout")
    try require(criticEpochs > 0, "criticEpochs", criticEpochs, "must be positive")
    try require(criticBatchSize > 0, "criticBatchSize", criticBatchSize, "must be positive")
    try requireSchedule(criticLearningRate, "criticLearningRate")
  }

  /// Their documentation.
  public static var naturalGradientOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "divergenceBound", .number, symbol: "δ", range: "positive",
        "the divergence KL(π_old ‖ π_θ) of a step"),
      ConfigurationOption(
        "conjugateGradientSteps", .integer, range: "positive",
        "the most steps of conjugate gradients, each with one Fisher–vector product"),
      ConfigurationOption(
        "damping", .number, symbol: "λ", range: "not negative",
        "what is added to the Fisher information's diagonal"),
      ConfigurationOption(
        "fisherStride", .integer, symbol: "k", range: "1 to the rollout's steps",
        "estimates the Fisher information on each k-th state"),
      ConfigurationOption(
        "normalizesAdvantages", .boolean, flag: "normalize-advantages",
        "brings advantages to mean 0 and deviation 1 over the rollout"),
      ConfigurationOption(
        "criticEpochs", .integer, range: "positive", "the passes over the rollout that fit V"),
      ConfigurationOption(
        "criticBatchSize", .integer, range: "positive",
        "the rows of their minibatches; at most the rollout's"),
      ConfigurationOption(
        "criticLearningRate", .schedule, range: "not negative",
        "the step size of V's Adam, by environment steps"),
    ]
  }
}
