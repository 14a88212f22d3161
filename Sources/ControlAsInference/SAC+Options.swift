internal import NeuralNetworks
public import ReinforcementLearning

extension SAC.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
      "the rows of the replay buffer; an episode of T steps takes T + 1"),
    ConfigurationOption(
      "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
    ConfigurationOption(
      "learningRate", .schedule, symbol: "λ", range: "not negative",
      "the step size of the Adams of critics, policy and temperature, by environment steps"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "targetMoveFraction", .number, symbol: "τ", range: "(0, 1]",
      "the part of the way that the targets move toward the critics at a step"),
    ConfigurationOption(
      "warmUpSteps", .integer, range: "not negative",
      "the environment steps with random actions before the first gradient step"),
    ConfigurationOption(
      "trainPeriod", .integer, range: "positive",
      "the environment steps between two blocks of gradient steps"),
    ConfigurationOption(
      "gradientSteps", .integer, range: "positive", "the gradient steps of a block"),
    ConfigurationOption(
      "temperature", .number, symbol: "α", range: "positive",
      "the weight of the entropy, or where it starts if it is learned"),
    ConfigurationOption(
      "learnsTemperature", .boolean, flag: "learn-temperature",
      "learns α so that the mean entropy comes to the wanted one"),
    ConfigurationOption(
      "targetEntropy", .number, symbol: "H̄", isOptional: true,
      "the wanted entropy in nats of actions from −1 to 1; minus their components if left out"),
    ConfigurationOption(
      "initialDeviation", .number, symbol: "σ", range: "positive",
      "where the policy's deviation starts, before tanh"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive",
      "the widths of the hidden layers of policy and critics"),
    ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
    ConfigurationOption(
      "copies", .integer, range: "1 to 65536",
      "the environments that are stepped together; part of what decides the bits"),
    ConfigurationOption(
      "threads", .integer, range: "positive", decidesBits: false,
      "the number of threads; decides nothing but the speed"),
    ConfigurationOption(
      "iterationSteps", .integer, range: "positive",
      "the least environment steps of an iteration, that is of a row of metrics"),
  ]
}
