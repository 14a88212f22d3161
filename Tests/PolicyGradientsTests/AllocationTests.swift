import CAllocationCounter
import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// In steady state nothing is allocated, neither by a step nor by an update.
///
/// Pendulum's episodes are of one length, so that after a few iterations every buffer is large enough.
/// In release only: without optimisation Swift puts closures and boxes on the heap.
@Suite(.serialized, .enabled(if: isRelease && allocation_counter_is_active()))
struct AllocationTests {
  static let changes: [(String, @Sendable (inout REINFORCE.Configuration) -> Void)] = [
    ("plain", { _ in }),
    ("mean return", { $0.baseline = .meanReturn }),
    ("per time step", { $0.baseline = .perTimeStep }),
    ("learned", { $0.baseline = .learned }),
    (
      "optimal",
      {
        $0.baseline = .optimal
        $0.returnForm = .full
        $0.normalizesAdvantages = false
      }
    ),
    ("normalised", { $0.normalizesObservations = true }),
    (
      "off-policy",
      {
        $0.updatesPerBatch = 3
        $0.importanceSampling = .perDecision
        $0.normalizesWeights = true
        $0.entropyCoefficient = 0.01
      }
    ),
  ]

  @Test(arguments: changes.indices)
  func anIterationAllocatesNothing(_ index: Int) throws {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 800
    configuration.hiddenWidths = [16, 16]
    Self.changes[index].1(&configuration)
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
    for _ in 0..<3 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<3 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0, "\(Self.changes[index].0)")
  }

  @Test func anIterationOnTwoThreadsAllocatesNothing() throws {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 400
    configuration.hiddenWidths = [16, 16]
    configuration.threads = 2
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
    for _ in 0..<5 { _ = try learner.iterate() }
    // Other tests allocate at the same time: one attempt without any is enough.
    var fewest = UInt64.max
    for _ in 0..<300 where fewest > 0 {
      allocation_counter_start()
      _ = try learner.iterate()
      fewest = min(fewest, allocation_counter_stop())
    }
    #expect(fewest == 0)
  }

  /// Episodes vary in length: a long warm-up under a policy that hardly changes.
  @Test func cartPoleAllocatesNothingOnceItsBuffersAreLargeEnough() throws {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 500
    configuration.hiddenWidths = [16]
    configuration.learningRate = 1e-9
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration)
    for _ in 0..<100 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    for _ in 0..<5 { _ = try learner.iterate() }
    #expect(allocation_counter_stop_thread() == 0)
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"], [false, true])
  func samplingAllocatesNothing(_ name: String, isNormalized: Bool) throws {
    let environment = try EnvironmentCatalogue.named(name)
    var random = RandomStream(seed: 1)
    let policy = StochasticPolicy<Scalar>(for: environment, hidden: [16], using: &random)
    var sampler = TrajectorySampler(
      environment: environment, policy: policy, workers: 2, copies: 2, threads: 1,
      normalizesObservations: isNormalized, using: &random)
    for _ in 0..<50 { try sampler.sample(policy, minimumSteps: 800) }
    allocation_counter_start_thread()
    for _ in 0..<5 { try sampler.sample(policy, minimumSteps: 800) }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
