import Foundation
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// The gradient on the tape against central differences of a naive twin in Double.
struct PolicyGradientEstimatorTests {
  private let discrete = trajectories([
    [([0.3, -1, 0.5], [0], 1), ([1.2, 0.1, -0.4], [2], 0.5), ([0, 0.7, 0.7], [1], -2)],
    [([-0.6, 0.2, 0.9], [1], 3)],
    [([0.4, 0.4, -1.5], [2], 0), ([-0.1, -0.9, 0.2], [0], 1)],
  ])
  private let continuous = trajectories([
    [([0.3, -1, 0.5], [0.2, -0.4], 1), ([1.2, 0.1, -0.4], [-1.3, 0.6], 0.5)],
    [
      ([-0.6, 0.2, 0.9], [0.8, 0.9], 3), ([0, 0.5, 0.1], [0, -2], 1), ([1, 1, 0], [1, 0.1], 2),
    ],
  ])
  private let advantages: [Scalar] = [0.7, -1.1, 2, 0.4, -0.3, 1.5]

  private func policy(isDiscrete: Bool, seed: UInt64 = 5) -> StochasticPolicy<Scalar> {
    var random = RandomStream(seed: seed)
    return StochasticPolicy(
      observations: 3,
      head: isDiscrete ? .categorical(actions: 3) : .gaussian(components: 2, deviation: 0.7),
      hidden: [5, 4], using: &random)
  }

  /// Σᵢ Σₜ wₜ Âₜ log π_θ / N + β H, differentiated numerically with constant weights.
  private func expected(
    _ policy: StochasticPolicy<Scalar>, _ sample: Trajectories, _ weights: [Double], β: Double
  ) -> [Double] {
    let naive = NaivePolicy(policy: policy)
    return centralDifferences(policy.θ) { θ in
      let logs = naive.logProbabilities(sample, θ)
      let sum = zip(weights, logs).reduce(0) { $0 + $1.0 * $1.1 }
      return sum / Double(sample.count) + β * naive.meanEntropy(sample, θ)
    }
  }

  @Test(arguments: [true, false], [0, 0.3])
  func onPolicy(isDiscrete: Bool, β: Double) {
    let (policy, sample) = (policy(isDiscrete: isDiscrete), isDiscrete ? discrete : continuous)
    let advantages = Array(self.advantages[0..<sample.steps])
    var configuration = REINFORCE.Configuration()
    configuration.entropyCoefficient = β
    let estimator = PolicyGradientEstimator()
    let gradient = estimator.gradient(
      policy, sample, Vector(advantages), isOnPolicy: true, configuration
    ).doubles
    let expected = expected(policy, sample, advantages.map { Double($0) }, β: β)
    #expect(relativeDistance(gradient, expected) < 1e-5)
    let naive = NaivePolicy(policy: policy)
    #expect(abs(estimator.meanEntropy - naive.meanEntropy(sample, policy.θ)) < 1e-5)
    let norm = expected.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(estimator.gradientNorm - norm) < 1e-5 * norm)
  }

  @Test(
    arguments: [true, false], [REINFORCE.ImportanceSampling.trajectory, .upToStep])
  func offPolicy(isDiscrete: Bool, form: REINFORCE.ImportanceSampling) {
    let sample = isDiscrete ? discrete : continuous
    let (old, new) = (
      policy(isDiscrete: isDiscrete), policy(isDiscrete: isDiscrete, seed: 6)
    )
    let advantages = Array(self.advantages[0..<sample.steps])
    let ratios = zip(
      NaivePolicy(policy: new).logProbabilities(sample, new.θ),
      NaivePolicy(policy: old).logProbabilities(sample, old.θ)
    ).map { exp($0 - $1) }
    // Bounds that bind for some steps and for some do not.
    for (weightClip, ratioClip) in [(nil, nil), (0.9, nil), (nil, 1.0)] as [(Double?, Double?)] {
      var configuration = REINFORCE.Configuration()
      configuration.updatesPerBatch = 2
      configuration.importanceSampling = form
      configuration.weightClip = weightClip
      configuration.ratioClip = ratioClip
      configuration.entropyCoefficient = 0.1
      let estimator = PolicyGradientEstimator()
      _ = estimator.gradient(old, sample, Vector(advantages), isOnPolicy: true, configuration)
      let gradient = estimator.gradient(
        new, sample, Vector(advantages), isOnPolicy: false, configuration
      ).doubles

      var weights = [Double](repeating: 0, count: sample.steps)
      for range in sample.ranges {
        var product = 1.0
        for t in range {
          product *= min(ratios[t], ratioClip ?? .infinity)
          weights[t] = min(product, weightClip ?? .infinity)
        }
        if form == .trajectory {
          for t in range { weights[t] = min(product, weightClip ?? .infinity) }
        }
      }
      let expected = expected(new, sample, zip(weights, advantages).map { $0 * Double($1) }, β: 0.1)
      #expect(relativeDistance(gradient, expected) < 1e-5, "\(form), \(configuration)")
    }
    #expect(ratios.contains { $0 > 1 } && ratios.contains { $0 < 0.9 })
  }

  @Test(arguments: [true, false])
  func optimalBaseline(isDiscrete: Bool) {
    let (policy, sample) = (policy(isDiscrete: isDiscrete), isDiscrete ? discrete : continuous)
    let naive = NaivePolicy(policy: policy)
    var returns = [Scalar](repeating: 0, count: sample.steps)
    for (i, range) in sample.ranges.enumerated() {
      for t in range { returns[t] = Scalar(sample.totalReward(i)) }
    }
    var configuration = REINFORCE.Configuration()
    configuration.baseline = .optimal
    configuration.returnForm = .full
    configuration.normalizesAdvantages = false
    configuration.entropyCoefficient = 0.2
    let estimator = PolicyGradientEstimator()
    // Twice, since the sums are kept from call to call.
    _ = estimator.gradient(policy, sample, Vector(returns), isOnPolicy: true, configuration)
    let gradient = estimator.gradient(
      policy, sample, Vector(returns), isOnPolicy: true, configuration
    ).doubles

    let scores = sample.ranges.map { range in
      centralDifferences(policy.θ) { θ in
        naive.logProbabilities(sample, θ)[range].reduce(0, +)
      }
    }
    let r = (0..<sample.count).map(sample.totalReward)
    let bonus = centralDifferences(policy.θ) { 0.2 * naive.meanEntropy(sample, $0) }
    let expected = policy.θ.indices.map { k in
      let squares = scores.map { $0[k] * $0[k] }
      let b = zip(squares, r).reduce(0) { $0 + $1.0 * $1.1 } / squares.reduce(0, +)
      let sum = zip(scores, r).reduce(0) { $0 + $1.0[k] * ($1.1 - (b.isNaN ? 0 : b)) }
      return sum / Double(sample.count) + bonus[k]
    }
    #expect(relativeDistance(gradient, expected) < 1e-4)
  }
}
