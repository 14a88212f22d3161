import AdvancedPolicyGradients
import Environments
import Foundation
import ImitationLearning
import InverseRL
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// A small learner.
private func configuration(
  _ change: (inout GAIL.Configuration) -> Void = { _ in }
) -> GAIL.Configuration {
  var configuration = GAIL.Configuration()
  configuration.trajectories = 2
  configuration.classifierWidths = [8]
  configuration.trpo.horizon = 128
  configuration.trpo.hiddenWidths = [8]
  configuration.trpo.criticEpochs = 2
  change(&configuration)
  return configuration
}

private func cartPole() throws -> EnvironmentSpecification {
  try EnvironmentCatalogue.named("CartPole-v1")
}

/// One step, in which an expert does what it was told to.
private let probe = EnvironmentSpecification(
  name: "Probe", summary: "", environment: ProbeEnvironments.ActionMatters(), stepLimit: 1)

private func shown(_ action: Scalar, steps: Int = 8) -> Demonstrations {
  var trajectories = Trajectories(observationWidth: 1, actionWidth: 1)
  let (one, actions) = ([1 as Scalar], [action])
  for _ in 0..<steps {
    trajectories.observations.append(one)
    trajectories.actions.append(actions)
    trajectories.rewards.append(0)
    trajectories.close(.terminated, finalObservation: one)
  }
  var demonstrations = Demonstrations(of: probe, origin: "a test")
  demonstrations.append(trajectories)
  return demonstrations
}

@Suite struct GAILTests {
  @Test func formsOfReward() {
    // D = ¾, logit log 3.
    let z = Scalar(log(3.0))
    #expect(abs(GAIL.RewardForm.survival.reward(logit: z) - Scalar(log(4.0))) < 1e-6)
    #expect(abs(GAIL.RewardForm.haste.reward(logit: z) - Scalar(log(0.75))) < 1e-6)
    #expect(GAIL.RewardForm.logit.reward(logit: z) == z)
    for form in GAIL.RewardForm.allCases {
      #expect(form.reward(logit: 90).isFinite && form.reward(logit: -90).isFinite)
      #expect(form.reward(logit: 1) > form.reward(logit: -1))
    }
    #expect(GAIL.RewardForm.survival.reward(logit: -90) >= 0)
    #expect(GAIL.RewardForm.haste.reward(logit: 90) <= 0)
  }

  /// The last layer starts at 0: D = ½ everywhere, the loss is 2 (1 − λ) log 2, and nothing is taken for the expert's.
  @Test func beginsUndecided() throws {
    var learner = try GAIL(
      environment: cartPole(), configuration: configuration { $0.entropyWeight = 0.1 })
    let metrics = try learner.iterate()
    #expect(abs(metrics.classifierLoss - 1.8 * log(2)) < 1e-4)
    #expect(metrics.expertAccuracy == 0 && metrics.policyAccuracy == 1)
    #expect(metrics.expertReturn == 500 && learner.expertPairs == 1000)
    #expect(learner.environmentSteps == 128)
    // −log(1 − D) after a small step.
    #expect(abs(metrics.rewardMean - log(2)) < 0.2)
  }

  @Test func everyKthPair() throws {
    for (k, range) in [(10, 100...100), (7, 142...144), (600, 2...2)] {
      let learner = try GAIL(
        environment: cartPole(), configuration: configuration { $0.demonstrationStride = k })
      #expect(range.contains(learner.expertPairs), "\(k): \(learner.expertPairs)")
    }
  }

  /// The policy comes to do what was shown, which is not what the environment rewards.
  @Test(arguments: GAIL.RewardForm.allCases) func doesWhatWasShown(_ form: GAIL.RewardForm) throws {
    let configuration = configuration {
      $0.rewardForm = form
      $0.trpo.divergenceBound = 0.05
      $0.trajectories = nil
    }
    for action in [0, 1] as [Scalar] {
      var learner = try GAIL(
        environment: probe, configuration: configuration, demonstrations: shown(action))
      for _ in 0..<25 { _ = try learner.iterate() }
      let tape = Tape<Scalar>()
      let distribution = learner.policy.distribution(
        tape.input(Matrix([[1]])), tape.input(learner.policy.parameters))
      let logp = distribution.logProbability(of: tape.input(Matrix([[action]]))).scalar
      #expect(exp(logp) > 0.8, "\(form), action \(action): \(exp(logp))")
    }
  }

