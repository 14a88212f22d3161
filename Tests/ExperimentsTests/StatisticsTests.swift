import Experiments
import Foundation
import LinearAlgebra
import Testing

@Suite struct StatisticsTests {
  @Test func handNumbers() {
    let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(Statistics.mean(values) == 5)
    // Σ (x − 5)² = 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32, over n − 1 = 7.
    #expect(abs(Statistics.standardDeviation(values) - 2.138_089_935_299_395) < 1e-15)
    // √(32 / 7 / 8) = √(4 / 7).
    #expect(abs(Statistics.standardError(values) - 0.755_928_946_018_454_4) < 1e-15)
    #expect(Statistics.median(values) == 4.5)
    #expect(Statistics.median([3, 1, 2]) == 2)
  }

  @Test func interquartileMean() {
    // Two of eight go at either end: (3 + 4 + 5 + 6) / 4.
    #expect(Statistics.interquartileMean([8, 1000, 1, 2, 3, 4, 5, 6]) == 4.5)
    // One of five goes at either end: (2 + 3 + 4) / 3.
    #expect(Statistics.interquartileMean([-100, 4, 2, 3, 100]) == 3)
    #expect(Statistics.interquartileMean([1, 2, 6]) == 3)
  }

  @Test func oneValue() {
    #expect(Statistics.mean([3]) == 3)
    #expect(Statistics.median([3]) == 3)
    #expect(Statistics.interquartileMean([3]) == 3)
    #expect(Statistics.standardDeviation([3]).isNaN)
    #expect(Statistics.standardError([3]).isNaN)
  }

  @Test func noValue() async {
    await #expect(processExitsWith: .failure) { _ = Statistics.mean([]) }
    await #expect(processExitsWith: .failure) { _ = Statistics.median([]) }
  }
}

/// What scripts/fixtures/rliable_fixtures.py writes: scores with rliable's statistics of them.
struct ScoresFixture: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var x: [[Double]]
  var y: [[Double]]
  var aggregates: [String: Double]
  var low: [String: Double]
  var high: [String: Double]
  var probability: Double
  var probabilityLow: Double
  var probabilityHigh: Double
  var thresholds: [Double]
  var profile: [Double]
  var profileLow: [Double]
  var profileHigh: [Double]
  var averageProfile: [Double]

  var testDescription: String { name }

  private struct File: Decodable { var cases: [ScoresFixture] }

  static let all: [ScoresFixture] = {
    do {
      let url = try #require(
        Bundle.module.url(
          forResource: "statistics", withExtension: "json", subdirectory: "Fixtures"))
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
    } catch {
      fatalError("The fixture statistics.json cannot be read: \(error)")
    }
  }()

  static let statistics: [(name: String, of: @Sendable (Matrix<Double>) -> Double)] = [
    ("mean", { Statistics.mean(of: $0) }), ("median", { Statistics.median(of: $0) }),
    ("interquartileMean", { Statistics.interquartileMean(of: $0) }),
    ("optimalityGap", { Statistics.optimalityGap(of: $0) }),
  ]
}

