import Environments
import Foundation
import LinearAlgebra
import Testing

/// The equations agree with Gymnasium's, from each recorded state and over the first steps of an episode.
///
/// Longer replays would compare roundings: an upright pole multiplies an error by e⁴⁴ in ten seconds.
struct GymnasiumTests {
  static let replayedSteps = 50

  @Test(arguments: ["CartPole-v0", "CartPole-v1"])
  func cartPole(_ name: String) throws {
    let limit = try #require(try EnvironmentCatalogue.named(name).stepLimit)
    let fixture = try GymnasiumFixture.load(name)
    #expect(fixture.environment == name)
    var stream = RandomStream(seed: 0)
    var steps = 0
    for episode in fixture.episodes {
      var replay = TimeLimit(CartPole(state: state(episode.start)), steps: limit)
      var previous = episode.start
      for (i, action) in episode.actions.enumerated() {
        var single = TimeLimit(CartPole(state: state(previous)), steps: limit)
        single.elapsedSteps = i
        let step = single.step(Int(action), using: &stream)
        let expected = episode.states[i]
        #expect(distance(numbers(single.base.state), expected) <= 1e-9)
        #expect(step.reward == episode.rewards[i])
        #expect(step.status == status(episode, i))
        #expect(agree(observation(of: single), episode.observations[i]))
        if i < Self.replayedSteps {
          _ = replay.step(Int(action), using: &stream)
          #expect(distance(numbers(replay.base.state), expected) <= 1e-9)
        }
        previous = expected
        steps += 1
      }
    }
    #expect(steps == 1_000)
    #expect(fixture.episodes.contains { $0.truncated.contains(true) })
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
  }

  @Test func pendulum() throws {
    let fixture = try GymnasiumFixture.load("Pendulum-v1")
    var stream = RandomStream(seed: 0)
    var steps = 0
    for episode in fixture.episodes {
      var replay = Pendulum(state: pendulumState(episode.start))
      var previous = episode.start
      for (i, action) in episode.actions.enumerated() {
        var single = TimeLimit(Pendulum(state: pendulumState(previous)), steps: 200)
        single.elapsedSteps = i
        let step = single.step([action], using: &stream)
        let expected = episode.states[i]
        let state = single.base.state
        #expect(distance([state.angle, state.angularVelocity], expected) <= 1e-9)
        #expect(abs(step.reward - episode.rewards[i]) <= 1e-9)
        #expect(step.status == status(episode, i))
        #expect(agree(observation(of: single), episode.observations[i]))
        if i < Self.replayedSteps {
          let reward = replay.step([action], using: &stream).reward
          #expect(distance([replay.state.angle, replay.state.angularVelocity], expected) <= 1e-9)
          #expect(abs(reward - episode.rewards[i]) <= 1e-9)
        }
        previous = expected
        steps += 1
      }
    }
    #expect(steps == 1_000)
    // The clipping of the torque and of the speed, and the wrapping of the angle, have been seen.
    #expect(fixture.episodes.contains { $0.actions.contains { abs($0) > 2 } })
    #expect(fixture.episodes.contains { $0.states.contains { abs($0[0]) > .pi } })
  }

  @Test func mountainCar() throws {
    try expectAgreement(
      with: "MountainCar-v0",
      make: { MountainCar(state: .init(position: $0[0], velocity: $0[1])) },
      read: { [$0.state.position, $0.state.velocity] }, action: { Int($0) })
  }

  @Test func mountainCarContinuous() throws {
    let fixture = try expectAgreement(
      with: "MountainCarContinuous-v0",
      make: { MountainCarContinuous(state: .init(position: $0[0], velocity: $0[1])) },
      read: { [$0.state.position, $0.state.velocity] }, action: { [$0] })
    #expect(fixture.episodes.contains { $0.actions.contains { abs($0) > 1 } })
  }

  @Test func acrobot() throws {
    let fixture = try expectAgreement(
      with: "Acrobot-v1",
      make: {
        Acrobot(
          state: .init(
            angle1: $0[0], angle2: $0[1], angularVelocity1: $0[2], angularVelocity2: $0[3]))
      },
      read: {
        [
          $0.state.angle1, $0.state.angle2, $0.state.angularVelocity1, $0.state.angularVelocity2,
        ]
      }, action: { Int($0) })
    // An angle has been wrapped.
    #expect(
      fixture.episodes.contains { episode in
        zip(episode.states, episode.states.dropFirst()).contains { abs($0[1] - $1[1]) > 5 }
      })
  }

  /// Compares one step from each recorded state, and the first steps of each episode on end, and returns
  /// what was compared with.
  @discardableResult
  private func expectAgreement<E: Environment>(
    with name: String, make: ([Double]) -> E, read: (E) -> [Double], action: (Double) -> E.Action
  ) throws -> GymnasiumFixture {
    let limit = try #require(try EnvironmentCatalogue.named(name).stepLimit)
    let fixture = try GymnasiumFixture.load(name)
    #expect(fixture.environment == name)
    var stream = RandomStream(seed: 0)
    var steps = 0
    for episode in fixture.episodes {
      var replay = make(episode.start)
      var previous = episode.start
      for (i, given) in episode.actions.enumerated() {
        var single = TimeLimit(make(previous), steps: limit)
        single.elapsedSteps = i
        let step = single.step(action(given), using: &stream)
        let expected = episode.states[i]
        #expect(distance(read(single.base), expected) <= 1e-9)
        #expect(abs(step.reward - episode.rewards[i]) <= 1e-9)
        #expect(step.status == status(episode, i))
        #expect(agree(observation(of: single), episode.observations[i]))
        if i < Self.replayedSteps {
          _ = replay.step(action(given), using: &stream)
          #expect(distance(read(replay), expected) <= 1e-9)
        }
        previous = expected
        steps += 1
      }
    }
    #expect(steps == 1_500)
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
    return fixture
  }

  private func state(_ numbers: [Double]) -> CartPole.State {
    CartPole.State(
      position: numbers[0], velocity: numbers[1], angle: numbers[2], angularVelocity: numbers[3])
  }

  private func pendulumState(_ numbers: [Double]) -> Pendulum.State {
    Pendulum.State(angle: numbers[0], angularVelocity: numbers[1])
  }

  private func numbers(_ state: CartPole.State) -> [Double] {
    [state.position, state.velocity, state.angle, state.angularVelocity]
  }

  private func status(_ episode: GymnasiumFixture.Episode, _ i: Int) -> Status {
    Status(terminated: episode.terminated[i], truncated: episode.truncated[i])
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
  }

  /// Whether two observations are equal up to the rounding to single precision.
  private func agree(_ a: [Scalar], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= max(abs($1).ulp, 1e-9) }
  }
}
