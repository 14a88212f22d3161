#if MuJoCo
  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  /// Models whose parameters are scaled.
  struct MuJoCoParameterTests {
    /// Positions after some steps, with controls that change.
    private func path<E: MuJoCoEnvironment>(_ environment: E, steps: Int) -> [[Double]]
    where E.Action == InlineArray<6, Double> {
      var simulation = environment.simulation
      return (0..<steps).map { i in
        let isSound = simulation.step(
          InlineArray<6, Double> { sin(Double(3 * i + $0)) }, frames: 2)
        #expect(isSound)
        return simulation.positions
      }
    }

    private func gap(_ a: [[Double]], _ b: [[Double]]) -> Double {
      zip(a, b).map { zip($0, $1).map { abs($0 - $1) }.max()! }.max()!
    }

    @Test func whatActsOnAPendulumScalesWithItsMass() throws {
      func path(_ factors: [MuJoCoParameter: Double]) throws -> [Double] {
        var simulation = try InvertedPendulum().simulation
        for (parameter, factor) in factors { simulation[factorOf: parameter] = factor }
        simulation.restart(positions: [0, 0.02], velocities: [0, 0])
        return (0..<20).flatMap { _ in
          let isSound = simulation.step([0.03], frames: 2)
          #expect(isSound)
          return simulation.positions
        }
      }
      let nominal = try path([:])
      let scaled = try path([.mass: 2.5, .strength: 2.5, .damping: 2.5])
      for (a, b) in zip(nominal, scaled) { #expect(abs(a - b) < 1e-9) }
      let heavy = try path([.mass: 2.5])
      #expect(abs(heavy[38] - nominal[38]) > 1e-3)
    }

    @Test func withoutGravityNothingFalls() throws {
      var hopper = try Hopper()
      hopper.simulation[factorOf: .gravity] = 0
      hopper.simulation.restart(
        positions: [0, 1.5, 0, 0, 0, 0], velocities: [0, 0, 0, 0, 0, 0])
      for _ in 0..<50 { _ = hopper.simulation.step([0, 0, 0], frames: 1) }
      #expect(abs(hopper.simulation.positions[1] - 1.5) < 1e-6)
      hopper.simulation[factorOf: .gravity] = 1
      for _ in 0..<50 { _ = hopper.simulation.step([0, 0, 0], frames: 1) }
      #expect(hopper.simulation.positions[1] < 1.5 - 0.03)
    }

    @Test(arguments: MuJoCoParameter.allCases)
    func everyParameterMattersAndComesBack(_ parameter: MuJoCoParameter) throws {
      let nominal = try HalfCheetah()
      var scaled = nominal
      scaled.simulation[factorOf: parameter] = 0.5
      #expect(scaled.simulation[factorOf: parameter] == 0.5 && scaled != nominal)
      #expect(scaled.simulation.positions == nominal.simulation.positions)
      #expect(gap(path(scaled, steps: 60), path(nominal, steps: 60)) > 1e-4)
      var back = scaled
      back.simulation[factorOf: parameter] = 1
      #expect(back == nominal && path(back, steps: 60) == path(nominal, steps: 60))
      // A copy keeps its factor, whatever becomes of the original.
      #expect(scaled.simulation[factorOf: parameter] == 0.5)
    }

    @Test func factorsAreSavedAndAssigned() throws {
      var cheetah = try HalfCheetah()
      cheetah.simulation[factorOf: .mass] = 1.7
      cheetah.simulation[factorOf: .friction] = 0.4
      _ = path(cheetah, steps: 1)
      let data = try JSONEncoder().encode(cheetah)
      let restored = try JSONDecoder().decode(HalfCheetah.self, from: data)
      #expect(restored == cheetah && path(restored, steps: 40) == path(cheetah, steps: 40))
      var assigned = try HalfCheetah()
      assigned.assign(from: cheetah)
      #expect(assigned == cheetah && path(assigned, steps: 40) == path(cheetah, steps: 40))
      let nominal = try HalfCheetah()
      assigned.assign(from: nominal)
      #expect(assigned == nominal && path(assigned, steps: 40) == path(nominal, steps: 40))
    }

    @Test func aRandomizedDomainFollowsTheRules() throws {
      let randomized = DomainRandomization(
        try HalfCheetah(),
        scaling: MuJoCoParameter.allCases.map { .init($0.rawValue, 0.7, 1.4) })
      #expect(checkEnvironment(TimeLimit(randomized, steps: 20), steps: 60) == [])
      var environment = randomized
      var stream = RandomStream(seed: 4)
      var masses: Set<Double> = []
      for _ in 0..<20 {
        environment.reset(using: &stream)
        masses.insert(environment.base.simulation[factorOf: .mass])
      }
      #expect(masses.count == 20 && masses.allSatisfy { 0.7...1.4 ~= $0 })
    }

    @Test func aFactorThatIsNoneIsRefused() async {
      await #expect(processExitsWith: .failure) {
        var cheetah = try HalfCheetah()
        cheetah.simulation[factorOf: .mass] = 0
      }
      await #expect(processExitsWith: .failure) {
        var cheetah = try HalfCheetah()
        cheetah.simulation[factorOf: .friction] = -.ulpOfOne
      }
    }
  }
#endif
