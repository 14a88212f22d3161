import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct TrajectorySamplerTests {
  private func sampler(
    _ environment: some Environment, workers: Int = 1, copies: Int = 1, threads: Int = 1,
    isNormalized: Bool = false
  ) throws -> (TrajectorySampler, StochasticPolicy<Scalar>) {
    let specification = EnvironmentSpecification(environment)
    let policy = try specification.policy()
    var random = RandomStream(seed: 7)
    return (
      TrajectorySampler(
        environment: specification, policy: policy, workers: workers, copies: copies,
        threads: threads, normalizesObservations: isNormalized, using: &random), policy
    )
  }

  /// Three copies in step, episodes of 4 steps: they end together after 10, 11 and 12 steps in all.
  @Test(arguments: [(1, 3), (10, 3), (11, 4), (12, 5), (13, 6), (24, 8), (25, 9)])
  func quota(steps: Int, trajectories: Int) throws {
    var (sampler, policy) = try sampler(Rewarding(), copies: 3)
    try sampler.sample(policy, minimumSteps: steps)
    #expect(sampler.trajectories.count == trajectories)
    #expect(sampler.trajectories.steps == 4 * trajectories)
  }

  @Test func theQuotaIsSharedByTheWorkers() throws {
    // 9 steps over 2 workers are 5 each, two episodes of 4.
    var (sampler, policy) = try sampler(Rewarding(), workers: 2)
    try sampler.sample(policy, minimumSteps: 9)
    #expect(sampler.trajectories.count == 4)
    try sampler.sample(policy, minimumSteps: 8)
    #expect(sampler.trajectories.count == 2)
  }

  @Test func aTrajectoryBeginsBelowTheQuotaOnly() throws {
    var (sampler, policy) = try sampler(RandomLength())
    for quota in 1...40 {
      try sampler.sample(policy, minimumSteps: quota)
      let (all, last) = (sampler.trajectories, sampler.trajectories.ranges.last)
      #expect(all.steps >= quota)
      #expect(all.steps - (last?.count ?? 0) < quota)
    }
  }

  /// A rule that let long episodes fall away would make the mean length too small.
  @Test func lengthsAreNotBiased() throws {
    var (sampler, policy) = try sampler(RandomLength(), copies: 16)
    try sampler.sample(policy, minimumSteps: 40_000)
    let all = sampler.trajectories
    // Uniform over 1...6: mean 3.5, variance 35/12.
    let error = (35 / 12 / Double(all.count)).squareRoot()
    #expect(abs(Double(all.steps) / Double(all.count) - 3.5) < 4 * error + 16 * 6 / 40_000)
  }

  @Test(arguments: [1, 5])
  func rows(copies: Int) throws {
    var (sampler, policy) = try sampler(RandomLength(), workers: 2, copies: copies)
    for _ in 0..<2 {
      try sampler.sample(policy, minimumSteps: 200)
      let all = sampler.trajectories
      #expect(all.observations.count == all.steps && all.actions.count == all.steps)
      #expect(all.rewards.count == all.steps)
      #expect(all.finalObservations.count == all.count && all.endings.count == all.count)
      var next = 0
      for (i, range) in all.ranges.enumerated() {
        #expect(range.lowerBound == next && !range.isEmpty)
        next = range.upperBound
        #expect(all.endings[i] == (range.count % 2 == 1 ? .terminated : .truncated))
        #expect(all.totalReward(i) == Double(range.count))
        // The second feature is the time: that of each step, and of what the last one led to.
        for (time, t) in range.enumerated() { #expect(all.observations[t, 1] == Scalar(time)) }
        #expect(all.finalObservations[i, 1] == Scalar(range.count))
      }
      #expect(next == all.steps)
      #expect(Set(all.endings).count == 2)
    }
  }

  @Test(arguments: [false, true])
  func sameBitsForAnyNumberOfThreads(isNormalized: Bool) throws {
    var (one, policy) = try sampler(
      RandomLength(), workers: 3, copies: 2, isNormalized: isNormalized)
    for threads in [1, 2, 3] {
      var (other, _) = try sampler(
        RandomLength(), workers: 3, copies: 2, threads: threads, isNormalized: isNormalized)
      for _ in 0..<3 {
        try other.sample(policy, minimumSteps: 100)
        if threads == 1 { try one.sample(policy, minimumSteps: 100) }
      }
      #expect(other.trajectories.observations.elements == one.trajectories.observations.elements)
      #expect(other.trajectories.actions.elements == one.trajectories.actions.elements)
      #expect(other.trajectories.rewards == one.trajectories.rewards)
      #expect(other.trajectories.ranges == one.trajectories.ranges)
      #expect(other.normalizer == one.normalizer)
    }
    #expect(Set(Array(one.trajectories.actions.elements)).count == 2)
  }

  @Test func normalizerIsFrozenDuringACall() throws {
    // What is observed does not depend on actions, so a sampler without normalisation sees the raw numbers.
    var (plain, policy) = try sampler(RandomLength(), workers: 2, copies: 2)
    var (normalized, _) = try sampler(RandomLength(), workers: 2, copies: 2, isNormalized: true)
    #expect(plain.normalizer == nil)
    var seen: [[Double]] = [[], []]
    for call in 0..<3 {
      let frozen = try #require(normalized.normalizer)
      try plain.sample(policy, minimumSteps: 300)
      try normalized.sample(policy, minimumSteps: 300)
      let pairs = [
        (plain.trajectories.observations, normalized.trajectories.observations),
        (plain.trajectories.finalObservations, normalized.trajectories.finalObservations),
      ]
      for (raw, rows) in pairs {
        try #require(raw.count == rows.count)
        for i in 0..<raw.count {
          for j in 0..<2 {
            let x = Double(raw[i, j])
            let expected = call == 0 ? x : (x - frozen.mean[j]) / frozen.deviation(j)
            #expect(abs(Double(rows[i, j]) - expected) < 1e-5)
          }
        }
      }
      // Afterwards it holds all observations that were acted on: two passes over them agree.
      let after = try #require(normalized.normalizer)
      for j in 0..<2 {
        let raw = plain.trajectories.observations
        seen[j] += (0..<raw.count).map { Double(raw[$0, j]) }
        let mean = seen[j].reduce(0, +) / Double(seen[j].count)
        let squares = seen[j].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(after.count == Double(seen[j].count))
        #expect(abs(after.mean[j] - mean) < 1e-9)
        #expect(abs(after.deviation(j) - (squares / after.count).squareRoot()) < 1e-9)
      }
    }
  }

  @Test(arguments: [1, 2])
  func aRewardThatIsNotFinite(threads: Int) throws {
    var (sampler, policy) = try sampler(
      Rewarding(reward: { _ in .nan }), workers: 2, threads: threads)
    let error = #expect(throws: NotFiniteError.self) {
      try sampler.sample(policy, minimumSteps: 10)
    }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("Test gave the reward nan at step 1, after the action ["))
  }

  /// The step after which an observation is not finite, the last one of an episode too, and the reset.
  @Test(arguments: [
    (2, "Test gave an observation whose feature 0 is inf at step 2, after the action ["),
    (3, "Test gave a last observation whose feature 0 is inf at step 3, after the action ["),
    (0, "Test gave an observation whose feature 0 is inf at the reset."),
  ])
  func anObservationThatIsNotFinite(time: Int, message: String) throws {
    struct Spoiled: Environment {
      let bad: Int
      var time = 0
      var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
      var actionSpace: ActionSpace { .discrete(2) }
      mutating func reset(using stream: inout RandomStream) { time = 0 }
      mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
        time += 1
        return Step(reward: 1, status: time == 3 ? .terminated : .running)
      }
      func observe(into row: inout MutableSpan<Scalar>) { row[0] = time == bad ? .infinity : 1 }
    }
    var (sampler, policy) = try sampler(Spoiled(bad: time), workers: 2)
    let error = #expect(throws: NotFiniteError.self) { try sampler.sample(policy, minimumSteps: 9) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    let specification = EnvironmentSpecification(Spoiled(bad: time))
    let other = #expect(throws: NotFiniteError.self) {
      try Evaluation(of: policy, in: specification, episodes: 3, seed: 1)
    }
    #expect(other?.description.hasPrefix(message) == true, "\(String(describing: other))")
  }

  /// State-dependent exploration keeps its noise over a checkpoint; noise of another policy is refused.
  @Test func noiseIsSaved() throws {
    let pendulum = try EnvironmentCatalogue.named("Pendulum-v1")
    func make(interval: Int) -> (TrajectorySampler, StochasticPolicy<Scalar>) {
      var random = RandomStream(seed: 3)
      let policy = StochasticPolicy<Scalar>(
        observations: 3, head: .gsde(components: 1, deviation: 0.5, interval: interval),
        hidden: [4], activation: .tanh, using: &random)
      let sampler = TrajectorySampler(
        environment: pendulum, policy: policy, workers: 2, copies: 2, threads: 1, using: &random)
      return (sampler, policy)
    }
    // 200 steps an episode: 300 calls fall into the middle of an interval.
    var (whole, policy) = make(interval: 300)
    try whole.sample(policy, minimumSteps: 100)
    let folder = NSTemporaryDirectory() + "apus-noise-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 1) { try $0.part("sampler", whole) }
    try whole.sample(policy, minimumSteps: 100)

    let checkpoint = try #require(try store.openLatest())
    var (resumed, _) = make(interval: 300)
    try checkpoint.part("sampler", &resumed)
    #expect(checkpoint.unread.isEmpty)
    try resumed.sample(policy, minimumSteps: 100)
    let (one, other) = (whole.trajectories, resumed.trajectories)
    #expect(one.steps == other.steps && one.steps == 800)
    #expect(Array(one.rewards) == Array(other.rewards))
    for i in 0..<one.steps { #expect(one.actions[i, 0] == other.actions[i, 0]) }

    var (different, _) = make(interval: 7)
    #expect(throws: CheckpointError.self) { try checkpoint.part("sampler", &different) }
  }
}
