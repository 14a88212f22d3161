public import NeuralNetworks
internal import ReinforcementLearning

/// How observations become latent states and are told from them again; a part of the configuration and of the policy's file.
public struct LatentSettings: Sendable, Codable, Equatable {
  /// L, the number of features of a latent state.
  public var size = 4
  /// The widths of the encoder's hidden layers; the decoder has them the other way round.
  public var hiddenWidths = [128, 64]
  /// Their activation.
  public var activation = Activation.relu
  /// Whether latent states, encoded or predicted, are divided by the root of their mean square, so that their scale is fixed.
  public var normalizes = true
  /// σₒ, the deviation of a feature of an observation that the decoder is held to.
  public var observationDeviation = 0.1
  /// σₛ, the deviation of a feature of the next latent state; 0.1 if nil. Learned if the networks are probabilistic.
  public var latentDeviation: Double?
  /// σᵣ, the deviation of the reward, in units of the rewards' deviation; 0.1 if nil. Learned if the networks are probabilistic.
  public var rewardDeviation: Double?

  /// Four features behind perceptrons of 128 and 64, and deviations of 0.1.
  public init() {}

  /// σₛ where it is not learned.
  package var fixedLatentDeviation: Double { latentDeviation ?? 0.1 }
  /// σᵣ where it is not learned.
  package var fixedRewardDeviation: Double { rewardDeviation ?? 0.1 }

  /// Checks every setting, also that none is given that has no effect.
  /// - Throws: `InvalidConfigurationError` that names it and its bounds.
  func validate(isProbabilistic: Bool) throws {
    let least = normalizes ? 2 : 1
    try require(
      (least...4096).contains(size), "size", size,
      normalizes
        ? "must lie between 2 and 4096: one that is normalised is a sign"
        : "must lie between 1 and 4096")
    try require(
      !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    let deviations = [
      ("observationDeviation", observationDeviation),
      ("latentDeviation", fixedLatentDeviation), ("rewardDeviation", fixedRewardDeviation),
    ]
    for (name, deviation) in deviations {
      try require(
        deviation > 0 && deviation.isFinite, name, deviation, "must be positive and finite")
    }
    guard isProbabilistic else { return }
    try require(
      normalizes, "normalizes", normalizes,
      "must be true with model.isProbabilistic: a likelihood with learned variances grows without bound as latent states shrink"
    )
    for (name, given) in [
      ("latentDeviation", latentDeviation), ("rewardDeviation", rewardDeviation),
    ] {
      try require(
        given == nil, name, given ?? 1,
        "has an effect only unless model.isProbabilistic, which learns it")
    }
  }

  /// Every setting with its symbol, bounds and meaning.
  static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "size", .integer, symbol: "L", range: "1 to 4096, 2 to 4096 if normalised",
      "the features of a latent state"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive",
      "the widths of the encoder's hidden layers, and from the last to the first of the decoder's"),
    ConfigurationOption("activation", Activation.self, "the activation of these layers"),
    ConfigurationOption(
      "normalizes", .boolean,
      "whether latent states, encoded or predicted, are divided by the root of their mean square; must be so with model.isProbabilistic"
    ),
    ConfigurationOption(
      "observationDeviation", .number, symbol: "σₒ", range: "positive",
      "the deviation that the decoder's Gaussian has: the smaller, the more reconstruction counts"),
    ConfigurationOption(
      "latentDeviation", .number, symbol: "σₛ", isOptional: true, range: "positive",
      "the deviation of the next latent state, unless model.isProbabilistic, which learns it; 0.1 if left out"
    ),
    ConfigurationOption(
      "rewardDeviation", .number, symbol: "σᵣ", isOptional: true, range: "positive",
      "the deviation of the reward, in units of the rewards' own, unless model.isProbabilistic; 0.1 if left out"
    ),
  ]
}
