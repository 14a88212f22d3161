internal import NeuralNetworks
public import ReinforcementLearning

extension RND.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options = explorationOptions + learningOptions

  private static let explorationOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "explorationSteps", .integer, range: "more than warmUpSteps",
      "the environment steps in which the exploration critic acts and learns"),
    ConfigurationOption(
      "bonusWeight", .schedule, symbol: "c",
      "the weight of the bonus in the exploration critic's rewards, by environment steps"),
    ConfigurationOption(
      "rewardWeight", .schedule,
      "the weight of the environment's reward in them, by environment steps"),
    ConfigurationOption(
      "distillationWidths", .integers, range: "positive",
      "the widths of the hidden layers of the random network and of the one that learns it"),
    ConfigurationOption(
      "distillationOutputs", .integer, range: "positive", "the number of their outputs"),
    ConfigurationOption(
      "distillationWeightBound", .number, range: "positive",
      "the bound within which their hidden weights begin"),
    ConfigurationOption(
      "distillationLearningRate", .number, range: "positive",
      "the step size of the Adam of the network that learns"),
    ConfigurationOption(
      "deviationDecay", .number, range: "[0, 1)",
      "how much of the deviation by which bonuses are divided is kept at each batch"),
    ConfigurationOption(
      "explorationRate", .schedule, symbol: "ε", range: "[0, 1]",
      "ε of both critics' greedy actions, by environment steps"),
  ]

  private static let learningOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
      "the rows of the replay buffer; an episode of T steps takes T + 1"),
    ConfigurationOption(
      "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
    ConfigurationOption(
      "learningRate", .number, symbol: "α", range: "positive",
      "the step size of both critics' Adam"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "warmUpSteps", .integer, range: "not negative",
      "the environment steps with random actions before the first gradient step"),
    ConfigurationOption(
      "trainPeriod", .integer, range: "positive",
      "the environment steps between two blocks of gradient steps"),
    ConfigurationOption(
      "gradientSteps", .integer, symbol: "K", range: "positive", "the gradient steps of a block"),
    ConfigurationOption(
      "targetUpdatePeriod", .integer, symbol: "N", range: "positive",
      "the environment steps after which the target networks move"),
    ConfigurationOption(
      "targetMoveFraction", .number, range: "(0, 1]",
      "the part of the way that they then move; 1 copies"),
    ConfigurationOption(
      "isDouble", .boolean, flag: "double",
      "lets the online network pick the action that the target network values"),
    ConfigurationOption(
      "huberThreshold", .number, symbol: "κ", isOptional: true, range: "positive",
      "where Huber's loss becomes linear; empty for half the square"),
    ConfigurationOption(
      "gradientLimit", .number, isOptional: true, range: "positive",
      "the largest norm of a critic's gradient; empty for no limit"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive", "the widths of the critics' hidden layers"),
    ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
    ConfigurationOption(
      "copies", .integer, range: "1 to 65536",
      "the environments that are stepped together; part of what decides the bits"),
    ConfigurationOption(
      "threads", .integer, range: "positive", decidesBits: false,
      "the number of threads that step them; decides nothing but the speed"),
    ConfigurationOption(
      "iterationSteps", .integer, range: "positive",
      "the least environment steps of an iteration, that is of a row of metrics"),
  ]
}
