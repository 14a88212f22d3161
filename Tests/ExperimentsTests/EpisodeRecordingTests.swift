import Environments
import Experiments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct EpisodeRecordingTests {
  private func policy(_ environment: EnvironmentSpecification) -> StochasticPolicy<Scalar> {
    var random = RandomStream(seed: 1)
    return StochasticPolicy<Scalar>(
      observations: environment.observationSpace.count, head: .categorical(actions: 2),
      hidden: [4], using: &random)
  }

  /// A recording of one episode is the episode that `Evaluation` runs with the same seed.
  @Test(arguments: [false, true])
  func isTheEpisodeOfAnEvaluation(_ isStochastic: Bool) throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    let policy = policy(environment)
    let recording = try EpisodeRecording(
      of: policy, in: environment, seed: 9, isStochastic: isStochastic)
    let evaluation = try Evaluation(
      of: policy, in: environment, episodes: 1, seed: 9, isStochastic: isStochastic)
    #expect(recording.returns == evaluation.returns && recording.lengths == evaluation.lengths)
    #expect(recording.isComplete == [true])
    #expect(recording.frames.count == recording.lengths[0] + 1)
    #expect(
      recording.frames.last?.caption
        == "step \(recording.lengths[0]), return \(recording.lengths[0])")
  }

  /// The last picture is that of the state that ended the episode, not of the next one's start.
  @Test func theEndIsSeen() throws {
    let environment = try EnvironmentCatalogue.named("MinAtar/Breakout-v1")
    let recording = try EpisodeRecording(of: nil, in: environment, episodes: 2, seed: 4)
    #expect(recording.isComplete == [true, true])
    #expect(recording.frames.count == recording.lengths.reduce(2, +))
    for end in [recording.lengths[0], recording.frames.count - 1] {
      // The ball, a disc of the danger's ink, is in the lowest row.
      let ball = recording.frames[end].picture.shapes.first { $0.ink == .danger }
      guard case .circle(let middle, _)? = ball?.shape else {
        Issue.record("There is no ball.")
        return
      }
      #expect(middle.y == 0.5)
    }
    #expect(recording.frames[0].caption == "episode 1, step 0, return 0")
  }

  @Test func anEpisodeCanBeLeft() throws {
    let environment = try EnvironmentCatalogue.named("Pendulum-v1")
    let recording = try EpisodeRecording(
      of: nil, in: environment, episodes: 2, seed: 4, stepLimit: 5)
    #expect(recording.isComplete == [false, false] && recording.lengths == [5, 5])
    #expect(recording.frames.count == 12)
    #expect(recording.frames[0].picture != recording.frames[6].picture)
    #expect(recording.frames[11].caption.hasPrefix("episode 2, step 5, return -"))
  }

  @Test func whatHasNoPictureIsNotDrawn() {
    struct Invisible: Environment {
      var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
      var actionSpace: ActionSpace { .discrete(2) }
      mutating func reset(using stream: inout RandomStream) {}
      mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
        Step(reward: 0, status: .running)
      }
      func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
    }
    let environment = EnvironmentSpecification(
      name: "Invisible-v0", summary: "Nothing.", environment: Invisible())
    let error = #expect(throws: NoPictureError.self) {
      try EpisodeRecording(of: nil, in: environment, seed: 1)
    }
    #expect(error?.description.contains("Invisible-v0") == true)
  }
}
