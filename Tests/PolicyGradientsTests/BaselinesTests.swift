import LinearAlgebra
import PolicyGradients
import Testing

struct BaselinesTests {
  private let ranges = [0..<3, 3..<4, 4..<6]

  @Test func meanReturn() {
    // The mean is over trajectories, not over steps: (6 + 0 + 3) / 3.
    var advantages: Vector<Scalar> = [6, 6, 6, 0, 3, 3]
    Baselines.subtractMeanReturn(from: &advantages, trajectories: ranges)
    #expect(advantages == [3, 3, 3, -3, 0, 0])
  }

  @Test func meanOfRewardsToGo() {
    var advantages: Vector<Scalar> = [6, 5, 4, 0, 2, 1]
    Baselines.subtractMean(from: &advantages)
    #expect(advantages == [3, 2, 1, -3, -1, -2])
  }

  @Test func perTimeStep() {
    // Step 0: (6 + 1 + 2) / 3; step 1: (5 + 1) / 2; step 2: one trajectory alone.
    var advantages: Vector<Scalar> = [6, 5, 4, 1, 2, 1]
    Baselines.subtractMeanPerTimeStep(from: &advantages, trajectories: ranges)
    #expect(advantages == [3, 2, 0, -2, -1, -2])
  }

  @Test func moments() {
    let (mean, deviation) = Baselines.moments(of: [1, 3, 5, 7])
    #expect(mean == 4 && abs(deviation - 5.0.squareRoot()) < 1e-12)
    #expect(Baselines.moments(of: []) == (0, 0))
  }
}
