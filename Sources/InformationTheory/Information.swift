internal import Foundation
public import LinearAlgebra

/// Measures of information of finite distributions, in bits (chapter 19, a heading only).
///
/// T. Cover and J. Thomas, "Elements of information theory", 2006, chapter 2.
public enum Information {
  /// H(X) = −Σ p log₂ p.
  /// - Parameter p: A distribution; what is 0 counts nothing.
  public static func entropy(_ p: Vector<Double>) -> Double {
    var sum = 0.0
    for i in 0..<p.count where p[i] > 0 { sum -= p[i] * log2(p[i]) }
    return sum
  }

  /// D(p ‖ q) = Σ p log₂(p/q); ∞ where q is 0 and p is not.
  /// - Precondition: Both have as many elements.
  public static func divergence(_ p: Vector<Double>, from q: Vector<Double>) -> Double {
    precondition(
      p.count == q.count, "Distributions of \(p.count) and \(q.count) elements have no divergence.")
    var sum = 0.0
    for i in 0..<p.count where p[i] > 0 {
      if q[i] <= 0 { return .infinity }
      sum += p[i] * log2(p[i] / q[i])
    }
    return sum
  }

  /// I(X; Y) = Σ p(x, y) log₂(p(x, y) / (p(x) p(y))).
  /// - Parameter joint: p(x, y), [X × Y].
  public static func mutualInformation(_ joint: Matrix<Double>) -> Double {
    var (rows, columns) = (
      Vector<Double>(count: joint.rows), Vector<Double>(count: joint.columns)
    )
    for x in 0..<joint.rows {
      for y in 0..<joint.columns {
        rows[x] += joint[x, y]
        columns[y] += joint[x, y]
      }
    }
    var sum = 0.0
    for x in 0..<joint.rows {
      for y in 0..<joint.columns where joint[x, y] > 0 {
        sum += joint[x, y] * log2(joint[x, y] / (rows[x] * columns[y]))
      }
    }
    return sum
  }

  /// H(X|Y) = H(X, Y) − H(Y).
  /// - Parameter joint: p(x, y), [X × Y].
  public static func conditionalEntropy(_ joint: Matrix<Double>) -> Double {
    var columns = Vector<Double>(count: joint.columns)
    for x in 0..<joint.rows { for y in 0..<joint.columns { columns[y] += joint[x, y] } }
    return entropy(joint.elements) - entropy(columns)
  }
}
