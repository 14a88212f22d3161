import Environments
import Foundation
import LinearAlgebra
import Testing

/// The finite tasks against Gymnasium's tables and against facts that can be counted by hand.
struct ToyTextTests {
  /// What scripts/fixtures/toy_text_fixtures.py writes.
  struct Fixture: Decodable {
    struct Table: Decodable {
      var initial: [Double]
      var outcomes: [[[[Double]]]]
      var masks: [[Int]]?
    }
    struct Game: Decodable {
      var naturals: Blackjack.Naturals
      var threshold: Int
      var mean: Double
      var error: Double
    }
    /// What Gymnasium's Blackjack does, counted out; hands are [sum, whether soft, whether natural], and what
    /// follows is [hand, probability], [reward, probability], or, at the start, [hand, dealer, probability].
    struct BlackjackTable: Decodable {
      struct Hit: Decodable {
        var hand: [Int]
        var outcomes: [[Double]]
      }
      struct Stick: Decodable {
        var naturals: Blackjack.Naturals
        var hand: [Int]
        var dealer: Int
        var outcomes: [[Double]]
      }
      var initial: [[Double]]
      var hits: [Hit]
      var sticks: [Stick]
    }
    var tables: [String: Table]
    var blackjackTable: BlackjackTable
    var blackjack: [Game]

    static let loaded = Result {
      let url = Bundle.module.bundleURL.appending(path: "Fixtures/toy-text.json")
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }
  }

  private func expectEqual(_ table: TransitionTable, _ name: String) throws {
    let expected = try #require(try Fixture.loaded.get().tables[name])
    let (states, actions) = (expected.outcomes.count, expected.outcomes[0].count)
    #expect(table.stateCount == states && table.actionCount == actions)
    for state in 0..<states {
      #expect(abs(table.initialProbability(of: state) - expected.initial[state]) < 1e-16)
      for action in 0..<actions {
        let outcomes = table.outcomes(of: state, action: action).map {
          [$0.probability, Double($0.next), $0.reward, $0.terminates ? 1 : 0]
        }
        #expect(outcomes == expected.outcomes[state][action], "\(name) \(state) \(action)")
      }
    }
  }

  @Test func frozenLakesEqualGymnasiums() throws {
    try expectEqual(FrozenLake().transitionTable(), "FrozenLake-v1")
    try expectEqual(FrozenLake(isSlippery: false).transitionTable(), "FrozenLakeNotSlippery-v1")
    try expectEqual(FrozenLake(map: .large).transitionTable(), "FrozenLake8x8-v1")
    try expectEqual(
      FrozenLake(map: .large, isSlippery: false).transitionTable(), "FrozenLake8x8NotSlippery-v1")
  }

  @Test func cliffsEqualGymnasiums() throws {
    try expectEqual(CliffWalking().transitionTable(), "CliffWalking-v1")
    try expectEqual(CliffWalking(isSlippery: true).transitionTable(), "CliffWalkingSlippery-v1")
  }

  @Test func taxiEqualsGymnasiums() throws {
    let table = Taxi().transitionTable()
    try expectEqual(table, "Taxi-v3")
    #expect((0..<500).filter(table.isTerminal).count == 4)
    let masks = try #require(try Fixture.loaded.get().tables["Taxi-v3"]?.masks)
    let masked = WithoutNoops(Taxi())
    for state in 0..<500 {
      let mask = (0..<6).map { masked.allows($0, in: state, of: table) ? 1 : 0 }
      #expect(mask == masks[state], "\(state)")
      #expect(Taxi.Parts(of: state).state == state)
    }
  }

  /// The exact value of a policy lies within the error of Gymnasium's mean over many games.
  @Test func blackjackPaysWhatGymnasiumPays() throws {
    let games = try Fixture.loaded.get().blackjack
    #expect(games.count == 6)
    for game in games {
      let task = Blackjack(naturals: game.naturals)
      let table = task.transitionTable()
      // A hand only grows, or turns from soft to hard once: 20 sweeps are plenty.
      var values = [Double](repeating: 0, count: table.stateCount)
      for _ in 0..<20 {
        for state in 0..<table.stateCount - 1 {
          let sum = task.features(of: state)![0]
          let action = sum < Double(game.threshold) ? 1 : 0
          values[state] = table.outcomes(of: state, action: action).reduce(0) {
            $0 + $1.probability * ($1.reward + ($1.terminates ? 0 : values[$1.next]))
          }
        }
      }
      let value = (0..<table.stateCount).reduce(0) {
        $0 + table.initialProbability(of: $1) * values[$1]
      }
      #expect(abs(value - game.mean) < 4 * game.error, "\(game): \(value)")
    }
  }

