/// What an environment's observations look like: shape, storage, bounds and named parts.
///
/// An observation is a row of `count` scalars; the shape is for those layers that know of images.
public struct ObservationSpace: Sendable, Equatable {
  /// How a feature may be stored, in a replay buffer for example.
  public enum Storage: String, Sendable, Codable {
    /// A floating-point number.
    case float
    /// An integer in 0...255, as in images.
    case byte
  }

  /// The extent in each dimension; [4] for four features, [height, width, channels] for an image.
  public let shape: [Int]
  /// How a feature may be stored without loss.
  public let storage: Storage
  /// The lower bound of each feature, −∞ where there is none.
  public let low: [Double]
  /// The upper bound of each feature, ∞ where there is none.
  public let high: [Double]
  /// The features of the observation proper; all of them unless the task has goals.
  public let observation: Range<Int>
  /// The features that say which goal is reached at present, in tasks that have goals.
  public let achievedGoal: Range<Int>?
  /// The features that say which goal is to be reached, in tasks that have goals.
  public let desiredGoal: Range<Int>?

  /// The number of features, the product of the shape.
  public var count: Int { low.count }

  /// A space with bounds for each feature.
  ///
  /// - Parameters:
  ///   - shape: The extent in each dimension, positive.
  ///   - storage: How a feature may be stored.
  ///   - low: The lower bound of each feature.
  ///   - high: The upper bound of each feature.
  ///   - observation: The features of the observation proper; nil stands for all.
  ///   - achievedGoal: The features of the goal that is reached at present.
  ///   - desiredGoal: The features of the goal that is to be reached.
  /// - Precondition: As many bounds as features, each pair with a number between them, and the named
  ///   ranges within the features.
  public init(
    shape: [Int], storage: Storage = .float, low: [Double], high: [Double],
    observation: Range<Int>? = nil, achievedGoal: Range<Int>? = nil,
    desiredGoal: Range<Int>? = nil
  ) {
    self.shape = shape
    self.storage = storage
    self.low = low
    self.high = high
    self.observation = observation ?? 0..<low.count
    self.achievedGoal = achievedGoal
    self.desiredGoal = desiredGoal
    if let problem = problem { preconditionFailure(problem) }
  }

  /// A space with the same bounds for all features.
  /// - Precondition: The extents are positive, and a number lies between the bounds.
  public init(
    shape: [Int], storage: Storage = .float, low: Double = -.infinity, high: Double = .infinity
  ) {
    let count = shape.reduce(1, *)
    self.init(
      shape: shape, storage: storage, low: Array(repeating: low, count: max(count, 0)),
      high: Array(repeating: high, count: max(count, 0)))
  }

  private var problem: String? {
    guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 }) else {
      return "The shape \(shape) of an observation is not made of positive extents."
    }
    let count = shape.reduce(1, *)
    if let problem = BoundsCoding.problem(low: low, high: high, count: count) { return problem }
    for range in [observation, achievedGoal, desiredGoal] {
      if let range, !(range.lowerBound >= 0 && range.upperBound <= count) {
        return "The features \(range) are not all among the \(count) of the observation."
      }
    }
    return nil
  }
}

extension ObservationSpace: CustomStringConvertible {
  /// The shape, the storage and, where all features share them, the bounds.
  public var description: String {
    let extents = shape.map(String.init).joined(separator: "×")
    let kind = storage == .byte ? "bytes" : "numbers"
    let isUniform = low.allSatisfy { $0 == low[0] } && high.allSatisfy { $0 == high[0] }
    guard isUniform, low[0].isFinite || high[0].isFinite else { return "\(extents) \(kind)" }
    return "\(extents) \(kind) in [\(low[0]), \(high[0])]"
  }
}

extension ObservationSpace: Codable {
  private enum Key: String, CodingKey {
    case shape
    case storage
    case low
    case high
    case observation
    case achievedGoal
    case desiredGoal
  }

  /// Reads a space.
  /// - Throws: `DecodingError` if the parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    shape = try container.decode([Int].self, forKey: .shape)
    storage = try container.decode(Storage.self, forKey: .storage)
    let count = shape.allSatisfy { $0 > 0 } ? shape.reduce(1, *) : 0
    let low = try container.decode([Double?].self, forKey: .low)
    let high = try container.decode([Double?].self, forKey: .high)
    self.low = BoundsCoding.decoded(low, count: count, unbounded: -.infinity) ?? []
    self.high = BoundsCoding.decoded(high, count: count, unbounded: .infinity) ?? []
    observation = try container.decode(Range<Int>.self, forKey: .observation)
    achievedGoal = try container.decodeIfPresent(Range<Int>.self, forKey: .achievedGoal)
    desiredGoal = try container.decodeIfPresent(Range<Int>.self, forKey: .desiredGoal)
    if let problem = problem {
      throw DecodingError.dataCorruptedError(
        forKey: .shape, in: container, debugDescription: problem)
    }
  }

  /// Writes the space; an infinite bound becomes `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(shape, forKey: .shape)
    try container.encode(storage, forKey: .storage)
    try container.encode(BoundsCoding.encoded(low), forKey: .low)
    try container.encode(BoundsCoding.encoded(high), forKey: .high)
    try container.encode(observation, forKey: .observation)
    try container.encodeIfPresent(achievedGoal, forKey: .achievedGoal)
    try container.encodeIfPresent(desiredGoal, forKey: .desiredGoal)
  }
}
