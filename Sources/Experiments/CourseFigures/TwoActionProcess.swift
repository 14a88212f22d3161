internal import Foundation
public import LinearAlgebra

/// The smallest process on which the variance of the policy gradient is known exactly.
///
/// One state and two actions: a₁ stays and gives reward 1, a₂ ends the episode and gives 0. The policy's only
/// parameter is θ = π(a₁) itself, so ∇log π(a₁) = 1/θ and ∇log π(a₂) = −1/(1 − θ).
///
/// **Full return and reward-to-go.** An episode has K times a₁ and then a₂, P(K = k) = θᵏ(1 − θ). With x =
/// θ/(1 − θ) the factorial moments are E[K(K−1)⋯(K−j+1)] = j! xʲ. Gradients of J = E[K] = x from one episode:
///
/// - Full return: g = (Σ ∇log π) (Σ r) = (K/θ − 1/(1 − θ)) K.
/// - Reward-to-go: g = Σ_t ∇log π(a_t) Σ_{t′≥t} r_t′ = (1/θ) Σ_{t<K} (K − t) = K(K + 1)/(2θ); the last action
///   has nothing to go.
///
/// Both have the mean dJ/dθ = 1/(1 − θ)². Their squares are polynomials of degree 4 in K; with
/// K²(K + 1)² = K⁽⁴⁾ + 8K⁽³⁾ + 14K⁽²⁾ + 4K in falling powers, E[g²] of the second is (24x⁴ + 48x³ + 28x² + 4x) /
/// (4θ²) = (θ² + 4θ + 1) / (θ(1 − θ)⁴), and less the squared mean, (θ + 3 + 1/θ)/(1 − θ)⁴. In the same way the
/// first gives (4θ + 8 + 1/θ)/(1 − θ)⁴.
///
/// **Off-policy.** Now the episode is cut after H actions and gives reward 1 only if all were a₁. It is
/// sampled with θ′ and weighted by Π π_θ/π_θ′. With probability θ′ᴴ it succeeds; then the weight is (θ/θ′)ᴴ
/// and the score H/θ; otherwise g = 0. So E[g] = Hθᴴ⁻¹ = d(θᴴ)/dθ, E[g²] = H²θ²ᴴ⁻²/θ′ᴴ and
/// Var g = (1/θ′ᴴ − 1) θ²ᴴ⁻² H², which grows exponentially in H.
///
/// The figures `pg-variance` and `importance-variance` show these beside estimates by simulation.
public enum TwoActionProcess {
  /// The variance of the gradient from one episode with the full return, (4θ + 8 + 1/θ)/(1 − θ)⁴.
  /// - Parameter θ: π(a₁), in (0, 1).
  public static func fullReturnVariance(_ θ: Double) -> Double {
    (4 * θ + 8 + 1 / θ) / pow(1 - θ, 4)
  }

  /// The variance of the gradient from one episode with the reward-to-go, (θ + 3 + 1/θ)/(1 − θ)⁴.
  /// - Parameter θ: π(a₁), in (0, 1).
  public static func rewardToGoVariance(_ θ: Double) -> Double {
    (θ + 3 + 1 / θ) / pow(1 - θ, 4)
  }

  /// The variance of the off-policy gradient from one episode, (1/θ′ᴴ − 1) θ²ᴴ⁻² H².
  /// - Parameters:
  ///   - θ: π(a₁) of the policy that is differentiated, in (0, 1).
  ///   - behaviour: θ′, the same of the policy that acts, in (0, 1).
  ///   - horizon: H, at least 1.
  public static func importanceVariance(_ θ: Double, behaviour: Double, horizon: Int) -> Double {
    let h = Double(horizon)
    return (pow(behaviour, -h) - 1) * pow(θ, 2 * h - 2) * h * h
  }

  /// One point of a figure: what simulation gives beside what the formula gives.
  public struct Point: Equatable, Sendable, Codable {
    /// θ of the policy that is differentiated.
    public let probability: Double
    /// θ′ of the policy that acted; θ itself if on-policy.
    public let behaviour: Double
    /// H; nil if episodes end by themselves.
    public let horizon: Int?
    /// The mean of the simulated gradients; its expectation is `expectedMean`.
    public let mean: Double
    /// dJ/dθ.
    public let expectedMean: Double
    /// The variance of the simulated gradients, m₂.
    public let variance: Double
    /// Its standard error √((m₄ − m₂²)/N).
    public let standardError: Double
    /// The closed form.
    public let expectedVariance: Double

