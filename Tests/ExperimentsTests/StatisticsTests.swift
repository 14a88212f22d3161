import Experiments
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
