#if Box2D

  public import LinearAlgebra

  /// A walker on two legs, with motors in hips and knees, that is to get to the end of its way.
  ///
  /// Constants, terrain and rewards are Gymnasium's BipedalWalker-v3 and, with stumps, stairs and pits in the way,
  /// BipedalWalkerHardcore-v3: steps of 0.02 s; a reward for getting ahead, 300 for the whole way, less what it costs
  /// to tilt the hull and to use the motors. The episode terminates with −100 where the hull touches the
  /// ground or the walker leaves the way behind it, and at the end of the way. The time limits are 1,600 and
  /// 2,000 steps.
  ///
  /// Box2D's world is not copied with the value: a copy plays the inputs since the reset again when it is
  /// first stepped, which gives the same bits and costs as much as those steps did.
  public struct BipedalWalker: Environment, Equatable, Codable {
    private var simulation: Box2DSimulation<WalkerGame>

    /// A walker on grass, or with obstacles in its way if it is `hardcore`.
    public init(hardcore: Bool = false) {
      simulation = Box2DSimulation(.init(hardcore: hardcore))
    }

    private static let space: ObservationSpace = {
      let leg = [(-Double.pi, Double.pi), (-5, 5), (-Double.pi, Double.pi), (-5, 5), (0, 5)]
      let bounds =
        [(-Double.pi, Double.pi), (-5, 5), (-5, 5), (-5, 5)] + leg + leg
        + Array(repeating: (-1, 1), count: 10)
      return ObservationSpace(shape: [24], low: bounds.map(\.0), high: bounds.map(\.1))
    }()
    private static let actions = ActionSpace.continuous(
      low: [-1, -1, -1, -1], high: [1, 1, 1, 1])

    /// Angle and velocities of the hull; angle and speed of hip and knee and the contact of each leg; ten lidar
    /// distances.
    public var observationSpace: ObservationSpace { Self.space }

    /// The torques of the first leg's hip and knee and of the second's, with the sign of the motor's direction.
    public var actionSpace: ActionSpace { Self.actions }

    /// Begins an episode on a random way, with a small random push.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.reset(using: &stream)
    }

    /// Drives the motors for one time step; torques are clipped to ±1. One that is NaN makes the reward NaN and
    /// leaves all motors off.
    /// - Precondition: The environment has been reset.
    public mutating func step(_ action: InlineArray<4, Double>, using stream: inout RandomStream)
      -> Step
    {
      let input = Box2DInput(action[0], action[1], action[2], action[3])
      if input != input { return Step(reward: .nan, status: simulation.step(.zero).status) }
      return simulation.step(input)
    }

    /// Writes the 24 features.
    public func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<24 { row[i] = Scalar(simulation.game.features[i]) }
    }

    /// Becomes a copy of `other`; its world follows with the next step.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The way around the walker, the obstacles and the walker's links.
    public func picture() -> Picture? { simulation.game.picture }
  }

#endif
