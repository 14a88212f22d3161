#if MuJoCo
  public import LinearAlgebra

  /// Three links in a viscous fluid that are to swim in direction x: Gymnasium's Swimmer-v4.
  ///
  /// It observes 3 positions (all but x and y) and 5 velocities, takes two torques, and makes four steps of
  /// 0.01 s with them. Per step it gets (x′ − x)/0.04 s − 0.0001 Σ aᵢ². Positions and velocities start in
  /// U(±0.1). Episodes do not end by themselves; Swimmer-v4 has 1,000 steps.
  ///
  /// Source: R. Coulom, "Reinforcement learning using neural networks, with applications to motor control",
  /// 2002; model and task of Gymnasium.
  public struct Swimmer: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A swimmer at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "swimmer.xml"))
    }

    /// 3 positions, without x and y, and 5 velocities.
    public static let observations = ObservationSpace.unbounded(8)
    /// The torques of the two joints.
    public static let actions = ActionSpace.controls(2)
    private static let frames = 4

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.1, velocityNoise: .uniform(0.1), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.position(0)
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let speed =
        (simulation.position(0) - before) / (simulation.model.timeStep * Double(Self.frames))
      return Step(reward: speed - 1e-4 * action.sumOfSquares, status: .running)
    }

    /// Writes the positions, without x and y, and the velocities.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, from: 2, at: &i)
      row.write(simulation.velocityBlock, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The swimmer from above.
    public func picture() -> Picture? { simulation.picture(.above) }
  }
#endif
