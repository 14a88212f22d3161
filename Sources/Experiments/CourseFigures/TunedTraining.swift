internal import Environments
internal import Foundation
internal import ReinforcementLearning

/// A training with the configuration that comes tuned for an environment, evaluated on the way.
struct TunedTraining: Sendable {
  /// Environment steps at each point of the curve.
  var steps: [Double] = []
  /// The mean return of the deterministic policy there.
  var curve: [Double] = []
  /// The mean return of the last policy over 100 deterministic episodes.
  var final = 0.0

  /// Trains a learner from `seed` for as many steps as come tuned.
  ///
  /// - Parameters:
  ///   - learner: Its type.
  ///   - environment: The environment, for which there are tuned values.
  ///   - seed: The seed of everything random.
  ///   - points: The number of evaluations on the way, of 20 episodes each.
  ///   - change: What differs from the tuned values.
  init<L: Learner>(
    _ learner: L.Type, _ environment: String, seed: UInt64, points: Int,
    _ change: (inout L.Configuration) -> Void = { _ in }
  ) throws {
    let document = try AlgorithmCatalogue.named(L.algorithm).document(
      environment: environment, isTuned: true)
    var description: RunConfiguration<L.Configuration> = try document.decoded()
    guard let total = description.steps else {
      preconditionFailure("\(L.algorithm) has no tuned steps for \(environment).")
    }
    change(&description.configuration)
    let specification = try EnvironmentCatalogue.named(environment)
    var learner = try L(
      environment: specification, configuration: description.configuration, seed: seed)
    func mean(_ episodes: Int) throws -> Double {
      try Evaluation(
        of: learner.policy, normalizer: learner.normalizer, in: specification, episodes: episodes,
        seed: 1000 + seed
      ).mean
    }
    for point in 1...points {
      let end = total * point / points
      while learner.environmentSteps < end { _ = try learner.iterate() }
      steps.append(Double(end))
      curve.append(try mean(20))
    }
    final = try mean(100)
  }
}
