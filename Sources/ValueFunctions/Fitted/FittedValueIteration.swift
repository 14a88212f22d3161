public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Fitted value iteration on a known process (notes 6.1.4, Algorithm 8).
///
/// y_i ← max_a (r(s_i, a) + γ E[V_φ(s′)]), φ ← argmin ½ Σ_i (V_φ(s_i) − y_i)². The maximum is over every action and needs the
/// dynamics, not the sampled a_i and s′_i alone (slip in Algorithm 8). A terminal state is worth 0, whatever V_φ says.
///
/// It converges where the fit does not enlarge differences, as means over groups of states do (G. Gordon, "Stable
/// function approximation in dynamic programming", 1995); least squares may (J. Tsitsiklis and B. Van Roy, "Feature-based
/// methods for large scale dynamic programming", 1996), and so may steps of a gradient (L. Baird, 1995).
public struct FittedValueIteration<Approximator: ValueApproximator>: Sendable {
  /// The process.
  public let process: TabularMDP
  /// The features of each state, [S × inputs].
  public let features: Matrix<Double>
  /// s_i: the states in which V_φ is fitted; one may be there several times.
  public let states: [Int]
  /// V_φ.
  public private(set) var approximator: Approximator
  /// The number of passes.
  public private(set) var iteration = 0

  private let sampleFeatures: Matrix<Double>

  /// The loop before its first pass.
  /// - Parameters:
  ///   - process: The process.
  ///   - features: The features of each state, [S × inputs].
  ///   - states: Where V_φ is fitted; in every state that is not terminal if left out.
  ///   - approximator: V_φ, with one output.
  /// - Precondition: The shapes fit.
  public init(
    _ process: TabularMDP, features: Matrix<Double>, states: [Int]? = nil,
    approximator: Approximator
  ) {
    precondition(
      features.rows == process.stateCount && features.columns == approximator.inputs
        && approximator.outputs == 1,
      "Features of \(features.rows)×\(features.columns) do not fit \(process.stateCount) states and "
        + "a function from \(approximator.inputs) features to \(approximator.outputs) values.")
    let states = states ?? (0..<process.stateCount).filter { !process.terminal[$0] }
    self.process = process
    self.features = features
    self.states = states
    self.approximator = approximator
    sampleFeatures = Matrix(rows: states.count, columns: features.columns) {
      features[states[$0], $1]
    }
  }

  /// V_φ(s), 0 in terminal states, [S].
  public var values: Vector<Double> {
    var approximator = approximator
    let values = approximator.predict(features)
    return Vector(
      (0..<process.stateCount).map { process.terminal[$0] ? 0 : values[$0, 0] })
  }

  /// One pass of the notes' inner Loop.
  /// - Throws: `LinearAlgebraError` if the fit has no finite solution.
  public mutating func iterate() throws {
    // 2. y_i ← max_a (r(s_i, a) + γ E[V_φ(s′)]).
    let values = values
    let targets = Vector(states.map { process.optimalBackup(of: $0, following: values) })
    // 3. φ ← argmin_φ ½ Σ_i ‖V_φ(s_i) − y_i‖².
    try approximator.fit(
      sampleFeatures, outputs: Array(repeating: 0, count: states.count), targets: targets)
    iteration += 1
  }
}
