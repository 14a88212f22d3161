import CAllocationCounter
import ControlAsInference
import Environments
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

/// In release only: without optimisation Swift puts closures and boxes on the heap.
@Suite(
  "Allocations of learning policies on models",
  .enabled(if: isRelease && allocation_counter_is_active()))
struct PolicyLearningAllocationTests {
  private var sac: SAC.Configuration {
    var sac = SAC.Configuration()
    sac.hiddenWidths = [16]
    sac.batchSize = 24
    sac.warmUpSteps = 30
    sac.iterationSteps = 40
    sac.gradientSteps = 2
    return sac
  }

  private var model: ModelSettings {
    var model = ModelSettings()
    model.members = 2
    model.isProbabilistic = true
    model.hiddenWidths = [16]
    model.batchSize = 16
    return model
  }

  /// The allocations of an iteration without a fit, after one with a fit.
  private func allocations<L: Learner>(_ type: L.Type, _ configuration: L.Configuration) throws
    -> Int
  {
    var learner = try L(
      environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration, seed: 1)
    for _ in 0..<2 { _ = try learner.iterate() }
    allocation_counter_start_thread()
    _ = try learner.iterate()
    return Int(allocation_counter_stop_thread())
  }

  @Test("Steps, expansions and updates allocate nothing")
  func learners() throws {
    var mve = MVE.Configuration()
    (mve.sac, mve.model, mve.horizon, mve.fitPeriod) = (sac, model, 2, 1000)
    #expect(try allocations(MVE.self, mve) == 0)
    var mbpo = MBPO.Configuration()
    (mbpo.sac, mbpo.model, mbpo.rollouts, mbpo.fitPeriod) = (sac, model, 20, 1000)
    #expect(try allocations(MBPO.self, mbpo) == 0)
  }

  @Test("The gradient of rollouts allocates nothing")
  func rollouts() throws {
    var random = RandomStream(seed: 1)
    let space = ActionSpace.continuous(low: [-1], high: [1])
    let ensemble = DynamicsEnsemble(
      count: 2, features: 2, actions: space, hidden: [8], isProbabilistic: true, using: &random)
    let policy = StochasticPolicy<Scalar>(
      observations: 2, head: .squashedGaussian(low: [-1], high: [1], deviation: 1), hidden: [8],
      activation: .tanh, initializer: .fanIn, using: &random)
    let layout = ReplayLayout(
      capacity: 8, copies: 1, observations: ObservationSpace(shape: [2]), actions: space)
    var replay = ReplayBuffer(layout)
    let row = Matrix<Scalar>([[0.5, 1]])
    replay.begin(row)
    replay.append(
      actions: Matrix([[0.1]]), rewards: Vector([1]), statuses: [.running], observations: row,
      finalObservations: row)
    var gradient = ImaginedGradient(
      policy, ensemble, layout,
      ImaginedReturn.Settings(horizon: 3, discount: 1, canTerminate: true),
      rollouts: 8, threads: 1)
    func ascend() {
      _ = gradient.evaluate(policy, ensemble, from: replay, using: &random)
      _ = gradient.clip(to: 1)
    }
    for _ in 0..<3 { ascend() }
    allocation_counter_start_thread()
    for _ in 0..<3 { ascend() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
