#if Box2D

  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  struct Box2DEnvironmentTests {
    @Test func keepTheRules() {
      #expect(checkEnvironment(TimeLimit(LunarLander(), steps: 1_000), steps: 200) == [])
      #expect(checkEnvironment(LunarLander(wind: .init()), seed: 2, steps: 100) == [])
      #expect(checkEnvironment(LunarLanderContinuous(), seed: 3, steps: 100) == [])
      #expect(checkEnvironment(CourseLunarLander(), seed: 4, steps: 100) == [])
      #expect(checkEnvironment(TimeLimit(BipedalWalker(), steps: 20), steps: 50) == [])
      #expect(
        checkEnvironment(TimeLimit(BipedalWalker(hardcore: true), steps: 20), steps: 50) == [])
    }

    @Test func areInTheCatalogue() throws {
      let limits = [
        "LunarLander-v3": 1_000, "LunarLanderContinuous-v3": 1_000, "LunarLander-course": 1_000,
        "BipedalWalker-v3": 1_600, "BipedalWalkerHardcore-v3": 2_000,
      ]
      for (name, limit) in limits {
        #expect(try EnvironmentCatalogue.named(name).stepLimit == limit)
      }
      #expect(EnvironmentCatalogue.families.contains { $0.name == "Box2D" })
    }

    @Test func windBlowsUntilALegTouches() {
      var calm = LunarLander()
      var stormy = LunarLander(wind: .init(power: 20, turbulence: 0))
      var (a, b) = (RandomStream(seed: 1), RandomStream(seed: 1))
      calm.reset(using: &a)
      stormy.reset(using: &b)
      // The wind takes two numbers more, but no noise reaches a lander without engines.
      for _ in 0..<20 {
        #expect(calm.step(0, using: &a).status == .running)
        #expect(stormy.step(0, using: &b).status == .running)
      }
      let (still, blown) = (observation(of: calm), observation(of: stormy))
      #expect(abs(still[2] - blown[2]) > 0.01)
      #expect(abs(still[3] - blown[3]) < 1e-3)
    }

    @Test func gravityAndWindAreDrawnForEachEpisode() {
      let stormy = LunarLanderContinuous(gravity: -8, wind: .init(power: 10, turbulence: 1))
      let randomized = DomainRandomization(
        stormy, scaling: [.init("gravity", 0.5, 1.2), .init("windPower", 0.1, 2)])
      #expect(checkEnvironment(TimeLimit(randomized, steps: 15), steps: 60) == [])
      var environment = randomized
      var stream = RandomStream(seed: 3)
      var (gravities, winds): ([Double], [Double]) = ([], [])
      for _ in 0..<200 {
        environment.reset(using: &stream)
        gravities.append(environment.base[physical: 0])
        winds.append(environment.base[physical: 1])
        #expect(environment.base[physical: 2] == 1)
      }
      #expect(gravities.min()! > -9.6 && gravities.min()! < -9.4)
      #expect(gravities.max()! < -4 && gravities.max()! > -4.2)
      #expect(winds.max()! < 20 && winds.max()! > 19 && winds.min()! >= 1 && winds.min()! < 2)

      // What was changed is what is made so from the start, and ends the episode.
      var changed = LunarLander()
      changed.reset(using: &stream)
      let copy = changed
      changed[physical: 0] = -5
      changed[physical: 2] = 2
      #expect(changed == LunarLander(gravity: -5, wind: .init(power: 0, turbulence: 2)))
      #expect(copy != changed && copy[physical: 0] == -10 && copy[physical: 1] == 0)
      changed.assign(from: copy)
      var (a, b) = (stream, stream)
      var original = copy
      #expect(changed == original && changed.step(2, using: &a) == original.step(2, using: &b))
      let before = changed
      changed[physical: 1] = 0
      #expect(changed == before)
    }

    @Test func gravityPulls() {
      for gravity in [-1.0, -11] {
        var environment = LunarLander(gravity: gravity)
        var stream = RandomStream(seed: 1)
        environment.reset(using: &stream)
        let before = observation(of: environment)[3]
        for _ in 0..<10 { _ = environment.step(0, using: &stream) }
        // 10 steps of 0.02 s, in units of 6.67 / 50.
        let change = Double(observation(of: environment)[3] - before) / (20.0 / 3 / 50)
        #expect(abs(change - gravity * 0.2) < 0.02)
      }
    }

    @Test func throttlesAreThoseOfTheDiscreteEngines() {
      var discrete = LunarLander()
      var continuous = LunarLanderContinuous()
      var (a, b) = (RandomStream(seed: 8), RandomStream(seed: 8))
      discrete.reset(using: &a)
      continuous.reset(using: &b)
      // Not an array of InlineArray: Swift 6.3 with optimisation reads other numbers from such a literal.
      let mains = [-0.3, 0, 7, -1]
      let sides = [0.5, -2, -0.5, 1]
      for i in 0..<40 {
        let step = discrete.step(i % 4, using: &a)
        let throttle: InlineArray<2, Double> = [mains[i % 4], sides[i % 4]]
        #expect(continuous.step(throttle, using: &b) == step)
        #expect(observation(of: continuous) == observation(of: discrete))
      }
    }

    @Test func aThrottleThatIsNotANumberShows() {
      var stream = RandomStream(seed: 0)
      var lander = LunarLanderContinuous()
      lander.reset(using: &stream)
      #expect(lander.step([.nan, 0], using: &stream).reward.isNaN)
      #expect(observation(of: lander).allSatisfy { $0.isFinite })
      var walker = BipedalWalker()
      walker.reset(using: &stream)
      #expect(walker.step([0, 0, .nan, 0], using: &stream).reward.isNaN)
      #expect(observation(of: walker).allSatisfy { $0.isFinite })
    }

    @Test func theCoursePadIsAnywhereAndObserved() {
      var stream = RandomStream(seed: 0)
      var environment = CourseLunarLander()
      var seen: Set<Scalar> = []
      for _ in 0..<200 {
        environment.reset(using: &stream)
        seen.insert(observation(of: environment)[8])
      }
      // The points 1 to 9 of 11, from −1 to 1.
      #expect(seen.sorted().map { (Double($0) * 5).rounded() } == [-4, -3, -2, -1, 0, 1, 2, 3, 4])
    }

    @Test func theWalkerPaysForItsMotors() {
      var stream = RandomStream(seed: 2)
      var environment = BipedalWalker()
      environment.reset(using: &stream)
      var (still, straining) = (environment, environment)
      var (a, b) = (stream, stream)
      let idle = still.step([0, 0, 0, 0], using: &a).reward
      let busy = straining.step([1e-9, -1e-9, 0.5, 0], using: &b).reward
      // What moving gains is small in one step; half of one motor costs 0.014.
      #expect(abs(idle) < 1 && busy != idle)
      #expect(observation(of: still) != observation(of: straining))
    }

    @Test func refuseOtherActions() async {
      await #expect(processExitsWith: .failure) {
        var stream = RandomStream(seed: 0)
        var environment = LunarLander()
        environment.reset(using: &stream)
        _ = environment.step(4, using: &stream)
      }
      await #expect(processExitsWith: .failure) {
        var stream = RandomStream(seed: 0)
        var environment = CourseLunarLander()
        environment.reset(using: &stream)
        _ = environment.step(6, using: &stream)
      }
      await #expect(processExitsWith: .failure) {
        var stream = RandomStream(seed: 0)
        var environment = BipedalWalker()
        _ = environment.step([0, 0, 0, 0], using: &stream)
      }
      await #expect(processExitsWith: .failure) { _ = LunarLander(gravity: -12) }
    }

    @Test func haveAPicture() throws {
      var stream = RandomStream(seed: 0)
      var lander = LunarLander()
      lander.reset(using: &stream)
      func count(_ ink: Picture.Ink, _ picture: Picture?) -> Int {
        picture?.shapes.count { $0.ink == ink } ?? 0
      }
      _ = lander.step(0, using: &stream)
      let still = lander.picture()
      #expect(count(.agent, still) == 1 && count(.limb, still) == 2 && count(.goal, still) == 2)
      #expect(count(.danger, still) == 0)
      for action in 1...3 {
        _ = lander.step(action, using: &stream)
        #expect(count(.danger, lander.picture()) == 1)
      }
      var walker = BipedalWalker(hardcore: true)
      walker.reset(using: &stream)
      let start = walker.picture()
      #expect(count(.agent, start) == 1 && count(.limb, start) == 4 && count(.goal, start) == 1)
      #expect(count(.ground, start) >= 1)
    }
  }

#endif
