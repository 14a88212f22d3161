public import LinearAlgebra

/// How the elements of a weight [inputs × outputs] or of another tensor start.
public enum Initializer: Sendable, Equatable, Codable {
  /// Every element equal to the value.
  case constant(Double)
  /// Uniform over ±√(6 / (inputs + outputs)) (X. Glorot and Y. Bengio, 2010).
  case glorot
  /// N(0, 2 / inputs), for layers of rectified linear units (K. He et al., 2015).
  case he
  /// Uniform over ±1/√inputs. Biases of a layer whose weights start so do too, as PyTorch's layers.
  case fanIn
  /// Uniform over ±bound.
  case uniform(bound: Double)
  /// Orthonormal rows or columns, whichever are fewer, times the gain (A. Saxe et al., 2014).
  case orthogonal(gain: Double)

  /// Writes `rows` × `columns` elements row by row.
  public func fill<Element: BLASScalar>(
    _ elements: UnsafeMutablePointer<Element>, rows: Int, columns: Int,
    using random: inout RandomStream
  ) {
    let count = rows * columns
    switch self {
    case .constant(let value): elements.update(repeating: Element(value), count: count)
    case .glorot:
      let bound = (6 / Double(max(rows + columns, 1))).squareRoot()
      for i in 0..<count { elements[i] = Element(random.uniform(-bound, bound)) }
    case .he:
      let deviation = (2 / Double(max(rows, 1))).squareRoot()
      for i in 0..<count { elements[i] = Element(deviation * random.normal()) }
    case .fanIn:
      let bound = 1 / Double(max(rows, 1)).squareRoot()
      for i in 0..<count { elements[i] = Element(random.uniform(-bound, bound)) }
    case .uniform(let bound):
      for i in 0..<count { elements[i] = Element(random.uniform(-bound, bound)) }
    case .orthogonal(let gain):
      fillOrthogonal(elements, rows: rows, columns: columns, gain: gain, using: &random)
    }
  }

  /// How the biases of a layer of so many inputs start whose weights start like this: at 0, but with ``fanIn``.
  public func biases(inputs: Int) -> Initializer {
    self == .fanIn ? .uniform(bound: 1 / Double(max(inputs, 1)).squareRoot()) : .constant(0)
  }

  /// Q of the QR decomposition of a normal matrix, with the signs of R's diagonal made positive so that Q is
  /// distributed uniformly; computed in Double so that both precisions start from the same numbers.
  private func fillOrthogonal<Element: BLASScalar>(
    _ elements: UnsafeMutablePointer<Element>, rows: Int, columns: Int, gain: Double,
    using random: inout RandomStream
  ) {
    guard rows > 0, columns > 0 else { return }
    let isTall = rows >= columns
    let (m, n) = isTall ? (rows, columns) : (columns, rows)
    var q = Matrix<Double>(rows: m, columns: n) { _, _ in random.normal() }
    var signs = Vector<Double>(count: n)
    let info = q.withUnsafeMutablePointer { q in
      signs.withUnsafeMutablePointer { Double.orthonormalize(m, n, q, $0) }
    }
    precondition(info == 0, "LAPACK reports \(info) for the QR decomposition of \(m)×\(n).")
    for i in 0..<rows {
      for j in 0..<columns {
        let (row, column) = isTall ? (i, j) : (j, i)
        elements[i * columns + j] = Element(gain * signs[column] * q[row, column])
      }
    }
  }
}
