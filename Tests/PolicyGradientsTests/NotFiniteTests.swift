import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// What an environment or an update spoils is an error, never a crash.
struct NotFiniteTests {
  private func learner(
    _ broken: BrokenEnvironment.Part, _ change: (inout REINFORCE.Configuration) -> Void = { _ in }
  ) throws -> REINFORCE {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 20
    configuration.hiddenWidths = [8]
    change(&configuration)
    return try REINFORCE(
      environment: EnvironmentSpecification(
        name: "Broken", summary: "Gives NaN.", environment: BrokenEnvironment(part: broken)),
      configuration: configuration)
  }

  @Test(arguments: [BrokenEnvironment.Part.reward, .observation, .lastObservation], [1, 2])
  func environment(part: BrokenEnvironment.Part, threads: Int) throws {
    var learner = try learner(part) {
      $0.threads = threads
      $0.normalizesObservations = part == .observation
    }
    let before = learner.policy.parameters
    let error = #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(error?.description.contains("nan") == true)
    #expect(learner.policy.parameters == before && learner.iteration == 0)
    #expect(throws: NotFiniteError.self) { try learner.iterate() }
  }

  @Test func aStepThatIsTooLarge() throws {
    var learner = try learner(.nothing) { $0.learningRate = 3e38 }
    #expect(throws: NotFiniteError.self) { for _ in 0..<10 { _ = try learner.iterate() } }
  }

  @Test func rewardsThatAreTooLarge() throws {
    var learner = try learner(.size) { $0.normalizesAdvantages = false }
    let before = learner.policy.parameters
    let error = #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(error?.description == "The policy gradient of iteration 1 is not finite.")
    #expect(learner.policy.parameters == before)
  }
}

/// Five steps an episode, of which the third or the last gives something that is not finite.
struct BrokenEnvironment: Environment {
  enum Part { case nothing, reward, observation, lastObservation, size }

  let part: Part
  var time = 0

  var observationSpace: ObservationSpace {
    ObservationSpace(shape: [2], low: -.infinity, high: .infinity)
  }
  var actionSpace: ActionSpace { .discrete(2) }

  mutating func reset(using stream: inout RandomStream) { time = 0 }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    time += 1
    let reward: Double =
      switch part {
      case .reward where time == 3: .nan
      case .size: action == 0 ? 3e38 : -3e38
      default: Double(action)
      }
    return Step(reward: reward, status: time == 5 ? .terminated : .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(time)
    let isBroken = part == .observation && time == 3 || part == .lastObservation && time == 5
    row[1] = isBroken ? .nan : 0.5
  }
}
