#if Box2D

  public import LinearAlgebra

  /// The lunar lander of the course's homework: the pad stands at a random place, which is observed, and main and
  /// side engine can fire at once.
  ///
  /// What differs from `LunarLander`: a throttle of 0.75 in place of full power, so 0.875 of the main engine's and
  /// 0.75 of a side engine's; y in the unit of x; the potential falls with the distance from the pad. The
  /// episode terminates with +100 as soon as both legs stand on the pad, with −100 after a crash or
  /// outside, and without either where the lander rests beside the pad. The time limit is 1,000 steps; where the
  /// homework ends an episode there as if it had terminated, `TimeLimit` truncates it, and gives no +100 to a
  /// lander that hangs over the pad at that moment.
  public struct CourseLunarLander: Environment, Equatable, Codable {
    private var simulation = Box2DSimulation<LanderGame>(.init(rules: .course))

    /// A lander.
    public init() {}

    private static let space = ObservationSpace(shape: [9])

    /// Position, velocity, angle and angular velocity, scaled, whether each leg has contact, and the pad's x.
    public var observationSpace: ObservationSpace { Self.space }

    /// 3 times 1 if the main engine fires, plus 0 for the left engine, 1 for none, 2 for the right one.
    public var actionSpace: ActionSpace { .discrete(6) }

    /// Begins an episode with a random moon, pad and push.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.reset(using: &stream)
    }

    /// Fires the engines for one time step.
    /// - Precondition: `action` is in 0...5, and the environment has been reset.
    public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      precondition(
        (0...5).contains(action), "The course's lander has the actions 0 to 5, not \(action).")
      let noise = (stream.uniform(-1, 1), stream.uniform(-1, 1))
      let side = Double(action % 3 - 1) * 0.75
      return simulation.step(Box2DInput(action >= 3 ? (0.75 + 1) / 2 : 0, side, noise.0, noise.1))
    }

    /// Writes the nine features.
    public func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<9 { row[i] = Scalar(simulation.game.features[i]) }
    }

    /// Becomes a copy of `other`; its world follows with the next step.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The moon, the pad's flags, the flames and the lander.
    public func picture() -> Picture? { simulation.game.picture }
  }

#endif