  /// Starts, draws and payments are Gymnasium's, from every hand against every card of the dealer's.
  @Test(arguments: [Blackjack.Naturals.win, .pay, .count])
  func blackjackEqualsGymnasiums(_ naturals: Blackjack.Naturals) throws {
    let expected = try Fixture.loaded.get().blackjackTable
    let task = Blackjack(naturals: naturals)
    let table = task.transitionTable()
    let end = table.stateCount - 1
    // The states of naturals follow those of all other hands, by the dealer's cards.
    var states: [[Int]: Int] = [:]
    for state in 0..<end {
      let shown = task.features(of: state)!.map { Int($0) }
      states[[shown[0], shown[2], state >= end - 10 ? 1 : 0, shown[1]]] = state
    }
    #expect(states.count == end && expected.initial.count == 27 * 10)

    var initial = [Double](repeating: 0, count: end + 1)
    for row in expected.initial {
      initial[try #require(states[row[0..<4].map { Int($0) }])] = row[4]
    }
    for state in 0...end {
      #expect(abs(table.initialProbability(of: state) - initial[state]) < 1e-15)
    }

    let sticks = expected.sticks.filter { $0.naturals == naturals }
    #expect(sticks.count == end && expected.hits.count * 10 == end)
    for stick in sticks {
      let state = try #require(states[stick.hand + [stick.dealer]])
      let outcomes = table.outcomes(of: state, action: 0)
      #expect(outcomes.allSatisfy { $0.terminates && $0.next == end })
      expectEqual(outcomes.map { [$0.reward, $0.probability] }, stick.outcomes, state)
    }
    for hit in expected.hits {
      for dealer in 1...10 {
        let state = try #require(states[hit.hand + [dealer]])
        let outcomes = table.outcomes(of: state, action: 1)
        #expect(outcomes.allSatisfy { $0.terminates == ($0.next == end) })
        #expect(outcomes.allSatisfy { $0.reward == ($0.terminates ? -1 : 0) })
        expectEqual(
          outcomes.map { [Double($0.next), $0.probability] },
          try hit.outcomes.map { row in
            let next =
              row[0] == 0 ? end : try #require(states[row[0..<3].map { Int($0) } + [dealer]])
            return [Double(next), row[3]]
          }, state)
      }
    }
  }

  /// Whether what can follow is the same, with the same probabilities but for the rounding of our sums over the
  /// thousands of ways in which a dealer draws; the fixture's are exact fractions, rounded once.
  private func expectEqual(_ outcomes: [[Double]], _ expected: [[Double]], _ state: Int) {
    let (a, b) = (outcomes.sorted { $0[0] < $1[0] }, expected.sorted { $0[0] < $1[0] })
    #expect(a.map { $0[0] } == b.map { $0[0] }, "\(state)")
    #expect(zip(a, b).allSatisfy { abs($0[1] - $1[1]) < 1e-14 }, "\(state)")
  }

  @Test func blackjackDealsAndPays() {
    let task = Blackjack()
    let table = task.transitionTable()
    #expect(table.stateCount == 291)
    // A natural has probability 2 · 1/13 · 4/13, with each of the dealer's cards.
    let natural = (280..<290).reduce(0) { $0 + table.initialProbability(of: $1) }
    #expect(abs(natural - 8 / 169.0) < 1e-15)
    // Against a dealer's 7, who has no natural, it always wins; against a ten in 1 of 13 it is a draw.
    #expect(table.reward(state: 286, action: 0) == 1)
    #expect(abs(table.reward(state: 289, action: 0) - 12 / 13.0) < 1e-15)
    // From hard 20, all but an ace goes bust.
    #expect(task.features(of: 160)! == [20, 1, 0])
    #expect(abs(table.reward(state: 160, action: 1) + 12 / 13.0) < 1e-15)
  }

  /// The greatest expected returns, by value iteration.
  private func optimalReturn(_ table: TransitionTable, steps: Int) -> Double {
    var values = [Double](repeating: 0, count: table.stateCount)
    for _ in 0..<steps {
      values = (0..<table.stateCount).map { state in
        (0..<table.actionCount).map { action in
          table.outcomes(of: state, action: action).reduce(0) {
            $0 + $1.probability
              * ($1.reward + ($1.terminates ? 0 : table.discount * values[$1.next]))
          }
        }.max()!
      }
    }
    return (0..<table.stateCount).reduce(0) { $0 + table.initialProbability(of: $1) * values[$1] }
  }

  @Test func optimaAreTheKnownOnes() {
    // Gymnasium's registry names 0.74 for FrozenLake within its 100 steps.
    #expect(abs(optimalReturn(FrozenLake().transitionTable(), steps: 100) - 0.74) < 0.005)
    #expect(optimalReturn(FrozenLake(isSlippery: false).transitionTable(), steps: 100) == 1)
    // Along the edge: one up, eleven to the right, one down.
    #expect(optimalReturn(CliffWalking().transitionTable(), steps: 30) == -13)
    // 14 steps, of which the last gives 1.
    let maze = Gridworld.dynaMaze.transitionTable()
    #expect(maze.stateCount == 54 - 7)
    #expect(abs(optimalReturn(maze, steps: 60) - pow(0.95, 13)) < 1e-12)
    #expect(abs(optimalReturn(DeepSea(size: 8).transitionTable(), steps: 8) - 0.99) < 1e-12)
    for length in [3, 20] {
      let chain = ExplorationChain(length: length)
      #expect(optimalReturn(chain.transitionTable(), steps: chain.stepLimit) == 11)
    }
    #expect(optimalReturn(MaximizationBias().transitionTable(), steps: 5) == 0)
    // The mean over Taxi's 300 starts.
    #expect(abs(optimalReturn(Taxi().transitionTable(), steps: 30) - 7.93) < 0.005)
  }

  @Test func windAndSlipBlowAsSaid() {
    let windy = Gridworld(map: ["...", "...", "..."], rewards: [:], terminals: "", wind: 0.3)
    let table = windy.transitionTable()
    let from = { (action: Int, next: Int) in
      table.transitionProbability(from: 4, action: action, to: next)
    }
    #expect(abs(from(0, 1) - 0.775) < 1e-15 && abs(from(0, 5) - 0.075) < 1e-15)
    #expect(abs(from(0, 7) - 0.075) < 1e-15 && abs(from(2, 7) - 0.775) < 1e-15)
    // In the corner the moves off the grid stay.
    #expect(abs(table.transitionProbability(from: 0, action: 0, to: 0) - 0.85) < 1e-15)
    let slippery = Gridworld(
      map: ["...", "...", "..."], rewards: [:], terminals: "", slip: 0.2, allowsStaying: true
    ).transitionTable()
    #expect(slippery.transitionProbability(from: 4, action: 1, to: 5) == 0.8)
    #expect(slippery.transitionProbability(from: 4, action: 1, to: 1) == 0.1)
    #expect(slippery.transitionProbability(from: 4, action: 1, to: 7) == 0.1)
    #expect(slippery.transitionProbability(from: 4, action: 4, to: 4) == 1)
  }

  @Test func cellsGiveTheirRewards() {
    let map = ["S#G", "..H"]
    let entering = Gridworld(
      map: map, rewards: ["G": 5, "H": -2], terminals: "GH", stepReward: -1
    ).transitionTable()
    #expect(entering.stateCount == 5)
    // States: S 0, G 1, and the row below 2, 3, 4.
    #expect(entering.reward(state: 0, action: 1) == -1)
    #expect(entering.reward(state: 3, action: 1) == -3 && entering.isTerminal(4))
    #expect(entering.initialProbability(of: 0) == 1)
    let leaving = Gridworld(
      map: ["S.", "a."], rewards: ["a": 2], terminals: "", rewardTiming: .leaving
    ).transitionTable()
    #expect((0..<4).allSatisfy { leaving.reward(state: 2, action: $0) == 2 })
    #expect(leaving.reward(state: 0, action: 2) == 0)
  }
}
