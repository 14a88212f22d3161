import CAllocationCounter
import Environments
import LinearAlgebra
import ModelBasedRL
import ReinforcementLearning
import Testing

#if DEBUG
  private let isRelease = false
#else
  private let isRelease = true
#endif

@Suite("Allocations of model-based learning")
struct ModelBasedAllocationTests {
  /// In release only: without optimisation Swift puts closures and boxes on the heap.
  @Test(
    "Searches and gradient steps allocate nothing",
    .enabled(if: isRelease && allocation_counter_is_active()))
  func allocations() throws {
    let steps = Steps(50)
    var ensemble = steps.ensemble(2, hidden: [8], isProbabilistic: true)
    var random = RandomStream(seed: 1)
    var options = DynamicsFit.Configuration()
    options.batchSize = 16
    var fit = DynamicsFit(ensemble, steps.replay.layout, configuration: options, using: &random)
    _ = fit.fit(&ensemble, to: steps.replay, steps: 3)
    allocation_counter_start_thread()
    _ = fit.fit(&ensemble, to: steps.replay, steps: 1)
    let one = allocation_counter_stop_thread()
    allocation_counter_start_thread()
    _ = fit.fit(&ensemble, to: steps.replay, steps: 50)
    #expect(allocation_counter_stop_thread() == one)

    var planner = PlannerSettings()
    (planner.kind, planner.horizon, planner.candidates) = (.cem, 4, 50)
    let policy = try PlanningPolicy(
      ensemble, actionSpace: steps.space, planner: planner, particles: 2)
    var actor = policy.makeActor(copies: 2, isMasked: false)
    var streams = random.split(2)
    var actions = Matrix<Scalar>(rows: 2, columns: 1)
    let observations = Matrix<Scalar>(rows: 2, columns: 2)
    func act() {
      actor.act(observations, allowed: nil, isStochastic: false, into: &actions, using: &streams)
    }
    for _ in 0..<3 { act() }
    allocation_counter_start_thread()
    for _ in 0..<3 { act() }
    #expect(allocation_counter_stop_thread() == 0)
  }
  @Test(
    "Searches and gradient steps in a latent space allocate nothing",
    .enabled(if: isRelease && allocation_counter_is_active()))
  func latentAllocations() throws {
    let steps = Steps(50)
    var (model, random) = (steps.latentModel(isProbabilistic: true), RandomStream(seed: 1))
    var options = DynamicsFit.Configuration()
    (options.batchSize, options.bootstraps) = (16, true)
    var fit = LatentFit(
      model, steps.replay.layout, Steps.latent(), configuration: options, using: &random)
    _ = fit.fit(&model, to: steps.replay, steps: 3)
    allocation_counter_start_thread()
    _ = fit.fit(&model, to: steps.replay, steps: 1)
    let one = allocation_counter_stop_thread()
    allocation_counter_start_thread()
    _ = fit.fit(&model, to: steps.replay, steps: 50)
    #expect(allocation_counter_stop_thread() == one)

    var planner = PlannerSettings()
    (planner.kind, planner.horizon, planner.candidates) = (.cem, 4, 50)
    let policy = try LatentPlanningPolicy(
      model, Steps.latent(), actionSpace: steps.space, planner: planner, particles: 2)
    var actor = policy.makeActor(copies: 2, isMasked: false)
    var streams = random.split(2)
    var actions = Matrix<Scalar>(rows: 2, columns: 1)
    let observations = Matrix<Scalar>(rows: 2, columns: 2)
    func act() {
      actor.act(observations, allowed: nil, isStochastic: false, into: &actions, using: &streams)
    }
    for _ in 0..<3 { act() }
    allocation_counter_start_thread()
    for _ in 0..<3 { act() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
