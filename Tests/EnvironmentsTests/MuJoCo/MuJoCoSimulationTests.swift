#if MuJoCo
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  struct MuJoCoSimulationTests {
    @Test(arguments: mujocoNames)
    func followsTheRules(_ name: String) throws {
      func check<E: MuJoCoEnvironment>(_ environment: E) -> [String] {
        checkEnvironment(TimeLimit(environment, steps: 20), steps: 50)
      }
      #expect(try check(makeMuJoCo(name)) == [])
    }

    @Test(arguments: mujocoNames)
    func goesOnFromASavedState(_ name: String) throws {
      func check<E: MuJoCoEnvironment>(_ made: E) throws {
        var (stream, actions) = (RandomStream(seed: 3), RandomStream(seed: 4))
        var environment = made
        environment.reset(using: &stream)
        for _ in 0..<100 { _ = environment.step(row: randomAction(E.actions, &actions)) }
        let data = try JSONEncoder().encode(environment)
        var restored = try JSONDecoder().decode(E.self, from: data)
        var assigned = made
        assigned.assign(from: environment)
        #expect(restored == environment && assigned == environment)
        for _ in 0..<100 {
          let row = randomAction(E.actions, &actions)
          let step = environment.step(row: row)
          let expected = bits(environment)
          for other in [restored.step(row: row), assigned.step(row: row)] {
            #expect(other.reward.bitPattern == step.reward.bitPattern)
            #expect(other.status == step.status)
          }
          guard bits(restored) == expected && bits(assigned) == expected else {
            Issue.record("\(name) goes on differently.")
            return
          }
        }
      }
      try check(makeMuJoCo(name))
    }

    private func bits<E: MuJoCoEnvironment>(_ environment: E) -> [UInt64] {
      let simulation = environment.simulation
      return
        (environment.observation + simulation.positions + simulation.velocities
        + [simulation.time]).map(\.bitPattern)
    }

    @Test func aCopyGoesItsOwnWay() throws {
      var stream = RandomStream(seed: 0)
      var environment = try Hopper()
      environment.reset(using: &stream)
      let copy = environment
      let before = copy.observation
      #expect(copy == environment)
      _ = environment.step(row: [1, 1, 1])
      #expect(copy.observation == before && copy != environment)
      var other = copy
      other.assign(from: environment)
      #expect(copy.observation == before && other == environment)
    }

    @Test func aResetLeavesNothing() throws {
      for name in mujocoNames {
        func check<E: MuJoCoEnvironment>(_ made: E) {
          var used = made
          var (first, second) = (RandomStream(seed: 1), RandomStream(seed: 2))
          used.reset(using: &first)
          for _ in 0..<20 { _ = used.step(row: randomAction(E.actions, &first)) }
          var fresh = made
          var copy = second
          used.reset(using: &second)
          fresh.reset(using: &copy)
          #expect(used == fresh, "\(name)")
        }
        check(try makeMuJoCo(name))
      }
    }

    @Test(arguments: mujocoNames)
    func anActionThatIsNotANumberShows(_ name: String) throws {
      func check<E: MuJoCoEnvironment>(_ made: E) {
        var environment = made
        var stream = RandomStream(seed: 1)
        environment.reset(using: &stream)
        let first = environment.observation
        let zeros = [Scalar](repeating: 0, count: E.actions.width)
        var row = zeros
        row[row.count - 1] = .nan
        for action in [row, zeros] {
          let step = environment.step(row: action)
          #expect(step.reward.isNaN && step.status == .terminated)
          #expect(environment.observation.contains { $0.isNaN })
        }
        stream = RandomStream(seed: 1)
        environment.reset(using: &stream)
        #expect(environment.observation == first)
        #expect(environment.step(row: zeros).reward.isFinite)
      }
      check(try makeMuJoCo(name))
    }

    @Test func anUnstableSimulationShows() throws {
      var environment = try HalfCheetah()
      environment.simulation.restart(
        positions: [Double](repeating: 0, count: 9),
        velocities: [Double](repeating: 1e9, count: 9))
      var steps: [Step] = []
      for _ in 0..<3 { steps.append(environment.step(row: [0, 0, 0, 0, 0, 0])) }
      #expect(steps[2].reward.isNaN && steps[2].status == .terminated)
      #expect(environment.simulation.positions.allSatisfy { $0.isNaN })
    }

    @Test func modelsThatCannotBeHad() throws {
      let missing = #expect(throws: MuJoCoModelError.self) {
        try MuJoCoModel(path: "/no-such-folder/ant.xml")
      }
      #expect(missing == .missing(file: "ant.xml", folder: "/no-such-folder"))
      #expect("\(missing!)".contains("scripts/fetch-models"))
      let refused = #expect(throws: MuJoCoModelError.self) {
        try MuJoCoModel(name: "wrong", text: "<mujoco><wroldbody/></mujoco>")
      }
      #expect("\(refused!)".contains("wroldbody"))
      #expect(throws: MuJoCoModelError.self) { try MuJoCoModel(name: "empty", text: "") }
      let simulation = MuJoCoSimulation(of: try MuJoCoModel.named("hopper.xml"))
      var saved = String(decoding: try JSONEncoder().encode(simulation), as: UTF8.self)
      saved = saved.replacing(try Regex(#""checksum":\d+"#), with: #""checksum":1"#)
      #expect(throws: MuJoCoModelError.changed(model: "hopper.xml")) {
        try JSONDecoder().decode(MuJoCoSimulation.self, from: Data(saved.utf8))
      }
    }

    @Test func threadsMayReadModels() async throws {
      let path = MuJoCoModel.folder + "/inverted_pendulum.xml"
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<8 {
          group.addTask {
            _ = try? MuJoCoModel(name: "wrong", text: "<mujoco><wroldbody/></mujoco>")
            return try MuJoCoModel(path: path).positionCount
          }
        }
        for try await count in group { #expect(count == 2) }
      }
    }

    @Test func theFolderOfModels() async {
      await #expect(processExitsWith: .success) {
        setenv("XDG_CACHE_HOME", "/cache", 1)
        unsetenv("APUS_MODELS")
        precondition(MuJoCoModel.folder == "/cache/apus/models")
        setenv("APUS_MODELS", "/models", 1)
        precondition(MuJoCoModel.folder == "/models")
        do {
          _ = try EnvironmentCatalogue.named("Ant-v4")
          preconditionFailure("There is a model in a folder that does not exist.")
        } catch {
          precondition(error as? MuJoCoModelError == .missing(file: "ant.xml", folder: "/models"))
        }
        // What needs no file is there.
        _ = try EnvironmentCatalogue.named("reacher-cs285").makeBatch(1, 0, 1)
      }
    }

    @Test func controlsOfAnotherNumberAreRefused() async {
      await #expect(processExitsWith: .failure) {
        var simulation = MuJoCoSimulation(of: try MuJoCoModel.named("hopper.xml"))
        _ = simulation.step([0, 0], frames: 1)
      }
    }
  }
#endif
