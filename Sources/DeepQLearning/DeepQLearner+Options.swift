internal import NeuralNetworks
public import ReinforcementLearning

extension DeepQLearner.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static var options: [ConfigurationOption] {
    learningOptions + improvementOptions + networkOptions + runOptions
  }

  private static var learningOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
        "the rows of the replay buffer; an episode of T steps takes T + 1"),
      ConfigurationOption(
        "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
      ConfigurationOption(
        "optimizer", OptimizerRule.self,
        "which rule moves the parameters; RMSProp is centred, with ρ 0.95"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size, by environment steps"),
      ConfigurationOption(
        "optimizerEpsilon", .number, range: "positive",
        "what Adam and RMSProp add to the root, which bounds their steps"),
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
        "targetUpdatePeriod", .integer, symbol: "N", isOptional: true, range: "positive",
        "the environment steps after which the target network moves; empty for no target network"),
      ConfigurationOption(
        "targetMoveFraction", .number, range: "(0, 1]",
        "the part of the way that the target network then moves toward the other; 1 copies it"),
      ConfigurationOption(
        "exploration", ActionValueExploration.Form.self,
        "how actions are chosen by their values"),
      ConfigurationOption(
        "explorationRate", .schedule, symbol: "ε", range: "[0, 1], or positive as a temperature",
        "ε, or Boltzmann's temperature, by environment steps"),
    ]
  }

  private static var improvementOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "isDouble", .boolean, flag: "double",
        "lets the online network pick the action that the target network values"),
      ConfigurationOption(
        "isDueling", .boolean, flag: "dueling", "separates values and advantages"),
      ConfigurationOption(
        "returnSteps", .integer, symbol: "n", range: "positive",
        "the rewards before the bootstrap"),
      ConfigurationOption(
        "priorityExponent", .number, symbol: "α", isOptional: true, range: "positive",
        "the exponent of priorities; empty for uniform sampling"),
      ConfigurationOption(
        "priorityCorrection", .schedule, symbol: "β", range: "[0, 1]",
        "how far importance weights make up for priorities, by environment steps"),
      ConfigurationOption(
        "returnModel", ReturnModel.self,
        "what is learned of the return: its expectation, probabilities (C51) or quantiles (QR-DQN)"
      ),
      ConfigurationOption(
        "atoms", .integer, symbol: "N", range: "positive",
        "the probabilities or quantiles of an action"),
      ConfigurationOption(
        "lowestReturn", .number, range: "below highestReturn", "the return of the first atom"),
      ConfigurationOption(
        "highestReturn", .number, range: "above lowestReturn", "the return of the last atom"),
      ConfigurationOption(
        "layerNoise", .number, symbol: "σ₀", isOptional: true, range: "positive",
        "where the noise of noisy layers starts; empty for layers without noise"),
      ConfigurationOption(
        "huberThreshold", .number, symbol: "κ", isOptional: true, range: "positive",
        "where Huber's loss becomes linear; empty for half the square"),
      ConfigurationOption(
        "gradientLimit", .number, isOptional: true, range: "positive",
        "the largest norm of a gradient; empty for no limit"),
      ConfigurationOption(
        "hindsight", HindsightRelabelling.Strategy.self, isOptional: true,
        "from where in the episode hindsight takes its goals; empty for no relabelling"),
      ConfigurationOption(
        "hindsightRatio", .number, symbol: "k", range: "positive",
        "the relabelled transitions for each that is left as it is"),
    ]
  }

  private static var networkOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive", "the widths of the hidden dense layers"),
      ConfigurationOption(
        "activation", Activation.self, "the activation of the hidden layers and convolutions"),
      ConfigurationOption(
        "filters", .integers, range: "positive",
        "the filters of each convolution; none for a perceptron"),
      ConfigurationOption(
        "windowSize", .integer, range: "positive", "the extent of the convolutions' windows"),
      ConfigurationOption(
        "windowStride", .integer, range: "positive",
        "the pixels from one position of a window to the next"),
    ]
  }

  private static var runOptions: [ConfigurationOption] {
    [
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
}
