import Environments
import Foundation
import LinearAlgebra
import Testing

/// The equations agree with Gymnasium's, from each recorded state and over the first steps of an episode.
///
/// Longer replays than those below would compare roundings: an upright pole multiplies an error by e⁴⁴ in ten seconds.
struct GymnasiumTests {
  @Test(arguments: [("CartPole-v0", 500), ("CartPole-v1", 600)])
  func cartPole(_ name: String, steps: Int) throws {
    let fixture = try expectAgreement(
      with: name, steps: steps, replayed: 50,
      make: {
        CartPole(
          state: .init(position: $0[0], velocity: $0[1], angle: $0[2], angularVelocity: $0[3]))
      },
      read: {
        [$0.state.position, $0.state.velocity, $0.state.angle, $0.state.angularVelocity]
      }, action: { Int($0) })
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
    // Each seed balances the pole once, up to the limit.
    #expect(fixture.episodes.count { $0.truncated.contains(true) } == 3)
  }

  @Test func pendulum() throws {
    let fixture = try expectAgreement(
      with: "Pendulum-v1", replayed: 50,
      make: { Pendulum(state: .init(angle: $0[0], angularVelocity: $0[1])) },
      read: { [$0.state.angle, $0.state.angularVelocity] }, action: { [$0] })
    #expect(fixture.episodes.contains { $0.truncated.contains(true) })
    // The clipping of the torque and of the speed, and the wrapping of the angle, have been seen.
    #expect(fixture.episodes.contains { $0.actions.contains { abs($0) > 2 } })
    #expect(fixture.episodes.contains { $0.states.contains { abs($0[1]) == 8 } })
    #expect(fixture.episodes.contains { $0.states.contains { abs($0[0]) > .pi } })
  }

  @Test func mountainCar() throws {
    let fixture = try expectAgreement(
      with: "MountainCar-v0", replayed: 200,
      make: { MountainCar(state: .init(position: $0[0], velocity: $0[1])) },
      read: { [$0.state.position, $0.state.velocity] }, action: { Int($0) })
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
    #expect(fixture.episodes.contains { $0.truncated.contains(true) })
  }

  @Test func mountainCarContinuous() throws {
    let fixture = try expectAgreement(
      with: "MountainCarContinuous-v0", replayed: 500,
      make: { MountainCarContinuous(state: .init(position: $0[0], velocity: $0[1])) },
      read: { [$0.state.position, $0.state.velocity] }, action: { [$0] })
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
    #expect(fixture.episodes.contains { $0.actions.contains { abs($0) > 1 } })
  }

  @Test func acrobot() throws {
    let fixture = try expectAgreement(
      with: "Acrobot-v1", replayed: 50,
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
    #expect(fixture.episodes.contains { $0.terminated.contains(true) })
    // An angle has been wrapped.
    #expect(
      fixture.episodes.contains { episode in
        zip(episode.states, episode.states.dropFirst()).contains { abs($0[1] - $1[1]) > 5 }
      })
  }

  /// Compares one step from each recorded state, and the first steps of each episode on end, and returns
  /// what was compared with: `steps` steps from each of three seeds.
  private func expectAgreement<E: Environment>(
    with name: String, steps perSeed: Int = 500, replayed: Int, make: ([Double]) -> E,
    read: (E) -> [Double], action: (Double) -> E.Action
  ) throws -> GymnasiumFixture {
    let limit = try #require(try EnvironmentCatalogue.named(name).stepLimit)
    let fixture = try GymnasiumFixture.load(name)
    #expect(fixture.environment == name)
    var stream = RandomStream(seed: 0)
    var steps = 0
    for episode in fixture.episodes {
      var replay = TimeLimit(make(episode.start), steps: limit)
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
        if i < replayed {
          let step = replay.step(action(given), using: &stream)
          #expect(distance(read(replay.base), expected) <= 1e-9)
          #expect(abs(step.reward - episode.rewards[i]) <= 1e-9)
          #expect(step.status == status(episode, i))
        }
        previous = expected
        steps += 1
      }
    }
    #expect(steps == 3 * perSeed)
    return fixture
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