    /// The estimate of several seeds together, each with as many episodes.
    /// - Precondition: `points` is not empty, and all are of one setting.
    public init(pooling points: [Point]) {
      precondition(!points.isEmpty, "No points have no mean.")
      let count = Double(points.count)
      probability = points[0].probability
      behaviour = points[0].behaviour
      horizon = points[0].horizon
      expectedMean = points[0].expectedMean
      expectedVariance = points[0].expectedVariance
      mean = points.reduce(0) { $0 + $1.mean } / count
      variance = points.reduce(0) { $0 + $1.variance } / count
      let squares = points.reduce(0) { $0 + $1.standardError * $1.standardError }
      standardError = squares.squareRoot() / count
    }

    init(
      probability: Double, behaviour: Double, horizon: Int?, mean: Double, expectedMean: Double,
      variance: Double, standardError: Double, expectedVariance: Double
    ) {
      self.probability = probability
      self.behaviour = behaviour
      self.horizon = horizon
      self.mean = mean
      self.expectedMean = expectedMean
      self.variance = variance
      self.standardError = standardError
      self.expectedVariance = expectedVariance
    }

    /// How many standard errors the simulated variance lies from the closed form.
    public var zScore: Double {
      let difference = variance - expectedVariance
      return difference == 0 ? 0 : difference / standardError
    }
  }

  /// The two estimators of `pg-variance` at one θ, from the same episodes.
  /// - Parameters:
  ///   - θ: π(a₁), in (0, 1).
  ///   - episodes: N, the number of simulated episodes.
  ///   - stream: Where the actions come from.
  /// - Precondition: 0 < θ < 1 and `episodes > 1`.
  public static func policyGradientVariance(
    _ θ: Double, episodes: Int, using stream: inout RandomStream
  ) -> (fullReturn: Point, rewardToGo: Point) {
    check([θ], episodes)
    var (full, toGo) = (StreamingMoments(), StreamingMoments())
    let (stay, end) = (1 / θ, -1 / (1 - θ))
    for _ in 0..<episodes {
      // Each reward is credited to the scores so far, which is the reward-to-go summed the other way round.
      var (score, total, credited) = (0.0, 0.0, 0.0)
      while stream.bernoulli(θ) {
        score += stay
        total += 1
        credited += score
      }
      score += end
      full.add(score * total)
      toGo.add(credited)
    }
    let mean = 1 / ((1 - θ) * (1 - θ))
    func point(_ moments: StreamingMoments, _ expected: Double) -> Point {
      Point(
        probability: θ, behaviour: θ, horizon: nil, mean: moments.mean, expectedMean: mean,
        variance: moments.variance, standardError: moments.standardErrorOfVariance,
        expectedVariance: expected)
    }
    return (point(full, fullReturnVariance(θ)), point(toGo, rewardToGoVariance(θ)))
  }

  /// The estimator of `importance-variance` at one setting.
  /// - Parameters:
  ///   - θ: π(a₁) of the policy that is differentiated, in (0, 1).
  ///   - behaviour: θ′, the same of the policy that acts, in (0, 1).
  ///   - horizon: H, the number of actions after which an episode is cut.
  ///   - episodes: N, the number of simulated episodes.
  ///   - stream: Where the actions come from.
  /// - Precondition: 0 < θ < 1, 0 < θ′ < 1, `horizon > 0` and `episodes > 1`.
  public static func importanceGradientVariance(
    _ θ: Double, behaviour: Double, horizon: Int, episodes: Int, using stream: inout RandomStream
  ) -> Point {
    check([θ, behaviour], episodes)
    precondition(horizon > 0, "A horizon of \(horizon) has no action.")
    var moments = StreamingMoments()
    let (stay, end) = (1 / θ, -1 / (1 - θ))
    let (ratioOfStaying, ratioOfEnding) = (θ / behaviour, (1 - θ) / (1 - behaviour))
    for _ in 0..<episodes {
      var (score, weight, stayed) = (0.0, 1.0, 0)
      while stayed < horizon {
        guard stream.bernoulli(behaviour) else {
          score += end
          weight *= ratioOfEnding
          break
        }
        score += stay
        weight *= ratioOfStaying
        stayed += 1
      }
      let reward: Double = stayed == horizon ? 1 : 0
      moments.add(weight * score * reward)
    }
    return Point(
      probability: θ, behaviour: behaviour, horizon: horizon, mean: moments.mean,
      expectedMean: Double(horizon) * pow(θ, Double(horizon - 1)), variance: moments.variance,
      standardError: moments.standardErrorOfVariance,
      expectedVariance: importanceVariance(θ, behaviour: behaviour, horizon: horizon))
  }

