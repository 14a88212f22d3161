#if Box2D

  import Environments
  import LinearAlgebra
  import Testing

  /// A pilot of a few rules lands: it leans towards the pad, and holds a height in proportion to the distance.
  struct LanderPilotTests {
    /// How far to turn, to the left if positive, and how much to climb.
    private func wishes(_ x: Scalar, _ y: Scalar, _ features: [Scalar]) -> (
      turn: Scalar, climb: Scalar
    ) {
      let (speed, sinking, angle, turning) = (features[2], features[3], features[4], features[5])
      if features[6] > 0 || features[7] > 0 { return (0, -sinking / 2) }
      let lean = min(max(x / 2 + speed, -0.4), 0.4)
      return ((lean - angle) / 2 - turning, (0.55 * abs(x) - y) / 2 - sinking / 2)
    }

    private func mean<E: Environment>(
      _ environment: E, episodes: Int, _ choose: ([Scalar]) -> E.Action
    ) -> (mean: Double, landed: Int) {
      var limited = TimeLimit(environment, steps: 1_000)
      var stream = RandomStream(seed: 0)
      var (total, landed) = (0.0, 0)
      for _ in 0..<episodes {
        limited.reset(using: &stream)
        while true {
          let step = limited.step(choose(observation(of: limited)), using: &stream)
          total += step.reward
          if step.status != .running {
            if step.reward == 100 { landed += 1 }
            break
          }
        }
      }
      return (total / Double(episodes), landed)
    }

    @Test func discrete() {
      let result = mean(LunarLander(), episodes: 100) { features in
        let (turn, climb) = wishes(features[0], features[1], features)
        if climb > abs(turn) && climb > 0.05 { return 2 }
        return turn < -0.05 ? 3 : turn > 0.05 ? 1 : 0
      }
      #expect(result.mean > 200)
    }

    @Test func continuous() {
      let result = mean(LunarLanderContinuous(), episodes: 40) { features in
        let (turn, climb) = wishes(features[0], features[1], features)
        return [Double(20 * climb - 1), Double(-20 * turn)]
      }
      #expect(result.mean > 200)
    }

    @Test func course() {
      let result = mean(CourseLunarLander(), episodes: 100) { features in
        let (turn, climb) = wishes(features[0] - features[8], 1.5 * features[1], features)
        return (climb > 0.05 ? 3 : 0) + (turn < -0.05 ? 2 : turn > 0.05 ? 0 : 1)
      }
      #expect(result.landed > 20)
    }
  }

#endif
