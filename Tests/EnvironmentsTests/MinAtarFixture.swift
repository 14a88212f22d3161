import Environments
import Foundation
import Testing

/// What scripts/fixtures/minatar_fixtures.py writes: runs of the `minatar` package and the numbers it drew.
struct MinAtarFixture: Decodable {
  struct Run: Decodable {
    var seed: Int
    var ramping: Bool
    var crowded: Bool
    var frames: [Frame]
  }

  /// A reset (action −1) or a step.
  struct Frame: Decodable {
    var action: Int
    var reward: Double
    var isTerminal: Bool
    var draws: [Draw]
    /// The features that changed, the first as its number, each other as the difference to the one before.
    var changes: [Int]

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      action = try container.decode(Int.self)
      reward = try container.decode(Double.self)
      isTerminal = try container.decode(Int.self) == 1
      draws = try container.decode([Draw].self)
      changes = try container.decode([Int].self)
    }
  }

  /// A number that the package drew.
  enum Draw: Decodable {
    case uniform(Double)
    case integer(Int, below: Int)

    init(from decoder: any Decoder) throws {
      if var pair = try? decoder.unkeyedContainer() {
        self = .integer(try pair.decode(Int.self), below: try pair.decode(Int.self))
      } else {
        self = .uniform(try decoder.singleValueContainer().decode(Double.self))
      }
    }
  }

  var game: String
  var runs: [Run]

  static func load(_ name: String) throws -> MinAtarFixture {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/minatar-\(name).json")
    return try JSONDecoder().decode(MinAtarFixture.self, from: Data(contentsOf: url))
  }
}

/// Gives the recorded draws back, in their order, and notes what is asked for and not there.
struct RecordedChance: MinAtarChance {
  var draws: [MinAtarFixture.Draw]
  var mistakes: [String] = []
  private var position = 0

  init(_ draws: [MinAtarFixture.Draw]) { self.draws = draws }

  /// The number of draws that nobody asked for.
  var remaining: Int { draws.count - position }

  mutating func happens(_ probability: Double) -> Bool {
    guard case .uniform(let number)? = take() else {
      mistakes.append("no uniform number is there for a probability of \(probability)")
      return false
    }
    return number < probability
  }

  mutating func choice(among count: Int) -> Int {
    guard case .integer(let number, let bound)? = take(), bound == count else {
      mistakes.append("no integer below \(count) is there")
      return 0
    }
    return number
  }

  private mutating func take() -> MinAtarFixture.Draw? {
    guard position < draws.count else { return nil }
    position += 1
    return draws[position - 1]
  }
}
