import ControlAsInference
import Environments
import Foundation
import InformationTheory
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// A point in the plane, for some steps.
private func plane(steps: Int) -> EnvironmentSpecification {
  EnvironmentSpecification(
    name: "Navigation2D-v0", summary: "", environment: Navigation2D(), stepLimit: steps)
}

/// A small learner.
private func configuration(
  _ change: (inout DIAYN.Configuration) -> Void = { _ in }
) -> DIAYN.Configuration {
  var configuration = DIAYN.Configuration()
  configuration.skills = 3
  configuration.discriminatorWidths = [8]
  configuration.sac.hiddenWidths = [8]
  configuration.sac.batchSize = 16
  configuration.sac.warmUpSteps = 40
  configuration.sac.replayCapacity = 1000
  configuration.sac.iterationSteps = 60
  change(&configuration)
  return configuration
}

@Suite struct SkillBatchTests {
  private func batch() -> SkillBatch {
    SkillBatch(
      plane(steps: 7).makeBatch(4, 1, 1), skills: 3, using: RandomStream(seed: 2))
  }

  /// The skill in a row.
  private func skill(_ matrix: Matrix<Scalar>, _ i: Int, behind features: Int) -> Int? {
    let shares = (0..<3).map { matrix[i, features + $0] }
    return shares.reduce(0, +) == 1 ? shares.firstIndex(of: 1) : nil
  }

  @Test func aSkillStaysForAnEpisode() {
    var batch = batch()
    let features = batch.base.observationSpace.count
    #expect(batch.observationSpace.count == features + 3)
    var (seen, changes) = (Set<Int>(), 0)
    batch.reset()
    var actions = Matrix<Scalar>(rows: 4, columns: 2)
    for t in 1...700 {
      let before = batch.skills
      for i in 0..<4 { #expect(skill(batch.observations, i, behind: features) == before[i]) }
      batch.sampleActions(into: &actions)
      batch.step(actions)
      for i in 0..<4 {
        #expect(batch.observations[i, 0] == batch.base.observations[i, 0])
        seen.insert(batch.skills[i])
        if t % 7 == 0 {
          #expect(batch.statuses[i] == .truncated)
          // What the episode ended with still has its skill.
          #expect(skill(batch.finalObservations, i, behind: features) == before[i])
          if batch.skills[i] != before[i] { changes += 1 }
        } else if batch.statuses[i] == .running {
          #expect(batch.skills[i] == before[i])
        }
      }
    }
    #expect(seen == [0, 1, 2])
    // Two of three draws are another skill: 267 of 400 are expected, with a deviation of 9.4.
    #expect(abs(changes - 267) < 40)
  }

  @Test func comesBackFromItsState() throws {
    var batch = batch()
    batch.reset()
    var actions = Matrix<Scalar>(rows: 4, columns: 2)
    for _ in 0..<5 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    struct Box: Codable {
      var batch: SkillBatch
      init(_ batch: SkillBatch) { self.batch = batch }
      init(from decoder: any Decoder) throws {
        batch = SkillBatch(
          plane(steps: 7).makeBatch(4, 9, 1), skills: 3, using: RandomStream(seed: 8))
        try batch.restoreState(from: decoder)
      }
      func encode(to encoder: any Encoder) throws { try batch.encodeState(to: encoder) }
    }
    let data = try JSONEncoder().encode(Box(batch))
    var restored = try JSONDecoder().decode(Box.self, from: data).batch
    for _ in 0..<20 {
      batch.sampleActions(into: &actions)
      var same = actions
      restored.sampleActions(into: &same)
      #expect(same == actions)
      batch.step(actions)
      restored.step(actions)
      #expect(restored.observations == batch.observations && restored.skills == batch.skills)
    }
    let wrong = String(decoding: data, as: UTF8.self).replacingOccurrences(
      of: "\"skills\":[", with: "\"skills\":[7,")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Box.self, from: Data(wrong.utf8))
    }
  }
}

@Suite struct SkillPolicyTests {
  private func policy() -> SkillPolicy {
    var random = RandomStream(seed: 1)
    let conditioned = StochasticPolicy<Scalar>(
      observations: 5, head: .gaussian(components: 2, deviation: 0.5), hidden: [8], using: &random)
    return SkillPolicy(conditioned, skills: 3)
  }

  /// The most likely actions in a row of states that do not change.
  private func actions(
    _ policy: SkillPolicy, copies: Int = 6, steps: Int = 3, restarting: Int? = nil
  ) -> [[[Scalar]]] {
    var actor = policy.makeActor(copies: copies, isMasked: false)
    var streams = RandomStream(seed: 3).streams(copies)
    var actions = Matrix<Scalar>(rows: copies, columns: 2)
    let state = Matrix<Scalar>(rows: copies, columns: 2) { _, j in Scalar(j) + 0.5 }
    return (0..<steps).map { t in
      if t == restarting { for i in 0..<copies { actor.begin(i) } }
      actor.act(state, allowed: nil, isStochastic: false, into: &actions, using: &streams)
      return (0..<copies).map { i in (0..<2).map { actions[i, $0] } }
    }
  }

