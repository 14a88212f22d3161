/// An action that is a vector of numbers, such as `InlineArray<n, Double>`.
public protocol ContinuousAction: EnvironmentAction {
  /// The number of components.
  static var components: Int { get }

  /// Component `i`.
  subscript(component i: Int) -> Double { get set }
}

extension InlineArray: ContinuousAction where Element == Double {
  /// The number of components.
  @inlinable public static var components: Int { count }

  /// Component `i`.
  @inlinable
  public subscript(component i: Int) -> Double {
    get { self[i] }
    set { self[i] = newValue }
  }
}

/// The bounds of a vector, kept for use in every step; infinite ones are written as `null`.
@usableFromInline
struct ComponentBounds: Sendable, Equatable, Codable {
  @usableFromInline let low: [Double]
  @usableFromInline let high: [Double]

  private enum CodingKeys: String, CodingKey {
    case low
    case high
  }

  /// The bounds of a space of continuous actions.
  @usableFromInline
  init(_ space: ActionSpace, components: Int) {
    guard case .continuous(let low, let high) = space, low.count == components else {
      preconditionFailure("Actions of \(components) numbers do not fit the space \(space).")
    }
    self.low = low
    self.high = high
  }

  @usableFromInline
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    low = try container.decode([Double?].self, forKey: .low).map { $0 ?? -.infinity }
    high = try container.decode([Double?].self, forKey: .high).map { $0 ?? .infinity }
    if let problem = BoundsCoding.problem(low: low, high: high, count: low.count) {
      throw DecodingError.dataCorruptedError(
        forKey: .low, in: container, debugDescription: problem)
    }
  }

  @usableFromInline
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(low.map { $0.isFinite ? $0 : nil }, forKey: .low)
    try container.encode(high.map { $0.isFinite ? $0 : nil }, forKey: .high)
  }
}