  /// The figure `pg-variance`: both estimators at each θ, each θ with a stream of its own.
  /// - Parameters:
  ///   - probabilities: The θ, each in (0, 1); by default .05, .10, …, .90.
  ///   - episodes: N at each θ.
  ///   - seed: The seed of all streams.
  /// - Precondition: As `policyGradientVariance`.
  public static func policyGradientFigure(
    probabilities: [Double] = (1...18).map { Double($0) / 20 }, episodes: Int = 1_000_000,
    seed: UInt64 = 1
  ) -> [(fullReturn: Point, rewardToGo: Point)] {
    var root = RandomStream(seed: seed)
    return probabilities.map { θ in
      var stream = root.split()
      return policyGradientVariance(θ, episodes: episodes, using: &stream)
    }
  }

  /// The figure `importance-variance`: the estimator at each θ, θ′ and H, in this order of nesting, each
  /// setting with a stream of its own.
  ///
  /// By default only settings in which episodes often succeed: the sample variance of a rare event is far
  /// from normal.
  /// - Parameters:
  ///   - probabilities: The θ.
  ///   - behaviours: The θ′.
  ///   - horizons: The H.
  ///   - episodes: N at each setting.
  ///   - seed: The seed of all streams.
  /// - Precondition: As `importanceGradientVariance`.
  public static func importanceFigure(
    probabilities: [Double] = [0.5, 0.7, 0.9], behaviours: [Double] = [0.4, 0.6, 0.8, 0.95],
    horizons: [Int] = [1, 2, 5, 10], episodes: Int = 1_000_000, seed: UInt64 = 1
  ) -> [Point] {
    var root = RandomStream(seed: seed)
    return probabilities.flatMap { θ in
      behaviours.flatMap { behaviour in
        horizons.map { horizon in
          var stream = root.split()
          return importanceGradientVariance(
            θ, behaviour: behaviour, horizon: horizon, episodes: episodes, using: &stream)
        }
      }
    }
  }

  private static func check(_ probabilities: [Double], _ episodes: Int) {
    for p in probabilities {
      precondition(p > 0 && p < 1, "A probability of \(p) does not lie in (0, 1).")
    }
    precondition(episodes > 1, "A variance cannot be estimated from \(episodes) episodes.")
  }
}

/// Mean and central moments up to the fourth in one pass.
///
/// Source: P. Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
/// statistical moments", 2008.
struct StreamingMoments {
  private var count = 0.0
  private(set) var mean = 0.0
  private var (sum2, sum3, sum4) = (0.0, 0.0, 0.0)

  mutating func add(_ x: Double) {
    let before = count
    count += 1
    let n = count
    let difference = x - mean
    let step = difference / n
    let square = step * step
    let term = difference * step * before
    mean += step
    sum4 += term * square * (n * n - 3 * n + 3) + 6 * square * sum2 - 4 * step * sum3
    sum3 += term * step * (n - 2) - 3 * step * sum2
    sum2 += term
  }

  /// m₂, divided by N.
  var variance: Double { sum2 / count }
  /// m₄, divided by N.
  var fourthMoment: Double { sum4 / count }
  /// √((m₄ − m₂²)/N).
  var standardErrorOfVariance: Double {
    (max(fourthMoment - variance * variance, 0) / count).squareRoot()
  }
}
