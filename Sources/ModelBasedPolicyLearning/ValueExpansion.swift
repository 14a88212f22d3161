package import Environments
package import LinearAlgebra
package import ModelBasedRL
package import NeuralNetworks
package import ReinforcementLearning

/// Real transitions and the H steps after each that a policy makes on a model, as transitions with returns of several steps up to the
/// common end. Scratch, not state.
package struct ValueExpansion: Sendable {
  /// The real transitions [rows of the batch / (H + 1)].
  package var real: TransitionBatch
  /// The transitions after 0, 1, … H steps, block by block: s, a, the rewards and later entropies from there to the end of the
  /// expansion, its last state, and what that state's value is multiplied by. After a termination the last transition is repeated.
  package private(set) var batch: TransitionBatch
  private let horizon: Int
  private let discount: Scalar
  private var steps: ImaginedSteps
  private let proposal: ProposedActions
  private var actions: Matrix<Scalar>
  /// −α log π(a|s) of the steps on the model [rows of the batch].
  private var entropies: Vector<Scalar>
  private var isOver: [Bool]

  /// Room for expansions of `batchSize` transitions in all.
  /// - Precondition: `batchSize` is a multiple of (H + 1) times the number of networks.
  package init(
    _ ensemble: DynamicsEnsemble, _ policy: StochasticPolicy<Scalar>, _ scaling: ActionScaling,
    _ layout: ReplayLayout, horizon: Int, batchSize: Int, discount: Double, canTerminate: Bool,
    reward: RewardFunction?
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
    proposal = ProposedActions(policy, scaling, rows: count)
    actions = Matrix(rows: count, columns: layout.actionWidth)
    entropies = Vector(count: batchSize)
    isOver = Array(repeating: false, count: count)
  }

  /// Goes on from ``real`` by π_θ on `ensemble`, and fills ``batch``.
  /// - Parameters:
  ///   - ensemble: The networks.
  ///   - policy: π_θ.
  ///   - α: The weight of −log π(a|s) beside the reward.
  ///   - random: The policy's chance.
  ///   - streams: One random stream a network.
  /// - Throws: `NotFiniteError` if the model predicts what is not finite.
  package mutating func rollOut(
    by ensemble: DynamicsEnsemble, _ policy: StochasticPolicy<Scalar>, temperature α: Double,
    using random: inout RandomStream, _ streams: inout [RandomStream]
  ) throws {
    let count = real.count
    for i in 0..<count {
      batch.copy(row: i, of: real, to: i)
      isOver[i] = real.discounts[i] == 0
    }
    steps.begin(at: real.nextObservations)
    for t in 1..<horizon + 1 {
      proposal.draw(policy, steps.states, into: &actions, using: &random)
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
          entropies[row] = -Scalar(α) * proposal.logProbability(i)
          isOver[i] = steps.hasTerminated[i]
        }
      }
    }
    // From the end: r + γ (−α log π + r′ + γ (…)), and s″ in place of s′.
    for row in (0..<horizon * count).reversed() where batch.discounts[row] != 0 {
      let next = row + count
      batch.rewards[row] += batch.discounts[row] * (entropies[next] + batch.rewards[next])
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

/// Draws from a squashed Gaussian policy with the log π of what it draws, as of positions in the bounds. Scratch, not state.
private final class ProposedActions: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let noise: Variable<Scalar>
  private let positions: Variable<Scalar>
  private let logProbabilities: Variable<Scalar>
  private let scaling: ActionScaling

  init(_ policy: StochasticPolicy<Scalar>, _ scaling: ActionScaling, rows: Int) {
    let tape = tape
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count)
    }
    observations = tape.input(rows: rows, columns: policy.network.inputs)
    noise = tape.input(rows: rows, columns: policy.actionWidth)
    guard case .squashedGaussian(let π) = policy.distribution(observations, θ) else {
      preconditionFailure("The head \(policy.head) is not a squashed Gaussian.")
    }
    self.scaling = scaling
    (positions, logProbabilities) = π.samplePositions(noise: noise)
  }

  /// log π of the action in `row`.
  func logProbability(_ row: Int) -> Scalar { logProbabilities.pointer[row] }

  func draw(
    _ policy: StochasticPolicy<Scalar>, _ states: Matrix<Scalar>,
    into actions: inout Matrix<Scalar>, using random: inout RandomStream
  ) {
    observations.assign(states)
    for e in 0..<noise.count { noise.pointer[e] = Scalar(random.normal()) }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    for row in 0..<actions.rows {
      for j in 0..<actions.columns {
        actions[row, j] = scaling.action(at: positions[row, j], component: j)
      }
    }
  }
}
