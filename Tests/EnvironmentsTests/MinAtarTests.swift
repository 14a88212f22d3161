import Environments
import Foundation
import LinearAlgebra
import Testing

/// The games do, fed with the numbers that the `minatar` package drew, what the package did, bit for bit.
struct MinAtarTests {
  @Test func asterix() throws {
    let rewards = try replay("asterix", frames: 3_400) {
      MinAtarAsterix(actions: .full, rampsDifficulty: $0)
    }
    #expect(rewards > 150)
  }

  @Test func breakout() throws {
    let rewards = try replay("breakout", frames: 2_800) { _ in MinAtarBreakout(actions: .full) }
    #expect(rewards > 100)
  }

  @Test func freeway() throws {
    let rewards = try replay("freeway", frames: 3_700) { _ in MinAtarFreeway(actions: .full) }
    #expect(rewards > 20)
  }

  @Test func seaquest() throws {
    let rewards = try replay("seaquest", frames: 3_600) {
      MinAtarSeaquest(actions: .full, rampsDifficulty: $0)
    }
    #expect(rewards > 50)
  }

  @Test func spaceInvaders() throws {
    let rewards = try replay("space_invaders", frames: 2_100) {
      MinAtarSpaceInvaders(actions: .full, rampsDifficulty: $0)
    }
    #expect(rewards > 200)
  }

  /// Replays all runs of a fixture.
  /// - Returns: The sum of the rewards.
  private func replay<Game: MinAtarGame & Codable>(
    _ name: String, frames: Int, game make: (_ ramping: Bool) -> Game
  ) throws -> Double {
    let fixture = try MinAtarFixture.load(name)
    #expect(fixture.game == name && fixture.runs.count >= 3)
    var sum = 0.0
    var steps = 0
    for run in fixture.runs {
      var game = make(run.ramping)
      var expected = [Scalar](repeating: 0, count: game.observationSpace.count)
      for (i, frame) in run.frames.enumerated() {
        var chance = RecordedChance(frame.draws)
        if frame.action < 0 {
          game.begin(using: &chance)
          if run.crowded { game = try crowded(game) }
        } else {
          let step = game.play(frame.action, using: &chance)
          let status = frame.isTerminal ? Status.terminated : .running
          try #require(step == Step(reward: frame.reward, status: status), "\(run.seed), \(i)")
          sum += step.reward
          steps += 1
        }
        try #require(chance.mistakes.isEmpty && chance.remaining == 0, "\(run.seed), \(i)")
        var feature = 0
        for difference in frame.changes {
          feature += difference
          expected[feature] = 1 - expected[feature]
        }
        try #require(observation(of: game) == expected, "run \(run.seed), frame \(i)")
        // A game that was written and read goes on as if nothing had happened.
        if i % 100 == 50 {
          let copy = try JSONDecoder().decode(Game.self, from: JSONEncoder().encode(game))
          try #require(copy == game)
          game = copy
        }
      }
    }
    #expect(steps == frames)
    return sum
  }