@Suite struct ScoresTests {
  private func agree(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(b))
  }

  @Test(arguments: ScoresFixture.all)
  func aggregatesAreThoseOfRliable(_ fixture: ScoresFixture) throws {
    let x = Matrix(fixture.x)
    for (name, statistic) in ScoresFixture.statistics {
      #expect(agree(statistic(x), try #require(fixture.aggregates[name])), "\(name)")
    }
    let probability = Statistics.probabilityOfImprovement(of: x, over: Matrix(fixture.y))
    #expect(agree(probability, fixture.probability))
    let profile = Statistics.performanceProfile(of: x, above: fixture.thresholds)
    #expect(zip(profile, fixture.profile).allSatisfy { agree($0, $1) })
    let average = Statistics.averageScoreProfile(of: x, above: fixture.thresholds)
    #expect(zip(average, fixture.averageProfile).allSatisfy { agree($0, $1) })
  }

  /// The ends of both bootstraps vary; the tolerance is a tenth of the interval's width, and where quantiles jump
  /// between a few values, one such jump.
  @Test(arguments: ScoresFixture.all)
  func intervalsAreThoseOfRliable(_ fixture: ScoresFixture) throws {
    let bootstrap = StratifiedBootstrap(resamples: 2000)
    let (x, y) = (Matrix(fixture.x), Matrix(fixture.y))
    var stream = RandomStream(seed: 1)
    func check(_ interval: Interval, _ low: Double, _ high: Double, _ name: String) {
      let tolerance = 0.1 * (high - low) + 1e-9
      #expect(abs(interval.low - low) <= tolerance, "\(name): \(interval) for \(low)…\(high)")
      #expect(abs(interval.high - high) <= tolerance, "\(name): \(interval) for \(low)…\(high)")
      #expect(interval.low <= interval.estimate && interval.estimate <= interval.high, "\(name)")
    }
    // The mean of Cauchy variables has no distribution of its own to come near to.
    let names =
      fixture.name == "outliers" ? ["interquartileMean"] : fixture.aggregates.keys.sorted()
    for (name, statistic) in ScoresFixture.statistics where names.contains(name) {
      check(
        bootstrap.interval(of: x, using: &stream, statistic),
        try #require(fixture.low[name]), try #require(fixture.high[name]), name)
    }
    check(
      bootstrap.interval(of: x, against: y, using: &stream) {
        Statistics.probabilityOfImprovement(of: $0, over: $1)
      }, fixture.probabilityLow, fixture.probabilityHigh, "probability of improvement")
    let band = bootstrap.band(of: x, using: &stream) {
      Statistics.performanceProfile(of: $0, above: fixture.thresholds)
    }
    let jump = 1 / Double(x.count) + 1e-9
    for (k, interval) in band.enumerated() {
      #expect(abs(interval.low - fixture.profileLow[k]) <= jump)
      #expect(abs(interval.high - fixture.profileHigh[k]) <= jump)
    }
  }

  @Test func handNumbers() {
    let x = Matrix<Double>([[1, 10], [3, 20], [5, 60]])
    #expect(Statistics.mean(of: x) == 16.5)
    #expect(Statistics.median(of: x) == 16.5)
    // One of six goes at either end: (3 + 5 + 10 + 20) / 4.
    #expect(Statistics.interquartileMean(of: x) == 9.5)
    // 4 − (1 + 3 + 4 + 4 + 4 + 4) / 6.
    #expect(abs(Statistics.optimalityGap(of: x, target: 4) - 2.0 / 3) < 1e-15)
    // First task: 3 and 5 beat 2, 3 ties with 3, 5 beats it: (2 + 1.5) of 6. Second: all lose.
    let y = Matrix<Double>([[2, 100], [3, 100]])
    #expect(abs(Statistics.probabilityOfImprovement(of: x, over: y) - 3.5 / 12) < 1e-15)
    #expect(
      Statistics.performanceProfile(of: x, above: [0, 1, 4, 60]) == [1, 5.0 / 6, 4.0 / 6, 0])
    #expect(Statistics.averageScoreProfile(of: x, above: [3, 2.5]) == [0.5, 1])
  }

  @Test func quantiles() {
    #expect(Statistics.quantile([4, 1, 3, 2], 0) == 1)
    #expect(Statistics.quantile([4, 1, 3, 2], 1) == 4)
    #expect(Statistics.quantile([4, 1, 3, 2], 0.5) == 2.5)
    // k = 0.1 · 3.
    #expect(abs(Statistics.quantile([4, 1, 3, 2], 0.1) - 1.3) < 1e-15)
    #expect(Statistics.quantile([7], 0.3) == 7)
  }

  @Test func theSameStreamGivesTheSameInterval() {
    let x = Matrix<Double>([[1, 2], [3, 5], [4, 4], [2, 9]])
    func interval(_ seed: UInt64) -> Interval {
      var stream = RandomStream(seed: seed)
      return StratifiedBootstrap(resamples: 50).interval(of: x, using: &stream) {
        Statistics.mean(of: $0)
      }
    }
    #expect(interval(1) == interval(1))
    #expect(interval(1) != interval(2))
  }

  /// Each task keeps its own seeds: with tasks far apart, resampling over both would move the mean.
  @Test func resamplesStayWithinTheTask() {
    let x = Matrix<Double>([[0, 1000], [1, 1001]])
    var stream = RandomStream(seed: 1)
    let interval = StratifiedBootstrap(resamples: 500).interval(of: x, using: &stream) {
      #expect($0[0, 0] <= 1 && $0[1, 0] <= 1 && $0[0, 1] >= 1000 && $0[1, 1] >= 1000)
      return Statistics.mean(of: $0)
    }
    #expect(interval == Interval(500.5, low: 500, high: 501))
  }

  /// The interval holds the true mean about as often as it says.
  @Test func coverage() {
    var stream = RandomStream(seed: 4)
    let bootstrap = StratifiedBootstrap(resamples: 200, confidence: 0.8)
    let hits = (0..<200).count { _ in
      let sample = Matrix<Double>(rows: 20, columns: 1) { _, _ in stream.normal() }
      let interval = bootstrap.interval(of: sample, using: &stream) { Statistics.mean(of: $0) }
      return interval.low <= 0 && interval.high >= 0
    }
    // 160 expected, less a few as the sample is small; the deviation is √(200 · .8 · .2) = 5.7.
    #expect(hits > 135 && hits < 178, "\(hits)")
  }

  @Test func impossibleSamples() async {
    await #expect(processExitsWith: .failure) {
      _ = Statistics.probabilityOfImprovement(
        of: Matrix<Double>([[1, 2]]), over: Matrix<Double>([[1]]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Statistics.interquartileMean(of: Matrix<Double>(rows: 0, columns: 2))
    }
    await #expect(processExitsWith: .failure) { _ = StratifiedBootstrap(confidence: 1) }
  }
}
