#if MuJoCo
  public import LinearAlgebra

  /// A pole on a cart that is pushed with a force: Gymnasium's InvertedPendulum-v4.
  ///
  /// It observes the cart's position, the pole's angle and their velocities, takes one force within ±3, and
  /// makes two steps of 0.02 s with it. The reward is 1 for each step, the last included. Positions and
  /// velocities start in U(±0.01). The episode ends where |θ| > 0.2. InvertedPendulum-v4 has 1,000 steps.
  public struct InvertedPendulum: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A pole upright at rest.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "inverted_pendulum.xml"))
    }

    /// Position, angle and their velocities.
    public static let observations = ObservationSpace.unbounded(4)
    /// The force on the cart.
    public static let actions = ActionSpace.controls(1, within: 3)
    private static let frames = 2

    /// Begins an episode near the unstable equilibrium.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.01, velocityNoise: .uniform(0.01), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
      -> Step
    {
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let hasFallen = !simulation.isFinite || abs(simulation.position(1)) > 0.2
      return Step(reward: 1, status: hasFallen ? .terminated : .running)
    }

    /// Writes position, angle and their velocities.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, at: &i)
      row.write(simulation.velocityBlock, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// Rail, cart and pole.
    public func picture() -> Picture? {
      simulation.picture(.side, low: .init(-1.2, -0.5), high: .init(1.2, 0.9))
    }
  }
#endif
