import Apus

#if MuJoCo
  import CBareMuJoCo

  /// Stepping of MuJoCo's environments, beside MuJoCo alone.
  enum MuJoCoBenchmarks {
    static var all: [Benchmark] {
      [
        stepping("HalfCheetah-v4", "half_cheetah.xml", frames: 5, copies: 1),
        stepping("HalfCheetah-v4", "half_cheetah.xml", frames: 5, copies: 8),
        stepping("Hopper-v4", "hopper.xml", frames: 4, copies: 8),
        stepping("Ant-v4", "ant.xml", frames: 5, copies: 8),
        EnvironmentBenchmarks.stepping("Humanoid-v4", copies: 8),
        EnvironmentBenchmarks.threads("HalfCheetah-v4", copies: 64),
        assignment(),
      ]
    }

    /// Steps of all copies: random actions drawn, observations written, automatic reset. The reference is as
    /// many calls of mj_step with random controls on as many simulations, reset after 1,000 steps.
    private static func stepping(_ name: String, _ file: String, frames: Int, copies: Int)
      -> Benchmark
    {
      let own = EnvironmentBenchmarks.stepping(name, copies: copies)
      return Benchmark(name: own.name, unit: own.unit) {
        let model = BareModel(file)
        let simulations = (0..<copies).map { BareSimulation(of: model, seed: UInt64($0)) }
        return Benchmark.Work(
          own: own.prepare().own,
          reference: { for simulation in simulations { simulation.step(frames) } })
      }
    }

    /// A simulator takes over a state; the reference is MuJoCo's own copy of its data.
    private static func assignment() -> Benchmark {
      Benchmark(name: "assign/HalfCheetah-v4", unit: .microseconds) {
        let model = BareModel("half_cheetah.xml")
        let (source, target) = (
          BareSimulation(of: model, seed: 0), BareSimulation(of: model, seed: 1)
        )
        var stream = RandomStream(seed: 0)
        var environment = try! HalfCheetah()
        environment.reset(using: &stream)
        var simulator = environment
        simulator.reset(using: &stream)
        return Benchmark.Work(
          own: { simulator.assign(from: environment) },
          reference: { mj_copyData(target.data, model.pointer, source.data) })
      }
    }
  }

  /// A model, without anything of Apus.
  private final class BareModel {
    let pointer: UnsafeMutablePointer<mjModel>

    init(_ file: String) {
      var message = [CChar](repeating: 0, count: 1_000)
      guard let model = mj_loadXML("\(MuJoCoModel.folder)/\(file)", nil, &message, 1_000) else {
        fatalError("\(file) is missing: run scripts/fetch-models")
      }
      pointer = model
    }

    deinit { mj_deleteModel(pointer) }
  }

  /// MuJoCo's data of one simulation, and the controls of an episode.
  private final class BareSimulation {
    let model: BareModel
    let data: UnsafeMutablePointer<mjData>
    private let controls: [Double]
    private var steps = 0

    init(of model: BareModel, seed: UInt64) {
      self.model = model
      data = mj_makeData(model.pointer)
      var stream = RandomStream(seed: seed)
      controls = (0..<1_000 * Int(model.pointer.pointee.nu)).map { _ in stream.uniform(-1, 1) }
    }

    deinit { mj_deleteData(data) }

    func step(_ frames: Int) {
      if steps == 1_000 {
        mj_resetData(model.pointer, data)
        steps = 0
      }
      let width = Int(model.pointer.pointee.nu)
      for i in 0..<width { data.pointee.ctrl[i] = controls[steps * width + i] }
      for _ in 0..<frames { mj_step(model.pointer, data) }
      steps += 1
    }
  }
#else
  /// Nothing without the trait.
  enum MuJoCoBenchmarks {
    static var all: [Benchmark] { [] }
  }
#endif
