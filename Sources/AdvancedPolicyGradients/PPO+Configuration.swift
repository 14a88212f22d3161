public import NeuralNetworks
public import ReinforcementLearning

extension PPO {
  /// What keeps a new policy near the one that collected the rollout.
  public enum Proximity: String, Sendable, Codable, CaseIterable {
    /// Ratios π_θ/π_old are of no further use beyond [1 − ε, 1 + ε] (equation 7 of the paper).
    case clip
    /// β KL(π_old ‖ π_θ) is subtracted, with β halved or doubled after each iteration as the divergence was much less
    /// or more than its target (equation 8).
    case penalty
  }

  /// The options of PPO with the defaults of Stable-Baselines3.
  public struct Configuration: RecurrentConfiguration {
    /// n, the number of environments that are stepped together.
    public var copies = 1
    /// T, the number of steps of each environment an iteration.
    public var horizon = 2048
    /// The number of rows of a minibatch.
    public var batchSize = 64
    /// K, the number of passes over the rollout.
    public var epochs = 10
    /// α, the step size of Adam, by environment steps.
    public var learningRate = Schedule.constant(3e-4)
    /// γ.
    public var discount = 0.99
    /// λ of the generalised advantages.
    public var lambda = 0.95
    /// How the new policy is kept near.
    public var proximity = Proximity.clip
    /// ε, by environment steps; for `clip`.
    public var clipRange = Schedule.constant(0.2)
    /// β at the start; for `penalty`.
    public var initialPenalty = 1.0
    /// d_targ, the divergence that β steers to; for `penalty`.
    public var divergenceTarget = 0.01
    /// The divergence above which an iteration takes no further steps; no limit if nil.
    public var divergenceLimit: Double?
    /// How far V may go from what it was, as ε for ratios; as far as it likes if nil.
    public var valueClip: Double?
    /// c₁, the weight of the mean squared error of V.
    public var valueCoefficient = 0.5
    /// c₂, the weight of the policy's mean entropy.
    public var entropyCoefficient = 0.0
    /// The largest norm of a gradient; no limit if nil.
    public var gradientLimit: Double? = 0.5
    /// Whether advantages are brought to mean 0 and deviation 1, minibatch by minibatch.
    public var normalizesAdvantages = true
    /// Whether the networks see observations at mean 0 and deviation 1.
    public var normalizesObservations = false
    /// Whether rewards are divided by the running deviation of discounted returns.
    public var normalizesRewards = false
    /// The widths of the policy's hidden layers.
    public var hiddenWidths = [64, 64]
    /// The widths of the value function's hidden layers; as the policy's if nil.
    public var valueWidths: [Int]?
    /// Whether the value function is one layer on the policy's features.
    public var sharesTrunk = false
    /// The activation of hidden layers.
    public var activation = Activation.tanh
    /// How weights start.
    public var initialization = NetworkInitialization.orthogonal
    /// σ, where a Gaussian policy starts.
    public var initialDeviation = 1.0
    /// What an episode is remembered by; the memory stands before the hidden layers.
    public var memory = PolicyMemory.none
    /// The number of the memory's units; 64 if nil.
    public var units: Int?
    /// L, the number of steps through which gradients flow back, which divides T and the rows of a minibatch; 16 if nil.
    public var sequenceLength: Int?
    /// After how many steps the noise of state-dependent exploration is drawn anew; independent noise if nil.
    public var noiseInterval: Int?
    /// ε of Adam.
    public var adamEpsilon = 1e-5
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      let defaults = Configuration()
      try validateRollouts()
      try validateMemory()
      try require(batchSize > 0, "batchSize", batchSize, "must be positive")
      try require(epochs > 0, "epochs", epochs, "must be positive")
      try requireSchedule(learningRate, "learningRate")
      try requireSchedule(clipRange, "clipRange")
      try requirePositive(initialPenalty, "initialPenalty")
      try requirePositive(divergenceTarget, "divergenceTarget")
      if let divergenceLimit { try requirePositive(divergenceLimit, "divergenceLimit") }
      if let valueClip { try requirePositive(valueClip, "valueClip") }
      if let gradientLimit { try requirePositive(gradientLimit, "gradientLimit") }
      try require(
        valueCoefficient >= 0 && valueCoefficient.isFinite, "valueCoefficient", valueCoefficient,
        "must not be negative")
      try require(
        entropyCoefficient >= 0 && entropyCoefficient.isFinite, "entropyCoefficient",
        entropyCoefficient, "must not be negative")
      try requirePositive(adamEpsilon, "adamEpsilon")
      if let sequenceLength {
        try require(
          memory != .none, "sequenceLength", sequenceLength, "has no effect without a memory")
        try require(sequenceLength > 0, "sequenceLength", sequenceLength, "must be positive")
      }
      try require(
        horizon % sequenceSteps == 0 && min(batchSize, rolloutSize) % sequenceSteps == 0,
        "sequenceLength", sequenceSteps,
        "must divide the horizon of \(horizon) and the batch size of \(batchSize)")
      try require(
        !sharesTrunk || valueWidths == nil, "valueWidths", valueWidths ?? [],
        "has no meaning with a shared trunk")
      try require(
        proximity == .clip || clipRange == defaults.clipRange, "clipRange", clipRange,
        "has no effect with a penalty")
      try require(
        proximity == .penalty || initialPenalty == defaults.initialPenalty, "initialPenalty",
        initialPenalty, "has no effect with clipped ratios")
      try require(
        proximity == .penalty || divergenceTarget == defaults.divergenceTarget, "divergenceTarget",
        divergenceTarget, "has no effect with clipped ratios; divergenceLimit stops an iteration")
    }
  }
}

