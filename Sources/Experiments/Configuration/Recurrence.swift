/// How often something happens in a run.
///
/// As text: `never`, `10000 steps`, `20 iterations`, `5 minutes`; a bare number counts environment steps.
public enum Recurrence: Sendable, Equatable {
  /// Not at all.
  case never
  /// Each time that a multiple of so many environment steps has been passed.
  case steps(Int)
  /// After each so many iterations.
  case iterations(Int)
  /// Each so many minutes on the clock; whatever happens must not change the run's bits.
  case minutes(Double)

  /// Reads the text form; nil if it is none, or the number is not positive.
  public init?(_ text: String) {
    let words = text.split(separator: " ")
    let number = words.first.map(String.init) ?? ""
    switch words.count == 2 ? String(words[1]) : words.count == 1 ? "steps" : "" {
    case _ where text == "never" || text == "0": self = .never
    case "steps", "step":
      guard let count = Int(number), count > 0 else { return nil }
      self = .steps(count)
    case "iterations", "iteration":
      guard let count = Int(number), count > 0 else { return nil }
      self = .iterations(count)
    case "minutes", "minute":
      guard let count = Double(number), count > 0, count.isFinite else { return nil }
      self = .minutes(count)
    default: return nil
    }
  }

  /// Whether it is due after an iteration that began and ended at the given counts. By the clock it never is;
  /// that the caller decides.
  func isDue(iterations: ClosedRange<Int>, steps: ClosedRange<Int>) -> Bool {
    switch self {
    case .never, .minutes: false
    case .steps(let every): steps.upperBound / every > steps.lowerBound / every
    case .iterations(let every): iterations.upperBound / every > iterations.lowerBound / every
    }
  }
}

extension Recurrence: CustomStringConvertible {
  /// The text form.
  public var description: String {
    switch self {
    case .never: "never"
    case .steps(let count): "\(count) steps"
    case .iterations(let count): "\(count) iterations"
    case .minutes(let count): "\(MetricsTable.text(count)) minutes"
    }
  }
}

extension Recurrence: Codable {
  /// What a text has to be, for messages.
  static let form = "never, or a number of steps, iterations or minutes, such as 5000 steps"

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let interval = Recurrence(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is no interval: \(Self.form)")
    }
    self = interval
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
