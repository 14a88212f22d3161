import Experiments
import LinearAlgebra
import Testing

@Suite struct TwoActionProcessTests {
  @Test func closedForms() {
    #expect(abs(TwoActionProcess.fullReturnVariance(0.5) - 192) < 1e-9)
    #expect(abs(TwoActionProcess.rewardToGoVariance(0.5) - 88) < 1e-9)
    // One step: Var = (1/θ′ − 1). Two: (1/θ′² − 1) θ² 4.
    #expect(
      abs(TwoActionProcess.importanceVariance(0.3, behaviour: 0.8, horizon: 1) - 0.25) < 1e-12)
    #expect(abs(TwoActionProcess.importanceVariance(0.5, behaviour: 0.5, horizon: 2) - 3) < 1e-12)
  }

  @Test func minima() {
    func minimum(_ f: (Double) -> Double) -> (θ: Double, value: Double) {
      (1..<10_000).map { (Double($0) / 10_000, f(Double($0) / 10_000)) }.min { $0.1 < $1.1 }!
    }
    let full = minimum(TwoActionProcess.fullReturnVariance)
    #expect(full.θ == 0.1099 && abs(full.value - 27.941) < 5e-4)
    let toGo = minimum(TwoActionProcess.rewardToGoVariance)
    #expect(toGo.θ == 0.1442 && abs(toGo.value - 18.790) < 5e-4)
  }

  /// The means, whose expectation is the derivative of the objective, and the variances.
  @Test func simulationAgreesWithTheClosedForms() {
    let episodes = 40_000
    let figure = TwoActionProcess.policyGradientFigure(
      probabilities: [0.1, 0.4, 0.7], episodes: episodes, seed: 1)
    let importance = TwoActionProcess.importanceFigure(
      probabilities: [0.5, 0.8], behaviours: [0.6, 0.9], horizons: [1, 3], episodes: episodes)
    #expect(figure.count == 3 && importance.count == 8)
    for point in figure.flatMap({ [$0.fullReturn, $0.rewardToGo] }) + importance {
      #expect(abs(point.zScore) < 4, "\(point)")
      let error = (point.expectedVariance / Double(episodes)).squareRoot()
      #expect(abs(point.mean - point.expectedMean) < 4 * error, "\(point)")
    }
    #expect(figure.allSatisfy { $0.rewardToGo.variance < $0.fullReturn.variance })
  }

  @Test func sameSeedSameNumbers() {
    let settings = ([0.3, 0.6], 1000)
    let (a, b, c) = (
      TwoActionProcess.policyGradientFigure(
        probabilities: settings.0, episodes: settings.1, seed: 3),
      TwoActionProcess.policyGradientFigure(
        probabilities: settings.0, episodes: settings.1, seed: 3),
      TwoActionProcess.policyGradientFigure(
        probabilities: settings.0, episodes: settings.1, seed: 4)
    )
    #expect(zip(a, b).allSatisfy { $0 == $1 } && zip(a, c).allSatisfy { $0 != $1 })
  }

  /// The one-pass moments against those of a Bernoulli variable.
  @Test func theStandardErrorIsThatOfTheFourthMoment() {
    var stream = RandomStream(seed: 5)
    let point = TwoActionProcess.importanceGradientVariance(
      0.5, behaviour: 0.8, horizon: 1, episodes: 10_000, using: &stream)
    // g is 1/θ′ = 1.25 with the observed frequency p and 0 otherwise, whose moments are known.
    let p = point.mean / 1.25
    let (m2, m4) = (p * (1 - p), p * (1 - p) * (1 - 3 * p * (1 - p)))
    #expect(abs(point.variance - 1.5625 * m2) < 1e-9)
    #expect(abs(point.standardError - 1.5625 * ((m4 - m2 * m2) / 10_000).squareRoot()) < 1e-9)
  }

  @Test func impossibleSettings() async {
    await #expect(processExitsWith: .failure) {
      _ = TwoActionProcess.policyGradientFigure(probabilities: [1], episodes: 10)
    }
    await #expect(processExitsWith: .failure) {
      _ = TwoActionProcess.importanceFigure(episodes: 1)
    }
    await #expect(processExitsWith: .failure) {
      _ = TwoActionProcess.importanceFigure(horizons: [0], episodes: 10)
    }
  }
}
