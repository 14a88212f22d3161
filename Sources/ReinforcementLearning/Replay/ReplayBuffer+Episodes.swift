internal import Environments
internal import LinearAlgebra

extension ReplayBuffer {
  /// How many rows of the same episode follow `place`, the last observation or the present one included; at least 1
  /// after a transition.
  func rowsAhead(of place: Int) -> Int {
    let places = layout.places
    let end = place / places * places + places
    var (place, count) = (place, 0)
    while kinds[place].isTransition {
      place = place + 1 == end ? end - places : place + 1
      count += 1
    }
    return count
  }

  /// How many transitions of the same episode come before `place` and are still held.
  func rowsBehind(_ place: Int) -> Int {
    let places = layout.places
    let start = place / places * places
    var (place, count) = (place, 0)
    while count < places {
      place = place == start ? start + places - 1 : place - 1
      guard kinds[place] == .running else { break }
      count += 1
    }
    return count
  }

  /// The place `steps` rows after `place` in the same copy's ring; before it if negative.
  func place(_ place: Int, movedBy steps: Int) -> Int {
    let places = layout.places
    let start = place / places * places
    return start + (place - start + steps + places) % places
  }

  /// Copies the features in `range` of the observation at `place`.
  func copyFeatures(_ range: Range<Int>, at place: Int, to target: UnsafeMutablePointer<Scalar>) {
    rows.withUnsafeBytes { rows in
      let row = rows.baseAddress! + place * layout.stride
      for (i, feature) in range.enumerated() {
        target[i] =
          layout.storage == .byte
          ? Scalar(row.load(fromByteOffset: feature, as: UInt8.self))
          : row.load(fromByteOffset: 4 * feature, as: Scalar.self)
      }
    }
  }
}
