internal import Foundation

/// What a state gets for having been visited N times: the bonus 𝓑(N) of r⁺(s, a) = r(s, a) + c 𝓑(N(s)) (notes 17.2.1).
///
/// The notes leave c out (slip in 17.2.1); it is for whoever adds the bonus.
public enum CountBonus: String, Sendable, Codable, CaseIterable {
  /// √(2 ln n / N), n being the number of all visits. P. Auer et al., "Finite-time analysis of the multiarmed bandit
  /// problem", 2002.
  case upperConfidence
  /// 1/√N. A. Strehl and M. Littman, "An analysis of model-based interval estimation for Markov decision processes", 2008.
  case intervalEstimation
  /// 1/N. Z. Kolter and A. Ng, "Near-Bayesian exploration in polynomial time", 2009.
  case bayesian

  /// 𝓑(N); ∞ for N = 0.
  /// - Parameters:
  ///   - visits: N, which may be a pseudo-count.
  ///   - total: n, at least 1; only `upperConfidence` looks at it.
  public func value(visits: Double, total: Double) -> Double {
    guard visits > 0 else { return .infinity }
    return switch self {
    case .upperConfidence: (2 * log(max(total, 1)) / visits).squareRoot()
    case .intervalEstimation: 1 / visits.squareRoot()
    case .bayesian: 1 / visits
    }
  }
}
