internal import Foundation
public import LinearAlgebra

/// Normal distributions with any covariance Σ = L Lᵀ, one a row: a = μ + L ε, ε ∼ N(0, 1).
///
/// L is lower triangular with a positive diagonal. Its elements are written out on the tape, n² of them, so
/// this is for actions of few components.
public struct FullGaussian<Element: BLASScalar> {
  /// μ [batch × n].
  public let mean: Variable<Element>
  /// log Lᵢᵢ, each [batch or 1 × 1].
  private let logDiagonal: [Variable<Element>]
  /// Lᵢⱼ for j ≤ i, each [batch or 1 × 1].
  private let factor: [[Variable<Element>]]

  /// The distributions with means μ [batch × n] and Cholesky factors.
  ///
  /// - Parameters:
  ///   - mean: μ [batch × n].
  ///   - factor: The lower triangle of L row by row [batch or 1 × n (n + 1) / 2], but on the diagonal the
  ///     logarithm of L's element, so that every real number is allowed.
  public init(mean: Variable<Element>, factor: Variable<Element>) {
    let n = mean.columns
    precondition(
      factor.columns == n * (n + 1) / 2 && (factor.rows == 1 || factor.rows == mean.rows),
      "A Cholesky factor of \(factor.shape) does not fit a mean of \(mean.shape).")
    self.mean = mean
    logDiagonal = (0..<n).map { factor.column($0 * ($0 + 1) / 2 + $0) }
    let diagonal = logDiagonal.map { exp($0) }
    var triangle: [[Variable<Element>]] = []
    for i in 0..<n {
      let start = i * (i + 1) / 2
      triangle.append((0..<i).map { factor.column(start + $0) } + [diagonal[i]])
    }
    self.factor = triangle
  }

  private var dimension: Element { Element(mean.columns) }
  private var logDeterminant: Variable<Element> {
    logDiagonal.dropFirst().reduce(logDiagonal[0]) { $0 + $1 }
  }

  /// log p = −½ ‖L⁻¹(a − μ)‖² − Σ log Lᵢᵢ − n/2 log 2π of `actions` [batch × n]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    -0.5 * squaredDistance(actions) - logDeterminant
      - dimension * Element(0.5 * Foundation.log(2 * Double.pi))
  }

  /// The differential entropy Σ log Lᵢᵢ + n/2 (1 + log 2π) in nats: [batch × 1], or [1 × 1] where L does not
  /// depend on the state.
  public func entropy() -> Variable<Element> {
    logDeterminant + dimension * Element(0.5 * (1 + Foundation.log(2 * Double.pi)))
  }

  /// KL(self ‖ other) = ½ (‖L₂⁻¹L₁‖² + ‖L₂⁻¹(μ₁ − μ₂)‖² − n) + Σ log L₂ᵢᵢ − Σ log L₁ᵢᵢ [batch × 1], in nats.
  public func divergence(from other: FullGaussian) -> Variable<Element> {
    precondition(
      mean.columns == other.mean.columns,
      "Means of \(mean.shape) and \(other.mean.shape) have no divergence.")
    let n = mean.columns
    var trace: Variable<Element>?
    for column in 0..<n {
      let z = other.solve((column..<n).map { factor[$0][column] }, from: column)
      for element in z { trace = trace.map { $0 + square(element) } ?? square(element) }
    }
    let distance = other.squaredDistance(mean)
    return 0.5 * ((trace.map { distance + $0 } ?? distance) - dimension)
      + (other.logDeterminant - logDeterminant)
  }

  /// Samples μ + L ε [batch × n] through which gradients flow, for a leaf ε ∼ N(0, 1) of that shape.
  public func sample(noise: Variable<Element>) -> Variable<Element> {
    precondition(
      noise.shape == mean.shape, "Noise of \(noise.shape) does not fit a mean of \(mean.shape).")
    let ε = (0..<mean.columns).map { noise.column($0) }
    return mean
      + concatenateColumns(
        ε.indices.map { i in
          (0..<i).reduce(factor[i][i] * ε[i]) { $0 + factor[i][$1] * ε[$1] }
        })
  }

  /// What draws actions [batch × n]. Its mode is μ.
  public func sampler() -> DistributionSampler<Element> {
    DistributionSampler(
      .fullGaussian(mean: mean, factor: factor), rows: mean.rows, width: mean.columns)
  }

  /// ‖L⁻¹(x − μ)‖² of each row.
  private func squaredDistance(_ x: Variable<Element>) -> Variable<Element> {
    let difference = x - mean
    let z = solve((0..<mean.columns).map { difference.column($0) }, from: 0)
    return z.dropFirst().reduce(square(z[0])) { $0 + square($1) }
  }

  /// L⁻¹ d by forward substitution, for d whose elements before `start` are 0.
  private func solve(_ d: [Variable<Element>], from start: Int) -> [Variable<Element>] {
    var z: [Variable<Element>] = []
    for (k, right) in d.enumerated() {
      var rest = right
      for j in 0..<k { rest = rest - factor[start + k][start + j] * z[j] }
      z.append(rest / factor[start + k][start + k])
    }
    return z
  }
}
