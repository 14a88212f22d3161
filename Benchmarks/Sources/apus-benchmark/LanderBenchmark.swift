#if Box2D

  import Apus
  import CBareBox2D

  extension EnvironmentBenchmarks {
    /// LunarLander with all that an environment does, against `b2World::Step` on the same scene.
    static func lander(copies: Int) -> Benchmark {
      let own = stepping("LunarLander-v3", copies: copies)
      return Benchmark(name: own.name, unit: own.unit) {
        let bare = bare_lander_create()
        var work = own.prepare()
        work.reference = { for _ in 0..<copies { bare_lander_step(bare) } }
        return work
      }
    }
  }

#endif
