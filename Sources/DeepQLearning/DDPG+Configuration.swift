internal import Environments
public import NeuralNetworks
public import ReinforcementLearning

/// How exploration noise of one step depends on the last.
public enum NoiseForm: String, Sendable, Codable, CaseIterable {
  /// Normal, anew at every step.
  case gaussian
  /// An Ornstein–Uhlenbeck process, correlated in time.
  case ornsteinUhlenbeck
}

extension DeterministicActorCritic {
  /// The options of DDPG and TD3, with the variant's defaults.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 1_000_000
    /// The number of transitions of a gradient step.
    public var batchSize = 256
    /// α and β, the step size of both Adams, by environment steps.
    public var learningRate = Schedule.constant(1e-3)
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
    /// The number of critics, the smallest of whose values counts in the target.
    public var critics = 1
    /// The gradient steps of the critics for one of the actor and the targets.
    public var actorPeriod = 1
    /// σ of the noise on the target's action; nil for none.
    public var targetNoise: Double?
    /// The largest such noise.
    public var targetNoiseLimit: Double?
    /// How exploration noise depends on the last step's.
    public var noise = NoiseForm.gaussian
    /// σ of the exploration noise, where 1 is half the width of an action's bounds.
    public var noiseDeviation = 0.1
    /// θ of an Ornstein–Uhlenbeck process; 0.15 if nil.
    public var noiseReversion: Double?
    /// Δt of an Ornstein–Uhlenbeck process; 0.01 if nil.
    public var noiseTimeStep: Double?
    /// The widths of the hidden layers of actor and critics.
    public var hiddenWidths = [400, 300]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The variant's defaults.
    public init() { Variant.setDefaults(&self) }

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      let counts = [
        ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
        ("actorPeriod", actorPeriod), ("threads", threads), ("iterationSteps", iterationSteps),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require((1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require((1...64).contains(critics), "critics", critics, "must lie between 1 and 64")
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
        noiseDeviation >= 0 && noiseDeviation.isFinite, "noiseDeviation", noiseDeviation,
        "must not be negative")
      for (name, value) in [
        ("targetNoise", targetNoise), ("targetNoiseLimit", targetNoiseLimit),
        ("noiseReversion", noiseReversion), ("noiseTimeStep", noiseTimeStep),
      ] {
        guard let value else { continue }
        try require(value > 0 && value.isFinite, name, value, "must be positive and finite")
        try require(
          noise == .ornsteinUhlenbeck || name.hasPrefix("target"), name, value,
          "has an effect with the noise ornsteinUhlenbeck only")
      }
      try require(
        (targetNoise == nil) == (targetNoiseLimit == nil), "targetNoiseLimit",
        targetNoiseLimit.map { "\($0)" } ?? "none", "goes with targetNoise: set both or none")
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    }

    /// The noise on the target's action, if there is any.
    var smoothing: (σ: Double, limit: Double)? {
      guard let targetNoise, let targetNoiseLimit else { return nil }
      return (targetNoise, targetNoiseLimit)
    }

    var noiseForm: ActionNoise.Form {
      switch noise {
      case .gaussian: .gaussian
      case .ornsteinUhlenbeck:
        .ornsteinUhlenbeck(reversion: noiseReversion ?? 0.15, timeStep: noiseTimeStep ?? 0.01)
      }
    }

  }
}
