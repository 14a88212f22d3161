import Environments
import Foundation
import LinearAlgebra
import Testing

struct FiniteEnvironmentTests {
  /// Frequencies of drawn outcomes and starts against the table, within 5 standard deviations.
  @Test func drawsFromItsTable() {
    let table = RandomProcess(states: 6, actions: 2, branching: 3, seed: 3).transitionTable()
    var stream = RandomStream(seed: 1)
    let draws = 4_000
    for state in 0..<6 {
      for action in 0..<2 {
        var counts = [Int](repeating: 0, count: 6)
        for _ in 0..<draws {
          counts[table.sample(state: state, action: action, using: &stream).next] += 1
        }
        for next in 0..<6 {
          let p = table.transitionProbability(from: state, action: action, to: next)
          let deviation = (p * (1 - p) / Double(draws)).squareRoot()
          #expect(abs(Double(counts[next]) / Double(draws) - p) <= 5 * deviation)
        }
      }
    }
    var starts = [Int](repeating: 0, count: 6)
    for _ in 0..<6_000 { starts[table.sampleStart(using: &stream)] += 1 }
    #expect(starts.allSatisfy { abs($0 - 1_000) < 150 })
  }

  @Test func oneTableServesBothUses() throws {
    for table in [
      FrozenLake().transitionTable(), RandomProcess().transitionTable(),
      MaximizationBias().transitionTable(), Objectworld(size: 5, objects: 4).transitionTable(),
    ] {
      // The generic initialiser asks for each entry, the other passes over the outcomes.
      func entries(_ process: some MarkovDecisionProcess) throws -> TabularMDP {
        try TabularMDP(process)
      }
      #expect(try TabularMDP(table) == entries(table))
    }
    let bias = MaximizationBias().transitionTable()
    #expect(bias.reward(state: MaximizationBias.b, action: 7) == -0.1)
    #expect(bias.isTerminal(MaximizationBias.end) && !bias.isTerminal(MaximizationBias.b))
  }

  @Test func noisyRewardsHaveTheirMeanAndDeviation() {
    var environment = FiniteEnvironment(MaximizationBias())
    var stream = RandomStream(seed: 5)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<10_000 {
      environment.state = MaximizationBias.b
      let step = environment.step(3, using: &stream)
      #expect(step.status == .terminated)
      sum += step.reward
      squares += step.reward * step.reward
    }
    #expect(abs(sum / 10_000 + 0.1) < 0.05 && abs(squares / 10_000 - 1.01) < 0.08)
  }

  @Test func masksAreTheTasks() {
    var environment = FiniteEnvironment(MaximizationBias(choices: 4))
    var mask = [Bool](repeating: false, count: 4)
    var span = mask.mutableSpan
    environment.writeActionMask(into: &span)
    #expect(mask == [true, true, false, false])
    environment.state = MaximizationBias.b
    span = mask.mutableSpan
    environment.writeActionMask(into: &span)
    #expect(mask == [true, true, true, true])
    // Cells that nothing changes allow everything.
    let stuck = WithoutNoops(Gridworld(map: ["."], rewards: [:], terminals: ""))
    let table = stuck.transitionTable()
    #expect((0..<4).allSatisfy { stuck.allows($0, in: 0, of: table) })
  }

  @Test func observesInThreeForms() {
    var oneHot = FiniteEnvironment(ExplorationChain(length: 4))
    var index = FiniteEnvironment(ExplorationChain(length: 4), observation: .index)
    var features = FiniteEnvironment(ExplorationChain(length: 4), observation: .features)
    (oneHot.state, index.state, features.state) = (2, 2, 2)
    #expect(observation(of: oneHot) == [0, 0, 1, 0])
    #expect(observation(of: index) == [2])
    #expect(observation(of: features) == [1, 1, 1, 0])
    #expect(index.observationSpace == ObservationSpace(shape: [1], low: 0, high: 3))
  }

