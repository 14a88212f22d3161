public import ReinforcementLearning

extension SAC.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    OffPolicyBounds.learningOptions + OffPolicyBounds.temperatureOptions + [
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "where the policy's deviation starts, before tanh"),
      ConfigurationOption(
        "explorationInterval", .integer, isOptional: true, range: "1 to 1048576",
        "the steps for which state-dependent noise is kept (gSDE); independent noise if left out"),
    ] + OffPolicyBounds.runOptions
}
