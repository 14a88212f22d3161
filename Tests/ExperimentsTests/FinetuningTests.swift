import Apus
import Foundation
import Logging
import Testing

@Suite("Pre-train and finetune")
struct FinetuningTests {
  private let cartPole: EnvironmentSpecification
  private let pretrained: StochasticPolicy<Float>

  init() throws {
    cartPole = try EnvironmentCatalogue.named("CartPole-v1")
    var stream = RandomStream(seed: 77)
    pretrained = StochasticPolicy(for: cartPole, hidden: [64, 64], using: &stream)
  }

  private func check<L: FinetunableLearner>(_ type: L.Type) throws {
    var learner = try L(environment: cartPole, configuration: L.Configuration(), seed: 1)
    try learner.begin(with: pretrained)
    let file = try learner.policy.checkpoint(metadata: [:])
    for slot in pretrained.layout.slots {
      let tensor: Vector<Float> = try file.vector(named: slot.name)
      let start = pretrained.parameters.span.extracting(slot.offset..<slot.offset + slot.count)
      #expect((0..<tensor.count).allSatisfy { tensor[$0] == start[$0] }, "\(slot.name)")
    }
    // It acts by it from the first step on, and learns on.
    _ = try learner.iterate()
    let after: Vector<Float> = try learner.policy.checkpoint(metadata: [:])
      .vector(named: "policy.0.weight")
    #expect((0..<after.count).contains { after[$0] != pretrained.parameters[$0] })
    #expect(throws: PretrainedPolicyError.self) { try learner.begin(with: pretrained) }
  }

  @Test func learnersBeginWithIt() throws {
    try check(REINFORCE.self)
    try check(BatchActorCritic.self)
    try check(A2C.self)
    try check(PPO.self)
    try check(NPG.self)
    try check(TRPO.self)
  }

  @Test("A policy of another kind is refused, by a word on how it differs")
  func refusals() throws {
    func refusal(
      _ policy: any Policy, _ change: (inout PPO.Configuration) -> Void = { _ in }
    ) throws -> String? {
      var configuration = PPO.Configuration()
      change(&configuration)
      var learner = try PPO(environment: cartPole, configuration: configuration, seed: 1)
      return #expect(throws: PretrainedPolicyError.self) { try learner.begin(with: policy) }?
        .description
    }
    var stream = RandomStream(seed: 1)
    #expect(
      try refusal(StochasticPolicy(for: cartPole, hidden: [32], using: &stream))
        == "ppo cannot begin with the policy: it is 4 → 32 tanh → 2 identity, and the learner's 4 → 64 tanh → 64 tanh → 2 identity."
    )
    let pendulum = try EnvironmentCatalogue.named("Pendulum-v1")
    #expect(
      try refusal(StochasticPolicy(for: pendulum, hidden: [64, 64], using: &stream))?
        .contains("it has the head") == true)
    #expect(
      try refusal(pretrained) { $0.normalizesObservations = true }?
        .contains("turn normalizesObservations off") == true)
    #expect(
      try refusal(pretrained) { ($0.memory, $0.units) = (.gru, 8) }?.contains("a memory") == true)
  }

  @Test("A run begins with the policy of another, resumes, and says which")
  func runs() throws {
    let folder = NSTemporaryDirectory() + "apus-finetuning-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var cloning = BehaviourCloning.Configuration()
    cloning.trajectories = 3
    cloning.evaluationEpisodes = 1
    cloning.clone.gradientSteps = 100
    cloning.clone.hiddenWidths = [64, 64]
    cloning.clone.normalizesObservations = false
    let first = try Run<BehaviourCloning>(
      environment: cartPole, configuration: cloning, plan: RunPlan(iterations: 1), logger: logger
    ).train(into: folder + "/clone")
    var plan = RunPlan(iterations: 1)
    plan.initialPolicy = folder + "/clone"
    plan.evaluation.every = .never
    let drawn = try Run<PPO>(
      environment: cartPole, plan: RunPlan(iterations: 1), logger: logger
    ).train(into: folder + "/drawn")
    let tuned = try Run<PPO>(environment: cartPole, plan: plan, logger: logger)
      .train(into: folder + "/tuned")
    #expect(tuned.lastReturns[0] > drawn.lastReturns[0] + 20)
    _ = first
    let text = try String(contentsOfFile: folder + "/tuned/config.yml", encoding: .utf8)
    #expect(text.contains("initialPolicy: ") && text.contains("\(folder)/clone"))
    plan.iterations = 2
    let resumed = try Run<PPO>(environment: cartPole, plan: plan, logger: logger)
      .train(into: folder + "/tuned", .resuming)
    #expect(resumed.learner.iteration == 2)
    plan.initialPolicy = nil
    plan.iterations = 3
    #expect(throws: ConfigurationError.self) {
      try Run<PPO>(environment: cartPole, plan: plan, logger: logger)
        .train(into: folder + "/tuned", .resuming)
    }
    plan.initialPolicy = folder + "/clone"
    #expect(throws: InvalidConfigurationError.self) {
      try Run<DQN>(environment: cartPole, plan: plan, logger: logger)
        .train(into: folder + "/other")
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/other/config.yml"))
  }
}
