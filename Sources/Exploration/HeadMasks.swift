package import LinearAlgebra
package import ReinforcementLearning

/// Which heads learn from which transition: bits that are drawn once, when the transition comes in, so that each head has a
/// bootstrap of its own of all that was seen.
package struct HeadMasks {
  private let heads: Int
  private let probability: Double
  /// Bit k of a place for head k.
  private var bits: [UInt64]

  package init(heads: Int, probability: Double, places: Int) {
    (self.heads, self.probability) = (heads, probability)
    bits = Array(repeating: 0, count: places)
  }

  /// Draws the heads that learn from the transition at `place`.
  package mutating func draw(at place: Int, using random: inout RandomStream) {
    var mask: UInt64 = 0
    for head in 0..<heads where probability == 1 || random.bernoulli(probability) {
      mask |= 1 << UInt64(head)
    }
    bits[place] = mask
  }

  /// Whether `head` learns from the transition at `place`.
  package func contains(_ head: Int, at place: Int) -> Bool { bits[place] >> UInt64(head) & 1 == 1 }
}

extension HeadMasks: Checkpointable {
  package func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("bits", bits)
  }

  package mutating func restore(from checkpoint: CheckpointReader) throws {
    let bits: [UInt64] = try checkpoint.value("bits")
    guard bits.count == self.bits.count else {
      throw checkpoint.refuse("there are masks of \(bits.count) transitions")
    }
    self.bits = bits
  }
}
