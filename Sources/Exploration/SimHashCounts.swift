public import Environments
public import LinearAlgebra
public import ReinforcementLearning

/// Visits counted by the code that a state is hashed to, the signs of k random projections: φ(s) = sgn(A g(s)), A's elements
/// drawn from N(0, 1) [k × features + 1]. States with a small angle between them have mostly the same code, and the more bits
/// there are, the fewer states share one.
///
/// g brings features with finite bounds to [−1, 1], leaves the others as they are, and appends a 1. The paper leaves g open;
/// without the 1, all planes would pass through the origin, and states along a ray would be one.
/// H. Tang et al., "#Exploration: a study of count-based exploration for deep reinforcement learning", 2017, Algorithm 1.
public struct SimHashCounts: StateCounts {
  /// 𝓑(N).
  public let form: CountBonus
  /// k, the number of bits of a code.
  public let bits: Int
  /// n, the number of all visits.
  public private(set) var total = 0
  private var counts: [UInt64: Int] = [:]
  /// A, row by row.
  private var projection: Vector<Scalar>
  /// g(s) = scale ⊙ s + shift, and 1.
  private let scale: [Scalar]
  private let shift: [Scalar]

  /// No visits yet.
  /// - Precondition: 1 to 64 bits.
  public init(
    _ space: ObservationSpace, bits: Int, form: CountBonus = .intervalEstimation,
    using random: inout RandomStream
  ) {
    precondition((1...64).contains(bits), "A code has 1 to 64 bits, not \(bits).")
    self.form = form
    self.bits = bits
    projection = Vector((0..<bits * (space.count + 1)).map { _ in Scalar(random.normal()) })
    let isBounded = zip(space.low, space.high).map { $0.isFinite && $1.isFinite && $0 < $1 }
    scale = space.low.indices.map {
      isBounded[$0] ? Scalar(2 / (space.high[$0] - space.low[$0])) : 1
    }
    shift = space.low.indices.map {
      isBounded[$0]
        ? Scalar((space.high[$0] + space.low[$0]) / (space.low[$0] - space.high[$0])) : 0
    }
  }

  /// The number of codes that were met.
  public var codes: Int { counts.count }

  /// The code of `state`; bit i is the sign of the i-th projection.
  public func code(of state: UnsafePointer<Scalar>) -> UInt64 {
    var code: UInt64 = 0
    projection.withUnsafePointer { projection in
      var row = projection
      for bit in 0..<bits {
        var sum = row[scale.count]
        for f in scale.indices { sum += row[f] * (scale[f] * state[f] + shift[f]) }
        if sum > 0 { code |= 1 << UInt64(bit) }
        row += scale.count + 1
      }
    }
    return code
  }

  /// Counts a visit to the code of each row.
  @discardableResult
  public mutating func learn(_ states: RowBuffer) -> Double {
    precondition(
      states.columns == scale.count,
      "States of \(states.columns) features do not fit projections of \(scale.count).")
    states.elements.withUnsafePointer { rows in
      for i in 0..<states.count { counts[code(of: rows + i * states.columns), default: 0] += 1 }
    }
    total += states.count
    return .nan
  }

  /// The visits to states of the same code.
  public func visits(to state: UnsafePointer<Scalar>) -> Int { counts[code(of: state)] ?? 0 }
}

extension SimHashCounts: Checkpointable {
  /// Writes the projections, and the codes in their order with their counts.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("projection", projection)
    let codes = counts.keys.sorted()
    try checkpoint.value("codes", codes)
    try checkpoint.value("counts", codes.map { counts[$0]! })
  }

  /// Takes over what counts of as many bits and features wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    projection = try checkpoint.tensor("projection", count: projection.count)
    let codes: [UInt64] = try checkpoint.value("codes")
    let visits: [Int] = try checkpoint.value("counts")
    guard codes.count == visits.count, Set(codes).count == codes.count,
      visits.allSatisfy({ $0 > 0 })
    else { throw checkpoint.refuse("\(codes.count) codes have \(visits.count) counts") }
    counts = Dictionary(uniqueKeysWithValues: zip(codes, visits))
    total = visits.reduce(0, +)
  }
}
