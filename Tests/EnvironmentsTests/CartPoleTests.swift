import Environments
import Foundation
import LinearAlgebra
import Testing

struct CartPoleTests {
  @Test func sineAndCosineNearZeroAgreeWithTheLibrary() {
    for i in -4_000...4_000 {
      let x = Double(i) / 10_000
      let (sine, cosine) = sineAndCosineNearZero(x)
      #expect(abs(sine - sin(x)) <= sin(x).ulp)
      #expect(abs(cosine - cos(x)) <= cos(x).ulp)
    }
  }

  @Test func startsNearTheMiddle() {
    var stream = RandomStream(seed: 3)
    var environment = CartPole(state: .init(position: 2, velocity: 1, angle: 1, angularVelocity: 1))
    var largest: Scalar = 0
    for _ in 0..<200 {
      environment.reset(using: &stream)
      largest = max(largest, observation(of: environment).map { abs($0) }.max()!)
    }
    #expect(largest > 0.045 && largest <= 0.05)
  }

  @Test(arguments: [
    (CartPole.State(position: 2.39, velocity: 1), Status.terminated),
    (CartPole.State(position: -2.39, velocity: -1), .terminated),
    (CartPole.State(position: 2.39, velocity: 0), .running),
    (CartPole.State(angle: 0.209, angularVelocity: 0.1), .terminated),
    (CartPole.State(angle: -0.209, angularVelocity: -0.1), .terminated),
    (CartPole.State(angle: 0.209), .running),
  ])
  func endsAtItsLimits(_ state: CartPole.State, _ status: Status) {
    var stream = RandomStream(seed: 0)
    var environment = CartPole(state: state)
    #expect(environment.step(0, using: &stream) == Step(reward: 1, status: status))
  }

  @Test func refusesOtherActions() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      var environment = CartPole()
      _ = environment.step(2, using: &stream)
    }
  }
}

struct PendulumTests {
  /// The reward takes whole turns off the angle with the same bits as the remainder of a division.
  @Test func turnsDoNotCount() {
    var stream = RandomStream(seed: 5)
    for i in 0..<4_000 {
      let angle = i < 13 ? Double(i - 6) * .pi : stream.uniform(-20, 20)
      var pendulum = Pendulum(state: .init(angle: angle))
      let turned = (angle + .pi).truncatingRemainder(dividingBy: 2 * .pi)
      let θ = (turned < 0 ? turned + 2 * .pi : turned) - .pi
      #expect(pendulum.step([0], using: &stream).reward == -(θ * θ), "\(angle)")
    }
  }

  @Test func rewardIsThatOfTheStateBefore() {
    var stream = RandomStream(seed: 0)
    var environment = Pendulum(state: .init(angle: 2 * .pi + 0.5, angularVelocity: -2))
    let step = environment.step([1], using: &stream)
    #expect(abs(step.reward + (0.25 + 0.1 * 4 + 0.001)) < 1e-12)
    #expect(step.status == .running)
  }

  @Test func aTorqueThatIsNotANumberShows() {
    var stream = RandomStream(seed: 0)
    var environment = Pendulum()
    #expect(environment.step([.nan], using: &stream).reward.isNaN)
    #expect(environment.step([0], using: &stream).reward.isNaN)
    #expect(observation(of: environment).allSatisfy { $0.isNaN })
  }

  @Test func startsAnywhere() {
    var stream = RandomStream(seed: 5)
    var environment = Pendulum()
    var angles: [Double] = []
    for _ in 0..<500 {
      environment.reset(using: &stream)
      angles.append(environment.state.angle)
      #expect(abs(environment.state.angularVelocity) <= 1)
    }
    #expect(angles.min()! < -3 && angles.max()! > 3)
  }
}

struct TimeLimitTests {
  @Test func truncatesAtTheLimit() {
    var stream = RandomStream(seed: 0)
    var environment = TimeLimit(Pendulum(), steps: 3)
    for _ in 0..<2 {
      environment.reset(using: &stream)
      let statuses = (0..<3).map { _ in environment.step([0], using: &stream).status }
      #expect(statuses == [.running, .running, .truncated])
    }
  }

  @Test func terminationAtTheLimitIsTermination() {
    var stream = RandomStream(seed: 0)
    var environment = TimeLimit(CartPole(state: .init(position: 3)), steps: 1)
    #expect(environment.step(0, using: &stream).status == .terminated)
    #expect(Status(terminated: true, truncated: true) == .terminated)
    #expect(Status(terminated: false, truncated: true) == .truncated)
    #expect(Status(terminated: false, truncated: false) == .running)
  }

  @Test func assignmentCopiesTheElapsedTime() {
    var stream = RandomStream(seed: 0)
    var environment = TimeLimit(CartPole(), steps: 5)
    _ = environment.step(1, using: &stream)
    var other = TimeLimit(CartPole(), steps: 5)
    other.assign(from: environment)
    #expect(other == environment)
    var shorter = TimeLimit(CartPole(), steps: 2)
    shorter.assign(from: environment)
    #expect(shorter == environment)
  }
}
