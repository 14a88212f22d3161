import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct RolloutCollectorTests {
  private func collector(
    _ environment: some Environment, copies: Int = 3, steps: Int = 20, threads: Int = 1,
    observations: Bool = false, rewards: Bool = false, head: PolicyHead? = nil
  ) -> (RolloutCollector, ActorCriticNetwork<Scalar>) {
    let specification = EnvironmentSpecification(environment)
    var random = RandomStream(seed: 5)
    let network = ActorCriticNetwork<Scalar>(
      observations: specification.observationSpace.count,
      head: head ?? PolicyHead(for: specification.actionSpace, deviation: 1), hidden: [4],
      using: &random)
    return (
      RolloutCollector(
        environment: specification, network: network, copies: copies, steps: steps,
        threads: threads, discount: 0.9, normalizesObservations: observations,
        normalizesRewards: rewards, using: &random), network
    )
  }

  @Test func rowsAreTheStepsOfACopyInOrder() throws {
    var (collector, network) = collector(Rewarding(), steps: 10)
    try collector.collect(network)
    let rollout = collector.rollout
    for i in 0..<3 {
      for t in 0..<10 {
        // What is observed is the time within an episode of 4 steps.
        #expect(rollout.observations[i * 10 + t, 0] == Scalar(t % 4))
        #expect(rollout.rewards[i * 10 + t] == rollout.actions[i * 10 + t, 0])
        #expect(rollout.statuses[i * 10 + t] == (t % 4 == 3 ? .terminated : .running))
      }
    }
    #expect(rollout.segments.count == 9)
    for segment in rollout.segments {
      #expect((segment.bootstrap == nil) == (segment.ending == .terminated))
      #expect((segment.ending == .running) == (segment.rows.upperBound % 10 == 0))
    }
    // Episodes go on: the next rollout begins at time 2.
    try collector.collect(network)
    #expect(collector.rollout.observations[0, 0] == 2)
    #expect(collector.rollout.episodes.allSatisfy { $0.length == 4 })
  }

  /// Every row belongs to one segment, and what follows a segment is what the environment showed last.
  @Test func segmentsCoverTheRollout() throws {
    var (collector, network) = collector(RandomLength(), copies: 4, steps: 50)
    for _ in 0..<3 {
      try collector.collect(network)
      let rollout = collector.rollout
      var owners = Array(repeating: 0, count: rollout.count)
      for segment in rollout.segments {
        for row in segment.rows { owners[row] += 1 }
        for row in segment.rows.dropLast() { #expect(rollout.statuses[row] == .running) }
        #expect(rollout.statuses[segment.rows.upperBound - 1] == segment.ending)
        guard let bootstrap = segment.bootstrap else { continue }
        // The second feature is the time within the episode, so the state that follows shows one more.
        let last = rollout.observations[segment.rows.upperBound - 1, 1]
        #expect(rollout.bootstrapObservations[bootstrap, 1] == last + 1)
      }
      #expect(owners.allSatisfy { $0 == 1 })
      #expect(
        rollout.bootstrapObservations.count
          == rollout.segments.count { $0.ending != .terminated })
      #expect(rollout.bootstrapValues.count == rollout.bootstrapObservations.count)
    }
  }

  @Test func logProbabilitiesAndValuesAreTheNetworks() throws {
    for head in [
      PolicyHead.categorical(actions: 2), .multiCategorical(counts: [3, 2]),
      .gaussian(components: 2, deviation: 0.5), .gsde(components: 2, deviation: 0.5, interval: 3),
      .beta(low: [-1, -1], high: [1, 1]),
      .squashedGaussian(low: [-1, -1], high: [1, 1], deviation: 0.5),
    ] {
      let (rows, features) = (6, 3)
      var random = RandomStream(seed: 3)
      let network = ActorCriticNetwork<Scalar>(
        observations: features, head: head, hidden: [5], using: &random)
      let evaluator = ActorCriticEvaluator(network, rows: rows, computesValues: true)
      let x = Matrix<Scalar>(rows: rows, columns: features) { _, _ in Scalar(random.normal()) }
      var actions = Matrix<Scalar>(rows: rows, columns: head.actionWidth)
      var streams = random.split(rows)
      for _ in 0..<2 {
        let drawn = evaluator.sample(network, x, into: &actions, using: &streams)
        let tape = Tape<Scalar>()
        let θ = tape.input(network.parameters)
        let expected = network.policy.distribution(
          tape.input(x), tape.input(network.policy.parameters)
        ).logProbability(of: tape.input(actions))
        let values = network.values(tape.input(x), θ)
        for i in 0..<rows {
          #expect(abs(drawn.logProbabilities[i] - expected[i, 0]) < 1e-5, "\(head)")
          #expect(drawn.values?[i] == values[i, 0])
        }
      }
    }
  }

  @Test(arguments: [1, 7, 512, 513])
  func valuesOfAnyNumberOfStates(_ count: Int) {
    var random = RandomStream(seed: 3)
    let network = ActorCriticNetwork<Scalar>(
      observations: 3, head: .categorical(actions: 2), hidden: [5], using: &random)
    let x = Matrix<Scalar>(rows: count, columns: 3) { _, _ in Scalar(random.normal()) }
    var values = Vector<Scalar>(count: count)
    ValueEvaluator(network, rows: 64).evaluate(network, x.elements, into: &values)
    let tape = Tape<Scalar>()
    let expected = network.values(tape.input(x), tape.input(network.parameters))
    for i in 0..<count { #expect(abs(values[i] - expected[i, 0]) < 1e-5) }
  }

  /// Â by its definition: the discounted rewards of the segment and the value at its end, λ = 1.
  @Test func truncationBootstrapsAndTerminationDoesNot() throws {
    var (collector, network) = collector(RandomLength(), copies: 4, steps: 40)
    try collector.collect(network)
    collector.rollout.estimateAdvantages(discount: 0.9, lambda: 1)
    let rollout = collector.rollout
    var endings: [Status] = []
    for segment in rollout.segments {
      endings.append(segment.ending)
      var sum = segment.bootstrap.map { Double(rollout.bootstrapValues[$0]) } ?? 0
      for t in segment.rows.reversed() {
        sum = Double(rollout.rewards[t]) + 0.9 * sum
        #expect(abs(Double(rollout.returns[t]) - sum) < 1e-5)
        #expect(abs(Double(rollout.advantages[t] + rollout.values[t]) - sum) < 1e-5)
      }
    }
    for status in [Status.running, .truncated, .terminated] { #expect(endings.contains(status)) }
  }

  @Test func normalisedRolloutsHoldWhatTheNetworksSee() throws {
    var (collector, network) = collector(
      RandomLength(), copies: 8, steps: 200, observations: true, rewards: true)
    for _ in 0..<5 { try collector.collect(network) }
    let rollout = collector.rollout
    var (sum, squares) = (0.0, 0.0)
    for t in 0..<rollout.count {
      sum += Double(rollout.observations[t, 0])
      squares += Double(rollout.observations[t, 0] * rollout.observations[t, 0])
    }
    let mean = sum / Double(rollout.count)
    #expect(abs(mean) < 0.1 && abs(squares / Double(rollout.count) - mean * mean - 1) < 0.1)
    // The environment rewards each step by 1; episodes are reported as they are.
    #expect(rollout.rewards[0] != 1)
    #expect(rollout.episodes.allSatisfy { $0.totalReward == Double($0.length) })
    let statistic = collector.normalizer
    collector.isFrozen = true
    try collector.collect(network)
    #expect(collector.normalizer == statistic)
  }

  @Test func actionsBeyondTheBoundsAreClippedForTheEnvironmentAlone() throws {
    struct Bounded: Environment {
      var seen = 0.0
      var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: -1, high: 1) }
      var actionSpace: ActionSpace { .continuous(low: [-0.5], high: [0.25]) }
      mutating func reset(using stream: inout RandomStream) {}
      mutating func step(
        _ action: InlineArray<1, Double>, using stream: inout RandomStream
      ) -> Step {
        Step(reward: action[0], status: .running)
      }
      func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }
    }
    var (collector, network) = collector(Bounded(), steps: 100)
    try collector.collect(network)
    let rollout = collector.rollout
    for t in 0..<rollout.count {
      #expect(rollout.rewards[t] == min(max(rollout.actions[t, 0], -0.5), 0.25))
    }
    #expect((0..<rollout.count).contains { abs(rollout.actions[$0, 0]) > 0.5 })
  }

  @Test func threadsDoNotMatter() throws {
    func outcome(_ threads: Int) throws -> ([Scalar], Matrix<Scalar>, ObservationNormalizer?) {
      var (collector, network) = collector(
        RandomLength(), copies: 40, steps: 30, threads: threads, observations: true, rewards: true)
      for _ in 0..<3 { try collector.collect(network) }
      let rollout = collector.rollout
      return (
        Array(rollout.rewards) + Array(rollout.values) + Array(rollout.logProbabilities),
        rollout.observations, collector.normalizer
      )
    }
    let first = try outcome(1)
    for threads in [2, 3] {
      let other = try outcome(threads)
      #expect(other.0 == first.0 && other.1 == first.1 && other.2 == first.2)
    }
  }

  @Test func minibatchesHoldEachRowOnce() {
    var batches = Minibatches(rows: 10, size: 4)
    #expect(batches.count == 3 && batches.lastSize == 2)
    var random = RandomStream(seed: 1)
    batches.shuffle(using: &random)
    let first = (0..<3).map { Array(batches[$0]) }
    #expect(first.flatMap { $0 }.sorted() == Array(0..<10) && first.map(\.count) == [4, 4, 2])
    // The order depends on the stream, not on the order before.
    var again = Minibatches(rows: 10, size: 4)
    again.shuffle(using: &random)
    random = RandomStream(seed: 1)
    again.shuffle(using: &random)
    #expect((0..<3).map { Array(again[$0]) } == first)
    #expect(Minibatches(rows: 3, size: 8).count == 1)
  }

  @Test func minibatchesKeepSequencesTogether() {
    var batches = Minibatches(rows: 20, size: 8, sequenceLength: 4)
    #expect(batches.count == 3 && batches.lastSize == 4)
    #expect(Array(batches[0]) == [0, 4, 1, 5, 2, 6, 3, 7])
    var random = RandomStream(seed: 1)
    batches.shuffle(using: &random)
    #expect((0..<3).flatMap { batches.sequences($0) }.sorted() == Array(0..<5))
    for k in 0..<3 {
      let (rows, sequences) = (Array(batches[k]), Array(batches.sequences(k)))
      for (i, row) in rows.enumerated() {
        let (step, which) = i.quotientAndRemainder(dividingBy: sequences.count)
        #expect(row == sequences[which] * 4 + step)
      }
    }
  }

  @Test func theLatestHundredEpisodesAreAveraged() {
    var recent = RecentEpisodes()
    #expect(recent.meanReturn.isNaN)
    for i in 0..<150 { recent.append(FinishedEpisode(totalReward: Double(i), length: 2 * i)) }
    #expect(recent.meanReturn == 99.5 && recent.meanLength == 199)
  }
}
