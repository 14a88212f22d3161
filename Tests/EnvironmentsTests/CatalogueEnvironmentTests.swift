import Environments
import Foundation
import LinearAlgebra
import Testing

/// The checker on every environment of the catalogue, as it is made there, with its time limit.
struct CatalogueCheckTests {
  static let names = EnvironmentCatalogue.all.map(\.name)

  @Test(arguments: names)
  func followsTheRules(_ name: String) throws {
    let batch = try EnvironmentCatalogue.named(name).makeBatch(1, 6, 1)
    let checked = try #require(batch as? any Checked)
    #expect(checked.findings(steps: 60) == [])
  }
}

/// A batch whose environment's type is not known.
private protocol Checked {
  func findings(steps: Int) -> [String]
}

extension Batch: Checked {
  fileprivate func findings(steps: Int) -> [String] {
    checkEnvironment(environments[0], seed: 1, steps: steps)
  }
}

/// What holds for every environment of classic control and of the toy texts.
struct CatalogueEnvironmentTests {
  static let names = EnvironmentCatalogue.families
    .filter { ["Classic control", "Toy text"].contains($0.name) }
    .flatMap { $0.environments.map(\.name) }

  @Test func followTheRules() {
    func check<E: Environment>(_ environment: E, steps: Int = 400) {
      #expect(checkEnvironment(environment, steps: steps) == [], "\(E.self)")
    }
    check(CartPoleSwingUp())
    check(TimeLimit(MountainCar(), steps: 50))
    check(TimeLimit(MountainCarContinuous(), steps: 50))
    check(TimeLimit(Acrobot(), steps: 50))
    check(FiniteEnvironment(FrozenLake()))
    check(FiniteEnvironment(CliffWalking(isSlippery: true), observation: .index))
    check(TimeLimit(FiniteEnvironment(WithoutNoops(Taxi())), steps: 20), steps: 60)
    check(FiniteEnvironment(Blackjack(), observation: .features))
    check(FiniteEnvironment(WithoutNoops(Gridworld.dynaMaze)))
    check(TimeLimit(FiniteEnvironment(Gridworld.windy), steps: 15))
    check(FiniteEnvironment(MaximizationBias()))
    check(FiniteEnvironment(DeepSea(isStochastic: true)), steps: 150)
    check(FiniteEnvironment(ExplorationChain(), observation: .features))
    check(FiniteEnvironment(RandomProcess()))
    check(FiniteEnvironment(Objectworld(), observation: .features))
    check(TimeLimit(Bandit(arms: 4), steps: 10))
    check(TimeLimit(Bandit(arms: 4, reward: .gaussian), steps: 10))
  }

