public import ReinforcementLearning

extension SAC.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    OffPolicyBounds.learningOptions + OffPolicyBounds.temperatureOptions + [
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "where the policy's deviation starts, before tanh")
    ] + OffPolicyBounds.runOptions
}
