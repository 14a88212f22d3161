import AdvancedPolicyGradients
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

struct NaturalGradientTests {
  private func trpo(
    _ environment: EnvironmentSpecification, _ change: (inout TRPO.Configuration) -> Void = { _ in }
  ) throws -> TRPO {
    var configuration = TRPO.Configuration()
    (configuration.copies, configuration.horizon, configuration.criticBatchSize) = (8, 16, 32)
    (configuration.divergenceBound, configuration.damping) = (0.05, 0.01)
    configuration.criticLearningRate = .constant(0.02)
    configuration.hiddenWidths = [8]
    change(&configuration)
    return try TRPO(environment: environment, configuration: configuration)
  }

  private func npg(
    _ environment: EnvironmentSpecification, _ change: (inout NPG.Configuration) -> Void = { _ in }
  ) throws -> NPG {
    var configuration = NPG.Configuration()
    (configuration.copies, configuration.horizon, configuration.criticBatchSize) = (8, 16, 32)
    (configuration.divergenceBound, configuration.damping) = (0.02, 0.01)
    configuration.criticLearningRate = .constant(0.02)
    configuration.hiddenWidths = [8]
    change(&configuration)
    return try NPG(environment: environment, configuration: configuration)
  }

  @Test func trpoSolvesProbes() throws {
    var signs = try trpo(EnvironmentSpecification(probe: ProbeEnvironments.SignsMatter()))
    #expect(try signs.learned(40) == 2)
    var continuous = try trpo(
      EnvironmentSpecification(probe: ProbeEnvironments.ContinuousActionMatters()))
    #expect(try continuous.learned(40) > -0.05)
    var patient = try trpo(EnvironmentSpecification(probe: ProbeEnvironments.DiscountMatters()))
    #expect(try patient.learned(40) == 1.5)
    var masked = try trpo(EnvironmentSpecification(probe: ProbeEnvironments.Temptation()))
    #expect(try masked.learned(40) == 8)
  }

  @Test func npgSolvesProbes() throws {
    var signs = try npg(EnvironmentSpecification(probe: ProbeEnvironments.SignsMatter()))
    #expect(try signs.learned(50) == 2)
    var continuous = try npg(
      EnvironmentSpecification(probe: ProbeEnvironments.ContinuousActionMatters()))
    #expect(try continuous.learned(50) > -0.05)
    var masked = try npg(EnvironmentSpecification(probe: ProbeEnvironments.Temptation()))
    #expect(try masked.learned(50) == 8)
  }

  @Test func aTruncationIsNoTermination() throws {
    let cut = EnvironmentSpecification(probe: ProbeEnvironments.EndsMatter())
    let ended = EnvironmentSpecification(probe: ProbeEnvironments.EndsMatter(cut: .terminated))
    var first = try trpo(cut) { $0.discount = 0.9 }
    #expect(try first.learned(30) == 1)
    var second = try trpo(ended) { $0.discount = 0.9 }
    #expect(try second.learned(30) == 1.5)
    var third = try npg(cut) { $0.discount = 0.9 }
    #expect(try third.learned(40) == 1)
    var fourth = try npg(ended) { $0.discount = 0.9 }
    #expect(try fourth.learned(40) == 1.5)
  }

  /// KL(π_old ‖ π_θ) of the step that was taken, measured anew from the two policies.
  @Test(arguments: ["CartPole-v1", "Pendulum-v1"], [nil, 4])
  func trpoNeverLeavesItsRegion(_ name: String, _ noiseInterval: Int?) throws {
    guard name == "Pendulum-v1" || noiseInterval == nil else { return }
    var learner = try trpo(EnvironmentCatalogue.named(name)) {
      ($0.horizon, $0.noiseInterval, $0.damping) = (64, noiseInterval, 1e-4)
      $0.divergenceBound = 0.01
    }
    var steps = 0
    for _ in 0..<12 {
      let old = learner.policy
      let metrics = try learner.iterate()
      let new = learner.policy
      let tape = Tape<Scalar>()
      let x = tape.input(learner.natural.collector.rollout.observations)
      let divergence = old.distribution(x, tape.input(old.parameters))
        .divergence(from: new.distribution(x, tape.input(new.parameters))).mean().scalar
      #expect(divergence <= 0.01 * 1.0001)
      #expect(abs(Double(divergence) - metrics.divergence) < 1e-6)
      #expect((old.parameters == new.parameters) == (metrics.stepFraction == 0))
      if metrics.stepFraction > 0 {
        steps += 1
        #expect(metrics.improvement > 0 && metrics.divergence > 1e-4)
      }
    }
    #expect(steps >= 9)
  }