extension PPO.Configuration {
  /// L, the number of steps of a sequence; 1 without a memory.
  public var sequenceSteps: Int { memory == .none ? 1 : sequenceLength ?? 16 }

  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    rolloutOptions + [
      ConfigurationOption(
        "batchSize", .integer, range: "positive", "the rows of a minibatch; at most the rollout's"),
      ConfigurationOption(
        "epochs", .integer, symbol: "K", range: "positive", "the passes over the rollout"),
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size of Adam, by environment steps"),
      ConfigurationOption(
        "proximity", PPO.Proximity.self,
        "what keeps the new policy near: clipped ratios, or an adaptive penalty on the divergence"),
      ConfigurationOption(
        "clipRange", .schedule, symbol: "ε", range: "not negative",
        "how far ratios may go from 1, by environment steps; with clipped ratios"),
      ConfigurationOption(
        "initialPenalty", .number, symbol: "β", range: "positive",
        "the penalty's weight at the start; with a penalty"),
      ConfigurationOption(
        "divergenceTarget", .number, symbol: "d", range: "positive",
        "the divergence that β steers to; with a penalty"),
      ConfigurationOption(
        "divergenceLimit", .number, isOptional: true, range: "positive",
        "the divergence above which an iteration takes no further steps"),
      ConfigurationOption(
        "valueClip", .number, isOptional: true, range: "positive",
        "how far V may go from what it was in one iteration"),
      ConfigurationOption(
        "valueCoefficient", .number, symbol: "c₁", range: "not negative",
        "the weight of V's mean squared error"),
      ConfigurationOption(
        "entropyCoefficient", .number, symbol: "c₂", range: "not negative",
        "the weight of the policy's mean entropy"),
      ConfigurationOption(
        "gradientLimit", .number, isOptional: true, range: "positive",
        "the largest norm of a gradient; left empty, there is none"),
      ConfigurationOption(
        "normalizesAdvantages", .boolean, flag: "normalize-advantages",
        "brings advantages to mean 0 and deviation 1 in each minibatch"),
      ConfigurationOption(
        "sharesTrunk", .boolean, flag: "share-trunk",
        "makes the value function one layer on the policy's features"),
      ConfigurationOption(
        "adamEpsilon", .number, symbol: "ε", range: "positive", "what Adam adds to the root"),
    ] + networkOptions + memoryOptions + [
      ConfigurationOption(
        "sequenceLength", .integer, symbol: "L", isOptional: true,
        range: "a divisor of T and of the minibatch",
        "the steps through which gradients flow back with a memory; 16 if left out")
    ]
}
