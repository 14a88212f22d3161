import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// The mean of many estimated gradients is the exact one, in an environment whose trajectories are enumerated.
///
/// A batch's own mean is correlated with each of its trajectories, so that a baseline of that kind scales the
/// expected gradient by 1 − 1/N (or changes it by 1/N in some other known way): that is what is expected here.
struct UnbiasednessTests {
  private typealias Path = BranchingEnvironment.Path
  private let exact = ExactGradients(seed: 3)

  private func configuration(
    _ change: (inout REINFORCE.Configuration) -> Void
  ) -> REINFORCE.Configuration {
    var configuration = REINFORCE.Configuration()
    configuration.hiddenWidths = []
    configuration.normalizesAdvantages = false
    configuration.workers = 1
    change(&configuration)
    return configuration
  }

  @Test(arguments: [1, 0.8])
  func fullReturn(γ: Double) throws {
    let configuration = configuration {
      $0.returnForm = .full
      $0.discount = γ
    }
    try check(configuration, exact.gradient(γ))
  }

  @Test func fullReturnMinusMean() throws {
    let configuration = configuration {
      $0.returnForm = .full
      $0.baseline = .meanReturn
    }
    try check(configuration, exact.gradient(1).map { $0 * (1 - 1 / Double(size)) })
  }

  @Test func rewardToGo() throws {
    try check(configuration { _ in }, exact.gradient(1))
  }

  @Test func rewardToGoDiscountedFromTheStart() throws {
    let configuration = configuration {
      $0.discounting = .fromStart
      $0.discount = 0.8
    }
    try check(configuration, exact.gradient(0.8))
  }

  /// Discounted from each step it is another direction: the later step counts fully.
  @Test func rewardToGoDiscountedFromTheStep() throws {
    let γ = 0.8
    let expected = exact.expectation { [$0.rewards[0] + γ * $0.rewards[1], $0.rewards[1]] }
    #expect(relativeDistance(expected, exact.gradient(γ)) > 0.1)
    try check(configuration { $0.discount = γ }, expected)
  }

  @Test func rewardToGoMinusMean() throws {
    // Of the mean over all N · 2 rewards-to-go, 1/N is the trajectory's own.
    let count = Double(size)
    let expected = exact.expectation { path in
      let toGo = [path.rewards[0] + path.rewards[1], path.rewards[1]]
      return toGo.map { $0 - (toGo[0] + toGo[1]) / 2 / count }
    }
    try check(configuration { $0.baseline = .meanReturn }, expected)
  }

  @Test func rewardToGoMinusMeanPerTimeStep() throws {
    let expected = exact.gradient(1).map { $0 * (1 - 1 / Double(size)) }
    try check(configuration { $0.baseline = .perTimeStep }, expected)
  }

  /// V̂_φ with fixed φ is unbiased, its scale from the batch's moments is not quite; so N is large here, where
  /// the bias of order 1/N is far below the standard error.
  @Test(arguments: [REINFORCE.ReturnForm.full, .rewardToGo])
  func learnedBaseline(form: REINFORCE.ReturnForm) throws {
    let configuration = configuration {
      $0.returnForm = form
      $0.baseline = .learned
    }
    try check(configuration, exact.gradient(1), size: 800, batches: 20)
  }

  @Test(arguments: [REINFORCE.ReturnForm.full, .rewardToGo])
  func importanceOfTrajectories(form: REINFORCE.ReturnForm) throws {
    let configuration = configuration {
      $0.returnForm = form
      $0.updatesPerBatch = 2
      $0.importanceSampling = .trajectory
    }
    try check(configuration, exact.gradient(1), behaviourSeed: 8)
  }

  /// Ratios up to each step: the state's distribution is π's, what follows is still the older policy's, so that
  /// the expectation is Σₜ E_π [∇log π Q^β].
  @Test func importanceUpToStep() throws {
    let configuration = configuration {
      $0.updatesPerBatch = 2
      $0.importanceSampling = .upToStep
    }
    let expected = exact.upToStep(behaviour: ExactGradients(seed: 8))
    #expect(relativeDistance(expected, exact.gradient(1)) > 0.05)
    try check(configuration, expected, behaviourSeed: 8)
  }

  /// Every reward by its own ratio, with and without a baseline and with the discount from the start.
  @Test(arguments: [REINFORCE.Discounting.fromStep, .fromStart])
  func importancePerDecision(discounting: REINFORCE.Discounting) throws {
    let configuration = configuration {
      $0.updatesPerBatch = 2
      $0.importanceSampling = .perDecision
      $0.discounting = discounting
      $0.discount = discounting == .fromStart ? 0.8 : 1
    }
    try check(configuration, exact.gradient(configuration.discount), behaviourSeed: 8)
  }

  /// N of most batches.
  private let size = 8