  @Test func aSkillIsDrawnForEachEpisode() {
    let policy = policy()
    let drawn = actions(policy, copies: 30, steps: 4, restarting: 2)
    #expect(drawn[0] == drawn[1] && drawn[2] == drawn[3] && drawn[1] != drawn[2])
    let kinds = Set(drawn.flatMap { $0 })
    #expect(kinds.count == 3)
    for skill in 0..<3 {
      var fixed = policy
      fixed.skill = skill
      let one = Set(actions(fixed, restarting: 1).flatMap { $0 })
      #expect(one.count == 1 && one.isSubset(of: kinds))
    }
  }

  @Test func comesBackFromAFile() throws {
    let policy = policy()
    let file = try policy.checkpoint()
    let copy = try #require(
      try PolicyFile.policy(in: file, among: PolicyFile.kinds + [SkillPolicy.self])
        as? SkillPolicy)
    #expect(copy.skillCount == 3 && copy.observationWidth == 2)
    #expect(copy.conditioned.parameters == policy.conditioned.parameters)
    for text in ["0", "5", "many"] {
      var wrong = file
      wrong.metadata[SkillPolicy.fileKey] = text
      #expect(throws: PolicyFileError.self) { try SkillPolicy(restoring: wrong) }
    }
  }
}

extension RandomStream {
  /// Streams split from this one.
  fileprivate func streams(_ count: Int) -> [RandomStream] {
    var copy = self
    return copy.split(count)
  }
}

@Suite struct DIAYNTests {
  /// The discriminator starts at q = 1/k: the reward is 0 and the loss log k; on states that tell the skill it learns to tell it.
  @Test func discriminator() throws {
    var random = RandomStream(seed: 1)
    var discriminator = SkillDiscriminator(
      features: 1, skills: 2, hidden: [8], learningRate: 0.02, batchSize: 8, using: &random)
    var batch = TransitionBatch(
      ReplayLayout(
        capacity: 8, observations: ObservationSpace(shape: [3]), actions: .discrete(2)), size: 8)
    for i in 0..<8 {
      batch.nextObservations[i, 0] = i % 2 == 0 ? 1 : -1
      batch.nextObservations[i, 1] = i % 2 == 0 ? 1 : 0
      batch.nextObservations[i, 2] = i % 2 == 0 ? 0 : 1
    }
    let first = try discriminator.rewardAndLearn(&batch)
    #expect(abs(first.loss - log(2)) < 1e-6)
    for i in 0..<8 { #expect(abs(batch.rewards[i]) < 1e-6) }
    for _ in 0..<200 { _ = try discriminator.rewardAndLearn(&batch) }
    let last = try discriminator.rewardAndLearn(&batch)
    #expect(last.loss < 0.05 && last.accuracy == 1)
    for i in 0..<8 { #expect(abs(Double(batch.rewards[i]) - log(2)) < 0.1) }
    batch.nextObservations[0, 0] = .nan
    #expect(throws: NotFiniteError.self) { try discriminator.rewardAndLearn(&batch) }
  }

  @Test func optionsHaveEffects() throws {
    try LearnerBits.effects(
      DIAYN.self, in: plane(steps: 20), configuration(),
      [
        ("skills", { $0.skills = 4 }), ("widths", { $0.discriminatorWidths = [4] }),
        ("rate", { $0.discriminatorLearningRate = 0.1 }),
        ("sac.temperature", { $0.sac.temperature = 1 }),
        ("sac.discount", { $0.sac.discount = 0.5 }),
      ])
  }

  @Test func wrongOptionsAreRefused() throws {
    try LearnerBits.refusals(
      DIAYN.Configuration(),
      [
        ("skills", { $0.skills = 1 }), ("discriminatorWidths", { $0.discriminatorWidths = [0] }),
        ("discriminatorLearningRate", { $0.discriminatorLearningRate = .nan }),
        ("sac.batchSize", { $0.sac.batchSize = 0 }),
      ])
    #expect(throws: UnsupportedSpaceError.self) {
      try DIAYN(environment: EnvironmentCatalogue.named("CartPole-v1"))
    }
  }
}

@Suite struct DIAYNDeterminismTests {
  @Test func threadsGiveTheSameBits() throws {
    try LearnerBits.threads(DIAYN.self, in: plane(steps: 20)) { threads in
      configuration {
        $0.sac.copies = 4
        $0.sac.threads = threads
      }
    }
  }

  @Test func resumes() throws {
    try LearnerBits.restoring(DIAYN.self, in: plane(steps: 20), configuration())
  }
}

/// In release.
@Suite(.enabled(if: isRelease)) struct DIAYNLearningTests {
  /// Four skills of a point in the plane come apart: 90 % of states tell their skill, and of log 4 = 1.39 nats most is there.
  @Test func skillsComeApart() throws {
    var configuration = DIAYN.Configuration()
    configuration.skills = 4
    var learner = try DIAYN(environment: plane(steps: 30), configuration: configuration, seed: 1)
    var metrics = try learner.iterate()
    while learner.environmentSteps < 10_000 { metrics = try learner.iterate() }
    #expect(metrics.accuracy > 0.85 && metrics.information > 1, "\(metrics)")
  }
}