  /// With a bound that no step can keep, θ stays where it is.
  @Test func aSearchThatFindsNothingLeavesThePolicy() throws {
    var learner = try trpo(EnvironmentCatalogue.named("CartPole-v1")) {
      // Without damping the full step is far too long for its bound, and one attempt is not enough.
      $0.lineSearchSteps = 1
      ($0.divergenceBound, $0.damping, $0.fisherStride) = (5, 0, 100)
    }
    var stayed = 0
    for _ in 0..<5 {
      let old = learner.policy.parameters
      let metrics = try learner.iterate()
      guard metrics.stepFraction == 0 else { continue }
      stayed += 1
      #expect(learner.policy.parameters == old)
    }
    #expect(stayed > 0)
  }

  /// The natural gradient's step is √(2δ / xᵀ F x) long, so its divergence is near δ where δ is small.
  @Test func npgStepsHaveTheDivergenceAskedFor() throws {
    var learner = try npg(EnvironmentCatalogue.named("CartPole-v1")) {
      ($0.horizon, $0.damping, $0.divergenceBound) = (64, 1e-3, 1e-4)
      $0.initialization = .glorot
    }
    for _ in 0..<5 {
      let metrics = try learner.iterate()
      #expect(abs(metrics.divergence / 1e-4 - 1) < 0.15 && metrics.improvement > 0)
    }
  }

  @Test func aFixedStepIsTaken() throws {
    var learner = try npg(EnvironmentCatalogue.named("CartPole-v1")) {
      $0.divergenceBound = 0.01
      $0.stepSize = 0.125
    }
    let old = learner.policy.parameters
    #expect(try learner.iterate().stepSize == 0.125)
    let (new, x) = (learner.policy.parameters, learner.natural.direction)
    for k in 0..<new.count { #expect(abs(new[k] - old[k] - 0.125 * x[k]) < 1e-5) }
  }

  /// Fitting V moves V alone.
  @Test func theCriticLeavesThePolicy() throws {
    var learner = try npg(EnvironmentCatalogue.named("CartPole-v1")) {
      $0.divergenceBound = 0.01
      $0.stepSize = 1e-30
    }
    let (old, all) = (learner.policy.parameters, learner.network.parameters)
    _ = try learner.iterate()
    // The policy's own step is as good as none.
    let new = learner.policy.parameters
    for k in 0..<new.count { #expect(abs(new[k] - old[k]) < 1e-20) }
    #expect(learner.network.parameters != all)
  }

  @Test func badConfigurationsAreRefused() throws {
    let changes: [(String, (inout TRPO.Configuration) -> Void)] = [
      ("divergenceBound", { $0.divergenceBound = 0 }), ("damping", { $0.damping = -1 }),
      ("conjugateGradientSteps", { $0.conjugateGradientSteps = 0 }),
      ("fisherStride", { $0.fisherStride = 1000 }), ("criticEpochs", { $0.criticEpochs = 0 }),
      ("criticBatchSize", { $0.criticBatchSize = 0 }),
      ("criticLearningRate", { $0.criticLearningRate = .constant(0) }),
      ("lineSearchSteps", { $0.lineSearchSteps = 0 }),
      ("lineSearchFactor", { $0.lineSearchFactor = 1 }),
    ]
    for (option, change) in changes {
      let error = #expect(throws: InvalidConfigurationError.self) {
        try trpo(EnvironmentCatalogue.named("CartPole-v1"), change)
      }
      #expect(error?.option == option)
    }
    #expect(throws: InvalidConfigurationError.self) {
      try npg(EnvironmentCatalogue.named("CartPole-v1")) { $0.stepSize = 1 }
    }
  }
}
