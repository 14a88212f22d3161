#if MuJoCo
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  struct MuJoCoTaskTests {
    @Test func theCatalogueHasThem() throws {
      let family = try #require(EnvironmentCatalogue.families.first { $0.name == "MuJoCo" })
      #expect(family.environments.count == 14)
      for specification in family.environments {
        let batch = try EnvironmentCatalogue.named(specification.name).makeBatch(2, 0, 1)
        #expect(batch.observationSpace == specification.observationSpace)
        #expect(batch.actionSpace == specification.actionSpace)
        #expect(batch.picture(of: 1) != nil)
      }
      let limits = Dictionary(
        uniqueKeysWithValues: family.environments.map { ($0.name, $0.stepLimit) })
      #expect(limits["HalfCheetah-v4"] == 1_000 && limits["Reacher-v4"] == 50)
      #expect(limits["HalfCheetah150-v4"] == 150 && limits["reacher-cs285"] == 200)
    }

    /// Means and standard deviations of the starts, for uniform and for normal noise.
    @Test func starts() throws {
      func check<E: MuJoCoEnvironment>(
        _ made: E, positions: Double, velocities: Double, normal: Bool
      ) {
        var (environment, stream) = (made, RandomStream(seed: 9))
        let (origin, count) = (made.simulation.positions, 2_000)
        var (offsets, speeds): ([Double], [Double]) = ([], [])
        for _ in 0..<count {
          environment.reset(using: &stream)
          // Only coordinates that MuJoCo does not normalise.
          let (i, j) = (origin.count - 1, environment.simulation.velocities.count - 1)
          offsets.append(environment.simulation.positions[i] - origin[i])
          speeds.append(environment.simulation.velocities[j])
        }
        func deviation(_ x: [Double]) -> Double {
          (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot()
        }
        let largest = speeds.map { abs($0) }.max()!
        #expect(offsets.allSatisfy { abs($0) <= positions })
        #expect(abs(deviation(offsets) / positions * 3.0.squareRoot() - 1) < 0.04)
        if normal {
          #expect(abs(deviation(speeds) / velocities - 1) < 0.06 && largest > 2.5 * velocities)
        } else {
          #expect(abs(deviation(speeds) / velocities * 3.0.squareRoot() - 1) < 0.04)
          #expect(largest <= velocities)
        }
      }
      check(try HalfCheetah(), positions: 0.1, velocities: 0.1, normal: true)
      check(try CheetahCS285(), positions: 0.1, velocities: 0.1, normal: true)
      check(try Ant(), positions: 0.1, velocities: 0.1, normal: true)
      check(try InvertedDoublePendulum(), positions: 0.1, velocities: 0.1, normal: true)
      check(try Hopper(), positions: 5e-3, velocities: 5e-3, normal: false)
      check(try Walker2d(), positions: 5e-3, velocities: 5e-3, normal: false)
      check(try Swimmer(), positions: 0.1, velocities: 0.1, normal: false)
      check(try Humanoid(), positions: 0.01, velocities: 0.01, normal: false)
      check(try InvertedPendulum(), positions: 0.01, velocities: 0.01, normal: false)
    }

    @Test func startsOfReacher() throws {
      var (environment, stream) = (try Reacher(), RandomStream(seed: 9))
      var largest = 0.0
      for _ in 0..<500 {
        environment.reset(using: &stream)
        let (p, v) = (environment.simulation.positions, environment.simulation.velocities)
        #expect(abs(p[0]) <= 0.1 && abs(p[1]) <= 0.1 && hypot(p[2], p[3]) < 0.2)
        #expect(abs(v[0]) <= 0.005 && abs(v[1]) <= 0.005 && v[2] == 0 && v[3] == 0)
        largest = max(largest, hypot(p[2], p[3]))
      }
      #expect(largest > 0.19)
    }

    /// Returns of a random policy beside those that the course's logs show.
    @Test(arguments: [
      ("HalfCheetah150-v4", true, 40, -85.8, 36.0), ("InvertedPendulum-v4", true, 200, 8.0, 4.2),
      ("cheetah-cs285", false, 30, -2524, 435),
    ])
    func randomPolicy(
      _ name: String, isNormal: Bool, episodes: Int, mean: Double, deviation: Double
    ) throws {
      let returns = try randomReturns(name, isNormal: isNormal, episodes: episodes)
      let found = returns.reduce(0, +) / Double(episodes)
      let spread =
        (returns.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(episodes - 1)).squareRoot()
      // The stated mean has an error of its own.
      #expect(abs(found - mean) < 4 * deviation / Double(episodes).squareRoot(), "\(found)")
      #expect(spread > 0.5 * deviation && spread < 1.7 * deviation, "\(spread)")
    }

    private func randomReturns(_ name: String, isNormal: Bool, episodes: Int) throws -> [Double] {
      var batch = try EnvironmentCatalogue.named(name).makeBatch(1, 7, 1)
      var actions = Matrix<Scalar>(rows: 1, columns: batch.actionSpace.width)
      var stream = RandomStream(seed: 8)
      var (returns, total): ([Double], Double) = ([], 0)
      while returns.count < episodes {
        batch.sampleActions(into: &actions)
        if isNormal {
          for j in 0..<actions.columns { actions[0, j] = Scalar(stream.normal()) }
        }
        batch.step(actions)
        total += Double(batch.rewards[0])
        if batch.statuses[0] != .running {
          returns.append(total)
          total = 0
        }
      }
      return returns
    }

    @Test func theSparseReward() throws {
      var environment = try HalfCheetah(reward: .beyond(5))
      for (x, reward) in [(4.9, 0.0), (5.1, 1.0), (-5.1, 0.0)] {
        environment.simulation.restart(
          positions: [x] + [Double](repeating: 0, count: 8),
          velocities: [Double](repeating: 0, count: 9))
        #expect(
          environment.step(row: [1, 0, 0, 0, 0, 0]) == Step(reward: reward, status: .running))
      }
      var dense = try HalfCheetah()
      dense.assign(from: environment)
      #expect(dense.reward == .beyond(5))
    }

    @Test func theReachersReward() throws {
      var environment = try SevenJointReacher()
      let observation = environment.observation
      #expect(Array(observation[14...]) == [0.84, -0.6, 0, 0.1, 0.1, 0.1])
      let step = environment.step(row: [0, 0, 0, 0, 0, 0, 0])
      let distance = (0.74 * 0.74 + 0.7 * 0.7 + 0.01 as Double).squareRoot()
      #expect(abs(step.reward + 10 * distance) < 1e-12 && step.status == .running)
      for _ in 0..<50 { _ = environment.step(row: [1, 0, 0, 0, 0, 0, 0]) }
      let moved = environment.observation
      #expect(moved[0] > 0.5 && abs(moved[7] * 10 - environment.simulation.velocities[0]) < 1e-12)
      #expect(moved[15] > observation[15])
    }

    @Test func thePenalties() {
      func reward(_ thigh: Double, _ shin: Double, _ foot: Double) -> Double {
        CheetahCS285.reward(velocity: 1.5, frontThigh: thigh, frontShin: shin, frontFoot: foot)
      }
      #expect(reward(0.2, 0, 0) == 1.5 && reward(0.21, 0, 0) == -8.5)
      #expect(reward(0.1, 0.1, 0) == -8.5 && reward(0.3, 0.1, 0.1) == -28.5)
    }

    @Test(arguments: mujocoNames)
    func picturesFollow(_ name: String) throws {
      func check<E: MuJoCoEnvironment>(_ made: E) throws {
        let picture = try #require(made.picture())
        let inks = picture.shapes.map(\.ink)
        #expect(inks.contains(.limb) && inks.contains(.agent))
        #expect(picture == made.picture())
        guard name.hasSuffix("Cheetah-v4") else { return }
        var moved = made
        var positions = made.simulation.positions
        positions[0] += 7
        moved.simulation.restart(
          positions: positions, velocities: made.simulation.velocities)
        let there = try #require(moved.picture())
        #expect(abs(there.low.x - picture.low.x - 7) < 1e-9)
        #expect(there.shapes.count == picture.shapes.count)
      }
      try check(makeMuJoCo(name))
    }
  }
#endif
