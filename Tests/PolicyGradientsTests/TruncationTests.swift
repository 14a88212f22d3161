import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import Testing

/// REINFORCE credits what was received: how an episode ended makes no difference, with any return and baseline.
@Suite struct TruncationTests {
  /// One step of reward 1 for action 1, which ends as `ending` says.
  struct OneStep: Environment {
    let ending: Status
    var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 1) }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) {}
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      Step(reward: Double(action), status: ending)
    }
    func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
  }

  /// The bits agree; and the learned baseline is the mean reward, and no more for what a truncation cuts off.
  @Test(arguments: [REINFORCE.ReturnForm.full, .rewardToGo])
  func aTruncationCountsAsAnEnd(form: REINFORCE.ReturnForm) throws {
    let policies = try [Status.terminated, .truncated].map { ending in
      let environment = EnvironmentSpecification(
        name: "OneStep", summary: "", environment: OneStep(ending: ending))
      var configuration = REINFORCE.Configuration()
      configuration.batchSize = 50
      configuration.returnForm = form
      configuration.baseline = .learned
      configuration.hiddenWidths = [8]
      var learner = try REINFORCE(
        environment: environment, configuration: configuration, seed: 4)
      for _ in 0..<20 { _ = try learner.iterate() }
      return learner.policy
    }
    #expect(policies[0].parameters == policies[1].parameters)
  }
}
