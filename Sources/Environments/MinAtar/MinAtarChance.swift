internal import LinearAlgebra

/// Where the random decisions of the MinAtar games come from.
///
/// The games are generic over it, so that a test can replay the numbers that the `minatar` package drew. Each
/// decision is one draw there too, in the same order.
package protocol MinAtarChance {
  /// Whether something of the given probability happens.
  mutating func happens(_ probability: Double) -> Bool

  /// One of 0..<`count`, all equally likely.
  mutating func choice(among count: Int) -> Int
}

extension RandomStream: MinAtarChance {
  /// Whether something of the given probability happens.
  @inline(__always)
  package mutating func happens(_ probability: Double) -> Bool { bernoulli(probability) }

  /// One of 0..<`count`, all equally likely.
  @inline(__always)
  package mutating func choice(among count: Int) -> Int { integer(below: count) }
}
