#if MuJoCo
  public import LinearAlgebra

  /// A planar biped that is to walk: Gymnasium's Walker2d-v4.
  ///
  /// It observes 8 positions (all but x) and 9 velocities within ±10, takes six torques, and makes four
  /// steps of 0.002 s with them. Per step it gets 1 + (x′ − x)/0.008 s − 0.001 Σ aᵢ². Positions and
  /// velocities start in U(±0.005). The episode ends where the height is not in (0.8, 2) or the torso's
  /// angle not within ±1. Walker2d-v4 has 1,000 steps.
  ///
  /// Source: model and task of Gymnasium, after the same work as `Hopper`.
  public struct Walker2d: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A walker at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "walker2d.xml"))
    }

    /// 8 positions, without x, and 9 velocities.
    public static let observations = ObservationSpace.unbounded(17)
    /// The torques of the right and the left thigh, leg and foot.
    public static let actions = ActionSpace.controls(6)
    private static let frames = 4

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 5e-3, velocityNoise: .uniform(5e-3), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<6, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.position(0)
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let speed =
        (simulation.position(0) - before) / (simulation.model.timeStep * Double(Self.frames))
      let (height, angle) = (simulation.position(1), simulation.position(2))
      let isHealthy = height > 0.8 && height < 2 && angle > -1 && angle < 1
      return Step(
        reward: speed + 1 - 1e-3 * action.sumOfSquares, status: isHealthy ? .running : .terminated)
    }

    /// Writes the positions, without x, and the velocities within ±10.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, from: 1, at: &i)
      row.write(simulation.velocityBlock, within: 10, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The walker from its side.
    public func picture() -> Picture? { simulation.picture(.side) }
  }
#endif