  @Test(arguments: names)
  func goOnFromASavedState(_ name: String) throws {
    let specification = try EnvironmentCatalogue.named(name)
    var batch = specification.makeBatch(3, 4, 1)
    var actions = Matrix<Scalar>(rows: 3, columns: batch.actionSpace.width)
    func step(_ batch: inout any EnvironmentBatch) {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    for _ in 0..<11 { step(&batch) }
    let data = try JSONEncoder().encode(Saved(batch: batch))
    var restored = specification.makeBatch(3, 9, 1)
    try JSONDecoder().decode(Reader.self, from: data).restore(&restored)
    for _ in 0..<20 {
      step(&batch)
      step(&restored)
      #expect(restored.observations == batch.observations)
      #expect(restored.rewards == batch.rewards && restored.statuses == batch.statuses)
    }
  }

  @Test(arguments: names)
  func doNotDependOnThreads(_ name: String) throws {
    let specification = try EnvironmentCatalogue.named(name)
    var (alone, together) = (specification.makeBatch(40, 9, 1), specification.makeBatch(40, 9, 2))
    var actions = Matrix<Scalar>(rows: 40, columns: alone.actionSpace.width)
    for _ in 0..<40 {
      alone.sampleActions(into: &actions)
      alone.step(actions)
      together.sampleActions(into: &actions)
      together.step(actions)
      #expect(alone.observations == together.observations && alone.rewards == together.rewards)
    }
  }

  /// Returns of random episodes lie where they must.
  @Test(arguments: [
    ("CartPole-v1", 8.0, 500.0), ("CartPoleSwingUp-v0", 0, 40), ("Pendulum-v1", -2_000, 0),
    ("MountainCar-v0", -200, -150), ("MountainCarContinuous-v0", -100, 100),
    ("Acrobot-v1", -500, -60), ("FrozenLake-v1", 0, 1), ("FrozenLake8x8NotSlippery-v1", 0, 1),
    ("Taxi-v3", -2_000, 20), ("TaxiMasked-v3", -200, 20), ("Blackjack-v1", -1, 1),
    ("WindyGridworld5x5-v0", 0, 15), ("DynaMaze-v0", 1, 1), ("MaximizationBias-v0", -6, 6),
    ("DeepSea-v0", -0.01, 0.99), ("ExplorationChain-v0", 0, 11), ("Objectworld-v0", -8, 8),
    ("BernoulliBandit-v0", 0, 100), ("GaussianBandit-v0", -200, 200),
    ("CliffWalking-v1", -1e6, -13), ("CliffWalkingSlippery-v1", -1e6, -13),
  ])
  func randomReturnsAreSane(_ name: String, low: Double, high: Double) throws {
    var batch = try EnvironmentCatalogue.named(name).makeBatch(4, 2, 1)
    var actions = Matrix<Scalar>(rows: 4, columns: batch.actionSpace.width)
    var (sums, returns) = ([Double](repeating: 0, count: 4), [Double]())
    for _ in 0..<1_000 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
      for i in 0..<4 {
        sums[i] += Double(batch.rewards[i])
        guard batch.statuses[i] != .running else { continue }
        returns.append(sums[i])
        sums[i] = 0
      }
    }
    let isLong = name.hasPrefix("CliffWalking")
    #expect(isLong || !returns.isEmpty)
    #expect(returns.allSatisfy { $0 >= low - 1e-5 && $0 <= high + 1e-5 }, "\(returns)")
  }

  /// Everything in a picture is finite and within its frame, but for a margin.
  @Test(arguments: names)
  func haveAPicture(_ name: String) throws {
    var batch = try EnvironmentCatalogue.named(name).makeBatch(1, 2, 1)
    var actions = Matrix<Scalar>(rows: 1, columns: batch.actionSpace.width)
    let first = try #require(batch.picture(of: 0))
    var hasChanged = false
    for _ in 0..<30 {
      let picture = try #require(batch.picture(of: 0))
      let (width, height) = (picture.high.x - picture.low.x, picture.high.y - picture.low.y)
      for (shape, _) in picture.shapes {
        let points: [Picture.Point] =
          switch shape {
          case .line(let points, _): points
          case .polygon(let points): points
          case .circle(let middle, _): [middle]
          case .text(_, let middle, _): [middle]
          }
        for point in points where !name.contains("Gaussian") {
          #expect(point.x >= picture.low.x - 0.1 * width && point.x <= picture.high.x + 0.1 * width)
          #expect(
            point.y >= picture.low.y - 0.1 * height && point.y <= picture.high.y + 0.1 * height)
        }
      }
      hasChanged = hasChanged || picture != first
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    #expect(hasChanged || name.contains("Bandit"))
  }
}

private struct Saved: Encodable {
  var batch: any EnvironmentBatch
  func encode(to encoder: any Encoder) throws { try batch.encodeState(to: encoder) }
}

private struct Reader: Decodable {
  var decoder: any Decoder
  init(from decoder: any Decoder) { self.decoder = decoder }
  func restore(_ batch: inout any EnvironmentBatch) throws { try batch.restoreState(from: decoder) }
}
