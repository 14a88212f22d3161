internal import Environments
internal import LinearAlgebra

/// The bounds of continuous actions as a policy's scalars, to which what a policy gives is clipped before an environment
/// takes it: policies such as a Gaussian know of no bounds.
struct ActionLimits: Sendable {
  private let low: [Scalar]
  private let high: [Scalar]
  private var clipped: Matrix<Scalar>

  /// The limits of `space` for `copies` actions at once; nil if nothing is bounded.
  init?(_ space: ActionSpace, copies: Int) {
    guard case .continuous(let low, let high) = space,
      low.contains(where: \.isFinite) || high.contains(where: \.isFinite)
    else { return nil }
    (self.low, self.high) = (low.map(Scalar.init), high.map(Scalar.init))
    clipped = Matrix(rows: copies, columns: low.count)
  }

  /// `actions` [copies × width] within the limits; a component that is NaN stays NaN.
  mutating func clip(_ actions: Matrix<Scalar>) -> Matrix<Scalar> {
    let (rows, width) = (clipped.rows, clipped.columns)
    precondition(
      actions.rows == rows && actions.columns == width,
      "Actions of \(actions.rows)×\(actions.columns) do not fit \(rows)×\(width).")
    actions.withUnsafePointer { actions in
      clipped.withUnsafeMutablePointer { clipped in
        for i in 0..<rows {
          for j in 0..<width {
            clipped[i * width + j] = min(max(actions[i * width + j], low[j]), high[j])
          }
        }
      }
    }
    return clipped
  }
}
