internal import Environments
internal import LinearAlgebra
internal import ModelBasedRL
internal import ReinforcementLearning

/// Real transitions and the H steps after each that a policy makes on a model, as transitions with returns of several steps up to the
/// common end. Scratch, not state.
struct ValueExpansion {
  /// The real transitions [rows of the batch / (H + 1)].
  var real: TransitionBatch
  /// The transitions after 0, 1, … H steps, block by block: s, a, the rewards from there to the end of the expansion, its
  /// last state, and what that state's value is multiplied by. After a termination the last transition is repeated.
  private(set) var batch: TransitionBatch
  private let horizon: Int
  private let discount: Scalar
  private var steps: ImaginedSteps
  private var policy: DeterministicPolicy
  private let evaluator: DeterministicPolicyEvaluator
  private var actions: Matrix<Scalar>
  private var isOver: [Bool]

  /// Room for expansions of `batchSize` transitions in all.
  /// - Precondition: `batchSize` is a multiple of (H + 1) times the number of networks.
  init(
    _ ensemble: DynamicsEnsemble, _ policy: DeterministicPolicy, _ layout: ReplayLayout,
    horizon: Int, batchSize: Int, discount: Double, canTerminate: Bool, reward: RewardFunction?
  ) {
    precondition(
      batchSize % ((horizon + 1) * ensemble.count) == 0,
      "\(batchSize) transitions are not expansions of \(horizon) steps on \(ensemble.count) networks."
    )
    let count = batchSize / (horizon + 1)
    real = TransitionBatch(layout, size: count)
    batch = TransitionBatch(layout, size: batchSize)
    self.horizon = horizon
    self.discount = Scalar(discount)
    steps = ImaginedSteps(ensemble, count: count, canTerminate: canTerminate, reward: reward)
    self.policy = policy
    evaluator = DeterministicPolicyEvaluator(policy, rows: count)
    actions = Matrix(rows: count, columns: layout.actionWidth)
    isOver = Array(repeating: false, count: count)
  }

  /// Goes on from ``real`` by μ_θ on `ensemble`, and fills ``batch``.
  /// - Parameters:
  ///   - ensemble: The networks.
  ///   - θ: The parameters of the policy.
  ///   - streams: One random stream a network.
  /// - Throws: `NotFiniteError` if the model predicts what is not finite.
  mutating func rollOut(
    by ensemble: DynamicsEnsemble, θ: Vector<Scalar>, using streams: inout [RandomStream]
  ) throws {
    let count = real.count
    policy.parameters.assign(from: θ)
    for i in 0..<count {
      batch.copy(row: i, of: real, to: i)
      isOver[i] = real.discounts[i] == 0
    }
    steps.begin(at: real.nextObservations)
    for t in 1..<horizon + 1 {
      evaluator.evaluate(policy, steps.states, into: &actions)
      steps.step(actions, by: ensemble, using: &streams)
      for i in 0..<count {
        let row = t * count + i
        if isOver[i] {
          batch.copy(row: row - count, to: row)
        } else {
          guard steps.rewards[i].isFinite, steps.isFinite(i) else {
            throw NotFiniteError("The model predicts what is not finite, \(t) steps ahead.")
          }
          write(i, to: row)
          isOver[i] = steps.hasTerminated[i]
        }
      }
    }
    // From the end: r + γ (r′ + γ (…)), and s″ in place of s′.
    for row in (0..<horizon * count).reversed() where batch.discounts[row] != 0 {
      let next = row + count
      batch.rewards[row] += batch.discounts[row] * batch.rewards[next]
      batch.discounts[row] *= batch.discounts[next]
      for j in 0..<batch.nextObservations.columns {
        batch.nextObservations[row, j] = batch.nextObservations[next, j]
      }
    }
  }

  /// Writes the last step of state `i` into the batch.
  private mutating func write(_ i: Int, to row: Int) {
    for j in 0..<steps.states.columns {
      batch.observations[row, j] = steps.before[i, j]
      batch.nextObservations[row, j] = steps.states[i, j]
    }
    for j in 0..<actions.columns { batch.actions[row, j] = actions[i, j] }
    batch.rewards[row] = steps.rewards[i]
    batch.discounts[row] = steps.hasTerminated[i] ? 0 : discount
    batch.weights[row] = 1
  }
}
