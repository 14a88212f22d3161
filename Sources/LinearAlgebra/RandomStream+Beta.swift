internal import Foundation

extension RandomStream {
  /// A number from the gamma distribution with density ∝ x^(shape − 1) exp(−x).
  /// - Precondition: `shape` is positive and finite.
  public mutating func gamma(shape: Double) -> Double { exp(logOfGamma(shape: shape)) }

  /// A number from the beta distribution with density ∝ x^(α − 1) (1 − x)^(β − 1): x = u / (u + v) for u and v
  /// from gamma distributions, by their logarithms so that small α and β do not underflow to 0 / 0.
  /// - Precondition: α and β are positive and finite.
  public mutating func beta(_ α: Double, _ β: Double) -> Double {
    let u = logOfGamma(shape: α)
    let v = logOfGamma(shape: β)
    return 1 / (1 + exp(v - u))
  }

  /// The logarithm of a gamma variate, by squeezed rejection from a cubed normal one (G. Marsaglia and W. W.
  /// Tsang, "A simple method for generating gamma variables", 2000). A shape a below 1 is raised by one, and
  /// log U / a is added.
  private mutating func logOfGamma(shape: Double) -> Double {
    precondition(
      shape > 0 && shape < .infinity, "A gamma distribution of shape \(shape) does not exist.")
    if shape < 1 { return logOfGamma(shape: shape + 1) + log(1 - uniform()) / shape }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let logV = log(v)
      if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * logV { return log(d) + logV }
    }
  }
}
