public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Value iteration on a known process: V(s) ← max_a (r(s, a) + γ E[V(s′)]) (notes 6.1.3, Algorithm 7).
///
/// The notes' Q^π and V^π are the optimum's, not those of a policy (slip in Algorithm 7). The states may be backed up
/// all at once, one after another, or in an order of their own; every order that never stops to visit any state
/// converges to V*.
///
/// R. Bellman, "Dynamic programming", 1957; D. Bertsekas, "Distributed dynamic programming", 1982, for the asynchronous
/// orders; A. Moore and C. Atkeson, "Prioritized sweeping", 1993.
public struct ValueIteration: Sendable {
  /// In which order states are backed up; a pass of the loop is S backups in each.
  public enum Order: Sendable, Equatable {
    /// All from the values of the pass before.
    case synchronous
    /// One after another, each from the newest values.
    case gaussSeidel
    /// States drawn uniformly with the given seed, each from the newest values.
    case asynchronous(seed: UInt64)
    /// Always the state whose value is most wrong, by its Bellman error.
    case prioritized
  }

  /// The process.
  public let process: TabularMDP
  /// In which order states are backed up.
  public let order: Order
  /// V(s), [S].
  public private(set) var values: Vector<Double>
  /// The number of passes of the loop.
  public private(set) var iteration = 0
  /// The number of states that were backed up.
  public private(set) var backups = 0

  private var stream: RandomStream
  /// |max_a Q(s, a) − V(s)| of each state, and the states from which each is reached; for the prioritised order.
  private var errors: [Double] = []
  private var predecessors: [[Int]] = []

  /// The loop before its first pass, with V = 0.
  public init(_ process: TabularMDP, order: Order = .synchronous) {
    self.process = process
    self.order = order
    values = Vector(count: process.stateCount)
    stream = RandomStream(seed: 0)
    switch order {
    case .synchronous, .gaussSeidel: break
    case .asynchronous(let seed): stream = RandomStream(seed: seed)
    case .prioritized:
      errors = (0..<process.stateCount).map { error(of: $0) }
      predecessors = Self.predecessors(in: process)
    }
  }

  /// Q(s, a) = r(s, a) + γ E[V(s′)], [S × A].
  public var actionValues: Matrix<Double> { process.actionValues(following: values) }

  /// The greedy policy, in equal parts where several actions are best, [S × A].
  public var policy: Matrix<Double> { process.greedyPolicy(following: values) }

  /// The Bellman residual of the present values.
  public var residual: Double { process.optimalityResidual(of: values) }

  /// One pass of the notes' Loop: S backups.
  public mutating func iterate() {
    let states = process.stateCount
    switch order {
    case .synchronous:
      // 1. Q(s, a) ← r(s, a) + γ E[V(s′)].
      let q = actionValues
      // 2. V(s) ← max_a Q(s, a).
      for s in 0..<states {
        values[s] = (0..<process.actionCount).reduce(-.infinity) { max($0, q[s, $1]) }
      }
    case .gaussSeidel:
      for s in 0..<states { backUp(s) }
    case .asynchronous:
      for _ in 0..<states { backUp(stream.integer(below: states)) }
    case .prioritized:
      for _ in 0..<states {
        var worst = 0
        for s in 1..<states where errors[s] > errors[worst] { worst = s }
        if errors[worst] == 0 { break }
        backUp(worst)
        for s in predecessors[worst] { errors[s] = error(of: s) }
        errors[worst] = error(of: worst)
      }
    }
    if order == .synchronous { backups += states }
    iteration += 1
  }

  /// Passes until every value is within `tolerance` of V*, by the residual / (1 − γ); with γ = 1, where there is no such
  /// bound, until the residual is at most `tolerance`.
  /// - Parameters:
  ///   - tolerance: How far from V* the values may be.
  ///   - maximumIterations: Where to give up.
  /// - Returns: Whether the values are as near as asked for.
  @discardableResult
  public mutating func solve(
    tolerance: Double = 1e-11, maximumIterations: Int = 1_000_000
  ) -> Bool {
    let bound = process.discount < 1 ? tolerance * (1 - process.discount) : tolerance
    while residual > bound {
      if iteration >= maximumIterations { return false }
      iterate()
    }
    return true
  }

  private mutating func backUp(_ state: Int) {
    values[state] = process.optimalBackup(of: state, following: values)
    backups += 1
  }

  private func error(of state: Int) -> Double {
    abs(process.optimalBackup(of: state, following: values) - values[state])
  }

  private static func predecessors(in process: TabularMDP) -> [[Int]] {
    var predecessors = Array(repeating: [Int](), count: process.stateCount)
    for s in 0..<process.stateCount where !process.terminal[s] {
      for next in 0..<process.stateCount where !process.terminal[next] {
        let leads = (0..<process.actionCount).contains {
          process.transitions[s * process.actionCount + $0, next] > 0
        }
        if leads { predecessors[next].append(s) }
      }
    }
    return predecessors
  }
}
