import Environments
import Foundation
import LinearAlgebra
import Testing

struct MountainCarTests {
  @Test func theWallTakesAllSpeed() {
    var stream = RandomStream(seed: 0)
    var car = MountainCar(state: .init(position: -1.19, velocity: -0.05))
    #expect(car.step(0, using: &stream) == Step(reward: -1, status: .running))
    #expect(car.state == .init(position: -1.2, velocity: 0))
  }

  @Test func arrivesOnTheHill() {
    var stream = RandomStream(seed: 0)
    var car = MountainCar(state: .init(position: 0.46, velocity: 0.05))
    #expect(car.step(2, using: &stream) == Step(reward: -1, status: .terminated))
    var strong = MountainCarContinuous(state: .init(position: 0.42, velocity: 0.05))
    #expect(strong.step([-0.5], using: &stream) == Step(reward: 100 - 0.025, status: .terminated))
    // The force is clipped, its cost is not.
    strong.state = .init(position: 0, velocity: 0)
    var other = strong
    let (step, bounded) = (strong.step([2], using: &stream), other.step([1], using: &stream))
    #expect(step.reward == -0.4 && bounded.reward == -0.1)
    #expect(strong == other)
  }

  /// To drive along the velocity pumps up energy: the task's known solution.
  @Test func aRunUpReachesTheGoal() {
    var stream = RandomStream(seed: 4)
    for _ in 0..<10 {
      var car = TimeLimit(MountainCar(), steps: 200)
      car.reset(using: &stream)
      #expect(car.base.state.position >= -0.6 && car.base.state.position < -0.4)
      var status = Status.running
      while status == .running {
        status = car.step(car.base.state.velocity >= 0 ? 2 : 0, using: &stream).status
      }
      #expect(status == .terminated)
    }
  }
}

struct AcrobotTests {
  @Test func isAboveTheLine() {
    var stream = RandomStream(seed: 0)
    var upright = Acrobot(state: .init(angle1: .pi))
    #expect(upright.step(1, using: &stream) == Step(reward: 0, status: .terminated))
    var hanging = Acrobot()
    #expect(hanging.step(1, using: &stream) == Step(reward: -1, status: .running))
    // Without a torque it stays where it hangs.
    #expect(hanging.state == Acrobot.State())
    _ = hanging.step(2, using: &stream)
    #expect(hanging.state.angle2 > 0 && hanging.state.angle1 < 0)
  }

  /// Without a torque the energy is constant up to the error of the integration.
  ///
  /// The book's equations conserve that of moments of inertia 1 about the centres of mass.
  @Test func conservesEnergy() {
    var stream = RandomStream(seed: 0)
    var acrobot = Acrobot(state: .init(angle1: 0.4, angle2: -0.3))
    func energy(_ s: Acrobot.State) -> Double {
      let (v1, v2) = (s.angularVelocity1, s.angularVelocity1 + s.angularVelocity2)
      let square = v1 * v1 + 0.25 * v2 * v2 + v1 * v2 * cos(s.angle2)
      let kinetic = 0.5 * (0.25 * v1 * v1 + square) + 0.5 * (v1 * v1 + v2 * v2)
      return kinetic - 9.8 * (1.5 * cos(s.angle1) + 0.5 * cos(s.angle1 + s.angle2))
    }
    let before = energy(acrobot.state)
    for _ in 0..<50 { _ = acrobot.step(1, using: &stream) }
    #expect(abs(energy(acrobot.state) - before) < 0.02 * abs(before))
  }
}

struct CartPoleSwingUpTests {
  @Test func rewardsTheBalancedPole() {
    var stream = RandomStream(seed: 0)
    var upright = CartPoleSwingUp(state: .init(angle: .pi))
    #expect(abs(upright.step([0], using: &stream).reward - 1) < 1e-9)
    var hanging = CartPoleSwingUp()
    #expect(abs(hanging.step([0], using: &stream).reward - exp(-4)) < 1e-12)
    #expect(hanging.state == CartPoleSwingUp.State())
    // A metre beside where it should be, d²/l² = 1/0.25.
    var beside = CartPoleSwingUp(state: .init(position: 1, angle: .pi))
    #expect(abs(beside.step([0], using: &stream).reward - exp(-4)) < 1e-9)
  }

  /// With a force u at rest the first accelerations are 4u / (4(M + m) − 3m) and −6u / (l (4(M + m) − 3m)).
  @Test func beginsWithTheAccelerationsOfTheEquations() {
    var stream = RandomStream(seed: 0)
    var cart = CartPoleSwingUp()
    _ = cart.step([1e-3], using: &stream)
    // Over 0.1 s gravity and friction change little: the pole's frequency is √(6·9.82/1.25) ≈ 6.9 rad/s.
    #expect(abs(cart.state.velocity / (0.1 * 4e-3 / 2.5) - 1) < 0.1)
    #expect(abs(cart.state.angularVelocity / (-0.1 * 6e-3 / 1.25) - 1) < 0.1)
    var clipped = CartPoleSwingUp()
    var bounded = CartPoleSwingUp()
    _ = (clipped.step([50], using: &stream), bounded.step([10], using: &stream))
    #expect(clipped == bounded && clipped.state.velocity > 0)
    #expect(clipped.step([.nan], using: &stream).reward.isNaN)
  }

  /// The mechanical energy decays by the friction alone: dE/dt = −b ẋ².
  @Test func losesEnergyByFrictionAlone() {
    var stream = RandomStream(seed: 0)
    var cart = CartPoleSwingUp(state: .init(angle: 2, angularVelocity: 1))
    func energy(_ s: CartPoleSwingUp.State) -> Double {
      // (M + m) ẋ² / 2 + m l² θ̇² / 6 + m l (ẋ θ̇ − g) cos θ / 2.
      let (v, ω) = (s.velocity, s.angularVelocity)
      return 0.5 * v * v + 0.5 * 0.25 * ω * ω / 6 + 0.125 * (v * ω - 9.82) * cos(s.angle)
    }
    let before = energy(cart.state)
    var lost = 0.0
    for _ in 0..<20 {
      let speed = cart.state.velocity
      _ = cart.step([0], using: &stream)
      lost += 0.1 * 0.1 * (speed * speed + cart.state.velocity * cart.state.velocity) / 2
    }
    #expect(energy(cart.state) < before)
    #expect(abs(before - energy(cart.state) - lost) < 0.3 * lost)
  }
}
