import LinearAlgebra
import ReinforcementLearning
import Testing

/// Selection by rank against sorting, with equal elements and infinite ones.
struct RankSelectionTests {
  @Test(arguments: 1...30 as ClosedRange<UInt64>) func isTheSortedElement(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    let count = 1 + stream.integer(below: 40)
    let values = (0..<count).map { _ in
      stream.bernoulli(0.1) ? -Double.infinity : Double(stream.integer(below: 12))
    }
    let sorted = values.sorted()
    for rank in 0..<count {
      var parted = values
      #expect(parted.select(rank: rank) == sorted[rank])
      #expect(parted.sorted() == sorted)
    }
  }
}
