#if Box2D

  import Environments
  import Foundation
  import LinearAlgebra
  import Testing

  /// What scripts/fixtures/box2d_fixtures.py writes.
  struct Box2DFixture: Decodable {
    /// The beginning of an episode whose chance came from a stream of ours.
    struct Episode: Decodable {
      var seed: UInt64
      var start: [Float]
      var actions: [[Float]]
      var rewards: [Double]
      var observations: [[Float]]
      var ground: [[Double]]?
      var obstacles: [[[Double]]]?
    }

    /// Central moments of a number over many episodes.
    struct Moments: Decodable {
      var mean: Double
      var variance: Double
      var fourth: Double
    }

    struct Totals: Decodable {
      var episodes: Double
      var `return`: Moments
      var length: Moments
    }

    var environment: String
    var episodes: [Episode]
    var moments: Totals

    static func load(_ name: String) throws -> Box2DFixture {
      let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
      return try JSONDecoder().decode(Box2DFixture.self, from: Data(contentsOf: url))
    }
  }

  /// The beginnings of Gymnasium's episodes, with the same terrain, push, noise and actions.
  ///
  /// Gymnasium's package has Box2D 2.3, ours is 2.4.1, with joints that work as in 2.3.
  struct Box2DGymnasiumTests {
    @Test func lander() throws { try compare(LunarLander(), "LunarLander-v3") }

    @Test func landerInTheWind() throws {
      try compare(LunarLander(wind: .init()), "LunarLander-wind")
    }

    @Test func landerWithThrottles() throws {
      try compare(LunarLanderContinuous(), "LunarLanderContinuous-v3")
    }

    private func compare<E: Environment>(_ environment: E, _ name: String) throws {
      var steps = 0
      for episode in try Box2DFixture.load(name).episodes {
        var environment = environment
        var stream = RandomStream(seed: episode.seed)
        environment.reset(using: &stream)
        #expect(distance(observation(of: environment), episode.start) <= 1e-5)
        for (i, action) in episode.actions.enumerated() {
          let step = environment.step(E.Action(action.span), using: &stream)
          #expect(distance(observation(of: environment), episode.observations[i]) <= 1e-5)
          #expect(abs(step.reward - episode.rewards[i]) <= 1e-4)
          #expect(step.status == .running)
          steps += 1
        }
      }
      #expect(steps == 360)
    }

    /// The walker stands on its feet, and contacts are found and solved in another order; so the first
    /// observation, lidar and all, is the same, and what follows only nearly, above all in its fast joints.
    @Test(arguments: [false, true])
    func walker(hardcore: Bool) throws {
      let name = hardcore ? "BipedalWalkerHardcore-v3" : "BipedalWalker-v3"
      var (steps, near) = (0, 0)
      for episode in try Box2DFixture.load(name).episodes {
        var environment = BipedalWalker(hardcore: hardcore)
        var stream = RandomStream(seed: episode.seed)
        environment.reset(using: &stream)
        #expect(distance(observation(of: environment), episode.start) <= 1e-5)
        for (i, action) in episode.actions.enumerated() {
          let step = environment.step(InlineArray<4, Double>(action.span), using: &stream)
          let (ours, theirs) = (observation(of: environment), episode.observations[i])
          if distance(Array(ours.prefix(4)), Array(theirs.prefix(4))) <= 0.01 { near += 1 }
          #expect(abs(step.reward - episode.rewards[i]) <= 0.1)
          steps += 1
        }
      }
      #expect(steps == 150 && near >= 130)
    }

    /// The largest difference of two observations.
    private func distance(_ a: [Scalar], _ b: [Float]) -> Float {
      zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
    }

    @Test(arguments: ["LunarLander-v3", "LunarLander-wind", "LunarLanderContinuous-v3"])
    func moon(_ name: String) throws {
      var compared = 0
      for episode in try Box2DFixture.load(name).episodes {
        guard let ground = episode.ground else { continue }
        var stream = RandomStream(seed: episode.seed)
        let heights = InlineArray<12, Double> { _ in
          stream.uniform(0, LanderTerrain.height / 2)
        }
        let terrain = LanderTerrain(heights, pad: 5)
        try #require(ground.count == LanderTerrain.points)
        for (i, point) in ground.enumerated() {
          #expect(abs(terrain.point(i).x - point[0]) < 2e-6)
          #expect(abs(terrain.point(i).y - point[1]) < 2e-6)
        }
        compared += 1
      }
      #expect(compared == 3)
    }

    @Test(arguments: ["BipedalWalker-v3", "BipedalWalkerHardcore-v3"])
    func way(_ name: String) throws {
      let hardcore = name.contains("Hardcore")
      var (compared, obstacles) = (0, 0)
      for episode in try Box2DFixture.load(name).episodes {
        guard let ground = episode.ground, let rectangles = episode.obstacles else { continue }
        var stream = RandomStream(seed: episode.seed)
        var placed: [WalkerTerrain.Obstacle] = []
        let terrain = WalkerTerrain(hardcore: hardcore, using: &stream) { placed.append($0) }
        try #require(ground.count == WalkerTerrain.points)
        for (i, point) in ground.enumerated() {
          #expect(abs(terrain.point(i).x - point[0]) < 2e-6)
          #expect(abs(terrain.point(i).y - point[1]) < 2e-6)
        }
        try #require(placed.count == rectangles.count)
        // Gymnasium lists them in the order in which they are made, or the other way round.
        for (obstacle, corners) in zip(placed.sorted { $0.low.x < $1.low.x }, sorted(rectangles)) {
          let (x, y) = (corners.map { $0[0] }, corners.map { $0[1] })
          #expect(abs(obstacle.low.x - x.min()!) < 1e-5 && abs(obstacle.high.x - x.max()!) < 1e-5)
          #expect(abs(obstacle.low.y - y.min()!) < 1e-5 && abs(obstacle.high.y - y.max()!) < 1e-5)
        }
        compared += 1
        obstacles += placed.count
      }
      #expect(compared == 3)
      #expect(hardcore == (obstacles > 30))
    }

    private func sorted(_ rectangles: [[[Double]]]) -> [[[Double]]] {
      func left(_ corners: [[Double]]) -> Double { corners.map { $0[0] }.min() ?? 0 }
      return rectangles.sorted { left($0) < left($1) }
    }
  }

#endif
