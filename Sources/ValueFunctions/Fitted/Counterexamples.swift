public import Environments
public import LinearAlgebra

/// Small processes on which learning with linear features diverges although all values are 0.
public enum Counterexamples {
  /// A process with features for its states, and weights to begin with.
  public struct Example: Sendable {
    /// The process.
    public let process: TabularMDP
    /// The features of each state, [S × d].
    public let features: Matrix<Double>
    /// φ before the first update, [d × 1].
    public let weights: Matrix<Double>
  }

  /// Baird's star of seven states, γ = 0.99: each state leads to the last one, with reward 0, and the states are backed up
  /// equally often. State i < 6 is worth 2 φ_i + φ_7 and the last one φ_6 + 2 φ_7 (counted from 0). The features can
  /// represent the values 0 in many ways, and yet semi-gradient steps diverge.
  ///
  /// L. Baird, "Residual algorithms", 1995; as in R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018,
  /// figure 11.1, with its target policy.
  public static func baird() throws -> Example {
    let features = Matrix<Double>(rows: 7, columns: 8) { s, j in
      if s == 6 { return j == 6 ? 1 : j == 7 ? 2 : 0 }
      return j == s ? 2 : j == 7 ? 1 : 0
    }
    let process = try TabularMDP(
      transitions: Matrix(rows: 7, columns: 7) { $1 == 6 ? 1 : 0 },
      rewards: Matrix(rows: 7, columns: 1),
      initialDistribution: Vector(repeating: 1.0 / 7, count: 7), discount: 0.99)
    return Example(
      process: process, features: features,
      weights: Matrix([[1], [1], [1], [1], [1], [1], [10], [1]]))
  }

  /// Two states, of which the first is worth φ and the second 2φ: the first leads to the second, the second to itself and,
  /// with probability ε, to the end. Least squares multiplies φ by γ (6 − 4ε)/5 each time.
  ///
  /// J. Tsitsiklis and B. Van Roy, 1996; R. Sutton and A. Barto, 2018, example 11.1.
  public static func tsitsiklisVanRoy(discount: Double, ending: Double = 0) throws -> Example {
    let process = try TabularMDP(
      transitions: Matrix([[0, 1, 0], [0, 1 - ending, ending], [0, 0, 1]]),
      rewards: Matrix(rows: 3, columns: 1), initialDistribution: [1, 0, 0], discount: discount,
      terminalStates: [2])
    return Example(
      process: process, features: Matrix([[1], [2], [0]]), weights: Matrix([[1]]))
  }
}
