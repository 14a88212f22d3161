internal import ActorCritic
public import ReinforcementLearning

extension BonusActorCritic.Configuration {
  /// Every option with its symbol, bounds and meaning: those of the bonus, and those of batch actor-critic with the prefix
  /// `actorCritic.`.
  public static let options: [ConfigurationOption] =
    bonusOptions + BatchActorCritic.Configuration.options.map { $0.under("actorCritic") }

  private static let bonusOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "bonus", BonusActorCritic.Bonus.self, symbol: "𝓑",
      "from what bonuses are made: counts in cells or of hash codes, a density by kernels or exemplars"
    ),
    ConfigurationOption(
      "bonusWeight", .number, symbol: "c", range: "not negative",
      "the weight of the bonus, r + c 𝓑(s)"),
    ConfigurationOption(
      "countBonus", CountBonus.self, symbol: "𝓑(N)",
      "the bonus of N visits: √(2 ln n / N), 1/√N or 1/N"),
    ConfigurationOption(
      "cells", .integer, range: "positive", "the cells along each feature of a histogram"),
    ConfigurationOption(
      "hashBits", .integer, symbol: "k", range: "1 to 64", "the bits of a hash code"),
    ConfigurationOption(
      "kernelDeviation", .number, symbol: "σ", range: "positive",
      "the width of the kernels, in units of the observations"),
    ConfigurationOption(
      "memoryCapacity", .integer, range: "positive",
      "the last states that kernels or exemplars remember"),
    ConfigurationOption(
      "exemplarWidths", .integers, range: "positive",
      "the widths of the hidden layers of the exemplars' encoders and discriminator"),
    ConfigurationOption(
      "exemplarLatents", .integer, range: "positive", "the number of features of an encoding"),
    ConfigurationOption(
      "exemplarLearningRate", .number, range: "positive",
      "the step size of the discriminator's Adam"),
    ConfigurationOption(
      "exemplarSteps", .integer, range: "positive",
      "the discriminator's gradient steps an iteration"),
    ConfigurationOption(
      "exemplarBatchSize", .integer, range: "positive", "the exemplars of such a step"),
    ConfigurationOption(
      "divergenceWeight", .number, symbol: "λ", range: "not negative",
      "the weight of the encodings' divergence from N(0, I)"),
  ]
}
