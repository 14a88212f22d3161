public import Environments
public import LinearAlgebra

/// T steps of each of n copies, with what a policy and a value function said to them.
///
/// Row i T + t is step t of copy i, so that the steps of a copy lie in temporal order.
public struct Rollout: Sendable {
  /// The number of copies n.
  public let copies: Int
  /// The number of steps T of each copy.
  public let steps: Int
  /// What was observed before each step, as the policy saw it [n T × features].
  public internal(set) var observations: Matrix<Scalar>
  /// What was drawn, before any clipping to the bounds of the action space [n T × action width].
  public internal(set) var actions: Matrix<Scalar>
  /// What was allowed, 1 and 0 [n T × choices]; nil where everything always is.
  public internal(set) var masks: Matrix<Scalar>?
  /// With a memory, what was remembered before the first step of each sequence [sequences × memory width]; sequence k
  /// holds the rows from k L on.
  public internal(set) var memories: Matrix<Scalar>?
  /// With a memory, 1 where an episode begins after the rollout's first step and 0 elsewhere [n T].
  public internal(set) var begins: Vector<Scalar>?
  /// L, the number of steps of a sequence; 1 without a memory.
  public let sequenceLength: Int
  /// log π(a|s) of what was drawn [n T].
  public internal(set) var logProbabilities: Vector<Scalar>
  /// What was received, normalised if rewards are [n T]; a learner that learns its rewards writes them here.
  public package(set) var rewards: Vector<Scalar>
  /// Where the episode stood after each step [n T].
  public internal(set) var statuses: [Status]
  /// V(s) of each step's state [n T].
  public var values: Vector<Scalar>
  /// The pieces of episodes, in the order of their ends.
  public internal(set) var segments: [Segment] = []
  /// The states that follow segments which did not terminate [bootstraps × features].
  public internal(set) var bootstrapObservations: RowBuffer
  /// V of each of them.
  public var bootstrapValues = Vector<Scalar>(count: 0)
  /// The episodes that ended, in the order of their ends; their rewards are as the environment gave them.
  public internal(set) var episodes: [FinishedEpisode] = []
  /// Â(s, a) [n T]; see ``estimateAdvantages(discount:lambda:)``.
  public var advantages: Vector<Scalar>
  /// Targets of V(s) [n T].
  public var returns: Vector<Scalar>
  /// The step at which the present segment of each copy began.
  var starts: [Int]

  /// A piece of an episode: steps of one copy up to an end, or to the rollout's.
  public struct Segment: Sendable, Equatable {
    /// The rows of its steps.
    public let rows: Range<Int>
    /// How it ended; `.running` if the rollout ended before the episode.
    public let ending: Status
    /// The row of the state that follows in `bootstrapObservations`; nil after a termination.
    public let bootstrap: Int?
  }

  /// Room for `copies` × `steps` steps; with a memory of `memoryWidth` values cut into sequences.
  public init(
    copies: Int, steps: Int, observationWidth: Int, actionWidth: Int, choices: Int = 0,
    memoryWidth: Int = 0, sequenceLength: Int = 1
  ) {
    precondition(copies > 0 && steps > 0, "\(steps) steps of \(copies) copies are none.")
    precondition(
      sequenceLength > 0 && steps % sequenceLength == 0,
      "\(steps) steps are not cut into sequences of \(sequenceLength).")
    self.sequenceLength = sequenceLength
    self.copies = copies
    self.steps = steps
    let count = copies * steps
    observations = Matrix(rows: count, columns: observationWidth)
    actions = Matrix(rows: count, columns: actionWidth)
    if choices > 0 { masks = Matrix(rows: count, columns: choices) }
    if memoryWidth > 0 {
      memories = Matrix(rows: count / sequenceLength, columns: memoryWidth)
      begins = Vector(count: count)
    }
    logProbabilities = Vector(count: count)
    rewards = Vector(count: count)
    statuses = Array(repeating: .running, count: count)
    values = Vector(count: count)
    advantages = Vector(count: count)
    returns = Vector(count: count)
    bootstrapObservations = RowBuffer(columns: observationWidth)
    starts = Array(repeating: 0, count: copies)
  }

  /// The number of steps of all copies together.
  public var count: Int { copies * steps }

  /// Generalised advantages Â into `advantages`, and the λ-returns Â + V(s) into `returns`.
  ///
  /// After a termination the value is 0. Where an episode was truncated, or the rollout ended before it, γ V of the
  /// state that follows is added; see ``Advantages``.
  public mutating func estimateAdvantages(discount: Double, lambda: Double) {
    for segment in segments {
      Advantages.generalized(
        rewards: rewards, values: values, trajectory: segment.rows,
        bootstrap: segment.bootstrap.map { bootstrapValues[$0] } ?? 0, discount: discount,
        lambda: lambda, into: &advantages)
    }
    let count = count
    returns.withUnsafeMutablePointer { returns in
      advantages.withUnsafePointer { advantages in
        values.withUnsafePointer { values in
          for t in 0..<count { returns[t] = advantages[t] + values[t] }
        }
      }
    }
  }

  /// 1 − Var(R − V) / Var(R) of the targets R = `returns`: 1 for a perfect value function, 0 for one that says no more
  /// than a constant; NaN if all targets are equal.
  public var explainedVariance: Double {
    var (sum, squares, rest, restSquares) = (0.0, 0.0, 0.0, 0.0)
    for t in 0..<count {
      let r = Double(returns[t])
      let e = r - Double(values[t])
      sum += r
      squares += r * r
      rest += e
      restSquares += e * e
    }
    let n = Double(count)
    let variance = squares / n - sum / n * (sum / n)
    return variance > 0 ? 1 - (restSquares / n - rest / n * (rest / n)) / variance : .nan
  }
}

/// An episode that ended.
public struct FinishedEpisode: Sendable, Codable, Equatable {
  /// Its undiscounted return.
  public let totalReward: Double
  /// Its number of steps.
  public let length: Int

  /// An episode of the given return and length.
  public init(totalReward: Double, length: Int) {
    self.totalReward = totalReward
    self.length = length
  }
}
