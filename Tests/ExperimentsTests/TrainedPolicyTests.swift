import Environments
import Experiments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// What is not the run of a policy for its environment is an error that says so.
struct TrainedPolicyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("{}", to: RunFolder.configurationName)
  }

  private func write(
    _ head: StochasticPolicy<Scalar>.Head, observations: Int, environment: String?,
    normalizer: ObservationNormalizer? = nil
  ) throws {
    var random = RandomStream(seed: 1)
    let policy = StochasticPolicy<Scalar>(
      observations: observations, head: head, hidden: [4], using: &random)
    var file = try policy.checkpoint(
      metadata: environment.map { ["environment": $0] } ?? [:])
    normalizer?.save(to: &file)
    try file.write(to: "\(folder.path)/\(RunFolder.policyName)")
  }

  @Test func aPolicyThatFits() throws {
    try write(.categorical(actions: 2), observations: 4, environment: "CartPole-v1")
    let policy = try TrainedPolicy(folder.path)
    #expect([[0], [1]].contains(policy.action(for: [0, 0, 0.1, 0])))
    try write(
      .gaussian(components: 1, deviation: 1), observations: 3, environment: "Pendulum-v1")
    #expect(try TrainedPolicy(folder.path).action(for: [1, 0, 0]).count == 1)
  }

  /// Other numbers of features or actions, and other kinds of actions, even of the same width.
  @Test(
    arguments: [
      (.categorical(actions: 2), 3), (.categorical(actions: 3), 4),
      (.gaussian(components: 1, deviation: 1), 4),
    ] as [(StochasticPolicy<Scalar>.Head, Int)])
  func aPolicyForAnotherEnvironment(head: StochasticPolicy<Scalar>.Head, observations: Int) throws {
    try write(head, observations: observations, environment: "CartPole-v0")
    let error = #expect(throws: PolicyFileError.self) { try TrainedPolicy(folder.path) }
    #expect(error?.description.contains("does not fit the environment CartPole-v0") == true)
  }

  @Test func environmentsThatAreNotThere() throws {
    try write(.categorical(actions: 2), observations: 4, environment: nil)
    #expect(throws: PolicyFileError.self) { try TrainedPolicy(folder.path) }
    try write(.categorical(actions: 2), observations: 4, environment: "CartPole-v9")
    #expect(throws: UnknownNameError.self) { try TrainedPolicy(folder.path) }
  }

  @Test func anEnvironmentOfOnesOwn() throws {
    let own = EnvironmentSpecification(
      name: "Own-v0", summary: "A cart-pole under another name.", environment: CartPole())
    try write(.categorical(actions: 2), observations: 4, environment: own.name)
    #expect(throws: UnknownNameError.self) { try TrainedPolicy(folder.path) }
    #expect(try TrainedPolicy(folder.path, environment: own).environment.name == "Own-v0")
  }

  @Test func aNormalizerForOtherObservations() throws {
    try write(
      .categorical(actions: 2), observations: 4, environment: "CartPole-v0",
      normalizer: ObservationNormalizer(features: 3))
    #expect(throws: TensorMismatchError.self) { try TrainedPolicy(folder.path) }
  }

  @Test func foldersWithoutAPolicy() throws {
    #expect(throws: SafetensorsError.self) { try TrainedPolicy(folder.path) }
    #expect(throws: RunFolderError.self) { try TrainedPolicy(folder.path + "/none") }
  }
}
