internal import Foundation
internal import NeuralNetworks

/// A table that is written to a CSV file while a run goes on.
///
/// Each row is appended as one whole line and made durable at most a second later, so that after a crash
/// nothing but the last line can be incomplete. `finish()` puts the whole table in place at once.
public final class MetricsLog {
  /// The path of the file.
  public let path: String
  /// The rows so far.
  public private(set) var table: MetricsTable
  private let file: FileHandle
  private var lastSynchronization = ContinuousClock.now

  /// Starts the file with the line of the columns' names; a file that is there is replaced.
  public init(path: String, columns: [String]) throws {
    self.path = path
    table = MetricsTable(columns: columns)
    try table.write(to: path)
    guard let file = FileHandle(forWritingAtPath: path) else {
      throw FileError(path: path, operation: .write, code: errno)
    }
    self.file = file
    try file.seekToEnd()
  }

  /// Adds a row to the table and the file.
  /// - Precondition: `row` is as long as there are columns.
  public func append(_ row: [Double]) throws {
    table.append(row)
    try file.write(contentsOf: Data(MetricsTable.line(row).utf8))
    let now = ContinuousClock.now
    if now - lastSynchronization >= .seconds(1) {
      try file.synchronize()
      lastSynchronization = now
    }
  }

  /// Replaces the file by the whole table; rows cannot be added afterwards.
  public func finish() throws {
    try file.close()
    try table.write(to: path)
  }
}
