import DeepQLearning
import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite struct HindsightTests {
  static let bits = 6

  /// A buffer of random flips, its batch of environments, and the episodes as they were seen: for each observation of bits
  /// the numbers of its episode.
  static func flips(
    _ steps: Int, capacity: Int
  ) -> (ReplayBuffer, any EnvironmentBatch, [[[Scalar]]]) {
    let specification = EnvironmentSpecification(
      name: "BitFlip", summary: "", environment: BitFlip(bits: bits), stepLimit: bits)
    var batch = specification.makeBatch(1, 4, 1)
    var actions = Matrix<Scalar>(rows: 1, columns: 1)
    var buffer = ReplayBuffer(
      ReplayLayout(
        capacity: capacity, observations: specification.observationSpace,
        actions: specification.actionSpace))
    func row(_ matrix: Matrix<Scalar>) -> [Scalar] { (0..<2 * bits).map { matrix[0, $0] } }
    batch.reset()
    buffer.begin(batch.observations)
    var episodes = [[row(batch.observations)]]
    for _ in 0..<steps {
      batch.sampleActions(into: &actions)
      batch.step(actions)
      buffer.append(batch, actions: actions)
      if batch.statuses[0] == .running {
        episodes[episodes.count - 1].append(row(batch.observations))
      } else {
        episodes[episodes.count - 1].append(row(batch.finalObservations))
        episodes.append([row(batch.observations)])
      }
    }
    return (buffer, batch, episodes)
  }

  /// Goals come from where the strategy says, both observations have them, and reward and end are the environment's.
  @Test(arguments: HindsightRelabelling.Strategy.allCases)
  func transitionsAreRelabelled(_ strategy: HindsightRelabelling.Strategy) throws {
    let bits = Self.bits
    let (buffer, environments, episodes) = Self.flips(60, capacity: 1000)
    var batch = TransitionBatch(buffer.layout, size: 50)
    var hindsight = try #require(
      HindsightRelabelling(environments, strategy: strategy, ratio: 4, size: 50))
    var random = RandomStream(seed: 8)
    var (relabelled, reached) = (0, 0)
    for _ in 0..<20 {
      buffer.sample(into: &batch, discount: 0.9, using: &random)
      let before = batch
      hindsight.relabel(
        &batch, from: buffer, judgedBy: environments, discount: 0.9, using: &random)
      for k in 0..<50 {
        let old = (0..<2 * bits).map { before.observations[k, $0] }
        let oldNext = (0..<bits).map { before.nextObservations[k, $0] }
        let new = (0..<2 * bits).map { batch.observations[k, $0] }
        let next = (0..<2 * bits).map { batch.nextObservations[k, $0] }
        #expect(new[..<bits] == old[..<bits] && Array(next[..<bits]) == oldNext)
        #expect(new[bits...] == next[bits...])
        let goal = Array(new[bits...])
        let isReached = Array(next[..<bits]) == goal
        #expect(batch.rewards[k] == (isReached ? 0 : -1))
        #expect(batch.discounts[k] == (isReached ? 0 : 0.9))
        if k >= 40 {
          #expect(new == old)
          continue
        }
        relabelled += goal == Array(old[bits...]) ? 0 : 1
        reached += isReached ? 1 : 0
        // Somewhere this transition was made, and what is now wanted was seen where the strategy looks.
        let isFound = episodes.contains { episode in
          episode.indices.dropLast().contains { i in
            guard episode[i] == old, Array(episode[i + 1][..<bits]) == oldNext else { return false }
            let candidates =
              switch strategy {
              case .future: Array(episode[(i + 1)...])
              case .final: Array(episode.suffix(1))
              case .episode: episode
              }
            return candidates.contains { Array($0[..<bits]) == goal }
          }
        }
        #expect(isFound)
      }
    }
    #expect(relabelled > 400 && reached > 50)
  }

  @Test func withoutGoalsThereIsNoHindsight() throws {
    let batch = try EnvironmentCatalogue.named("CartPole-v1").makeBatch(1, 1, 1)
    #expect(HindsightRelabelling(batch, size: 8) == nil)
  }
}

#if !DEBUG
  @Suite struct HindsightLearningTests {
    /// Ten bits: with hindsight nearly every goal is reached, without nearly none.
    @Test func hindsightSolvesTenBits() throws {
      let specification = EnvironmentSpecification(
        name: "BitFlip", summary: "", environment: BitFlip(bits: 10), stepLimit: 10)
      var successes: [Double] = []
      for hindsight in [HindsightRelabelling.Strategy.future, nil] {
        var configuration = DQN.Configuration()
        configuration.hindsight = hindsight
        configuration.discount = 0.98
        configuration.hiddenWidths = [128]
        configuration.batchSize = 128
        configuration.learningRate = .constant(1e-3)
        configuration.trainPeriod = 4
        configuration.targetUpdatePeriod = 4
        configuration.targetMoveFraction = 0.05
        configuration.explorationRate = .linear(from: 0.5, to: 0.1, over: 20_000)
        configuration.iterationSteps = 20_000
        var learner = try DQN(environment: specification, configuration: configuration, seed: 2)
        _ = try learner.iterate()
        let evaluation = try Evaluation(
          of: learner.policy, in: specification, episodes: 200, seed: 9)
        successes.append(
          Double(
            evaluation.lengths.indices.count {
              evaluation.returns[$0] > -Double(evaluation.lengths[$0])
            }) / 200)
      }
      #expect(successes[0] >= 0.9, "with hindsight \(successes[0])")
      #expect(successes[1] <= 0.3, "without hindsight \(successes[1])")
    }
  }
#endif
