import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

struct OptimalBaselineTests {
  /// The variance of each parameter's gradient over batches, one for each baseline, on the same trajectories.
  @Test func hasTheLeastVariance() throws {
    // A policy that prefers one action, where the mean return is a poor baseline.
    var policy = ExactGradients(seed: 3).policy
    for s in 0..<3 { policy.parameters[2 * s] += 1.5 }
    var random = RandomStream(seed: 4)
    var sampler = TrajectorySampler(
      environment: BranchingEnvironment.specification, policy: policy, workers: 1, copies: 64,
      threads: 1, using: &random)
    let (size, batches) = (50, 300)
    try sampler.sample(policy, minimumSteps: 2 * size * batches)
    let sample = sampler.trajectories

    func variances(_ baseline: REINFORCE.Baseline) throws -> [Double] {
      var configuration = REINFORCE.Configuration()
      configuration.hiddenWidths = []
      configuration.returnForm = .full
      configuration.normalizesAdvantages = false
      configuration.baseline = baseline
      var learner = try REINFORCE(
        environment: BranchingEnvironment.specification, configuration: configuration)
      let gradients = (0..<batches).map { k in
        let batch = sample.slice(k * size..<(k + 1) * size)
        learner.estimateAdvantages(batch)
        return learner.estimator.gradient(
          policy, batch, learner.advantages, isOnPolicy: true, configuration
        ).doubles
      }
      return gradients[0].indices.map { j in
        let values = gradients.map { $0[j] }
        let mean = values.reduce(0, +) / Double(batches)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(batches)
      }
    }
    let (none, mean, optimal) = try (
      variances(.none), variances(.meanReturn), variances(.optimal)
    )
    for j in none.indices {
      #expect(optimal[j] < none[j], "parameter \(j)")
      #expect(optimal[j] < mean[j], "parameter \(j)")
    }
  }
}