  @Test func isSavedAsTaskAndState() throws {
    var environment = FiniteEnvironment(Objectworld(seed: 4), observation: .features)
    var stream = RandomStream(seed: 0)
    environment.reset(using: &stream)
    let data = try JSONEncoder().encode(environment)
    #expect(data.count < 300)
    let restored = try JSONDecoder().decode(
      FiniteEnvironment<Objectworld>.self, from: data)
    #expect(restored == environment)
    let text = String(decoding: data, as: UTF8.self)
    for (part, wrong) in [
      ("\"state\":\(environment.state)", "\"state\":100"), ("\"colours\":2", "\"colours\":0"),
    ] {
      #expect(text.contains(part))
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          FiniteEnvironment<Objectworld>.self,
          from: Data(text.replacingOccurrences(of: part, with: wrong).utf8))
      }
    }
  }

  @Test func aGridworldThatDoesNotFitIsRefused() throws {
    let text = String(decoding: try JSONEncoder().encode(Gridworld.windy), as: UTF8.self)
    #expect(
      try JSONDecoder().decode(Gridworld.self, from: Data(text.utf8)) == Gridworld.windy)
    for (part, wrong) in [("\"....G\"", "\"...G\""), ("\"wind\":0.3", "\"wind\":1.3")] {
      #expect(text.contains(part))
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(
          Gridworld.self, from: Data(text.replacingOccurrences(of: part, with: wrong).utf8))
      }
    }
  }

  @Test func refusesAProbabilityThatIsNone() async {
    await #expect(processExitsWith: .failure) {
      _ = TransitionTable(states: 1, actions: 1, discount: 1, initial: [1]) { _, _ in
        [.init(probability: 0.9, next: 0, reward: 0)]
      }
    }
  }
}

struct ObjectworldTests {
  @Test func rewardsFollowTheDistances() {
    let world = Objectworld(seed: 2)
    #expect(world.items.count == 15 && Set(world.items.map(\.cell)).count == 15)
    var seen: Set<Double> = []
    for state in 0..<100 {
      func near(_ colour: Int, _ limit: Double) -> Bool {
        world.items.contains {
          $0.outer == colour
            && hypot(Double($0.cell / 10 - state / 10), Double($0.cell % 10 - state % 10)) <= limit
        }
      }
      let expected = near(0, 3) ? (near(1, 2) ? 1.0 : -1) : 0
      #expect(world.reward(of: state) == expected)
      seen.insert(expected)
    }
    #expect(seen.count >= 2)
  }

  /// The reward is a function of the thresholds: within 3 of outer colour 0, within 2 of outer colour 1.
  @Test func featuresDetermineTheReward() {
    let world = Objectworld(featureKind: .thresholds, seed: 7)
    for state in 0..<100 {
      let features = world.features(of: state)!
      #expect(features.count == 40)
      let (near0, near1) = (features[10 + 2] == 1, features[30 + 1] == 1)
      #expect(world.reward(of: state) == (near0 ? (near1 ? 1 : -1) : 0))
    }
    let distances = Objectworld(seed: 7).features(of: world.items[0].cell)!
    #expect(distances.count == 4 && distances.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(distances[2 * world.items[0].outer + 1] == 0)
  }
}

struct DeepSeaTests {
  @Test func theMappingDecidesWhatIsRight() {
    let sea = DeepSea(size: 5, mappingSeed: 3)
    let right = sea.rightActions()
    #expect(Set(right) == [0, 1])
    var environment = FiniteEnvironment(sea)
    var stream = RandomStream(seed: 0)
    environment.reset(using: &stream)
    var rewards: [Double] = []
    for i in 0..<5 {
      #expect(environment.state == i * 5 + i)
      let step = environment.step(right[environment.state], using: &stream)
      rewards.append(step.reward)
      #expect(step.status == (i == 4 ? .terminated : .running))
    }
    #expect(rewards == [-0.002, -0.002, -0.002, -0.002, 0.998])
    #expect(DeepSea(size: 5, mappingSeed: nil).rightActions().allSatisfy { $0 == 1 })
    // (1 − 1/N)^(N−1) dives succeed in going right all the way.
    let stochastic = DeepSea(size: 5, isStochastic: true).transitionTable()
    let action = DeepSea(size: 5, isStochastic: true).rightActions()[0]
    #expect(stochastic.transitionProbability(from: 0, action: action, to: 5) == 0.2)
  }
}

struct BanditTests {
  @Test func armsPayTheirMeans() {
    var stream = RandomStream(seed: 1)
    for reward in [Bandit.Reward.bernoulli, .gaussian] {
      var bandit = Bandit(arms: 3, reward: reward)
      bandit.reset(using: &stream)
      let before = bandit.means
      for arm in 0..<3 {
        var sum = 0.0
        for _ in 0..<4_000 { sum += bandit.step(arm, using: &stream).reward }
        #expect(abs(sum / 4_000 - before[arm]) < 0.08)
      }
      #expect(bandit.means == before)
      bandit.reset(using: &stream)
      #expect(bandit.means != before)
    }
  }

  /// RL², table 1: a random policy gets n / 2 of n pulls.
  @Test func aRandomPolicyGetsHalf() {
    var batch = Batch(TimeLimit(Bandit(arms: 5), steps: 10), count: 200, seed: 3)
    var actions = Matrix<Scalar>(rows: 200, columns: 1)
    var sum: Scalar = 0
    for _ in 0..<50 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
      for i in 0..<200 { sum += batch.rewards[i] }
    }
    #expect(abs(sum / 1_000 - 5) < 0.3)
  }
}
