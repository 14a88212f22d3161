internal import Environments
public import NeuralNetworks
public import ReinforcementLearning

extension SAC {
  /// The options of the soft actor-critic.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 1_000_000
    /// The number of transitions of a gradient step.
    public var batchSize = 256
    /// λ, the step size of the Adams of critics, policy and temperature, by environment steps.
    public var learningRate = Schedule.constant(3e-4)
    /// γ.
    public var discount = 0.99
    /// τ, the part of the way that targets move at a step: φ′ ← φ′ + τ (φ − φ′).
    public var targetMoveFraction = 0.005
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 100
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// The gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// α, or where it starts if it is learned.
    public var temperature = 1.0
    /// Whether α is learned, so that the mean entropy comes to the target's.
    public var learnsTemperature = true
    /// H̄, the wanted entropy in nats of actions from −1 to 1; minus their number of components if nil.
    public var targetEntropy: Double?
    /// σ, where the policy's deviation starts, in units before tanh.
    public var initialDeviation = 1.0
    /// The steps for which state-dependent noise is kept (gSDE); nil for noise that is independent from step to step.
    public var explorationInterval: Int?
    /// The widths of the hidden layers of policy and critics.
    public var hiddenWidths = [256, 256]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The paper's defaults: λ 3e-4, γ .99, τ .005, 2×256, batches of 256, α learned from 1.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      try OffPolicyBounds(
        replayCapacity: replayCapacity, batchSize: batchSize, learningRate: learningRate,
        discount: discount, targetMoveFraction: targetMoveFraction, warmUpSteps: warmUpSteps,
        trainPeriod: trainPeriod, gradientSteps: gradientSteps, hiddenWidths: hiddenWidths,
        copies: copies, threads: threads, iterationSteps: iterationSteps
      ).validate()
      try OffPolicyBounds.validate(
        temperature: temperature, learnsTemperature: learnsTemperature, targetEntropy: targetEntropy
      )
      try require(
        initialDeviation > 0 && initialDeviation.isFinite, "initialDeviation", initialDeviation,
        "must be positive and finite")
      if let explorationInterval {
        try require(
          (1...1 << 20).contains(explorationInterval), "explorationInterval", explorationInterval,
          "must lie between 1 and 1048576")
      }
    }

    /// What the policy's outputs mean.
    func head(for scaling: ActionScaling) -> PolicyHead {
      guard let explorationInterval else {
        return .squashedGaussian(
          low: scaling.low, high: scaling.high, deviation: initialDeviation)
      }
      return .squashedGSDE(
        low: scaling.low, high: scaling.high, deviation: initialDeviation,
        interval: explorationInterval)
    }
  }
}
