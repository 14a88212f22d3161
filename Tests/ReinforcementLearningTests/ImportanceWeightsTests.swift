import Foundation
import LinearAlgebra
import ReinforcementLearning
import Testing

/// Ratios 2, ½, 4 and 3, 2 of two trajectories, with a row between them that belongs to neither.
private let ratios: [Double] = [2, 0.5, 4, 9, 3, 2]
private let new = Vector(ratios.map { Scalar(log(0.1 * $0)) })
private let old = Vector<Scalar>(repeating: Scalar(log(0.1)), count: 6)
private let trajectories = [0..<3, 4..<6]

@Suite struct ImportanceWeightsTests {
  private func expect(
    _ weights: ImportanceWeights, _ expected: [Scalar], _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var result = Vector<Scalar>(repeating: -1, count: 6)
    weights.write(
      logProbabilities: new, behaviour: old, trajectories: trajectories, into: &result)
    #expect(
      zip(Array(result), expected).allSatisfy { abs($0 - $1) < 1e-5 }, comment,
      sourceLocation: sourceLocation)
  }

  @Test func wholeTrajectory() {
    expect(.init(form: .trajectory), [4, 4, 4, -1, 6, 6])
    expect(.init(form: .trajectory, clipping: .ratio(bound: 2.5)), [2.5, 2.5, 2.5, -1, 5, 5])
    expect(.init(form: .trajectory, clipping: .product(bound: 5)), [4, 4, 4, -1, 5, 5])
    expect(.init(form: .trajectory, isSelfNormalized: true), [0.8, 0.8, 0.8, -1, 1.2, 1.2])
  }

  @Test func perDecision() {
    expect(.init(), [2, 1, 4, -1, 3, 6])
    expect(.init(clipping: .ratio(bound: 2.5)), [2, 1, 2.5, -1, 2.5, 5])
    expect(.init(clipping: .product(bound: 2.5)), [2, 1, 2.5, -1, 2.5, 2.5])
    // Means at equal time: 2.5, 3.5 and, the second having ended with 6, 5.
    expect(.init(isSelfNormalized: true), [0.8, 2 / 7, 0.8, -1, 1.2, 12 / 7])
  }

  /// The product bound holds at each step but does not change the product that later steps build on.
  @Test func aBoundedProductRecovers() {
    var result = Vector<Scalar>(count: 2)
    ImportanceWeights(clipping: .product(bound: 3)).write(
      logProbabilities: [Scalar(log(8.0)), Scalar(log(0.25))], behaviour: [0, 0],
      trajectories: [0..<2], into: &result)
    #expect(abs(result[0] - 3) < 1e-5 && abs(result[1] - 2) < 1e-5)
  }

  @Test func longProductsNeitherOverflowNorVanish() {
    let steps = 2000
    let up = (0..<steps).map { _ in Scalar(1) } + (0..<steps).map { _ in Scalar(-1) }
    var result = Vector<Scalar>(count: 2 * steps)
    let zero = Vector<Scalar>(count: 2 * steps)
    ImportanceWeights().write(
      logProbabilities: Vector(up), behaviour: zero, trajectories: [0..<(2 * steps)], into: &result)
    #expect(result.isFinite && result[steps] == .greatestFiniteMagnitude)
    #expect(result[2 * steps - 1] == 1)
    let both = [0..<steps, steps..<(2 * steps)]
    for form in [ImportanceWeights.Form.trajectory, .perDecision] {
      ImportanceWeights(form: form, isSelfNormalized: true).write(
        logProbabilities: Vector(up), behaviour: zero, trajectories: both, into: &result)
      #expect(result[steps - 1] == 2 && result[2 * steps - 1] == 0)
    }
  }

  @Test func impossibleActionsHaveWeightZero() {
    for normalized in [false, true] {
      var result = Vector<Scalar>(repeating: -1, count: 2)
      ImportanceWeights(isSelfNormalized: normalized).write(
        logProbabilities: [-.infinity, 0], behaviour: [0, 0], trajectories: [0..<1, 1..<2],
        into: &result)
      #expect(result == [0, normalized ? 2 : 1])
      ImportanceWeights(isSelfNormalized: normalized).write(
        logProbabilities: [-.infinity, -.infinity], behaviour: [0, 0],
        trajectories: [0..<1, 1..<2], into: &result)
      #expect(result == [0, 0])
    }
  }

  /// E_β[w r] = E_π[r] on a bandit, for the unbiased form.
  @Test func expectationsUnderTheBehaviourPolicyBecomeThoseOfTheOther() {
    var stream = RandomStream(seed: 1)
    let (n, p, q) = (200_000, 0.3, 0.6)
    let actions = (0..<n).map { _ in stream.bernoulli(q) }
    var weights = Vector<Scalar>(count: n)
    ImportanceWeights(form: .trajectory).write(
      logProbabilities: Vector(actions.map { Scalar(log($0 ? p : 1 - p)) }),
      behaviour: Vector(actions.map { Scalar(log($0 ? q : 1 - q)) }),
      trajectories: (0..<n).map { $0..<($0 + 1) }, into: &weights)
    let mean = (0..<n).reduce(0.0) { $0 + (actions[$1] ? Double(weights[$1]) : 0) } / Double(n)
    // The variance of w r is p² (1 / q − 1).
    #expect(abs(mean - p) < 5 * (p * p * (1 / q - 1) / Double(n)).squareRoot())
  }

  @Test func effectiveSampleSize() {
    let weights: Vector<Scalar> = [9, 1, 9, 3]
    #expect(
      abs(ImportanceWeights.effectiveSampleSize(weights, trajectories: [0..<2, 2..<4]) - 1.6)
        < 1e-12)
    #expect(
      ImportanceWeights.effectiveSampleSize([2, 2, 2], trajectories: [0..<1, 1..<2, 2..<3]) == 3)
    #expect(ImportanceWeights.effectiveSampleSize([0, 7], trajectories: [0..<1, 1..<2]) == 1)
    #expect(ImportanceWeights.effectiveSampleSize([0], trajectories: [0..<1]) == 0)
    #expect(ImportanceWeights.effectiveSampleSize([], trajectories: []) == 0)
  }

  @Test func codable() throws {
    let weights = ImportanceWeights(
      form: .trajectory, clipping: .ratio(bound: 2), isSelfNormalized: true)
    let data = try JSONEncoder().encode(weights)
    #expect(try JSONDecoder().decode(ImportanceWeights.self, from: data) == weights)
  }

  @Test func shapesMustAgree() async {
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 2)
      ImportanceWeights().write(
        logProbabilities: [0], behaviour: [0, 0], trajectories: [0..<2], into: &result)
    }
    await #expect(processExitsWith: .failure) {
      var result = Vector<Scalar>(count: 2)
      ImportanceWeights().write(
        logProbabilities: [0, 0], behaviour: [0, 0], trajectories: [1..<1], into: &result)
    }
    await #expect(processExitsWith: .failure) {
      _ = ImportanceWeights(clipping: .ratio(bound: 0))
    }
  }
}
