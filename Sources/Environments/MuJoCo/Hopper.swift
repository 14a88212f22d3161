#if MuJoCo
  public import LinearAlgebra

  /// A planar leg that is to hop forward: Gymnasium's Hopper-v4.
  ///
  /// It observes 5 positions (all but x) and 6 velocities within ±10, takes three torques, and makes four
  /// steps of 0.002 s with them. Per step it gets 1 + (x′ − x)/0.008 s − 0.001 Σ aᵢ². Positions and
  /// velocities start in U(±0.005). The episode ends where the height is not above 0.7, the torso's angle
  /// not within ±0.2, or another coordinate not within ±100. Hopper-v4 has 1,000 steps.
  ///
  /// Source: T. Erez, Y. Tassa and E. Todorov, "Infinite-horizon model predictive control for periodic tasks
  /// with contacts", 2011; model and task of Gymnasium.
  public struct Hopper: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A hopper at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "hopper.xml"))
    }

    /// 5 positions, without x, and 6 velocities.
    public static let observations = ObservationSpace.unbounded(11)
    /// The torques of thigh, leg and foot.
    public static let actions = ActionSpace.controls(3)
    private static let frames = 4

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 5e-3, velocityNoise: .uniform(5e-3), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<3, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.position(0)
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let speed =
        (simulation.position(0) - before) / (simulation.model.timeStep * Double(Self.frames))
      return Step(
        reward: speed + 1 - 1e-3 * action.sumOfSquares, status: isHealthy ? .running : .terminated)
    }

    private var isHealthy: Bool {
      let (height, angle) = (simulation.position(1), simulation.position(2))
      guard height > 0.7 && height < .infinity && angle > -0.2 && angle < 0.2 else { return false }
      // All coordinates but x and the height.
      for i in 2..<6 where !(abs(simulation.position(i)) < 100) { return false }
      for i in 0..<6 where !(abs(simulation.velocity(i)) < 100) { return false }
      return true
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

    /// The hopper from its side.
    public func picture() -> Picture? { simulation.picture(.side) }
  }
#endif
