internal import Foundation

/// A number that changes with the count of steps: a learning rate, ε of ε-greedy, a clip range.
public enum Schedule: Equatable, Sendable {
  /// Always the same.
  case constant(Double)
  /// `from` + (`to` − `from`) t / `over` up to step `over`, then `to`.
  case linear(from: Double, to: Double, over: Int)
  /// `from` · (`to` / `from`)^(t / `over`) up to step `over`, then `to`: equal factors in equal times.
  case exponential(from: Double, to: Double, over: Int)
  /// Straight lines between the knots, in the order of their steps; constant before the first and after the
  /// last.
  case piecewise([Knot])

  /// A step at which a piecewise schedule has a given value.
  public struct Knot: Equatable, Sendable, Codable {
    /// The step.
    public var step: Int
    /// The value there.
    public var value: Double
    /// The knot (`step`, `value`).
    public init(step: Int, value: Double) {
      self.step = step
      self.value = value
    }
  }

  /// The value at `step`, counted from 0; negative steps count as 0.
  ///
  /// A schedule that does not pass `validate()` may give NaN or, without knots, 0.
  public func value(at step: Int) -> Double {
    switch self {
    case .constant(let value): return value
    case .linear(let from, let to, let over):
      return step >= over ? to : from + (to - from) * Double(max(step, 0)) / Double(over)
    case .exponential(let from, let to, let over):
      return step >= over ? to : from * pow(to / from, Double(max(step, 0)) / Double(over))
    case .piecewise(let knots):
      guard let first = knots.first, let last = knots.last else { return 0 }
      if step <= first.step { return first.value }
      guard let i = knots.firstIndex(where: { $0.step >= step }) else { return last.value }
      let (a, b) = (knots[i - 1], knots[i])
      return a.value + (b.value - a.value) * Double(step - a.step) / Double(b.step - a.step)
    }
  }

  /// What is wrong with a schedule that came from a configuration.
  public struct Invalid: Error, Equatable, CustomStringConvertible {
    /// What is wrong and what was expected.
    public let description: String
  }

  /// Checks a schedule that came from a configuration.
  /// - Throws: `Schedule.Invalid` if a value is not finite, `over` is not positive, an exponential schedule has
  ///   a value that is not positive, or knots are missing or not in ascending order of their steps.
  public func validate() throws(Invalid) {
    func require(_ condition: Bool, _ problem: @autoclosure () -> String) throws(Invalid) {
      if !condition { throw Invalid(description: "Schedule: " + problem()) }
    }
    switch self {
    case .constant(let value):
      try require(value.isFinite, "\(value) is not finite.")
    case .linear(let from, let to, let over):
      try require(from.isFinite && to.isFinite, "from \(from) to \(to) is not finite.")
      try require(over > 0, "it runs over \(over) steps; at least 1 is needed.")
    case .exponential(let from, let to, let over):
      try require(
        from > 0 && to > 0 && from.isFinite && to.isFinite,
        "from \(from) to \(to) must both be positive and finite for an exponential.")
      try require(over > 0, "it runs over \(over) steps; at least 1 is needed.")
    case .piecewise(let knots):
      try require(!knots.isEmpty, "a piecewise schedule needs at least one knot.")
      try require(knots.allSatisfy { $0.value.isFinite }, "the value of a knot is not finite.")
      try require(
        zip(knots, knots.dropFirst()).allSatisfy { $0.step < $1.step },
        "the steps of the knots must ascend.")
    }
  }
}

extension Schedule: Codable {
  private enum Form: String, CodingKey {
    case linear
    case exponential
    case piecewise
  }

  private enum Key: String, CodingKey {
    case from
    case to
    case over
  }

  /// Reads a number, or a form under its name: `{"linear": {"from": 1, "to": 0, "over": 1000}}`,
  /// `{"piecewise": [{"step": 0, "value": 1}]}`.
  public init(from decoder: any Decoder) throws {
    if let value = try? decoder.singleValueContainer().decode(Double.self) {
      self = .constant(value)
      return
    }
    let container = try decoder.container(keyedBy: Form.self)
    guard let form = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a schedule is a number, linear, exponential or piecewise"))
    }
    if form == .piecewise {
      self = .piecewise(try container.decode([Knot].self, forKey: form))
      return
    }
    let parts = try container.nestedContainer(keyedBy: Key.self, forKey: form)
    let from = try parts.decode(Double.self, forKey: .from)
    let to = try parts.decode(Double.self, forKey: .to)
    let over = try parts.decode(Int.self, forKey: .over)
    self =
      form == .linear
      ? .linear(from: from, to: to, over: over) : .exponential(from: from, to: to, over: over)
  }

  /// Writes a constant as its number, and another form under its name.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .constant(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .linear(let from, let to, let over):
      try encode(.linear, from, to, over, to: encoder)
    case .exponential(let from, let to, let over):
      try encode(.exponential, from, to, over, to: encoder)
    case .piecewise(let knots):
      var container = encoder.container(keyedBy: Form.self)
      try container.encode(knots, forKey: .piecewise)
    }
  }

  private func encode(
    _ form: Form, _ from: Double, _ to: Double, _ over: Int, to encoder: any Encoder
  ) throws {
    var container = encoder.container(keyedBy: Form.self)
    var parts = container.nestedContainer(keyedBy: Key.self, forKey: form)
    try parts.encode(from, forKey: .from)
    try parts.encode(to, forKey: .to)
    try parts.encode(over, forKey: .over)
  }
}

extension Schedule {
  /// Checks the schedule of a learning rate.
  /// - Throws: ``InvalidConfigurationError`` that names the option, if it is no schedule or a value is negative.
  public func validateRate(option: String) throws {
    do {
      try validate()
    } catch {
      throw InvalidConfigurationError(
        option: option, value: "no schedule (\(error))", requirement: "must be a schedule")
    }
    let values: [Double] =
      switch self {
      case .constant(let value): [value]
      case .linear(let from, let to, _), .exponential(let from, let to, _): [from, to]
      case .piecewise(let knots): knots.map(\.value)
      }
    for value in values where value < 0 {
      throw InvalidConfigurationError(
        option: option, value: "\(value)", requirement: "must not be negative")
    }
  }
}
