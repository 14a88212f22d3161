public import LinearAlgebra

/// Numbers the different observations that are met, in their order: a table's rows for tasks with few of them.
///
/// Observations are equal if all of their features are, so it does not matter whether a state is observed as an index,
/// one-hot or by features. Found by hashing, with open addressing; to look up allocates nothing, to add does when the
/// memory is doubled.
public struct ObservationTable: Sendable, Equatable {
  /// The number of features of an observation.
  public let features: Int
  /// The different observations, row by row.
  private var rows: [Scalar] = []
  /// The number of the observation in each slot, −1 where there is none; a power of two of them.
  private var slots: [Int32]

  /// The number of different observations.
  public var count: Int { rows.count / features }

  /// An empty table of observations with `features` features.
  /// - Precondition: `features` is positive.
  public init(features: Int) {
    precondition(features > 0, "Observations of \(features) features cannot be told apart.")
    self.features = features
    slots = Array(repeating: -1, count: 64)
  }

  /// A table of the rows of `observations`.
  /// - Precondition: The rows differ.
  public init(_ observations: Matrix<Scalar>) {
    self.init(features: observations.columns)
    for i in 0..<observations.rows {
      let number = insert(observations.row(i))
      precondition(number == i, "Rows \(number) and \(i) of the observations are equal.")
    }
  }

  /// The different observations in the order of their numbers [count × features].
  public var observations: Matrix<Scalar> { Matrix(rows, rows: count, columns: features) }

  /// The number of `observation`; nil if it was never met.
  /// - Precondition: It has as many features.
  public func find(_ observation: Span<Scalar>) -> Int? {
    let number = Int(slots[slot(of: observation)])
    return number < 0 ? nil : number
  }

  /// The number of `observation`, which is new if it was never met.
  /// - Precondition: It has as many features, and there are fewer than 2³¹ observations.
  public mutating func insert(_ observation: Span<Scalar>) -> Int {
    let slot = slot(of: observation)
    if slots[slot] >= 0 { return Int(slots[slot]) }
    let number = count
    slots[slot] = Int32(number)
    for i in observation.indices { rows.append(observation[i]) }
    if 2 * (number + 1) > slots.count { grow() }
    return number
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: 2 * slots.count)
    for number in 0..<count {
      let slot = slot(of: rows.span.extracting(number * features..<(number + 1) * features))
      slots[slot] = Int32(number)
    }
  }

  /// Where `observation` is, or where there is room for it.
  private func slot(of observation: Span<Scalar>) -> Int {
    precondition(
      observation.count == features,
      "An observation of \(observation.count) features does not fit a table of \(features).")
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: Self.hash(observation)) & mask
    while slots[slot] >= 0 && !isEqual(Int(slots[slot]), observation) { slot = (slot + 1) & mask }
    return slot
  }

  private func isEqual(_ number: Int, _ observation: Span<Scalar>) -> Bool {
    let start = number * features
    for i in 0..<features where rows[start + i] != observation[i] { return false }
    return true
  }

  /// Of the features that are not 0 with their places, so that one-hot rows are quick and −0 equals 0.
  private static func hash(_ observation: Span<Scalar>) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for i in observation.indices where observation[i] != 0 {
      hash ^= UInt64(observation[i].bitPattern) &+ UInt64(truncatingIfNeeded: i) << 32
      hash = hash &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 29
    }
    return hash ^ hash >> 32
  }
}
