import Environments
import LinearAlgebra
import NeuralNetworks
import PolicyGradients
import ReinforcementLearning
import Testing

/// One of three signs is seen. Each forbids another of four actions, which would be worth 5; the allowed action after the
/// sign is worth 1, the others nothing. Eight steps.
private struct Temptation: Environment {
  var sign = 0
  var time = 0
  var observationSpace: ObservationSpace { ObservationSpace(shape: [3], low: 0, high: 1) }
  var actionSpace: ActionSpace { .discrete(4) }
  static var masksActions: Bool { true }
  mutating func reset(using stream: inout RandomStream) {
    (sign, time) = (stream.integer(below: 3), 0)
  }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let reward: Double = action == sign ? 5 : action == sign + 1 ? 1 : 0
    sign = stream.integer(below: 3)
    time += 1
    return Step(reward: reward, status: time == 8 ? .terminated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) {
    for i in 0..<3 { row[i] = i == sign ? 1 : 0 }
  }
  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in 0..<4 { mask[i] = i != sign }
  }
}

/// The same without masks.
private struct Unmasked<Base: Environment>: EnvironmentWrapper {
  var base: Base
  static var masksActions: Bool { false }
  mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }
  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in mask.indices { mask[i] = true }
  }
}

struct MaskedLearningTests {
  private func learner(_ environment: some Environment, seed: UInt64) throws -> REINFORCE {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 400
    configuration.hiddenWidths = [16]
    configuration.learningRate = 0.02
    configuration.entropyCoefficient = 0.001
    return try REINFORCE(
      environment: EnvironmentSpecification(
        name: "Temptation", summary: "Resist it.", environment: environment),
      configuration: configuration, seed: seed)
  }

  /// Without masks it learns to do what is forbidden; with masks never once, and learns the best that is allowed.
  @Test(arguments: [1, 2, 3])
  func whatIsForbiddenIsNeverDone(seed: UInt64) throws {
    var masked = try learner(Temptation(), seed: seed)
    var unmasked = try learner(Unmasked(base: Temptation()), seed: seed)
    var (resisted, tempted) = (0.0, 0.0)
    for _ in 0..<60 {
      let metrics = try masked.iterate()
      // A single forbidden action in 400 steps would be seen: allowed ones give at most 8.
      #expect(metrics.returnMaximum <= 8)
      resisted = metrics.returnMean
      tempted = try unmasked.iterate().returnMean
    }
    #expect(resisted > 7.5)
    #expect(tempted > 30)
    let evaluation = try Evaluation(
      of: masked.policy, in: masked.environment, episodes: 50, seed: 1, isStochastic: true)
    #expect(evaluation.returns.allSatisfy { $0 <= 8 } && evaluation.mean > 7.5)
  }

  /// Where one action alone is allowed, its probability is 1 whatever the parameters: there is no gradient.
  @Test(arguments: [false, true])
  func aChoiceOfOneHasNoGradient(isOptimal: Bool) throws {
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 60
    configuration.normalizesAdvantages = false
    configuration.baseline = isOptimal ? .optimal : .none
    configuration.returnForm = .full
    for (environment, isMasked): (EnvironmentSpecification, Bool) in [
      (.init(name: "Forced", summary: "", environment: Forced()), true),
      (.init(name: "Free", summary: "", environment: Unmasked(base: Forced())), false),
    ] {
      var learner = try REINFORCE(environment: environment, configuration: configuration, seed: 4)
      let before = learner.policy.parameters
      let metrics = try learner.iterate()
      #expect((metrics.gradientNorm == 0) == isMasked)
      #expect((learner.policy.parameters == before) == isMasked)
      #expect((abs(metrics.entropy) < 1e-6) == isMasked)
    }
  }
}

/// Allows one of three actions, and rewards actions differently.
private struct Forced: Environment {
  var time = 0
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: 0, high: 4) }
  var actionSpace: ActionSpace { .discrete(3) }
  static var masksActions: Bool { true }
  mutating func reset(using stream: inout RandomStream) { time = 0 }
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    time += 1
    return Step(reward: Double(action + 1), status: time == 4 ? .terminated : .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(time) }
  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in 0..<3 { mask[i] = i == time % 3 }
  }
}
