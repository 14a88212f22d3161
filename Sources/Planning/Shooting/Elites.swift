internal import ReinforcementLearning

/// The numbers of the K candidates with the highest returns, without allocating.
struct Elites: Sendable {
  /// In the order of their numbers.
  private(set) var chosen: [Int]
  private var sorted: [Double]

  init(_ elites: Int, of candidates: Int) {
    chosen = Array(repeating: 0, count: elites)
    sorted = Array(repeating: 0, count: candidates)
  }

  /// Chooses; of equal returns the first.
  mutating func choose(from returns: [Double]) {
    for i in returns.indices { sorted[i] = returns[i] }
    let bar = sorted.select(rank: sorted.count - chosen.count)
    var (count, above) = (0, 0)
    for value in returns where value > bar { above += 1 }
    var level = chosen.count - above
    for i in returns.indices where returns[i] >= bar {
      if returns[i] == bar {
        if level == 0 { continue }
        level -= 1
      }
      chosen[count] = i
      count += 1
    }
  }
}
