#if MuJoCo
  public import LinearAlgebra

  /// A torso on four legs that is to walk in direction x: Gymnasium's Ant-v4, without contact forces.
  ///
  /// It observes 13 positions (all but x and y) and 14 velocities, takes eight torques, and makes five steps
  /// of 0.01 s with them. Per step it gets 1 + (x′ − x)/0.05 s − 0.5 Σ aᵢ², where x is that of the torso's
  /// frame as MuJoCo last computed it. Positions start in U(±0.1), velocities in N(0, 0.1²). The episode ends
  /// where the height is not in [0.2, 1] or a coordinate is not finite. Ant-v4 has 1,000 steps.
  ///
  /// Source: J. Schulman et al., "High-dimensional continuous control using generalized advantage estimation",
  /// 2015; model and task of Gymnasium.
  public struct Ant: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// An ant at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "ant.xml"))
    }

    /// 13 positions, without x and y, and 14 velocities.
    public static let observations = ObservationSpace.unbounded(27)
    /// The torques of the hips and ankles.
    public static let actions = ActionSpace.controls(8)
    private static let frames = 5
    private static let torso = 1

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.1, velocityNoise: .normal(0.1), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<8, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.bodyPosition(Self.torso).x
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let after = simulation.bodyPosition(Self.torso).x
      let speed = (after - before) / (simulation.model.timeStep * Double(Self.frames))
      return Step(
        reward: speed + 1 - 0.5 * action.sumOfSquares, status: isHealthy ? .running : .terminated)
    }

    private var isHealthy: Bool {
      let height = simulation.position(2)
      return height >= 0.2 && height <= 1 && simulation.isFinite
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

    /// The ant from above and aside.
    public func picture() -> Picture? { simulation.picture(.oblique) }
  }
#endif
