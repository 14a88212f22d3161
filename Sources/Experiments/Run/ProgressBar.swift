internal import Foundation

/// A line on standard error that says how far a run is.
///
/// On a terminal it is one line, refreshed four times a second:
///
///     [########------------]  43 %  return 182.3  61,200 steps/s  0:12 left
///
/// Elsewhere it is a plain line every five seconds and one at the end. An update that draws nothing costs one
/// reading of the clock.
public struct ProgressBar {
  /// Where the line goes.
  public struct Output {
    /// Whether the line can be refreshed in place.
    public var isTerminal: Bool
    /// The number of characters that fit into a line.
    public var columns: Int
    /// Writes a piece of text.
    public var write: (String) -> Void

    /// An output that calls `write`.
    public init(isTerminal: Bool, columns: Int = 80, write: @escaping (String) -> Void) {
      self.isTerminal = isTerminal
      self.columns = columns
      self.write = write
    }

    /// Standard error.
    public static var standardError: Output {
      let isDumb = ProcessInfo.processInfo.environment["TERM"] ?? "dumb" == "dumb"
      var size = winsize()
      let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
      return Output(
        isTerminal: isatty(STDERR_FILENO) == 1 && !isDumb,
        columns: isKnown ? Int(size.ws_col) : 80,
        // A run does not end because nobody reads how far it is.
        write: { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) })
    }
  }

  private let total: Int
  private let measure: String
  private let unit: String
  private let output: Output
  private let clock: () -> Double
  private let start: Double
  private let interval: Double
  private var nextDrawing: Double
  private var completed = 0
  private var value: Double?
  private var count = 0
  private var isFinished = false

  /// Seconds on a clock that only moves forward.
  public static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }

  /// A bar for `total` pieces of work.
  /// - Parameters:
  ///   - measure: The name of the value that updates bring, such as `return`.
  ///   - unit: What updates count, for the rate, such as `steps`.
  ///   - output: Where the line goes.
  ///   - clock: The time in seconds.
  /// - Precondition: `total > 0`.
  public init(
    total: Int, measure: String = "return", unit: String = "steps",
    output: Output = .standardError, clock: @escaping () -> Double = ProgressBar.monotonicSeconds
  ) {
    precondition(total > 0, "Progress towards \(total) pieces of work cannot be shown.")
    self.total = total
    self.measure = measure
    self.unit = unit
    self.output = output
    self.clock = clock
    start = clock()
    interval = output.isTerminal ? 0.25 : 5
    nextDrawing = start + interval
  }

  /// Notes that `completed` pieces are done, the value is `value` and `count` units have been counted in all;
  /// draws if it is time to.
  public mutating func update(completed: Int, value: Double? = nil, count: Int = 0) {
    self.completed = completed
    self.value = value
    self.count = count
    let now = clock()
    guard now >= nextDrawing else { return }
    nextDrawing = now + interval
    draw(at: now)
  }

  /// Draws the last line, with the time that it took in all.
  public mutating func finish() {
    guard !isFinished else { return }
    isFinished = true
    draw(at: clock())
    if output.isTerminal { output.write("\n") }
  }

  private func draw(at now: Double) {
    let fraction = min(max(Double(completed) / Double(total), 0), 1)
    let parts = parts(fraction: fraction, elapsed: max(now - start, 0))
    if output.isTerminal {
      output.write("\r" + fitted(parts, fraction: fraction) + "\u{1B}[K")
    } else {
      output.write(parts.joined(separator: "  ") + "\n")
    }
  }

  /// What the line says, without the bar.
  private func parts(fraction: Double, elapsed: Double) -> [String] {
    let percent = String(Int(fraction * 100))
    var parts = [String(repeating: " ", count: max(0, 3 - percent.count)) + percent + " %"]
    if let value { parts.append("\(measure) \(Self.text(value))") }
    if count > 0, elapsed > 0 {
      parts.append("\(Self.rate(Double(count) / elapsed)) \(unit)/s")
    }
    if isFinished {
      parts.append("\(Self.time(elapsed)) in all")
    } else if fraction > 0 {
      parts.append("\(Self.time(elapsed * (1 - fraction) / fraction)) left")
    }
    return parts
  }

  /// The parts in one line of the terminal, behind a bar of what space is left; the last parts go first where
  /// it is too narrow.
  private func fitted(_ parts: [String], fraction: Double) -> String {
    var parts = parts
    // One column stays free, because some terminals break a line that fills the last one.
    let columns = output.columns - 1
    while parts.count > 1, parts.joined(separator: "  ").count > columns { parts.removeLast() }
    let line = parts.joined(separator: "  ")
    let width = min(20, columns - line.count - 3)
    guard width >= 5 else { return line }
    let filled = Int(fraction * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
    return "[\(bar)] \(line)"
  }

  /// A value with four significant digits.
  static func text(_ value: Double) -> String { String(format: "%.4g", value) }

  /// A rate with three significant digits and its thousands apart.
  static func rate(_ rate: Double) -> String {
    guard rate.isFinite, rate >= 100, rate < 1e15 else { return String(format: "%.3g", rate) }
    let unit = pow(10, floor(log10(rate)) - 2)
    var digits = Substring(String(Int((rate / unit).rounded() * unit)))
    var groups: [Substring] = []
    while !digits.isEmpty {
      groups.insert(digits.suffix(3), at: 0)
      digits = digits.dropLast(3)
    }
    return groups.joined(separator: ",")
  }

  /// A duration as minutes and seconds, with hours where there are any.
  static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(), 3.6e7))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, rest)
      : String(format: "%d:%02d", minutes, rest)
  }
}
