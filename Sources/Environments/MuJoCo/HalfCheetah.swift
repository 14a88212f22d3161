#if MuJoCo
  public import LinearAlgebra

  /// A planar cheetah of seven bodies that is to run: Gymnasium's HalfCheetah-v4.
  ///
  /// It observes 8 positions (all but x) and 9 velocities, takes six torques, and makes five steps of 0.01 s
  /// with them. Per step it gets its speed (x′ − x)/0.05 s less 0.1 Σ aᵢ². Positions start in U(±0.1),
  /// velocities in N(0, 0.1²). Episodes do not end by themselves; HalfCheetah-v4 has 1,000 steps.
  ///
  /// Source: P. Wawrzyński, "A cat-like robot real-time learning to run", 2009; model and task of Gymnasium.
  public struct HalfCheetah: MuJoCoEnvironment {
    /// What a step is rewarded for.
    public enum Reward: Sendable, Equatable, Codable {
      /// The speed, less the cost of the controls.
      case speed
      /// 1 where the cheetah is at or beyond this x after the step, else 0, and no cost of the controls.
      ///
      /// With x = 5 this is the sparse task of R. Houthooft et al., "VIME: Variational information maximizing
      /// exploration", 2016, and of H. Tang et al., "#Exploration", 2017. Theirs runs on rllab's model.
      case beyond(Double)
    }

    /// The simulation.
    public var simulation: MuJoCoSimulation
    /// What a step is rewarded for.
    public let reward: Reward

    /// A cheetah at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init(reward: Reward = .speed) throws {
      simulation = MuJoCoSimulation(of: try Self.model(named: "half_cheetah.xml"))
      self.reward = reward
    }

    /// 8 positions, without x, and 9 velocities.
    public static let observations = ObservationSpace.unbounded(17)
    /// The torques of the back and the front thigh, shin and foot.
    public static let actions = ActionSpace.controls(6)
    private static let frames = 5

    /// Begins an episode near the initial state.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart(positionNoise: 0.1, velocityNoise: .normal(0.1), using: &stream)
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<6, Double>, using stream: inout RandomStream)
      -> Step
    {
      let before = simulation.position(0)
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let after = simulation.position(0)
      switch reward {
      case .speed:
        let speed = (after - before) / (simulation.model.timeStep * Double(Self.frames))
        return Step(reward: speed - 0.1 * action.sumOfSquares, status: .running)
      case .beyond(let goal):
        return Step(reward: after >= goal ? 1 : 0, status: .running)
      }
    }

    /// Writes the positions, without x, and the velocities.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, from: 1, at: &i)
      row.write(simulation.velocityBlock, at: &i)
    }

    /// Becomes a copy of `other` without allocating, if both have the same reward.
    public mutating func assign(from other: Self) {
      if reward == other.reward { simulation.assign(from: other.simulation) } else { self = other }
    }

    /// The cheetah from its side.
    public func picture() -> Picture? { simulation.picture(.side) }
  }
#endif
