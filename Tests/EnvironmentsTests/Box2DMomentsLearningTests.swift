#if Box2D

  import Environments
  import LinearAlgebra
  import Testing

  /// Whole episodes under random actions are distributed as Gymnasium's are: mean and variance of return and
  /// length lie within three standard errors.
  ///
  /// In release over 1,000 episodes, in debug over fewer, and there without the variances.
  struct Box2DMomentsLearningTests {
    #if DEBUG
      static let (landings, walks) = (100, 20)
    #else
      static let (landings, walks) = (1_000, 1_000)
    #endif

    @Test func lander() throws {
      try compare(TimeLimit(LunarLander(), steps: 1_000), "LunarLander-v3", episodes: Self.landings)
    }

    @Test func landerInTheWind() throws {
      try compare(
        TimeLimit(LunarLander(wind: .init()), steps: 1_000), "LunarLander-wind",
        episodes: Self.landings)
    }

    @Test func landerWithThrottles() throws {
      try compare(
        TimeLimit(LunarLanderContinuous(), steps: 1_000), "LunarLanderContinuous-v3",
        episodes: Self.landings)
    }

    @Test func walker() throws {
      try compare(
        TimeLimit(BipedalWalker(), steps: 1_600), "BipedalWalker-v3", episodes: Self.walks)
    }

    @Test func walkerWithObstacles() throws {
      try compare(
        TimeLimit(BipedalWalker(hardcore: true), steps: 2_000), "BipedalWalkerHardcore-v3",
        episodes: Self.walks)
    }

    private func compare<E: Environment>(
      _ environment: E, _ name: String, episodes: Int
    ) throws {
      let expected = try Box2DFixture.load(name).moments
      var environment = environment
      var stream = RandomStream(seed: 5)
      var row = [Scalar](repeating: 0, count: environment.actionSpace.width)
      let space = environment.actionSpace
      var (returns, lengths): ([Double], [Double]) = ([], [])
      for _ in 0..<episodes {
        environment.reset(using: &stream)
        var (total, length, status) = (0.0, 0.0, Status.running)
        while status == .running {
          var span = row.mutableSpan
          space.sample(into: &span, using: &stream)
          let step = environment.step(E.Action(row.span), using: &stream)
          total += step.reward
          length += 1
          status = step.status
        }
        returns.append(total)
        lengths.append(length)
      }
      for (what, values, theirs) in [
        ("return", returns, expected.return), ("length", lengths, expected.length),
      ] {
        let ours = moments(values)
        let (n, m) = (Double(values.count), expected.episodes)
        let meanError = (ours.variance / n + theirs.variance / m).squareRoot()
        let varianceError =
          ((ours.fourth - ours.variance * ours.variance) / n
          + (theirs.fourth - theirs.variance * theirs.variance) / m).squareRoot()
        let mean = (ours.mean - theirs.mean) / meanError
        let variance = (ours.variance - theirs.variance) / varianceError
        #expect(abs(mean) < 3, "\(name): mean \(what) \(ours.mean), Gymnasium's \(theirs.mean)")
        // The error of a variance, estimated from a few episodes with rare long ones, means nothing.
        guard episodes >= 1_000 else { continue }
        #expect(
          abs(variance) < 3,
          "\(name): variance of the \(what) \(ours.variance), Gymnasium's \(theirs.variance)")
      }
    }

    private func moments(_ values: [Double]) -> (mean: Double, variance: Double, fourth: Double) {
      let n = Double(values.count)
      let mean = values.reduce(0, +) / n
      let squares = values.map { ($0 - mean) * ($0 - mean) }
      return (mean, squares.reduce(0, +) / n, squares.map { $0 * $0 }.reduce(0, +) / n)
    }
  }

#endif
