internal import Environments
public import LinearAlgebra

/// What finds a sequence of actions by trying many of them on a model.
public protocol SequencePlanner: Sendable {
  /// The number of time steps that it plans ahead, H.
  var horizon: Int { get }
  /// The number of sequences that it tries at once, N.
  var candidates: Int { get }
  /// The plan: the action of time step t is row t [H × action width].
  var plan: Matrix<Scalar> { get }
  /// The return of the best sequence of the last search, on the model.
  var bestReturn: Double { get }
  /// The number of sequences that one search tries.
  var trials: Int { get }

  /// Makes a better plan for `state`.
  mutating func search<Model: PlanningModel>(
    on model: inout Model, from state: Model.State, using stream: inout RandomStream)

  /// Goes one time step on: what was planned for the next step becomes the first.
  mutating func advance()

  /// Forgets the plan, as at the beginning of an episode.
  mutating func begin()
}

/// N sequences of H actions and what they brought: what the planners share.
struct Candidates: Sendable {
  let space: ActionSpace
  let horizon: Int
  /// [N × (H · width)].
  var sequences: Matrix<Scalar>
  /// [N].
  var returns: [Double]

  var count: Int { returns.count }
  var width: Int { space.width }

  init(_ space: ActionSpace, horizon: Int, count: Int) {
    (self.space, self.horizon) = (space, horizon)
    sequences = Matrix(rows: count, columns: horizon * space.width)
    returns = Array(repeating: 0, count: count)
  }

  mutating func evaluate<Model: PlanningModel>(
    on model: inout Model, from state: Model.State, discount: Double
  ) {
    model.evaluate(sequences, from: state, discount: discount, into: &returns)
  }

  /// Draws all actions uniformly.
  mutating func sampleUniformly(using stream: inout RandomStream) {
    let (space, width, actions) = (space, width, count * horizon)
    sequences.withUnsafeMutablePointer { sequences in
      for i in 0..<actions {
        var action = MutableSpan(_unsafeStart: sequences + i * width, count: width)
        space.sample(into: &action, using: &stream)
      }
    }
  }

  /// The sequence with the highest return, the first of equals.
  var best: Int {
    var best = 0
    for i in 1..<count where returns[i] > returns[best] { best = i }
    return best
  }

  /// Writes sequence `i` as a plan.
  func write(_ i: Int, into plan: inout Matrix<Scalar>) {
    for t in 0..<horizon { for j in 0..<width { plan[t, j] = sequences[i, t * width + j] } }
  }
}

extension Matrix where Element == Scalar {
  /// Moves every row one up; the last stays as it is.
  mutating func shiftUp() {
    for t in 1..<max(rows, 1) { for j in 0..<columns { self[t - 1, j] = self[t, j] } }
  }
}

/// Between what a continuous action has to stay; unbounded components are ±∞.
struct SequenceBounds: Sendable {
  let low: [Double]
  let high: [Double]

  /// The bounds of `space`; nil if its actions are not continuous.
  init?(_ space: ActionSpace) {
    guard case .continuous(let low, let high) = space else { return nil }
    (self.low, self.high) = (low, high)
  }

  /// The middle of component `j`; 0, moved within the bounds, if it is not bounded on both sides.
  func middle(_ j: Int) -> Double {
    low[j].isFinite && high[j].isFinite ? (low[j] + high[j]) / 2 : min(max(0, low[j]), high[j])
  }

  /// Half the width of component `j`; 1 if it is not bounded on both sides.
  func halfWidth(_ j: Int) -> Double {
    low[j].isFinite && high[j].isFinite ? (high[j] - low[j]) / 2 : 1
  }

  /// `x` within the bounds of component `j`, as a scalar.
  func clipped(_ x: Double, _ j: Int) -> Scalar {
    min(max(Scalar(x), Scalar(low[j])), Scalar(high[j]))
  }
}
