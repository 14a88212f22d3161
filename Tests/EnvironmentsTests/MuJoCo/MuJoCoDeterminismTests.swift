#if MuJoCo
  import CAllocationCounter
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  /// Bits of batches, and the way back from MuJoCo's errors. The suite runs in release.
  struct MuJoCoDeterminismTests {
    static let names = ["HalfCheetah-v4", "Hopper-v4", "Humanoid-v4", "Reacher-v4"]

    @Test(arguments: names)
    func threadsDoNotMatter(_ name: String) throws {
      let specification = try EnvironmentCatalogue.named(name)
      var alone = specification.makeBatch(20, 9, 1)
      var together = specification.makeBatch(20, 9, 2)
      for _ in 0..<30 {
        step(&alone)
        step(&together)
        #expect(alone.observations == together.observations)
        #expect(alone.rewards == together.rewards && alone.statuses == together.statuses)
      }
    }

    @Test(arguments: names)
    func aBatchGoesOnFromASavedState(_ name: String) throws {
      let specification = try EnvironmentCatalogue.named(name)
      var batch = specification.makeBatch(3, 3, 1)
      for _ in 0..<37 { step(&batch) }
      let data = try JSONEncoder().encode(Saved(batch: batch))
      var restored = specification.makeBatch(3, 99, 1)
      try JSONDecoder().decode(Restoring.self, from: data).restore(&restored)
      for _ in 0..<37 {
        step(&batch)
        step(&restored)
        #expect(restored.observations == batch.observations)
        #expect(restored.rewards == batch.rewards && restored.statuses == batch.statuses)
      }
    }

    /// A stack that a contact overflows. MuJoCo's own answer is to end the process.
    @Test func anErrorOfMuJoCoShows() throws {
      let text = """
        <mujoco><size nstack="120"/><worldbody><geom type="plane" size="1 1 1"/>
        <body pos="0 0 1"><freejoint/><geom size=".1"/></body></worldbody></mujoco>
        """
      let model = try MuJoCoModel(name: "tight", text: text)
      var simulation = MuJoCoSimulation(of: model)
      let rest = [Double](repeating: 0, count: 6)
      for _ in 0..<2 {
        simulation.restart(positions: [0, 0, 0.9, 1, 0, 0, 0], velocities: rest)
        let isSoundInTheAir = simulation.step(InlineArray<0, Double>(repeating: 0), frames: 3)
        #expect(isSoundInTheAir && simulation.positions[2] < 0.9 && simulation.time == 0.006)
        simulation.restart(
          positions: [0, 0, 0.101, 1, 0, 0, 0], velocities: [0, 0, -1, 0, 0, 0])
        let isSoundOnTheGround = simulation.step(InlineArray<0, Double>(repeating: 0), frames: 3)
        #expect(!isSoundOnTheGround && simulation.positions.allSatisfy { $0.isNaN })
      }
    }

    private func step(_ batch: inout any EnvironmentBatch) {
      var actions = Matrix<Scalar>(rows: batch.count, columns: batch.actionSpace.width)
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }

    private struct Saved: Encodable {
      var batch: any EnvironmentBatch
      func encode(to encoder: any Encoder) throws { try batch.encodeState(to: encoder) }
    }

    private struct Restoring: Decodable {
      var decoder: any Decoder
      init(from decoder: any Decoder) { self.decoder = decoder }
      func restore(_ batch: inout any EnvironmentBatch) throws {
        try batch.restoreState(from: decoder)
      }
    }
  }

  @Suite(.enabled(if: allocation_counter_is_active()))
  struct MuJoCoAllocationTests {
    @Test(arguments: ["HalfCheetah-v4", "Hopper-v4", "Humanoid-v4", "Reacher-v4"], [1, 2])
    func aStepAllocatesNothing(_ name: String, threads: Int) async {
      await #expect(processExitsWith: .success) { [name, threads] in
        var batch = try EnvironmentCatalogue.named(name).makeBatch(20, 1, threads)
        var actions = Matrix<Scalar>(rows: 20, columns: batch.actionSpace.width)
        func step() {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
        for _ in 0..<10 { step() }
        allocation_counter_start()
        for _ in 0..<60 { step() }
        let count = allocation_counter_stop()
        precondition(count == 0, "\(count) allocations in 60 steps")
      }
    }

    @Test func anAssignmentAllocatesNothing() async {
      await #expect(processExitsWith: .success) {
        var stream = RandomStream(seed: 0)
        var environment = try HalfCheetah()
        environment.reset(using: &stream)
        var simulator = environment
        _ = simulator.step([0, 0, 0, 0, 0, 0], using: &stream)
        allocation_counter_start()
        for _ in 0..<100 {
          simulator.assign(from: environment)
          _ = simulator.step([1, 0, 0, 0, 0, 0], using: &stream)
        }
        let count = allocation_counter_stop()
        precondition(count == 0, "\(count) allocations")
      }
    }
  }
#endif
