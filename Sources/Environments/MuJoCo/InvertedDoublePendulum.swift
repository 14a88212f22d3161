#if MuJoCo
  internal import Foundation
  public import LinearAlgebra

  /// Two poles, one upon the other, on a cart: Gymnasium's InvertedDoublePendulum-v4.
  ///
  /// It observes the cart's position, sine and cosine of both angles, and within ±10 the three velocities and
  /// the three forces of constraints; it takes one force within ±1, and makes five steps of 0.01 s with it.
  /// Per step it gets 10 − 0.01 x² − (z − 2)² − 0.001 ω₁² − 0.005 ω₂², where x and z are those of the upper
  /// pole's tip as MuJoCo last computed it. Positions start in U(±0.1), velocities in N(0, 0.1²). The episode
  /// ends where z ≤ 1. InvertedDoublePendulum-v4 has 1,000 steps.
  public struct InvertedDoublePendulum: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// Both poles upright at rest.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "inverted_double_pendulum.xml"))
    }

    /// Position, sines, cosines, velocities and forces of constraints.
    public static let observations = ObservationSpace.unbounded(11)
    /// The force on the cart.
    public static let actions = ActionSpace.controls(1)
    private static let frames = 5

    /// Begins an episode near the unstable equilibrium.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.1, velocityNoise: .normal(0.1), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
      -> Step
    {
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let tip = simulation.sitePosition(0)
      let distance = 0.01 * tip.x * tip.x + (tip.z - 2) * (tip.z - 2)
      let (ω1, ω2) = (simulation.velocity(1), simulation.velocity(2))
      let reward = 10 - distance - (1e-3 * ω1 * ω1 + 5e-3 * ω2 * ω2)
      return Step(reward: reward, status: tip.z <= 1 ? .terminated : .running)
    }

    /// Writes position, sines, cosines, velocities and forces of constraints.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.position(0), at: &i)
      for joint in 1...2 { row.write(sin(simulation.position(joint)), at: &i) }
      for joint in 1...2 { row.write(cos(simulation.position(joint)), at: &i) }
      row.write(simulation.velocityBlock, within: 10, at: &i)
      row.write(simulation.constraintForces, within: 10, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// Rail, cart and poles.
    public func picture() -> Picture? {
      simulation.picture(.side, low: .init(-1.6, -0.8), high: .init(1.6, 1.5))
    }
  }
#endif
