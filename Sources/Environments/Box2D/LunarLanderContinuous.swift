#if Box2D

  public import LinearAlgebra

  /// `LunarLander` with throttles: Gymnasium's LunarLanderContinuous-v3.
  ///
  /// A throttle outside of [−1, 1] is clipped. One that is NaN makes the reward NaN and leaves the engines off.
  public struct LunarLanderContinuous: Environment, Equatable, Codable {
    var simulation: Box2DSimulation<LanderGame>

    /// A lander under the given gravity, in the wind if there is one.
    /// - Precondition: −12 < `gravity` < 0, and the wind's strengths are finite.
    public init(gravity: Double = -10, wind: LunarLander.Wind? = nil) {
      simulation = Box2DSimulation(.init(checking: gravity, wind))
    }

    private static let actions = ActionSpace.continuous(low: [-1, -1], high: [1, 1])

    /// Position, velocity, angle and angular velocity, scaled, and whether each leg has contact.
    public var observationSpace: ObservationSpace { LunarLander.space }

    /// The main engine, off up to 0 and from there on at 50 % to 100 % of its power; the side engines, off within
    /// ±0.5 and beyond at 50 % to 100 %, the left one for negative values.
    public var actionSpace: ActionSpace { Self.actions }

    /// Begins an episode with a random moon and a random push at the top.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.reset(using: &stream)
    }

    /// Fires the engines for one time step.
    /// - Precondition: The environment has been reset.
    public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
      -> Step
    {
      let noise = (stream.uniform(-1, 1), stream.uniform(-1, 1))
      let main = action[0] > 0 ? (min(action[0], 1) + 1) / 2 : 0
      let size = min(abs(action[1]), 1)
      let side: Double = size > 0.5 ? (action[1] < 0 ? -size : size) : 0
      if action[0].isNaN || action[1].isNaN {
        let status = simulation.step(Box2DInput(0, 0, noise.0, noise.1)).status
        return Step(reward: .nan, status: status)
      }
      return simulation.step(Box2DInput(main, side, noise.0, noise.1))
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

#endif