  @Test(arguments: ["Pendulum-v1", "CartPole-v0", "MountainCar-v0"])
  func runsEverywhere(_ name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    var learner = try GAIL(
      environment: environment,
      configuration: configuration {
        $0.trpo.normalizesObservations = true
        $0.rewardForm = .haste
      })
    for _ in 0..<3 {
      let metrics = try learner.iterate()
      #expect(metrics.classifierLoss.isFinite && metrics.rewardMean < 0)
    }
  }

  @Test func optionsHaveEffects() throws {
    try LearnerBits.effects(
      GAIL.self, in: cartPole(), configuration(),
      [
        ("trajectories", { $0.trajectories = 3 }),
        ("demonstrationStride", { $0.demonstrationStride = 5 }),
        ("rewardForm", { $0.rewardForm = .logit }),
        ("classifierWidths", { $0.classifierWidths = [4] }),
        ("classifierActivation", { $0.classifierActivation = .relu }),
        ("classifierLearningRate", { $0.classifierLearningRate = 0.1 }),
        ("classifierSteps", { $0.classifierSteps = 2 }),
        ("entropyWeight", { $0.entropyWeight = 0.5 }),
        ("trpo.discount", { $0.trpo.discount = 0.9 }),
        ("trpo.normalizesObservations", { $0.trpo.normalizesObservations = true }),
      ])
  }

  @Test func wrongOptionsAreRefused() throws {
    try LearnerBits.refusals(
      GAIL.Configuration(),
      [
        ("trajectories", { $0.trajectories = 0 }), ("expert", { $0.expert = "" }),
        (
          "expert",
          {
            $0.expert = "controller"
            $0.demonstrations = "file"
          }
        ),
        ("demonstrationStride", { $0.demonstrationStride = 0 }),
        ("classifierWidths", { $0.classifierWidths = [0] }),
        ("classifierLearningRate", { $0.classifierLearningRate = 0 }),
        ("classifierSteps", { $0.classifierSteps = 0 }),
        ("entropyWeight", { $0.entropyWeight = -1 }),
        ("trpo.lineSearchFactor", { $0.trpo.lineSearchFactor = 1 }),
        ("trpo.normalizesRewards", { $0.trpo.normalizesRewards = true }),
      ])
    #expect(throws: InvalidConfigurationError.self) {
      try GAIL(environment: cartPole(), demonstrations: shown(1))
    }
    #expect(throws: ExpertError.self) {
      try GAIL(environment: EnvironmentCatalogue.named("Acrobot-v1"))
    }
  }
}

@Suite struct GAILDeterminismTests {
  @Test func threadsGiveTheSameBits() throws {
    try LearnerBits.threads(GAIL.self, in: cartPole()) { threads in
      configuration {
        $0.trpo.copies = 4
        $0.trpo.horizon = 32
        $0.trpo.threads = threads
      }
    }
  }

  @Test func resumes() throws {
    try LearnerBits.restoring(
      GAIL.self, in: cartPole(), configuration { $0.trpo.normalizesObservations = true })
  }
}

/// In release.
@Suite(.enabled(if: isRelease)) struct GAILLearningTests {
  /// Every tenth step of one episode of the controller is enough to balance the pole.
  @Test func balancesAPoleByOneEpisode() throws {
    var returns: [Double] = []
    for seed in 1...3 {
      var configuration = GAIL.Configuration()
      configuration.trajectories = 1
      configuration.demonstrationStride = 10
      configuration.trpo.horizon = 2000
      configuration.trpo.hiddenWidths = [32, 32]
      configuration.classifierWidths = [32, 32]
      var learner = try GAIL(
        environment: EnvironmentCatalogue.named("CartPole-v0"), configuration: configuration,
        seed: UInt64(seed))
      for _ in 0..<60 { _ = try learner.iterate() }
      let result = try Evaluation(
        of: learner.policy, in: learner.environment, episodes: 20, seed: 1)
      returns.append(result.mean)
    }
    #expect(returns.reduce(0, +) / 3 > 180, "\(returns)")
  }
}
