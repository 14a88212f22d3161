internal import NeuralNetworks
internal import ReinforcementLearning

/// The options that the learners of this chapter share: their bounds and what help says of them.
struct OffPolicyBounds {
  let replayCapacity: Int
  let batchSize: Int
  let learningRate: Schedule
  let discount: Double
  let targetMoveFraction: Double
  let warmUpSteps: Int
  let trainPeriod: Int
  let gradientSteps: Int
  let hiddenWidths: [Int]
  let copies: Int
  let threads: Int
  let iterationSteps: Int

  /// Checks them.
  func validate() throws {
    let counts = [
      ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
      ("threads", threads), ("iterationSteps", iterationSteps),
    ]
    for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
    try require(
      (1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
    try require(
      replayCapacity >= max(copies, batchSize), "replayCapacity", replayCapacity,
      "must be at least the batch size and the number of copies")
    try require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must not be negative")
    try learningRate.validateRate(option: "learningRate")
    try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
    try require(
      targetMoveFraction > 0 && targetMoveFraction <= 1, "targetMoveFraction",
      targetMoveFraction, "must lie in (0, 1]")
    try require(
      !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
  }

  static let learningOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
      "the rows of the replay buffer; an episode of T steps takes T + 1"),
    ConfigurationOption(
      "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
    ConfigurationOption(
      "learningRate", .schedule, symbol: "λ", range: "not negative",
      "the step size of Adam, by environment steps"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "targetMoveFraction", .number, symbol: "τ", range: "(0, 1]",
      "the part of the way that a target moves toward its network at a step"),
    ConfigurationOption(
      "warmUpSteps", .integer, range: "not negative",
      "the environment steps with random actions before the first gradient step"),
    ConfigurationOption(
      "trainPeriod", .integer, range: "positive",
      "the environment steps between two blocks of gradient steps"),
    ConfigurationOption(
      "gradientSteps", .integer, range: "positive", "the gradient steps of a block"),
  ]

  static let temperatureOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "temperature", .number, symbol: "α", range: "positive",
      "the weight of the entropy, or where it starts if it is learned"),
    ConfigurationOption(
      "learnsTemperature", .boolean, flag: "learn-temperature",
      "learns α so that the mean entropy comes to the wanted one"),
    ConfigurationOption(
      "targetEntropy", .number, symbol: "H̄", isOptional: true,
      "the wanted entropy in nats, which is that of positions from −1 to 1 for continuous actions"),
  ]

  /// Checks the options of the temperature.
  static func validate(
    temperature: Double, learnsTemperature: Bool, targetEntropy: Double?
  ) throws {
    try require(
      temperature > 0 && temperature.isFinite, "temperature", temperature,
      "must be positive and finite")
    guard let targetEntropy else { return }
    try require(targetEntropy.isFinite, "targetEntropy", targetEntropy, "must be finite")
    try require(
      learnsTemperature, "targetEntropy", targetEntropy, "has no effect on a fixed temperature")
  }

  static let runOptions: [ConfigurationOption] = [
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive", "the widths of the hidden layers"),
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
