public import LinearAlgebra

/// n bits that are to be flipped one by one until they equal a goal; hindsight experience replay's example.
///
/// Both the bits and the goal are drawn uniformly. The reward is −1 while they differ after the flip and 0 where
/// they are equal, which terminates the episode, unless `endsAtGoal` is false, as in the paper. Episodes
/// have n steps there: `TimeLimit(BitFlip(bits: n), steps: n)`. Without hindsight a reward of 0 is hardly
/// ever seen for n > 40.
///
/// Source: M. Andrychowicz et al., "Hindsight experience replay", 2017, section 3.1.
public struct BitFlip: GoalEnvironment, Equatable, Codable {
  /// The number of bits n.
  public let bits: Int
  /// Whether the goal ends the episode.
  public let endsAtGoal: Bool
  /// The bits, the first as the lowest.
  public var state: UInt64 = 0
  /// The bits that are wanted.
  public var goal: UInt64 = 0

  /// A row of `bits` bits.
  /// - Precondition: 1 ≤ `bits` ≤ 64.
  public init(bits: Int, endsAtGoal: Bool = true) {
    precondition((1...64).contains(bits), "BitFlip has 1 to 64 bits, not \(bits).")
    self.bits = bits
    self.endsAtGoal = endsAtGoal
  }

  /// The bits, which are the achieved goal, and the desired goal; each 0 or 1.
  public var observationSpace: ObservationSpace {
    ObservationSpace(
      shape: [2 * bits], storage: .byte, low: Array(repeating: 0, count: 2 * bits),
      high: Array(repeating: 1, count: 2 * bits), observation: 0..<bits, achievedGoal: 0..<bits,
      desiredGoal: bits..<2 * bits)
  }

  /// Which bit to flip.
  public var actionSpace: ActionSpace { .discrete(bits) }

  /// Draws bits and goal.
  public mutating func reset(using stream: inout RandomStream) {
    let unused = UInt64(64 - bits)
    state = stream.next() >> unused
    goal = stream.next() >> unused
  }

  /// Flips a bit.
  /// - Precondition: `action` is in 0..<n.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(action >= 0 && action < bits, "There is no bit \(action) among \(bits).")
    state ^= 1 << UInt64(action)
    let isReached = state == goal
    return Step(
      reward: isReached ? 0 : -1, status: isReached && endsAtGoal ? .terminated : .running)
  }

  /// Writes the bits and the goal.
  public func observe(into row: inout MutableSpan<Scalar>) {
    for i in 0..<bits {
      row[i] = Scalar((state >> UInt64(i)) & 1)
      row[bits + i] = Scalar((goal >> UInt64(i)) & 1)
    }
  }

  /// 0 if all bits are equal, else −1.
  public func reward(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Double {
    for i in achieved.indices where achieved[i] != desired[i] { return -1 }
    return 0
  }

  /// Whether all bits are equal, if that ends the episode.
  public func terminates(
    achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>
  ) -> Bool {
    endsAtGoal && reward(achieved: achieved, desired: desired) == 0
  }

  /// The bits above those that are wanted.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(0, 0), high: .init(Double(bits), 2.2))
    for (row, word) in [(0.05, goal), (1.15, state)] {
      for i in 0..<bits {
        let isSet = (word >> UInt64(i)) & 1 == 1
        let low = Picture.Point(Double(i) + 0.05, row)
        picture.addRectangle(
          from: low, to: .init(low.x + 0.9, low.y + 1),
          isSet ? (row > 1 ? .agent : .goal) : .guide)
      }
    }
    return picture
  }
}
