import LinearAlgebra
import ReinforcementLearning
import Testing

private let rewards: Vector<Scalar> = [9, 1, 2, 3, 9]
private let values: Vector<Scalar> = [9, 4, 6, 8, 9]
private let rows = 1..<4

@Suite struct AdvantagesTests {
  @Test func temporalDifferencePartsTruncationFromTermination() {
    var result = Vector<Scalar>(repeating: -1, count: 5)
    Advantages.temporalDifference(
      rewards: rewards, values: values, trajectory: rows, bootstrap: 10, discount: 0.5,
      into: &result)
    #expect(result == [-1, 0, 0, 0, -1])
    Advantages.temporalDifference(
      rewards: rewards, values: values, trajectory: rows, bootstrap: 0, discount: 0.5,
      into: &result)
    #expect(result == [-1, 0, 0, -5, -1])
  }

  @Test func nStepByHand() {
    var result = Vector<Scalar>(repeating: -1, count: 5)
    func of(_ steps: Int, _ bootstrap: Scalar) -> Vector<Scalar> {
      Advantages.nStep(
        rewards: rewards, values: values, trajectory: rows, bootstrap: bootstrap, discount: 0.5,
        steps: steps, into: &result)
      return result
    }
    #expect(of(1, 0) == [-1, 0, 0, -5, -1])
    // 1 + ½ 2 + ¼ 8 − 4, 2 + ½ 3 + ¼ 4 − 6, 3 + ½ 4 − 8
    #expect(of(2, 4) == [-1, 0, -1.5, -3, -1])
    // 1 + ½ 2 + ¼ 3 + ⅛ 4 − 4
    #expect(of(3, 4) == [-1, -0.75, -1.5, -3, -1])
    #expect(of(.max, 4) == of(3, 4))
  }

  @Test func generalizedByHand() {
    var result = Vector<Scalar>(repeating: -1, count: 5)
    // δ = 0, 0, −5 and γλ = ¼.
    Advantages.generalized(
      rewards: rewards, values: values, trajectory: rows, bootstrap: 0, discount: 0.5, lambda: 0.5,
      into: &result)
    #expect(result == [-1, -0.3125, -1.25, -5, -1])
  }

  /// Â = Σ_k (γλ)ᵏ δ_{t+k} = (1 − λ) Σ_{n≥1} λ^{n−1} Â_n, for a truncated and a terminated trajectory.
  @Test(arguments: [0.0, 0.3, 0.95, 1], [0, 1.7] as [Scalar])
  func generalizedEqualsBothSums(lambda: Double, bootstrap: Scalar) {
    var stream = RandomStream(seed: 1)
    let (length, discount) = (20, 0.9)
    let rewards = Vector((0..<length).map { _ in Scalar(stream.normal()) })
    let values = Vector((0..<length).map { _ in Scalar(stream.normal()) })
    var gae = Vector<Scalar>(count: length)
    Advantages.generalized(
      rewards: rewards, values: values, trajectory: 0..<length, bootstrap: bootstrap,
      discount: discount, lambda: lambda, into: &gae)
    func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1) { p, _ in p * x } }
    func delta(_ t: Int) -> Double {
      let next = t + 1 < length ? values[t + 1] : bootstrap
      return Double(rewards[t]) + discount * Double(next) - Double(values[t])
    }
    var nStep = (1...length).map { n in
      var result = Vector<Scalar>(count: length)
      Advantages.nStep(
        rewards: rewards, values: values, trajectory: 0..<length, bootstrap: bootstrap,
        discount: discount, steps: n, into: &result)
      return result
    }
    nStep.insert(Vector(count: length), at: 0)
    for t in 0..<length {
      let double = (t..<length).reduce(0) { $0 + power(discount * lambda, $1 - t) * delta($1) }
      #expect(abs(Double(gae[t]) - double) < 1e-5)
      // From n = length − t on Â_n stays the same, and their weights sum to λ^(length − t − 1).
      let rest = length - t
      let mixture =
        (1..<rest).reduce(0) { $0 + (1 - lambda) * power(lambda, $1 - 1) * Double(nStep[$1][t]) }
        + power(lambda, rest - 1) * Double(nStep[rest][t])
      #expect(abs(Double(gae[t]) - mixture) < 1e-5)
      // The n-step advantage is the sum of n discounted δ.
      let three = (t..<min(t + 3, length)).reduce(0) { $0 + power(discount, $1 - t) * delta($1) }
      #expect(abs(Double(nStep[3][t]) - three) < 1e-5)
    }
  }

  @Test func lambdaOneIsTheReturnMinusTheValue() {
    var (gae, toGo) = (Vector<Scalar>(count: 5), Vector<Scalar>(count: 5))
    Advantages.generalized(
      rewards: rewards, values: values, trajectory: rows, bootstrap: 0, discount: 0.5, lambda: 1,
      into: &gae)
    Returns.rewardToGo(of: rewards, trajectories: [rows], discount: 0.5, into: &toGo)
    #expect(rows.allSatisfy { gae[$0] == toGo[$0] - values[$0] })
  }

  @Test func normalize() {
    var x: Vector<Scalar> = [50, 1, 2, 3, 6, 50]
    // Mean 3, squares 4 + 1 + 0 + 9 = 14 over 4.
    let (mean, deviation) = Advantages.normalize(&x, rows: 1..<5, epsilon: 0)
    let unit = Scalar(3.5.squareRoot())
    #expect(mean == 3 && abs(deviation - 3.5.squareRoot()) < 1e-12)
    #expect(
      zip(Array(x), [50, -2 / unit, -1 / unit, 0, 3 / unit, 50]).allSatisfy {
        abs($0 - $1) < 1e-6
      })
    x = [3, 3]
    Advantages.normalize(&x)
    #expect(x == [0, 0])
    x = [0, 2]
    Advantages.normalize(&x, epsilon: 1)
    #expect(x == [-0.5, 0.5])
    x = []
    Advantages.normalize(&x)
    #expect(x.count == 0)
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 2)
      Advantages.generalized(
        rewards: [1, 2], values: [1], trajectory: 0..<1, bootstrap: 0, discount: 1, lambda: 1,
        into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 2)
      Advantages.nStep(
        rewards: [1, 2], values: [1, 2], trajectory: 0..<2, bootstrap: 0, discount: 1, steps: 0,
        into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var x: Vector<Scalar> = [1, 2]
      Advantages.normalize(&x, rows: 0..<3)
    }
  }
}
