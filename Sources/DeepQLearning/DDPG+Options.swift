internal import NeuralNetworks
public import ReinforcementLearning

extension DeterministicActorCritic.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static var options: [ConfigurationOption] { learningOptions + explorationOptions }

  private static var learningOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
        "the rows of the replay buffer; an episode of T steps takes T + 1"),
      ConfigurationOption(
        "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α, β", range: "not negative",
        "the step size of both Adams, by environment steps"),
      ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
      ConfigurationOption(
        "targetMoveFraction", .number, symbol: "τ", range: "(0, 1]",
        "the part of the way that the targets move toward the networks at a step"),
      ConfigurationOption(
        "warmUpSteps", .integer, range: "not negative",
        "the environment steps with random actions before the first gradient step"),
      ConfigurationOption(
        "trainPeriod", .integer, range: "positive",
        "the environment steps between two blocks of gradient steps"),
      ConfigurationOption(
        "gradientSteps", .integer, range: "positive", "the gradient steps of a block"),
      ConfigurationOption(
        "critics", .integer, range: "1 to 64",
        "the number of critics, the smallest of whose values counts in the target"),
      ConfigurationOption(
        "actorPeriod", .integer, range: "positive",
        "the gradient steps of the critics for one of the actor and the targets"),
      ConfigurationOption(
        "targetNoise", .number, symbol: "σ̃", isOptional: true, range: "positive",
        "the deviation of the noise on the target's action, where 1 is half its range"),
      ConfigurationOption(
        "targetNoiseLimit", .number, symbol: "c", isOptional: true, range: "positive",
        "the largest noise on the target's action"),
    ]
  }

  private static var explorationOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "noise", NoiseForm.self, "how exploration noise depends on the last step's"),
      ConfigurationOption(
        "noiseDeviation", .number, symbol: "σ", range: "not negative",
        "the deviation of the exploration noise, where 1 is half the range of an action"),
      ConfigurationOption(
        "noiseReversion", .number, symbol: "θ", isOptional: true, range: "positive",
        "how fast an Ornstein–Uhlenbeck process returns to 0; 0.15 if left out"),
      ConfigurationOption(
        "noiseTimeStep", .number, symbol: "Δt", isOptional: true, range: "positive",
        "the time between two steps of an Ornstein–Uhlenbeck process; 0.01 if left out"),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive",
        "the widths of the hidden layers of actor and critics"),
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
}
