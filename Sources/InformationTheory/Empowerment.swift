public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Empowerment: how much an agent can decide about where it will be, in bits: the capacity of the channel from sequences of
/// n actions to the state after them (chapter 19, a heading only; the course's lecture on exploration without rewards).
///
///     𝔈_n(s) = max_{p(a₁ … a_n)} I(a₁ … a_n; s_{n+1} | s)
///
/// Exact on a finite process, for all Aⁿ sequences, blindly carried out. In an open, deterministic grid with four moves and
/// a stay it is log₂(2n² + 2n + 1), the logarithm of the number of cells within reach.
///
/// A. Klyubin, D. Polani and C. Nehaniv, "Empowerment: a universal agent-centric measure of control", 2005.
public struct Empowerment: Sendable {
  /// 𝔈_n(s) of each state, [S].
  public let values: Vector<Double>
  /// The number of actions of a sequence, n.
  public let steps: Int

  /// Computes the empowerment of every state.
  ///
  /// - Parameters:
  ///   - process: The dynamics; rewards and discount do not count.
  ///   - steps: n.
  ///   - tolerance: How far below the capacity a value may be, in bits.
  /// - Precondition: n is positive, and there are not more than 2²⁰ sequences.
  public init(of process: TabularMDP, steps: Int, tolerance: Double = 1e-9) {
    let (states, actions) = (process.stateCount, process.actionCount)
    var sequences = 1
    for _ in 0..<steps where sequences <= 1 << 20 { sequences *= actions }
    precondition(
      steps > 0 && sequences <= 1 << 20,
      "\(actions) actions make too many sequences of \(steps).")
    self.steps = steps
    values = Vector(
      (0..<states).map { s in
        let channel = Self.channel(process, from: s, steps: steps)
        return ChannelCapacity(of: channel, tolerance: tolerance).bits
      })
  }

  /// p(s_{n+1} | a₁ … a_n, s), [different rows of Aⁿ × S]. Sequences that lead alike are one: more of them carry no more.
  private static func channel(
    _ process: TabularMDP, from state: Int, steps: Int
  ) -> Matrix<Double> {
    let (states, actions) = (process.stateCount, process.actionCount)
    var start = [Double](repeating: 0, count: states)
    start[state] = 1
    var rows: Set<[Double]> = [start]
    for _ in 0..<steps {
      var next: Set<[Double]> = []
      for row in rows {
        for action in 0..<actions {
          var moved = [Double](repeating: 0, count: states)
          for s in 0..<states where row[s] > 0 {
            for to in 0..<states {
              moved[to] += row[s] * process.transitions[s * actions + action, to]
            }
          }
          next.insert(moved)
        }
      }
      rows = next
    }
    // In an order that does not depend on hashing.
    return Matrix(rows.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
