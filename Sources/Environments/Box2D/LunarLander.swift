#if Box2D

  public import LinearAlgebra

  /// A lander that is to come down softly between two flags, by firing one of three engines at a time.
  ///
  /// Constants, terrain and rewards are Gymnasium's LunarLander-v3: steps of 0.02 s, a potential that grows towards a
  /// soft and upright landing on the pad, 0.3 of a point for a step of the main engine and 0.03 for one of a side
  /// engine. The episode terminates with −100 where the hull touches the ground or |x| ≥ 1, and with +100 where
  /// the lander has come to rest. The time limit is 1,000 steps.
  ///
  /// Box2D's world is not copied with the value: a copy plays the inputs since the reset again when it is
  /// first stepped, which gives the same bits and costs as much as those steps did.
  public struct LunarLander: Environment, Equatable, Codable {
    /// Wind and turbulence, which blow while no leg touches the ground.
    public struct Wind: Sendable, Equatable, Codable {
      /// The greatest force to the side, usually from 0 to 20.
      public var power: Double
      /// The greatest torque, usually from 0 to 2.
      public var turbulence: Double

      /// A wind; by default Gymnasium's.
      public init(power: Double = 15, turbulence: Double = 1.5) {
        self.power = power
        self.turbulence = turbulence
      }
    }

    var simulation: Box2DSimulation<LanderGame>

    /// A lander under the given gravity, in the wind if there is one.
    /// - Precondition: −12 < `gravity` < 0, and the wind's strengths are finite.
    public init(gravity: Double = -10, wind: Wind? = nil) {
      simulation = Box2DSimulation(.init(checking: gravity, wind))
    }

    static let space = ObservationSpace(
      shape: [8], low: [-2.5, -2.5, -10, -10, -2 * .pi, -10, 0, 0],
      high: [2.5, 2.5, 10, 10, 2 * .pi, 10, 1, 1])

    /// Position, velocity, angle and angular velocity, scaled, and whether each leg has contact.
    public var observationSpace: ObservationSpace { Self.space }

    /// 0 nothing, 1 the left engine, 2 the main engine, 3 the right engine.
    public var actionSpace: ActionSpace { .discrete(4) }

    /// Begins an episode with a random moon and a random push at the top.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.reset(using: &stream)
    }

    /// Fires an engine for one time step.
    /// - Precondition: `action` is in 0...3, and the environment has been reset.
    public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      precondition(
        (0...3).contains(action), "LunarLander's actions are 0, 1, 2 and 3, not \(action).")
      let side: Double = action == 1 ? -1 : action == 3 ? 1 : 0
      let noise = (stream.uniform(-1, 1), stream.uniform(-1, 1))
      return simulation.step(Box2DInput(action == 2 ? 1 : 0, side, noise.0, noise.1))
    }

    /// Writes the eight features.
    public func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<8 { row[i] = Scalar(simulation.game.features[i]) }
    }

    /// Becomes a copy of `other`; its world follows with the next step.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The moon, the pad's flags, the flames and the lander.
    public func picture() -> Picture? { simulation.game.picture }
  }

  extension LanderGame.Settings {
    /// Gymnasium's rules.
    init(checking gravity: Double, _ wind: LunarLander.Wind?) {
      precondition(
        gravity > -12 && gravity < 0, "The gravity \(gravity) is not between -12 and 0.")
      if let wind {
        precondition(
          wind.power.isFinite && wind.turbulence.isFinite,
          "A wind of power \(wind.power) and turbulence \(wind.turbulence) is not finite.")
      }
      self.init(rules: .gymnasium, gravity: gravity, wind: wind)
    }
  }

#endif
