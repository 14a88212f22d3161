import Apus

/// Stepping of environments, by their names in the catalogue.
enum EnvironmentBenchmarks {
  static var all: [Benchmark] {
    let native = [
      "CartPole-v1", "Pendulum-v1", "Acrobot-v1", "MountainCar-v0", "FrozenLake-v1",
    ].flatMap { name in [8, 1024].map { stepping(name, copies: $0) } }
    let games = ["Asterix", "Breakout", "Freeway", "Seaquest", "SpaceInvaders"].flatMap { game in
      [64, 1024].map { stepping("MinAtar/\(game)-v1", copies: $0) }
    }
    return native + games + [threads("Acrobot-v1", copies: 1024)] + box2D
  }

  /// The benchmark that a name `environment:NAME:COPIES` asks for, of any environment of the catalogue.
  /// - Throws: What the catalogue throws about a name that it does not have.
  static func named(_ name: String) throws -> Benchmark? {
    let parts = name.split(separator: ":").map(String.init)
    guard parts.count == 3, parts[0] == "environment", let copies = Int(parts[2]), copies > 0 else {
      return nil
    }
    _ = try EnvironmentCatalogue.named(parts[1])
    return stepping(parts[1], copies: copies)
  }

  /// Steps of all copies: random actions drawn, observations written, automatic reset.
  static func stepping(_ name: String, copies: Int) -> Benchmark {
    Benchmark(
      name: "environment/\(name)/\(copies)", unit: .rate(count: Double(copies), of: "steps")
    ) {
      let environment = try! EnvironmentCatalogue.named(name)
      var batch = environment.makeBatch(copies, 1, 1)
      var actions = Matrix<Float>(rows: copies, columns: environment.actionSpace.width)
      batch.reset()
      return Benchmark.Work {
        batch.sampleActions(into: &actions)
        batch.step(actions)
      }
    }
  }

  /// Steps of all copies on two threads; the reference is one thread, so that the ratio is the speed-up.
  static func threads(_ name: String, copies: Int) -> Benchmark {
    Benchmark(
      name: "environment/\(name)/\(copies)/2-threads",
      unit: .rate(count: Double(copies), of: "steps")
    ) {
      let environment = try! EnvironmentCatalogue.named(name)
      func stepping(_ threads: Int) -> () -> Void {
        var batch = environment.makeBatch(copies, 1, threads)
        var actions = Matrix<Float>(rows: copies, columns: environment.actionSpace.width)
        return {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
      }
      return Benchmark.Work(own: stepping(2), reference: stepping(1))
    }
  }

  #if Box2D
    private static var box2D: [Benchmark] { [lander(copies: 32)] }
  #else
    private static var box2D: [Benchmark] { [] }
  #endif
}
