internal import Foundation
public import LinearAlgebra

/// N(μ, Σ) with any covariance, in Double.
public struct MultivariateNormal: Sendable {
  /// μ [D].
  public let mean: Vector<Double>
  /// Σ = L Lᵀ.
  public let covariance: CholeskyFactorization<Double>

  /// The distribution of mean μ [D] and covariance Σ [D × D].
  /// - Throws: `LinearAlgebraError` if Σ is not finite, or not positive definite.
  public init(mean: Vector<Double>, covariance: Matrix<Double>) throws {
    precondition(
      covariance.rows == mean.count,
      "A covariance of \(covariance.rows)×\(covariance.columns) does not fit \(mean.count) means.")
    self.mean = mean
    self.covariance = try CholeskyFactorization(covariance)
  }

  /// The distribution of highest likelihood of rows of which row i counts `weights[i]` times.
  ///
  /// - Parameters:
  ///   - data: [rows × D].
  ///   - weights: [rows], not negative, with a positive sum; 1 for each row if left out.
  ///   - ridge: What is added to the diagonal of the covariance.
  /// - Throws: `LinearAlgebraError` if the data are not finite, or span no volume.
  public init(
    _ data: Matrix<Double>, weights: Vector<Double>? = nil, ridge: Double = 0
  ) throws {
    let (rows, columns) = (data.rows, data.columns)
    precondition(rows > 0, "There are no rows to fit a distribution to.")
    let weights = weights ?? Vector(repeating: 1, count: rows)
    precondition(weights.count == rows, "\(weights.count) weights do not fit \(rows) rows.")
    let total = weights.sum()
    var mean = Vector<Double>(count: columns)
    multiply(data, transposed: true, by: weights, into: &mean, alpha: 1 / total)
    // Rows √wᵢ (xᵢ − μ), whose products are summed.
    let centred = Matrix<Double>(rows: rows, columns: columns) { i, j in
      (weights[i] / total).squareRoot() * (data[i, j] - mean[j])
    }
    var covariance = ridge * Matrix.identity(columns)
    multiply(centred, transposed: true, by: centred, into: &covariance, beta: 1)
    try self.init(mean: mean, covariance: covariance)
  }

  /// log N(x; μ, Σ) of each row of `data` [rows × D], in nats; [rows].
  /// - Throws: `LinearAlgebraError` if the data are not finite.
  public func logProbability(of data: Matrix<Double>) throws -> Vector<Double> {
    let dimension = mean.count
    precondition(
      data.columns == dimension,
      "Rows of \(data.columns) do not fit a distribution over \(dimension).")
    // L⁻¹ (x − μ), a column for each x.
    let centred = Matrix<Double>(rows: dimension, columns: data.rows) { j, i in data[i, j] - mean[j]
    }
    let standard = try solveTriangular(covariance.lower, centred, .lower)
    let constant = 0.5 * (Double(dimension) * log(2 * .pi) + covariance.logDeterminant)
    var densities = Vector<Double>(repeating: -constant, count: data.rows)
    for j in 0..<dimension {
      for i in 0..<data.rows { densities[i] -= 0.5 * standard[j, i] * standard[j, i] }
    }
    return densities
  }

  /// Writes μ + L ε with ε ∼ N(0, I) into row `i` of `data` [rows × dimension].
  func draw(into data: inout Matrix<Double>, row i: Int, using random: inout RandomStream) {
    let ε = Vector<Double>((0..<mean.count).map { _ in random.normal() })
    for j in 0..<mean.count {
      data[i, j] = (0...j).reduce(mean[j]) { $0 + covariance.lower[j, $1] * ε[$1] }
    }
  }

  /// Draws `count` vectors, [count × dimension].
  public func sample(_ count: Int, using random: inout RandomStream) -> Matrix<Double> {
    var data = Matrix<Double>(rows: count, columns: mean.count)
    for i in 0..<count { draw(into: &data, row: i, using: &random) }
    return data
  }
}
