public import Environments
public import LinearAlgebra
public import NeuralNetworks
internal import PolicyGradients
public import ReinforcementLearning

/// Divide and conquer: local policies learn from one initial state each, and a global policy learns to mimic them (notes 11.1.5,
/// Algorithm 23).
///
/// Each local policy is rewarded for what the global one would do as well, so that what is mimicked can be mimicked by one policy.
///
/// Differences from the notes: a local policy πᵢ is a network, optimised by policy gradients with the mean over its trajectories, which
/// all begin alike, as the baseline of each time step. D. Ghosh et al., "Divide-and-conquer reinforcement learning", 2018, whose local policies
/// take trust-region steps and begin again as the global one; S. Levine and V. Koltun, "Guided policy search", 2013.
public struct DivideAndConquer: Learner {
  /// `divide-and-conquer`.
  public static let algorithm = "divide-and-conquer"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random, the initial states among it.
  public let seed: UInt64
  /// π_θ, the global policy.
  public internal(set) var policy: StochasticPolicy<Scalar>
  /// None: policies see observations as they are.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of calls of `iterate` so far.
  public internal(set) var iteration = 0
  /// The number of environment steps of all local policies so far.
  public internal(set) var environmentSteps = 0

  /// s₀ⁱ, in the copy of number i.
  var starts: any EnvironmentBatch
  var locals: [LocalPolicy]
  var optimizer: Adam<Scalar>
  var random: RandomStream
  private var mimicry: Mimicry
  private let pool: WorkerPool

  /// A learner of `environment`; the same seed gives the same bits.
  /// - Throws: `InvalidConfigurationError`.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    func network() -> StochasticPolicy<Scalar> {
      StochasticPolicy(
        for: environment, hidden: configuration.hiddenWidths,
        activation: configuration.activation, deviation: configuration.initialDeviation,
        using: &random)
    }
    policy = network()
    starts = environment.makeBatch(configuration.parts, random.next(), 1)
    starts.reset()
    if let failure = NotFiniteError(resetOf: starts, environment.name) { throw failure }
    locals = []
    for _ in 0..<configuration.parts {
      locals.append(
        LocalPolicy(
          network(), environment, episodes: configuration.episodes,
          learningRate: configuration.localLearningRate, using: &random))
    }
    optimizer = Adam(count: policy.layout.count, learningRate: configuration.mimicLearningRate)
    mimicry = Mimicry(
      policy, parts: configuration.parts, batchSize: configuration.mimicBatchSize,
      form: configuration.mimicry, choices: locals[0].choices)
    pool = WorkerPool(threads: min(configuration.threads, configuration.parts))
    self.random = random
  }

  /// One pass of the notes' Loop.
  /// - Returns: What is logged.
  /// - Throws: `NotFiniteError` if a reward, a loss or a gradient is not finite.
  public mutating func iterate() throws -> Metrics {
    // 1. Optimize each local policy π_θᵢ on the initial state s₀ⁱ with respect to r̃ᵢ.
    try improveLocals()
    var metrics = Metrics()
    for local in locals { metrics.add(local) }
    environmentSteps += locals.reduce(0) { $0 + $1.steps }
    // 2. Use samples from step 1 to train π_θ to mimic each π_θᵢ.
    for _ in 0..<configuration.mimicSteps {
      let (loss, gradient) = mimicry.gradient(policy, locals, using: &random)
      guard loss.isFinite else {
        throw NotFiniteError("The loss of mimicry of iteration \(iteration + 1) is not finite.")
      }
      optimizer.update(&policy.parameters, gradient: gradient)
      metrics.add(mimicryLoss: Double(loss))
    }
    // 3. r̃ᵢ(s, a) = r(s, a) + λ log π_θ(a|s) is what the next step 1 takes, with the new θ and the next λ.
    iteration += 1
    metrics.finish(iteration: iteration, environmentSteps: environmentSteps)
    return metrics
  }

  /// Step 1, the local policies side by side.
  private mutating func improveLocals() throws {
    let λ = configuration.imitationWeight.value(at: iteration)
    let (pool, starts, policy, configuration) = (pool, starts, policy, configuration)
    locals.withUnsafeMutableBufferPointer { locals in
      nonisolated(unsafe) let locals = locals
      pool.run(locals.count) { i in
        locals[i].improve(
          from: starts, copy: i, steps: configuration.localSteps, toward: policy, weight: λ,
          configuration.localGradient)
      }
    }
    for local in locals {
      if let failure = local.failure { throw failure }
    }
  }
}
