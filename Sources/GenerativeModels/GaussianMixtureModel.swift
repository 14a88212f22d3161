internal import Foundation
public import LinearAlgebra

/// p(x) = Σₖ wₖ N(x; μₖ, Σₖ), learned by expectation maximisation: the simplest model with a hidden variable, which of
/// the K parts x came from.
///
/// The expectation step finds the posteriors γᵢₖ = p(k|xᵢ), the best q(k|xᵢ) of the variational bound; the maximisation
/// step the parameters of highest bound for them, so that no step lowers the likelihood (A. Dempster et al., 1977).
public struct GaussianMixtureModel: Sendable {
  /// w [K], which sum to 1.
  public private(set) var weights: Vector<Double>
  /// The K normal distributions.
  public private(set) var components: [MultivariateNormal]
  /// What is added to the diagonals of covariances, which keeps a part from shrinking to a point of the data.
  public let ridge: Double

  /// A mixture to begin with: means that are far from one another, drawn from the data as k-means++ does, and the
  /// covariance of all data for each (D. Arthur and S. Vassilvitskii, 2007).
  ///
  /// - Parameters:
  ///   - count: K.
  ///   - data: [rows × D], at least K rows.
  ///   - ridge: What is added to the diagonals of covariances.
  ///   - random: What the means are drawn from.
  /// - Throws: `LinearAlgebraError` if the data are not finite.
  public init(
    components count: Int, of data: Matrix<Double>, ridge: Double = 1e-6,
    using random: inout RandomStream
  ) throws {
    precondition(
      count > 0 && data.rows >= count && ridge >= 0,
      "\(count) parts and a ridge of \(ridge) do not fit \(data.rows) rows.")
    self.ridge = ridge
    weights = Vector(repeating: 1 / Double(count), count: count)
    let whole = try MultivariateNormal(data, ridge: ridge)
    var covariance = Matrix<Double>(rows: data.columns, columns: data.columns)
    multiply(
      whole.covariance.lower, transposed: false, by: whole.covariance.lower, transposed: true,
      into: &covariance)
    components = []
    // The squared distance of each row from the nearest mean so far.
    var distances = Vector<Double>(repeating: 1, count: data.rows)
    for k in 0..<count {
      // Where all rows are at a mean already, any will do.
      let row =
        distances.sum() > 0
        ? random.categorical(distances.span) : random.integer(below: data.rows)
      let mean = Vector((0..<data.columns).map { data[row, $0] })
      components.append(try MultivariateNormal(mean: mean, covariance: covariance))
      for i in 0..<data.rows {
        var d = 0.0
        for j in 0..<data.columns { d += pow(data[i, j] - mean[j], 2) }
        distances[i] = k == 0 ? d : min(distances[i], d)
      }
    }
  }

  /// log wₖ + log N(xᵢ; μₖ, Σₖ), [rows × K].
  private func logJoint(_ data: Matrix<Double>) throws -> Matrix<Double> {
    let densities = try components.map { try $0.logProbability(of: data) }
    return Matrix(rows: data.rows, columns: weights.count) { log(weights[$1]) + densities[$1][$0] }
  }

  /// γᵢₖ = p(k|xᵢ) in place of log p(k, xᵢ).
  /// - Returns: log p(xᵢ), [rows].
  private func normalize(_ joint: inout Matrix<Double>) -> Vector<Double> {
    var evidence = Vector<Double>(count: joint.rows)
    for i in 0..<joint.rows {
      var (largest, sum) = (-Double.infinity, 0.0)
      for k in 0..<joint.columns { largest = max(largest, joint[i, k]) }
      for k in 0..<joint.columns { sum += exp(joint[i, k] - largest) }
      evidence[i] = largest + log(sum)
      for k in 0..<joint.columns { joint[i, k] = exp(joint[i, k] - evidence[i]) }
    }
    return evidence
  }

  /// log p(x) of each row of `data` [rows × D], in nats; [rows].
  public func logProbability(of data: Matrix<Double>) throws -> Vector<Double> {
    var joint = try logJoint(data)
    return normalize(&joint)
  }

  /// γᵢₖ = p(k|xᵢ) of each row of `data` [rows × D]; [rows × K].
  public func responsibilities(of data: Matrix<Double>) throws -> Matrix<Double> {
    var joint = try logJoint(data)
    _ = normalize(&joint)
    return joint
  }

  /// One step of expectation and one of maximisation. A part that no row belongs to stays where it is, with weight 0.
  ///
  /// - Returns: The mean of log p(x) before, in nats.
  /// - Throws: `LinearAlgebraError` if the data are not finite, or a covariance is singular (a ridge helps).
  @discardableResult
  public mutating func step(on data: Matrix<Double>) throws -> Double {
    // E: γᵢₖ = p(k|xᵢ)
    var γ = try logJoint(data)
    let evidence = normalize(&γ)
    // M: wₖ = 1/N Σᵢ γᵢₖ, and the moments of rows that count γᵢₖ times
    for k in components.indices {
      let counts = Vector((0..<data.rows).map { γ[$0, k] })
      let sum = counts.sum()
      weights[k] = sum / Double(data.rows)
      if sum > 1e-12 {
        components[k] = try MultivariateNormal(data, weights: counts, ridge: ridge)
      }
    }
    return evidence.mean()
  }

  /// Steps until the mean of log p(x) rises by less than `tolerance`, or `limit` steps are done.
  /// - Returns: The mean of log p(x) before each step.
  @discardableResult
  public mutating func fit(
    _ data: Matrix<Double>, tolerance: Double = 1e-6, limit: Int = 500
  ) throws -> [Double] {
    var history: [Double] = []
    while history.count < limit {
      history.append(try step(on: data))
      if let last = history.dropLast().last, history[history.count - 1] - last < tolerance { break }
    }
    return history
  }

  /// Draws `count` vectors, [count × D].
  public func sample(_ count: Int, using random: inout RandomStream) -> Matrix<Double> {
    var data = Matrix<Double>(rows: count, columns: components[0].mean.count)
    for i in 0..<count {
      let k = random.categorical(weights.span)
      components[k].draw(into: &data, row: i, using: &random)
    }
    return data
  }
}
