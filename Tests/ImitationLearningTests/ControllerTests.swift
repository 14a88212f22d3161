import Environments
import Foundation
import ImitationLearning
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// The environments' own controllers do what they are for, and experts are found where configurations name them.
struct ControllerTests {
  @Test(arguments: [
    ("CartPole-v0", 200.0), ("CartPole-v1", 499), ("Pendulum-v1", -200), ("MountainCar-v0", -150),
    ("Slalom-v0", 3), ("Patrol-v0", 9),
  ])
  func reachesAReturn(name: String, least: Double) throws {
    let (_, shown) = try demonstrations(name, episodes: 40)
    #expect(shown.count == 40 && shown.returnMean >= least, "\(shown.returnMean)")
  }

  @Test func everyControllerFitsItsEnvironment() throws {
    for name in Expert.controllers.keys {
      _ = try Expert(named: "controller", in: EnvironmentCatalogue.named(name))
    }
  }

  @Test func anExpertThatDoesNotExist() throws {
    let acrobot = try EnvironmentCatalogue.named("Acrobot-v1")
    let none = #expect(throws: ExpertError.self) {
      try Expert(named: "controller", in: acrobot)
    }
    #expect(none?.description.contains("Acrobot-v1") == true)
    #expect(none?.description.contains("CartPole-v0") == true)
    let missing = #expect(throws: ExpertError.self) {
      try Expert(named: "/none/such", in: acrobot)
    }
    #expect(missing?.description.contains("/none/such") == true)
  }

  /// A policy's file and a run's folder; and one that does not fit.
  @Test func aPolicyAsAnExpert() throws {
    let folder = NSTemporaryDirectory() + "apus-expert-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let cartPole = try EnvironmentCatalogue.named("CartPole-v0")
    var random = RandomStream(seed: 1)
    let policy = StochasticPolicy<Scalar>(for: cartPole, hidden: [8], using: &random)
    var file = try policy.checkpoint()
    ObservationNormalizer(features: 4).save(to: &file)
    try file.write(to: "\(folder)/policy.safetensors")
    for path in [folder, "\(folder)/policy.safetensors"] {
      let expert = try Expert(named: path, in: cartPole)
      #expect(expert.normalizer != nil && expert.origin.count == 64)
      let found = try #require((expert.controller as? PolicyController)?.policy)
      #expect((found as? StochasticPolicy<Scalar>)?.parameters == policy.parameters)
    }
    let error = #expect(throws: ExpertError.self) {
      try Expert(named: folder, in: EnvironmentCatalogue.named("Pendulum-v1"))
    }
    #expect(error?.description.contains("4 features") == true)
  }
}
