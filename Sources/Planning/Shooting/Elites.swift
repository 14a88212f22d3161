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
    let bar = quickSelect(chosen.count - 1)
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

  /// The element that stands at `rank` if the highest stands at 0.
  private mutating func quickSelect(_ rank: Int) -> Double {
    var (low, high) = (0, sorted.count - 1)
    while low < high {
      let pivot = sorted[(low + high) / 2]
      var (i, j) = (low, high)
      while i <= j {
        while sorted[i] > pivot { i += 1 }
        while sorted[j] < pivot { j -= 1 }
        if i <= j {
          sorted.swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if rank <= j {
        high = j
      } else if rank >= i {
        low = i
      } else {
        break
      }
    }
    return sorted[rank]
  }
}
