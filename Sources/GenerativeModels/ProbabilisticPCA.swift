public import LinearAlgebra

/// x = W z + μ + σ ε with z ∼ N(0, I) and ε ∼ N(0, I): the linear Gaussian model, fitted in closed form.
///
/// With the eigenvalues λ₁ ≥ … ≥ λ_D of the covariance of the data, σ² is the mean of those beyond the first k, and
/// W = U (Λ − σ² I)^½ of the first (M. Tipping and C. Bishop, "Probabilistic principal component analysis", 1999). No
/// other linear model has a higher likelihood, and no linear autoencoder a higher bound.
public struct ProbabilisticPCA: Sendable {
  /// W [D × k], with orthogonal columns of falling length.
  public let weight: Matrix<Double>
  /// σ².
  public let variance: Double
  /// The distribution of x, N(μ, W Wᵀ + σ² I).
  public let marginal: MultivariateNormal

  /// The model of highest likelihood with `latent` components of z.
  ///
  /// - Parameters:
  ///   - data: [rows × D], at least two rows.
  ///   - latent: k, from 1 to D − 1.
  /// - Throws: `LinearAlgebraError` if the data are not finite, or leave no variance beyond k directions.
  public init(_ data: Matrix<Double>, latent: Int) throws {
    let dimension = data.columns
    precondition(
      data.rows > 1 && latent > 0 && latent < dimension,
      "\(latent) latent components do not fit data of \(data.rows)×\(dimension).")
    let normal = try MultivariateNormal(data)
    let lower = normal.covariance.lower
    var covariance = Matrix<Double>(rows: dimension, columns: dimension)
    multiply(lower, transposed: false, by: lower, transposed: true, into: &covariance)
    let eigen = try SymmetricEigen(covariance)
    let variance =
      (0..<dimension - latent).reduce(0) { $0 + eigen.values[$1] } / Double(dimension - latent)
    let weight = Matrix<Double>(rows: dimension, columns: latent) { i, j in
      eigen.vectors[i, dimension - 1 - j]
        * max(eigen.values[dimension - 1 - j] - variance, 0).squareRoot()
    }
    covariance = variance * Matrix.identity(dimension)
    multiply(weight, transposed: false, by: weight, transposed: true, into: &covariance, beta: 1)
    (self.weight, self.variance) = (weight, variance)
    marginal = try MultivariateNormal(mean: normal.mean, covariance: covariance)
  }

  /// μ [D], the mean of the data.
  public var mean: Vector<Double> { marginal.mean }

  /// log p(x) of each row of `data` [rows × D], in nats; [rows].
  public func logProbability(of data: Matrix<Double>) throws -> Vector<Double> {
    try marginal.logProbability(of: data)
  }

  /// The means (Wᵀ W + σ² I)⁻¹ Wᵀ (x − μ) of z given each row of `data` [rows × D]; [rows × k].
  public func latents(of data: Matrix<Double>) throws -> Matrix<Double> {
    let k = weight.columns
    var precision = variance * Matrix.identity(k)
    multiply(weight, transposed: true, by: weight, into: &precision, beta: 1)
    let centred = Matrix<Double>(rows: data.columns, columns: data.rows) { data[$1, $0] - mean[$0] }
    var products = Matrix<Double>(rows: k, columns: data.rows)
    multiply(weight, transposed: true, by: centred, into: &products)
    let z = try CholeskyFactorization(precision).solve(products)
    return Matrix(rows: data.rows, columns: k) { z[$1, $0] }
  }
}
