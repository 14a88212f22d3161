internal import ActorCritic
internal import Environments
public import NeuralNetworks
public import ReinforcementLearning

extension BootstrappedDQN {
  /// The options; the defaults are those of bsuite's agent of this kind but for the number of heads.
  public struct Configuration: AlgorithmConfiguration {
    /// K, the number of heads.
    public var heads = 10
    /// p, the probability that a head learns from a transition.
    public var maskProbability = 0.5
    /// β, the scale of the prior functions; 0 for none.
    public var priorScale = 3.0
    /// The number of rows of the replay buffer.
    public var replayCapacity = 10_000
    /// The number of transitions of a gradient step.
    public var batchSize = 128
    /// α, the step size of Adam.
    public var learningRate = 1e-3
    /// γ.
    public var discount = 0.99
    /// The environment steps before the first gradient step.
    public var warmUpSteps = 128
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// N, the environment steps after which the target networks move.
    public var targetUpdatePeriod = 4
    /// The part of the way that they move; 1 copies.
    public var targetMoveFraction = 1.0
    /// Whether each head picks the action that its target network values.
    public var isDouble = true
    /// κ of Huber's loss; nil for half the square.
    public var huberThreshold: Double?
    /// The largest norm of a gradient; nil for no limit.
    public var gradientLimit: Double?
    /// The widths of each head's hidden layers.
    public var hiddenWidths = [50, 50]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads that step them; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// Ten heads with prior functions.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try require((1...64).contains(heads), "heads", heads, "must lie between 1 and 64")
      try require(
        maskProbability > 0 && maskProbability <= 1, "maskProbability", maskProbability,
        "must lie in (0, 1]")
      try OptionCheck.notNegative(priorScale, "priorScale")
      let counts: [(String, Int)] = [
        ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
        ("targetUpdatePeriod", targetUpdatePeriod), ("threads", threads),
        ("iterationSteps", iterationSteps),
      ]
      for (name, count) in counts { try OptionCheck.positive(count, name) }
      let numbers: [(String, Double?)] = [
        ("learningRate", learningRate), ("huberThreshold", huberThreshold),
        ("gradientLimit", gradientLimit),
      ]
      for case (let name, let number?) in numbers { try OptionCheck.positive(number, name) }
      try require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must not be negative")
      try require(
        (1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require(
        replayCapacity >= max(copies, batchSize), "replayCapacity", replayCapacity,
        "must be at least the batch size and the number of copies")
      try require(
        discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        targetMoveFraction > 0 && targetMoveFraction <= 1, "targetMoveFraction",
        targetMoveFraction, "must lie in (0, 1]")
      try OptionCheck.widths(hiddenWidths, "hiddenWidths")
    }

    /// What the heads look like in `environment`.
    func architecture(
      for environment: EnvironmentSpecification
    ) throws -> ValueEnsemble.Architecture {
      guard case .discrete(let actions) = environment.actionSpace else {
        throw UnsupportedSpaceError(
          "\(BootstrappedDQN.algorithm) learns the values of discrete actions; "
            + "\(environment.name) takes others.")
      }
      return ValueEnsemble.Architecture(
        observationWidth: environment.observationSpace.count, actions: actions, heads: heads,
        hidden: hiddenWidths, activation: activation, priorScale: priorScale)
    }
  }
}

extension BootstrappedDQN.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "heads", .integer, symbol: "K", range: "1 to 64", "the number of Q-functions"),
    ConfigurationOption(
      "maskProbability", .number, symbol: "p", range: "(0, 1]",
      "the probability that a head learns from a transition"),
    ConfigurationOption(
      "priorScale", .number, symbol: "β", range: "not negative",
      "the scale of the random functions that are added to the heads; 0 for none"),
    ConfigurationOption(
      "replayCapacity", .integer, symbol: "|𝓑|", range: "at least the batch size",
      "the rows of the replay buffer; an episode of T steps takes T + 1"),
    ConfigurationOption(
      "batchSize", .integer, range: "positive", "the transitions of a gradient step"),
    ConfigurationOption(
      "learningRate", .number, symbol: "α", range: "positive", "the step size of Adam"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "warmUpSteps", .integer, range: "not negative",
      "the environment steps before the first gradient step, by the heads as they begin"),
    ConfigurationOption(
      "trainPeriod", .integer, range: "positive",
      "the environment steps between two blocks of gradient steps"),
    ConfigurationOption(
      "gradientSteps", .integer, range: "positive", "the gradient steps of a block"),
    ConfigurationOption(
      "targetUpdatePeriod", .integer, symbol: "N", range: "positive",
      "the environment steps after which the target networks move"),
    ConfigurationOption(
      "targetMoveFraction", .number, range: "(0, 1]",
      "the part of the way that they then move; 1 copies"),
    ConfigurationOption(
      "isDouble", .boolean, flag: "double",
      "lets each head pick the action that its target network values"),
    ConfigurationOption(
      "huberThreshold", .number, symbol: "κ", isOptional: true, range: "positive",
      "where Huber's loss becomes linear; empty for half the square"),
    ConfigurationOption(
      "gradientLimit", .number, isOptional: true, range: "positive",
      "the largest norm of the gradient; empty for no limit"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive", "the widths of each head's hidden layers"),
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
