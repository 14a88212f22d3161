#if MuJoCo
  public import LinearAlgebra

  /// A humanoid of thirteen bodies that is to run: Gymnasium's Humanoid-v4.
  ///
  /// It observes 22 positions (all but x and y), 23 velocities, and of MuJoCo's quantities the inertias and
  /// velocities of the bodies, the forces of the actuators, and the external forces on the bodies, 376 numbers
  /// in all. It takes 17 torques within ±0.4, and makes five steps of 0.003 s with them. Per step it gets
  /// 5 + 1.25 (x′ − x)/0.015 s − 0.1 Σ aᵢ², where x is that of the centre of mass as MuJoCo last computed it.
  /// Positions and velocities start in U(±0.01). The episode ends where the height is not in (1, 2).
  /// Humanoid-v4 has 1,000 steps.
  ///
  /// Source: Y. Tassa, T. Erez and E. Todorov, "Synthesis and stabilization of complex behaviors through online
  /// trajectory optimization", 2012; model and task of Gymnasium.
  public struct Humanoid: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A humanoid at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "humanoid.xml"))
    }

    /// Positions, velocities, inertias, velocities of bodies, forces of actuators, and external forces.
    public static let observations = ObservationSpace.unbounded(376)
    /// The torques of the joints.
    public static let actions = ActionSpace.controls(17, within: 0.4)
    private static let frames = 5

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.01, velocityNoise: .uniform(0.01), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<17, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.centerOfMassX
      guard simulation.step(action, frames: Self.frames), simulation.computeContactForces() else {
        return .failed
      }
      let speed =
        (simulation.centerOfMassX - before) / (simulation.model.timeStep * Double(Self.frames))
      let height = simulation.position(2)
      let isHealthy = height > 1 && height < 2
      return Step(
        reward: 1.25 * speed + 5 - 0.1 * action.sumOfSquares,
        status: isHealthy ? .running : .terminated)
    }

    /// Writes positions, velocities, inertias, velocities of bodies, forces of actuators, external forces.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, from: 2, at: &i)
      row.write(simulation.velocityBlock, at: &i)
      row.write(simulation.bodyInertias, at: &i)
      row.write(simulation.bodyVelocities, at: &i)
      row.write(simulation.actuatorForces, at: &i)
      row.write(simulation.contactForces, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The humanoid from above and aside.
    public func picture() -> Picture? { simulation.picture(.oblique) }
  }
#endif
