internal import ControlAsInference
public import Environments
public import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Maximum-entropy inverse reinforcement learning on a known finite process (notes 14.1.1, Algorithm 25): the reward under
/// which what was shown is likeliest, if the likelihood of a trajectory grows as exp(Σ r_ψ).
///
/// What is climbed is, for N trajectories of T steps,
///
///     L(ψ) = (1/N) Σ_i (Σ_t r_ψ(s_tⁱ) − log Z_ψ(s₁ⁱ)),   ∇L = (1/N) Σ_i Σ_t ∇r_ψ(s_tⁱ) − Σ_t Σ_s μ_t(s) ∇r_ψ(s)
///
/// with log Z_ψ(s₁) = log β₁(s₁), or the soft value where chance cannot be chosen (``SoftPlan/Dynamics``). Differences from the
/// notes: starts are given and not inferred, so that μ₁ is the share of the trajectories that began in a state; rewards
/// are of states; a regularisation λ ‖ψ‖² may be taken off. What lies behind the horizon counts nothing, so γ is 1.
///
/// B. Ziebart et al., "Maximum entropy inverse reinforcement learning", AAAI 2008; B. Ziebart, "Modeling purposeful adaptive
/// behavior with the principle of maximum causal entropy", 2010.
public struct MaxEntIRL<Reward: TabularReward>: Sendable {
  /// How it goes about.
  public struct Configuration: Sendable, Equatable {
    /// What becomes of chance.
    public var dynamics = SoftPlan.Dynamics.inferred
    /// η.
    public var learningRate = 0.1
    /// Whether steps are Adam's, and not the notes' plain ones.
    public var usesAdam = false
    /// λ, of λ ‖ψ‖².
    public var regularization = 0.0

    /// The defaults.
    public init() {}
  }

  /// How it goes about.
  public let configuration: Configuration
  /// r_ψ.
  public private(set) var reward: Reward
  /// The number of passes of the loop.
  public private(set) var iteration = 0

  private let process: TabularMDP
  private let horizon: Int
  /// (1/N) Σ_i Σ_t 1(s_tⁱ = s) and (1/N) Σ_i 1(s₁ⁱ = s), [S] each.
  private let shown: Vector<Double>
  private let starts: Vector<Double>
  private var optimizer: Adam<Double>

  /// Before the first pass.
  ///
  /// - Parameters:
  ///   - process: The dynamics; its rewards and its discount are not looked at.
  ///   - trajectories: What was shown, all of one length.
  ///   - reward: r_ψ to begin with.
  ///   - configuration: How it goes about.
  /// - Throws: ``DemonstrationError`` if there is none, lengths differ, or a state or an action is none of the process.
  /// - Precondition: The reward is one of the process's states.
  public init(
    _ process: TabularMDP, shown trajectories: [TabularTrajectory], reward: Reward,
    configuration: Configuration = Configuration()
  ) throws {
    let states = process.stateCount
    precondition(
      reward.stateCount == states,
      "A reward of \(reward.stateCount) states is not one of \(states).")
    try DemonstrationError.check(trajectories, in: process)
    self.configuration = configuration
    self.reward = reward
    self.process = process
    horizon = trajectories[0].length
    let share = 1 / Double(trajectories.count)
    (shown, starts) = trajectories.reduce(
      into: (Vector<Double>(count: states), Vector<Double>(count: states))
    ) { counts, trajectory in
      for state in trajectory.states where !process.terminal[state] { counts.0[state] += share }
      counts.1[trajectory.states[0]] += share
    }
    optimizer = Adam(count: reward.parameters.count, learningRate: configuration.learningRate)
  }

  /// What somebody with the present reward would do.
  public func plan() throws -> SoftPlan {
    let values = reward.values()
    let rewarded = try TabularMDP(
      transitions: process.transitions,
      rewards: Matrix(rows: process.stateCount, columns: process.actionCount) { s, _ in values[s] },
      initialDistribution: process.initialDistribution, discount: 1,
      terminalStates: Set((0..<process.stateCount).filter { process.terminal[$0] }))
    return try SoftPlan(rewarded, horizon: horizon, dynamics: configuration.dynamics)
  }

  /// L(ψ) − λ ‖ψ‖², but for what does not depend on ψ.
  public func objective() throws -> Double {
    let (values, plan, ψ) = (reward.values(), try plan(), reward.parameters)
    return shown.dot(values) - starts.dot(plan.startValues)
      - configuration.regularization * ψ.dot(ψ)
  }

  /// The gradient of the objective with respect to ψ.
  public func gradient() throws -> Vector<Double> {
    // 1. and 2. The messages backward and forward. 3. μ.
    let expected = try plan().visits(from: starts)
    // 4. ∇L.
    var gradient = reward.gradient(weights: shown - expected)
    gradient.add(reward.parameters, scaledBy: -2 * configuration.regularization)
    return gradient
  }

  /// One pass of the notes' Loop.
  /// - Returns: The norm of the gradient before the step.
  /// - Throws: `MarkovDecisionProcessError` if the reward is no longer finite; lower the learning rate.
  @discardableResult
  public mutating func iterate() throws -> Double {
    let gradient = try gradient()
    // 5. ψ ← ψ + η ∇L.
    if configuration.usesAdam {
      gradient.withUnsafePointer {
        optimizer.update(&reward.parameters, gradient: $0, scale: -1)
      }
    } else {
      reward.parameters.add(gradient, scaledBy: configuration.learningRate)
    }
    iteration += 1
    return gradient.norm
  }
}

/// Trajectories from which no reward can be learned.
public struct DemonstrationError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is wrong.
  public let description: String

  static func check(_ trajectories: [TabularTrajectory], in process: TabularMDP) throws {
    guard let first = trajectories.first else {
      throw DemonstrationError(description: "There are no trajectories to learn a reward from.")
    }
    for (i, trajectory) in trajectories.enumerated() {
      guard trajectory.length == first.length else {
        throw DemonstrationError(
          description: "Trajectory \(i) has \(trajectory.length) steps, the first \(first.length).")
      }
      for (t, (state, action)) in zip(trajectory.states, trajectory.actions).enumerated() {
        guard (0..<process.stateCount).contains(state),
          (0..<process.actionCount).contains(action)
        else {
          throw DemonstrationError(
            description:
              "Step \(t) of trajectory \(i) is action \(action) in state \(state); there are "
              + "\(process.stateCount) states and \(process.actionCount) actions.")
        }
      }
    }
  }
}
