import Environments
import Foundation
import ImitationLearning
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// Demonstrations are whole trajectories of what the environment showed, and come back from files or are refused.
struct DemonstrationsTests {
  @Test func theExpertsActionsOfWholeEpisodes() throws {
    let shown = try Demonstrations(
      by: Expert(SignController()), in: SignWalk.specification, episodes: 7, seed: 3)
    let trajectories = shown.trajectories
    #expect(shown.count == 7 && shown.steps == 42 && shown.returnMean == 6)
    #expect(trajectories.ranges.map(\.count) == Array(repeating: 6, count: 7))
    for t in 0..<shown.steps {
      #expect(trajectories.actions[t, 0] == (trajectories.observations[t, 0] > 0 ? 1 : 0))
      #expect(trajectories.observations[t, 1] == Scalar(t % 6))
    }
    #expect(trajectories.endings.allSatisfy { $0 == .terminated })
    for i in 0..<7 { #expect(trajectories.finalObservations[i, 1] == 6) }
  }

  /// What was cut off is known to be that.
  @Test func truncatedIsNotTerminated() throws {
    let cut = EnvironmentSpecification(
      name: "Cut", summary: "", environment: SignWalk(isCut: true))
    let shown = try Demonstrations(by: Expert(SignController()), in: cut, episodes: 2, seed: 3)
    #expect(shown.trajectories.endings == [.truncated, .truncated])
    let back = try Demonstrations(shown.file(), of: cut)
    #expect(back.trajectories.endings == [.truncated, .truncated])
  }

  @Test func sameSeedSameBits() throws {
    let (_, a) = try demonstrations("Slalom-v0", episodes: 20)
    let (_, b) = try demonstrations("Slalom-v0", episodes: 20)
    let (_, c) = try demonstrations("Slalom-v0", episodes: 20, seed: 2)
    #expect(a.trajectories.actions.elements == b.trajectories.actions.elements)
    #expect(a.trajectories.actions.elements != c.trajectories.actions.elements)
  }

  @Test func masksAreKept() throws {
    struct Anything: RuleController {
      var observationWidth: Int
      func acts(in space: ActionSpace) -> Bool { true }
      func act(
        on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
        using stream: inout RandomStream
      ) {
        (action[0], action[1]) = (0, 0)
      }
    }
    let grid = try EnvironmentCatalogue.named("GripGrid-v0")
    let shown = try Demonstrations(
      by: Expert(Anything(observationWidth: grid.observationSpace.count)), in: grid, episodes: 2,
      seed: 1)
    #expect(shown.trajectories.masks?.count == shown.steps)
    let back = try Demonstrations(shown.file(), of: grid)
    #expect(back.trajectories.masks?.elements == shown.trajectories.masks?.elements)
  }

  @Test func fileRoundTrip() throws {
    let path = NSTemporaryDirectory() + "apus-shown-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (environment, shown) = try demonstrations("Pendulum-v1", episodes: 3)
    try shown.save(to: path)
    let back = try Demonstrations(contentsOf: path, of: environment)
    #expect(back.trajectories.observations.elements == shown.trajectories.observations.elements)
    #expect(back.trajectories.actions.elements == shown.trajectories.actions.elements)
    #expect(back.trajectories.rewards == shown.trajectories.rewards)
    #expect(back.trajectories.ranges == shown.trajectories.ranges)
    #expect(
      back.trajectories.finalObservations.elements
        == shown.trajectories.finalObservations.elements)
    #expect(back.origin == "controller" && back.environment == "Pendulum-v1")

    // Every byte matters: flipped, it is refused.
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    var random = RandomStream(seed: 5)
    for _ in 0..<200 {
      var wrong = bytes
      wrong[random.integer(below: bytes.count)] ^= UInt8(1 << random.integer(below: 8))
      #expect(throws: (any Error).self) {
        try Demonstrations(SafetensorsFile(parsing: wrong, path: "wrong"), of: environment)
      }
    }
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 50)) {
      #expect(throws: (any Error).self) {
        try Demonstrations(
          SafetensorsFile(parsing: Array(bytes[..<length]), path: "short"), of: environment)
      }
    }
  }

  @Test func otherEnvironmentsAreRefused() throws {
    let (_, shown) = try demonstrations("CartPole-v0", episodes: 1)
    let file = try shown.file()
    let error = #expect(throws: DemonstrationsError.self) {
      try Demonstrations(file, of: EnvironmentCatalogue.named("CartPole-v1"))
    }
    #expect(error?.description.contains("CartPole-v0") == true)
    #expect(throws: DemonstrationsError.self) {
      try Demonstrations(SafetensorsFile(), of: EnvironmentCatalogue.named("CartPole-v1"))
    }
  }
}
