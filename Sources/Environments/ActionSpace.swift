internal import Foundation
public import LinearAlgebra

/// The actions that an environment takes.
public enum ActionSpace: Sendable, Equatable {
  /// One of 0..<n.
  case discrete(Int)
  /// A vector within bounds, which may be infinite.
  case continuous(low: [Double], high: [Double])
  /// One of 0..<nᵢ for each component i.
  case multiDiscrete([Int])

  /// The number of scalars in an action's row.
  public var width: Int {
    switch self {
    case .discrete: 1
    case .continuous(let low, _): low.count
    case .multiDiscrete(let counts): counts.count
    }
  }

  /// The number of choices, and so of entries in an action mask: n, or Σ nᵢ with the components one after
  /// another; 0 for continuous actions, which cannot be masked.
  public var choices: Int {
    switch self {
    case .discrete(let count): count
    case .continuous: 0
    case .multiDiscrete(let counts): counts.reduce(0, +)
    }
  }

  /// Writes a random action into `row`: uniform over the choices or within the bounds; where a component
  /// is unbounded, from N(0, 1), and where it is bounded on one side, at an Exp(1) distance from the bound.
  /// - Precondition: `row` has `width` elements, and every component has a choice.
  public func sample(into row: inout MutableSpan<Scalar>, using stream: inout RandomStream) {
    precondition(row.count == width, "An action of width \(width) has not \(row.count) elements.")
    switch self {
    case .discrete(let count):
      row[0] = Scalar(stream.integer(below: count))
    case .multiDiscrete(let counts):
      for i in counts.indices { row[i] = Scalar(stream.integer(below: counts[i])) }
    case .continuous(let low, let high):
      for i in low.indices { row[i] = Self.sample(low[i], high[i], &stream) }
    }
  }

  /// Writes a random action into `row` that the mask allows; with all allowed, the same as without a mask.
  /// - Precondition: `row` has `width` elements, `mask` has `choices`, and every component has a choice
  ///   that is allowed.
  public func sample(
    into row: inout MutableSpan<Scalar>, allowed mask: borrowing Span<Bool>,
    using stream: inout RandomStream
  ) {
    precondition(row.count == width, "An action of width \(width) has not \(row.count) elements.")
    precondition(mask.count == choices, "A mask of \(choices) choices has not \(mask.count).")
    switch self {
    case .discrete(let count):
      row[0] = Scalar(Self.sample(mask, 0..<count, &stream))
    case .multiDiscrete(let counts):
      var start = 0
      for i in counts.indices {
        row[i] = Scalar(Self.sample(mask, start..<start + counts[i], &stream))
        start += counts[i]
      }
    case .continuous:
      sample(into: &row, using: &stream)
    }
  }

  /// Whether `row` is an action of this space.
  public func contains(_ row: borrowing Span<Scalar>) -> Bool {
    guard row.count == width else { return false }
    for i in row.indices {
      let isInside =
        switch self {
        case .discrete(let count): Self.is(row[i], below: count)
        case .multiDiscrete(let counts): Self.is(row[i], below: counts[i])
        case .continuous(let low, let high):
          row[i].isFinite && row[i] >= Scalar(low[i]) && row[i] <= Scalar(high[i])
        }
      if !isInside { return false }
    }
    return true
  }

  /// A choice among those of `range` that the mask allows, counted from the start of the range.
  private static func sample(
    _ mask: borrowing Span<Bool>, _ range: Range<Int>, _ stream: inout RandomStream
  ) -> Int {
    var allowed = 0
    for i in range where mask[i] { allowed += 1 }
    precondition(allowed > 0, "The action mask allows none of the choices \(range).")
    var rest = stream.integer(below: allowed)
    for i in range where mask[i] {
      if rest == 0 { return i - range.lowerBound }
      rest -= 1
    }
    return range.count - 1
  }

  private static func sample(_ low: Double, _ high: Double, _ stream: inout RandomStream) -> Scalar
  {
    switch (low.isFinite, high.isFinite) {
    case (true, true): sample(within: low, high, &stream)
    case (true, false): Scalar(low - log(1 - stream.uniform()))
    case (false, true): Scalar(high + log(1 - stream.uniform()))
    case (false, false): Scalar(stream.normal())
    }
  }

  /// A number drawn from U(`low`, `high`), rounded to a scalar between them.
  @inlinable
  static func sample(within low: Double, _ high: Double, _ stream: inout RandomStream) -> Scalar {
    min(max(Scalar(stream.uniform(low, high)), Scalar(low)), Scalar(high))
  }

  private static func `is`(_ scalar: Scalar, below count: Int) -> Bool {
    guard let choice = Int(exactly: scalar) else { return false }
    return choice >= 0 && choice < count
  }

  /// What is wrong with the space, if anything.
  var problem: String? {
    switch self {
    case .discrete(let count):
      count > 0 ? nil : "A choice among \(count) actions is none."
    case .multiDiscrete(let counts):
      !counts.isEmpty && counts.allSatisfy { $0 > 0 }
        ? nil : "The choices among \(counts) actions are not all positive."
    case .continuous(let low, let high):
      low.isEmpty
        ? "A continuous action has no components."
        : BoundsCoding.problem(low: low, high: high, count: low.count)
    }
  }
}

extension ActionSpace: CustomStringConvertible {
  /// The kind of the actions and their number or bounds, such as `2 actions` or `1 number in [-2.0, 2.0]`.
  public var description: String {
    switch self {
    case .discrete(let count): return "\(count) actions"
    case .multiDiscrete(let counts):
      return counts.map(String.init).joined(separator: "×") + " actions"
    case .continuous(let low, let high):
      let kind = low.count == 1 ? "1 number" : "\(low.count) numbers"
      let isUniform = Set(low).count == 1 && Set(high).count == 1
      return isUniform ? "\(kind) in [\(low[0]), \(high[0])]" : "\(kind) in \(low)...\(high)"
    }
  }
}

extension ActionSpace: Codable {
  private enum Key: String, CodingKey {
    case discrete
    case multiDiscrete
    case width
    case low
    case high
  }

  /// Reads a space.
  /// - Throws: `DecodingError` if the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if let count = try container.decodeIfPresent(Int.self, forKey: .discrete) {
      self = .discrete(count)
    } else if let counts = try container.decodeIfPresent([Int].self, forKey: .multiDiscrete) {
      self = .multiDiscrete(counts)
    } else {
      let width = try container.decode(Int.self, forKey: .width)
      let low = try container.decode([Double?].self, forKey: .low)
      let high = try container.decode([Double?].self, forKey: .high)
      self = .continuous(
        low: BoundsCoding.decoded(low, count: width, unbounded: -.infinity) ?? [],
        high: BoundsCoding.decoded(high, count: width, unbounded: .infinity) ?? [])
    }
    if let problem = problem {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: problem))
    }
  }

  /// Writes the space; an infinite bound becomes `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .discrete(let count): try container.encode(count, forKey: .discrete)
    case .multiDiscrete(let counts): try container.encode(counts, forKey: .multiDiscrete)
    case .continuous(let low, let high):
      try container.encode(low.count, forKey: .width)
      try container.encode(BoundsCoding.encoded(low), forKey: .low)
      try container.encode(BoundsCoding.encoded(high), forKey: .high)
    }
  }
}
