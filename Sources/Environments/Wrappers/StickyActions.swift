public import LinearAlgebra

/// An environment that now and then does the last action again instead of the one that is asked for.
///
/// The last action is the one that was done. The first of an episode is always done. Source: M. Machado et al.,
/// "Revisiting the Arcade Learning Environment", 2018, with probability 0.25.
public struct StickyActions<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The probability of doing the last action again.
  public let probability: Double
  /// What was done last in this episode.
  @usableFromInline var last: Base.Action?

  /// Does the last action again with the given probability.
  /// - Precondition: The probability is in [0, 1], and `base` has no masks: what was allowed could be forbidden now.
  public init(_ base: Base, probability: Double = 0.25) {
    precondition(
      probability >= 0 && probability <= 1, "\(probability) is no probability of a sticky action.")
    precondition(!Base.masksActions, "Actions that a mask may forbid cannot be repeated.")
    self.base = base
    self.probability = probability
  }

  /// Begins an episode, with no last action.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    last = nil
  }

  /// Does `action`, or the last one again.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    var done = action
    if let last, stream.bernoulli(probability) { done = last }
    last = done
    return base.step(done, using: &stream)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard probability == other.probability else {
      self = other
      return
    }
    base.assign(from: other.base)
    last = other.last
  }

  /// The last action as a row, or nil.
  private var lastRow: [Scalar]? {
    guard let last else { return nil }
    var row = [Scalar](repeating: 0, count: base.actionSpace.width)
    var span = row.mutableSpan
    last.write(into: &span)
    return row
  }
}

private enum StickyActionsKey: String, CodingKey {
  case base
  case probability
  case last
}

// The last action is kept as a row, to the precision in which batches pass actions.
extension StickyActions: Codable where Base: Codable {
  /// Reads the environment.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: StickyActionsKey.self)
    base = try container.decode(Base.self, forKey: .base)
    probability = try container.decode(Double.self, forKey: .probability)
    let row = try container.decodeIfPresent([Scalar].self, forKey: .last)
    guard row.map({ $0.count == base.actionSpace.width }) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .last, in: container, debugDescription: "The last action has another width.")
    }
    last = row.map { Base.Action($0.span) }
  }

  /// Writes the environment.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: StickyActionsKey.self)
    try container.encode(base, forKey: .base)
    try container.encode(probability, forKey: .probability)
    try container.encodeIfPresent(lastRow, forKey: .last)
  }
}

extension StickyActions: Equatable where Base: Equatable {
  /// Whether both stand at the same place.
  public static func == (a: Self, b: Self) -> Bool {
    a.base == b.base && a.probability == b.probability && a.lastRow == b.lastRow
  }
}
