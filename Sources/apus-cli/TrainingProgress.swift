import Apus
import Foundation
import Logging

/// The progress line of one run or several, and the messages between.
final class TrainingProgress: @unchecked Sendable {
  private let lock = NSLock()
  private var bar = ProgressBar(total: 10_000)
  private let isTerminal = ProgressBar.Output.standardError.isTerminal
  private var latest: [RunProgress?]
  private var hasBegun = false

  init(runs: Int) { latest = Array(repeating: nil, count: runs) }

  /// Takes over where run `i` stands.
  func update(_ i: Int, _ progress: RunProgress) {
    lock.withLock {
      hasBegun = true
      latest[i] = progress
      let known = latest.compactMap { $0 }
      let count = Double(max(known.count, 1))
      bar.update(
        completed: Int(1e4 * known.reduce(0) { $0 + min($1.fraction, 1) } / Double(latest.count)),
        value: known.reduce(0) { $0 + $1.returnMean } / count,
        count: known.reduce(0) { $0 + $1.environmentSteps })
    }
  }

  func finish() { lock.withLock { if hasBegun { bar.finish() } } }

  /// A logger that writes lines on standard error, above the progress line.
  func logger(level: Logger.Level) -> Logger {
    var logger = Logger(label: "apus") { _ in LineHandler(progress: self) }
    logger.logLevel = level
    return logger
  }

  fileprivate func write(_ line: String) {
    lock.withLock {
      let text = (isTerminal ? "\r\u{1B}[K" : "") + line + "\n"
      try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
  }
}

/// Messages as plain lines.
private struct LineHandler: LogHandler {
  let progress: TrainingProgress
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    progress.write(event.level >= .warning ? "Warning: \(event.message)" : "\(event.message)")
  }
}
