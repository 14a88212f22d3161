#if MuJoCo
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  /// Observations, rewards and ends are those of Gymnasium's code on the same library.
  struct MuJoCoGymnasiumTests {
    @Test(arguments: gymnasiumNames)
    func states(_ name: String) throws {
      let fixture = try MuJoCoFixture.load(name)
      #expect(fixture.environment == name)
      try check(makeMuJoCo(name), fixture)
    }

    @Test func endsAreSeen() throws {
      for name in ["Hopper", "Walker2d", "Ant", "InvertedPendulum", "InvertedDoublePendulum"] {
        let states = try MuJoCoFixture.load(name + "-v4").states
        #expect(states.contains { $0.terminated } && states.contains { !$0.terminated }, "\(name)")
      }
    }

    /// The generator makes 1,000 states for each environment, which would be too much to keep.
    @Test(
      .enabled(
        if: ProcessInfo.processInfo.environment["APUS_PYTHON"] != nil,
        "APUS_PYTHON names no Python with Gymnasium"))
    func aThousandStates() throws {
      let python = try #require(ProcessInfo.processInfo.environment["APUS_PYTHON"])
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "apus-mujoco-" + UUID().uuidString)
      defer { try? FileManager.default.removeItem(at: folder) }
      let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python)
      process.arguments = [
        repository.appending(path: "scripts/fixtures/mujoco_fixtures.py").path,
        "--states", "1000", "--output", folder.path,
      ]
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      for name in gymnasiumNames {
        let fixture = try MuJoCoFixture.load(folder.appending(path: "\(name).json"))
        #expect(fixture.states.count == 1_000)
        try check(makeMuJoCo(name), fixture)
      }
    }

    private func check<E: MuJoCoEnvironment>(_ made: E, _ fixture: MuJoCoFixture) {
      var environment = made
      var (observation, before, reward) = (0.0, 0.0, 0.0)
      for state in fixture.states {
        environment.simulation.restart(positions: state.positions, velocities: state.velocities)
        if let expected = state.before {
          before = max(before, deviation(environment.observation, expected))
        }
        let step = environment.step(row: state.action)
        observation = max(observation, deviation(environment.observation, state.observation))
        reward = max(reward, deviation([step.reward], [state.reward]))
        #expect(step.status == (state.terminated ? .terminated : .running))
      }
      #expect(before <= 1e-12 && observation <= 1e-12 && reward <= 1e-12, "\(fixture.environment)")
    }

    @Test(arguments: gymnasiumNames)
    func trajectories(_ name: String) throws {
      let trajectories = try #require(try MuJoCoFixture.load(name).trajectories)
      #expect(trajectories.count == 3)
      for trajectory in trajectories { follow(trajectory, in: try makeMuJoCo(name)) }
    }

    private func follow<E: MuJoCoEnvironment>(
      _ trajectory: MuJoCoFixture.Trajectory, in made: E
    ) {
      #expect(trajectory.actions.count == 500 && trajectory.points.count == 10)
      var environment = made
      environment.simulation.restart(
        positions: trajectory.positions, velocities: trajectory.velocities)
      var total = 0.0
      for (i, action) in trajectory.actions.enumerated() {
        total += environment.step(row: action.map { $0 * trajectory.unit }).reward
        guard (i + 1) % trajectory.every == 0 else { continue }
        let point = trajectory.points[i / trajectory.every]
        #expect(deviation(environment.simulation.positions, point.positions) <= 1e-9, "step \(i)")
        #expect(deviation(environment.simulation.velocities, point.velocities) <= 1e-9, "step \(i)")
        #expect(deviation([total], [point.return]) <= 1e-9, "step \(i)")
      }
    }
  }
#endif