  /// Compares the mean gradient over `batches` batches of `size` trajectories with `expected`.
  private func check(
    _ configuration: REINFORCE.Configuration, _ expected: [Double], size: Int = 8,
    batches: Int = 2000, behaviourSeed: UInt64? = nil
  ) throws {
    var learner = try REINFORCE(
      environment: BranchingEnvironment.specification, configuration: configuration, seed: 3)
    #expect(learner.policy.parameters == exact.policy.parameters)
    let behaviour = behaviourSeed.map { ExactGradients(seed: $0).policy } ?? learner.policy
    var random = RandomStream(seed: 11)
    var sampler = TrajectorySampler(
      environment: BranchingEnvironment.specification, policy: behaviour, workers: 1, copies: 64,
      threads: 1, using: &random)
    try sampler.sample(behaviour, minimumSteps: 2 * size * batches)
    let sample = sampler.trajectories
    #expect(sample.count >= size * batches)

    var sum = [Double](repeating: 0, count: expected.count)
    var squares = sum
    for k in 0..<batches {
      let batch = sample.slice(k * size..<(k + 1) * size)
      learner.estimateAdvantages(batch)
      var gradient = learner.estimator.gradient(
        behaviour, batch, learner.advantages, isOnPolicy: true, configuration)
      if behaviourSeed != nil {
        gradient = learner.estimator.gradient(
          learner.policy, batch, learner.advantages, returns: learner.returns,
          deviation: learner.deviation, isOnPolicy: false, configuration)
      }
      for (j, g) in gradient.doubles.enumerated() {
        sum[j] += g
        squares[j] += g * g
      }
    }
    let count = Double(batches)
    for j in expected.indices {
      let mean = sum[j] / count
      let error = ((squares[j] / count - mean * mean) / (count - 1)).squareRoot()
      #expect(
        abs(mean - expected[j]) < 4 * error, "parameter \(j): \(mean), \(expected[j]) ± \(error)")
      // Otherwise the comparison would say nothing.
      #expect(error < 0.1 * (expected.map(abs).max() ?? 0), "parameter \(j)")
    }
  }
}

/// The policy of a learner of `BranchingEnvironment`, and expectations under it by enumeration.
struct ExactGradients {
  typealias Path = BranchingEnvironment.Path

  let policy: StochasticPolicy<Scalar>
  /// ∇log π(a|s) of each state and action.
  private let scores: [[[Double]]]

  init(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let policy = StochasticPolicy<Scalar>(
      observations: 3, head: .categorical(actions: 2), hidden: [], using: &random)
    self.policy = policy
    scores = (0..<3).map { s in
      (0..<2).map { a in
        centralDifferences(policy.θ) { Self.logProbability(policy, s, a, $0) }
      }
    }
  }

  private static func logProbability(
    _ policy: StochasticPolicy<Scalar>, _ s: Int, _ a: Int, _ θ: [Double]
  ) -> Double {
    NaivePolicy(policy: policy).logProbability(
      [Double(a)], (0..<3).map { $0 == s ? 1 : 0 }, θ)
  }

  /// π(aₜ|sₜ) at step t of `path`.
  func probability(_ path: Path, _ t: Int) -> Double {
    exp(Self.logProbability(policy, path.states[t], path.actions[t], policy.θ))
  }

  /// E_τ [Σₜ ∇log π(aₜ|sₜ) f(τ)ₜ].
  func expectation(_ f: (Path) -> [Double]) -> [Double] {
    sum { path, t in
      path.chance * probability(path, 0) * probability(path, 1) * f(path)[t]
    }
  }

  /// Σₜ E_π [∇log π Q^β(sₜ, aₜ)].
  func upToStep(behaviour: ExactGradients) -> [Double] {
    sum { path, t in
      let toGo = t == 0 ? path.rewards[0] + path.rewards[1] : path.rewards[1]
      let second = t == 0 ? behaviour.probability(path, 1) : probability(path, 1)
      return path.chance * probability(path, 0) * second * toGo
    }
  }

  private func sum(_ coefficient: (Path, _ t: Int) -> Double) -> [Double] {
    var result = [Double](repeating: 0, count: policy.parameters.count)
    for path in BranchingEnvironment.paths {
      for t in 0..<2 {
        let c = coefficient(path, t)
        for (k, g) in scores[path.states[t]][path.actions[t]].enumerated() { result[k] += c * g }
      }
    }
    return result
  }

  /// ∇ E_τ [r₁ + γ r₂], by differences of the expectation itself.
  func gradient(_ γ: Double) -> [Double] {
    centralDifferences(policy.θ) { θ in
      BranchingEnvironment.paths.reduce(0) { sum, path in
        let logarithm = (0..<2).reduce(0) {
          $0 + Self.logProbability(policy, path.states[$1], path.actions[$1], θ)
        }
        return sum + path.chance * exp(logarithm) * (path.rewards[0] + γ * path.rewards[1])
      }
    }
  }
}

extension Trajectories {
  /// The given trajectories alone.
  func slice(_ range: Range<Int>) -> Trajectories {
    var result = Trajectories(
      observationWidth: observations.columns, actionWidth: actions.columns)
    observations.elements.withUnsafePointer { s in
      actions.elements.withUnsafePointer { a in
        finalObservations.elements.withUnsafePointer { last in
          for i in range {
            for t in ranges[i] {
              result.observations.append(s + t * observations.columns)
              result.actions.append(a + t * actions.columns)
              result.rewards.append(rewards[t])
            }
            result.close(endings[i], finalObservation: last + i * observations.columns)
          }
        }
      }
    }
    return result
  }
}