  /// Seaquest as after twenty times at the surface: an enemy in every frame.
  private func crowded<Game: Codable>(_ game: Game) throws -> Game {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(game))
    var state = try #require(object as? [String: Any])
    var boat = try #require(state["boat"] as? [String: Any])
    boat["enemyInterval"] = 1
    boat["enemyTimer"] = 1
    boat["moveInterval"] = 2
    state["boat"] = boat
    return try JSONDecoder().decode(
      Game.self, from: JSONSerialization.data(withJSONObject: state))
  }

  static let names = EnvironmentCatalogue.families.first { $0.name == "MinAtar" }!.environments
    .map(\.name)

  @Test func theCatalogueHasBothActionSets() throws {
    let counts = ["Asterix": 5, "Breakout": 3, "Freeway": 3, "Seaquest": 6, "SpaceInvaders": 4]
    let channels = ["Asterix": 4, "Breakout": 4, "Freeway": 7, "Seaquest": 10, "SpaceInvaders": 6]
    #expect(Self.names.count == 2 * counts.count)
    for (game, count) in counts {
      for (version, actions) in [("v0", 6), ("v1", count)] {
        let specification = try EnvironmentCatalogue.named("MinAtar/\(game)-\(version)")
        #expect(specification.actionSpace == .discrete(actions))
        #expect(specification.observationSpace.shape == [10, 10, channels[game]!])
        #expect(specification.observationSpace.storage == .byte)
        #expect(specification.stepLimit == nil)
      }
    }
  }

  @Test func theyKeepTheRules() {
    #expect(checkEnvironment(MinAtarAsterix(), steps: 250) == [])
    #expect(checkEnvironment(MinAtarBreakout(), steps: 250) == [])
    // An episode of its own lasts for 2,501 frames.
    #expect(
      checkEnvironment(TimeLimit(MinAtarFreeway(actions: .full), steps: 60), steps: 150) == [])
    #expect(checkEnvironment(MinAtarSeaquest(), steps: 250) == [])
    #expect(checkEnvironment(MinAtarSpaceInvaders(), steps: 250) == [])
  }

  /// The minimal set names the same moves: with actions translated, both sets give the same episode.
  @Test func theMinimalSetIsAPartOfTheFullOne() {
    var stream = RandomStream(seed: 4)
    var full = MinAtarSpaceInvaders(actions: .full, stickyProbability: 0.25)
    var minimal = MinAtarSpaceInvaders(actions: .minimal, stickyProbability: 0.25)
    var (a, b) = (stream, stream)
    full.reset(using: &a)
    minimal.reset(using: &b)
    for _ in 0..<100 {
      let action = stream.integer(below: 4)
      let step = full.step([0, 1, 3, 5][action], using: &a)
      #expect(minimal.step(action, using: &b) == step)
      #expect(observation(of: full) == observation(of: minimal))
      if step.status != .running { break }
    }
  }

  @Test func stickyActionsRepeatTheMoveBefore() {
    var stream = RandomStream(seed: 1)
    func column(_ game: MinAtarBreakout) -> Int {
      observation(of: game).enumerated().first { $0.offset % 4 == 0 && $0.element == 1 }!.offset
        / 4 % 10
    }
    // Always: the first move, none, for ever. Never: each action counts.
    for (probability, columns) in [(1.0, [4, 4, 4]), (0, [3, 2, 3])] {
      var game = MinAtarBreakout(stickyProbability: probability)
      game.reset(using: &stream)
      var seen: [Int] = []
      for action in [1, 1, 2] {
        _ = game.step(action, using: &stream)
        seen.append(column(game))
      }
      #expect(seen == columns)
    }
    // In between: about as often as the probability says.
    var still = 0
    for _ in 0..<4_000 {
      var game = MinAtarBreakout(stickyProbability: 0.1)
      game.reset(using: &stream)
      _ = game.step(1, using: &stream)
      if column(game) == 4 { still += 1 }
    }
    #expect(abs(still - 400) < 100)
  }

  /// Without ramping enemies keep coming every eleventh frame only.
  @Test func difficultyRampsOnlyWhereItMay() {
    func arrivals(_ ramps: Bool) -> Int {
      var stream = RandomStream(seed: 7)
      var game = MinAtarAsterix(stickyProbability: 0, rampsDifficulty: ramps)
      var count = 0
      game.reset(using: &stream)
      for _ in 0..<1_200 {
        let before = stream
        // Nothing is drawn but for the sticky action and at an arrival.
        _ = game.step(0, using: &stream)
        var one = before
        _ = one.next()
        if one != stream { count += 1 }
      }
      return count
    }
    #expect(arrivals(false) == 119)
    #expect(arrivals(true) > 300)
  }

  @Test func refusesWhatIsNoActionOrProbability() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      var game = MinAtarBreakout()
      game.reset(using: &stream)
      _ = game.step(3, using: &stream)
    }
    await #expect(processExitsWith: .failure) {
      _ = MinAtarFreeway(stickyProbability: 1.5)
    }
    await #expect(processExitsWith: .failure) {
      var row = [Scalar](repeating: 0, count: 399)
      var span = row.mutableSpan
      MinAtarBreakout().observe(into: &span)
    }
  }

  @Test func damagedStatesAreRefused() throws {
    let text = String(decoding: try JSONEncoder().encode(MinAtarBreakout()), as: UTF8.self)
    #expect(text.contains("[10,"))
    let damaged = text.replacingOccurrences(of: "[10,", with: "[100,")
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MinAtarBreakout.self, from: Data(damaged.utf8))
    }
  }

  @Test(arguments: names)
  func picturesShowTheBoard(_ name: String) throws {
    var batch = try EnvironmentCatalogue.named(name).makeBatch(1, 3, 1)
    var actions = Matrix<Scalar>(rows: 1, columns: 1)
    for _ in 0..<40 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    let picture = try #require(batch.picture(of: 0))
    // The frame, and a mark for each feature that is set.
    #expect(picture.shapes.count == 1 + Array(batch.observations.elements).filter { $0 != 0 }.count)
    for (shape, _) in picture.shapes.dropFirst() {
      let points: [Picture.Point] =
        switch shape {
        case .polygon(let points): points
        case .circle(let middle, _): [middle]
        default: []
        }
      #expect(!points.isEmpty)
      #expect(points.allSatisfy { (0...10).contains($0.x) && (0...10).contains($0.y) })
    }
    #expect(picture.shapes.contains { $0.ink == .agent })
  }
}
