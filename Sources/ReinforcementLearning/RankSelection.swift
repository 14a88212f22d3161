extension Array where Element == Double {
  /// The element that stands at `rank` in ascending order, by partition in place: the elements change their order, nothing
  /// is allocated, and the mean time is proportional to their number.
  /// - Precondition: `rank` is one of the array's indices, and no element is NaN.
  package mutating func select(rank: Int) -> Double {
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = self[(low + high) / 2]
      var (i, j) = (low, high)
      while i <= j {
        while self[i] < pivot { i += 1 }
        while self[j] > pivot { j -= 1 }
        if i <= j {
          swapAt(i, j)
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
    return self[rank]
  }
}
