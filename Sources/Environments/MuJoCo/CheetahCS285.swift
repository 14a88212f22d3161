#if MuJoCo
  public import LinearAlgebra

  /// The cheetah of the course's homework on model-based learning, cheetah-cs285.
  ///
  /// The model is that of `HalfCheetah`. It observes all 9 positions, all 9 velocities and the torso's
  /// position in space, takes six torques, and makes one step of 0.01 s with them. Per step it gets its
  /// velocity ẋ after the step, less 10 for each of: front thigh beyond 0.2, front shin beyond 0, front foot
  /// beyond 0. Both are functions of the observation, so that a learned model can plan with them. Positions
  /// start in U(±0.1), velocities in N(0, 0.1²). Episodes do not end by themselves; the course has 500 steps.
  ///
  /// Source: CS285, homework 4 of 2019.
  public struct CheetahCS285: MuJoCoEnvironment, ObservableReward {
    /// The simulation.
    public var simulation: MuJoCoSimulation

    /// A cheetah at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "half_cheetah.xml"))
    }

    /// 9 positions, 9 velocities, and the torso's position in space.
    public static let observations = ObservationSpace.unbounded(21)
    /// The torques of the back and the front thigh, shin and foot.
    public static let actions = ActionSpace.controls(6)
    private static let torso = 1

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.1, velocityNoise: .normal(0.1), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<6, Double>, using stream: inout RandomStream)
      -> Step
    {
      guard simulation.step(action, frames: 1) else { return .failed }
      let reward = Self.reward(
        velocity: simulation.velocity(0), frontThigh: simulation.position(6),
        frontShin: simulation.position(7), frontFoot: simulation.position(8))
      return Step(reward: reward, status: .running)
    }

    /// The reward in the state after a step: features 9, 6, 7 and 8 of the observation.
    public static func reward(
      velocity: Double, frontThigh: Double, frontShin: Double, frontFoot: Double
    ) -> Double {
      velocity - (frontThigh > 0.2 ? 10 : 0) - (frontShin > 0 ? 10 : 0) - (frontFoot > 0 ? 10 : 0)
    }

    /// Writes positions, velocities, and the torso's position in space.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, at: &i)
      row.write(simulation.velocityBlock, at: &i)
      let torso = simulation.bodyPosition(Self.torso)
      row.write(torso.x, at: &i)
      row.write(torso.y, at: &i)
      row.write(torso.z, at: &i)
    }

    /// The reward of the observation after the step.
    public static func reward(
      _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
      _ next: borrowing Span<Scalar>
    ) -> Double {
      reward(
        velocity: Double(next[9]), frontThigh: Double(next[6]), frontShin: Double(next[7]),
        frontFoot: Double(next[8]))
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The cheetah from its side.
    public func picture() -> Picture? { simulation.picture(.side) }
  }
#endif
