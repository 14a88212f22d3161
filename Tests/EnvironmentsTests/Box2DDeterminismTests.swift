#if Box2D

  import CAllocationCounter
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  /// Box2D's world has no copy; copies of an environment behave as if it had.
  struct Box2DDeterminismTests {
    private func play<E: Environment>(
      _ environment: inout E, _ stream: inout RandomStream, _ steps: Int
    ) -> [UInt32] {
      let space = environment.actionSpace
      var row = [Scalar](repeating: 0, count: space.width)
      var bits: [UInt32] = []
      for _ in 0..<steps {
        var span = row.mutableSpan
        space.sample(into: &span, using: &stream)
        let step = environment.step(E.Action(row.span), using: &stream)
        bits += observation(of: environment).map(\.bitPattern) + [Float(step.reward).bitPattern]
        if step.status != .running { environment.reset(using: &stream) }
      }
      return bits
    }

    private func copiesGoTheirOwnWay<E: Environment & Codable & Equatable>(_ base: E) throws {
      var environment = base
      var stream = RandomStream(seed: 9)
      environment.reset(using: &stream)
      _ = play(&environment, &stream, 30)

      var copy = environment
      var assigned = base
      assigned.assign(from: environment)
      #expect(assigned == environment && copy == environment)
      var used = base
      var other = RandomStream(seed: 77)
      used.reset(using: &other)
      _ = play(&used, &other, 5)
      #expect(used != environment)
      used.assign(from: environment)
      let saved = try JSONEncoder().encode(environment)
      var restored = try JSONDecoder().decode(E.self, from: saved)
      #expect(restored == environment)
      #expect(observation(of: restored) == observation(of: environment))

      // A copy with another future, which must change none of the others.
      var stray = environment
      _ = play(&stray, &other, 20)
      var streams = [stream, stream, stream, stream]
      let expected = play(&environment, &stream, 150)
      #expect(play(&copy, &streams[0], 150) == expected)
      #expect(play(&assigned, &streams[1], 150) == expected)
      #expect(play(&used, &streams[2], 150) == expected)
      #expect(play(&restored, &streams[3], 150) == expected)
    }

    @Test func copiesOfLanders() throws {
      try copiesGoTheirOwnWay(LunarLander(wind: .init()))
      try copiesGoTheirOwnWay(LunarLanderContinuous())
      try copiesGoTheirOwnWay(CourseLunarLander())
    }

    @Test func copiesOfWalkers() throws {
      try copiesGoTheirOwnWay(BipedalWalker())
      try copiesGoTheirOwnWay(BipedalWalker(hardcore: true))
    }

    @Test func settingsGoWithAnAssignment() {
      var stream = RandomStream(seed: 3)
      var stormy = LunarLander(gravity: -5, wind: .init())
      stormy.reset(using: &stream)
      var copy = LunarLander()
      copy.assign(from: stormy)
      #expect(copy == stormy)
      var same = stream
      #expect(play(&copy, &same, 40) == play(&stormy, &stream, 40))
    }

    @Test func anUnbegunEnvironmentIsSaved() throws {
      let saved = try JSONEncoder().encode(BipedalWalker(hardcore: true))
      var restored = try JSONDecoder().decode(BipedalWalker.self, from: saved)
      #expect(restored == BipedalWalker(hardcore: true))
      var (a, b) = (RandomStream(seed: 1), RandomStream(seed: 1))
      var fresh = BipedalWalker(hardcore: true)
      fresh.reset(using: &a)
      restored.reset(using: &b)
      #expect(observation(of: restored) == observation(of: fresh))
    }

    @Test func stepsWithoutABeginningAreRefused() {
      let text = #"{"simulation":{"settings":{"hardcore":false},"inputs":[[0,0,0,0]]}}"#
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(BipedalWalker.self, from: Data(text.utf8))
      }
    }

    @Test(arguments: ["LunarLander-v3", "BipedalWalker-v3"])
    func batchesDoNotDependOnThreads(_ name: String) throws {
      let specification = try EnvironmentCatalogue.named(name)
      var one = specification.makeBatch(40, 1, 1)
      var two = specification.makeBatch(40, 1, 2)
      var actions = Matrix<Scalar>(rows: 40, columns: one.actionSpace.width)
      for step in 0..<60 {
        one.sampleActions(into: &actions)
        one.step(actions)
        two.sampleActions(into: &actions)
        two.step(actions)
        guard step % 20 == 19 else { continue }
        #expect(one.observations == two.observations && one.rewards == two.rewards)
        // From here on both step copies of what they were.
        let copy = one
        one = two
        two = copy
      }
    }

    @Test func aBatchIsSavedAndRestored() throws {
      let specification = try EnvironmentCatalogue.named("LunarLanderContinuous-v3")
      var batch = specification.makeBatch(5, 1, 1)
      var restored = specification.makeBatch(5, 2, 1)
      var actions = Matrix<Scalar>(rows: 5, columns: 2)
      for _ in 0..<130 {
        batch.sampleActions(into: &actions)
        batch.step(actions)
      }
      struct Box: Codable {
        var batch: any EnvironmentBatch
        init(_ batch: any EnvironmentBatch) { self.batch = batch }
        init(from decoder: any Decoder) throws {
          batch = try EnvironmentCatalogue.named("LunarLanderContinuous-v3").makeBatch(5, 2, 1)
          try batch.restoreState(from: decoder)
        }
        func encode(to encoder: any Encoder) throws { try batch.encodeState(to: encoder) }
      }
      let saved = try JSONEncoder().encode(Box(batch))
      restored = try JSONDecoder().decode(Box.self, from: saved).batch
      for _ in 0..<130 {
        batch.sampleActions(into: &actions)
        batch.step(actions)
        restored.sampleActions(into: &actions)
        restored.step(actions)
      }
      #expect(restored.observations == batch.observations)
    }
  }

  @Suite(.enabled(if: allocation_counter_is_active()))
  struct Box2DAllocationTests {
    /// A lander that hovers and a walker that stands; Box2D itself takes memory from its own blocks.
    @Test func aStepAllocatesNothing() {
      var stream = RandomStream(seed: 1)
      var walker = BipedalWalker()
      walker.reset(using: &stream)
      for _ in 0..<100 { _ = walker.step([0, 0, 0, 0], using: &stream) }
      allocation_counter_start_thread()
      for _ in 0..<1_000 { _ = walker.step([0, 0, 0, 0], using: &stream) }
      #expect(allocation_counter_stop_thread() == 0)

      var lander = LunarLanderContinuous()
      lander.reset(using: &stream)
      for _ in 0..<5 { _ = lander.step([0.1, 0], using: &stream) }
      allocation_counter_start_thread()
      for _ in 0..<25 { _ = lander.step([0.1, 0], using: &stream) }
      #expect(allocation_counter_stop_thread() == 0)
    }

    /// A simulator that is set back again and again to where a lander is keeps its memory.
    @Test func anAssignmentAllocatesNothing() {
      var stream = RandomStream(seed: 1)
      var lander = LunarLander()
      lander.reset(using: &stream)
      for _ in 0..<10 { _ = lander.step(2, using: &stream) }
      var simulator = LunarLander()
      var foretold = stream
      simulator.reset(using: &foretold)
      simulator.assign(from: lander)
      _ = simulator.step(0, using: &foretold)
      allocation_counter_start_thread()
      for _ in 0..<5 { simulator.assign(from: lander) }
      #expect(allocation_counter_stop_thread() == 0)
      var copy = stream
      #expect(simulator.step(2, using: &copy) == lander.step(2, using: &stream))
    }
  }

#endif
