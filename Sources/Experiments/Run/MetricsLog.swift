internal import NeuralNetworks

/// A table that grows by whole lines in a CSV file while a run goes on.
///
/// Rows that follow each other within a quarter of a second are handed to the system together, others at once; a process
/// that is killed loses those that wait for the next. `synchronize()` makes all durable, and so does the first row after
/// ten seconds. After a crash of the machine nothing but the last line can be incomplete.
public final class MetricsLog {
  /// The path of the file.
  public let path: String
  /// The number of rows so far.
  public private(set) var rows: Int
  private let columns: Int
  private let file: GrowingFile
  /// The line that is written, whose memory is used again.
  private var line = ""
  private var lastSynchronization = ContinuousClock.now

  /// Starts the file with the line of the columns' names; a file that is there is replaced.
  public convenience init(path: String, columns: [String]) throws {
    try MetricsTable(columns: columns).write(to: path)
    try self.init(path, columns: columns.count, rows: 0)
  }

  /// Goes on with the file at `path` after its first `rows` rows; what follows them is cut off.
  /// - Throws: ``MetricsTableError`` if the file has other columns or fewer rows.
  public convenience init(path: String, columns: [String], keeping rows: Int) throws {
    let bytes = try AtomicFile.read(path)
    let header = Array(MetricsTable(columns: columns).header.utf8)
    guard bytes.starts(with: header) else {
      throw MetricsTableError(file: path, line: 1, defect: "the columns are not those of the run")
    }
    var (end, found) = (header.count, 0)
    while found < rows, let line = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) {
      end = line + 1
      found += 1
    }
    guard found == rows else {
      throw MetricsTableError(
        file: path, line: found + 2, defect: "the checkpoint counts \(rows) rows, here are \(found)"
      )
    }
    if end < bytes.count { try AtomicFile.write(Array(bytes[..<end]), to: path) }
    try self.init(path, columns: columns.count, rows: rows)
  }

  private init(_ path: String, columns: Int, rows: Int) throws {
    self.path = path
    self.columns = columns
    self.rows = rows
    file = try GrowingFile(path: path)
  }

  /// Adds a row.
  /// - Throws: `FileError` if it, or one before it, cannot be written; the file then ends with a whole row.
  /// - Precondition: `row` is as long as there are columns.
  public func append(_ row: [Double]) throws {
    precondition(row.count == columns, "A row of \(row.count) values in \(columns) columns.")
    line.removeAll(keepingCapacity: true)
    MetricsTable.append(row, to: &line)
    try line.withUTF8 { try file.append(UnsafeRawBufferPointer($0)) }
    rows += 1
    let now = ContinuousClock.now
    if now - lastSynchronization >= .seconds(10) {
      lastSynchronization = now
      try synchronize()
    }
  }

  /// Makes all rows durable.
  public func synchronize() throws { try file.synchronize() }

  /// Makes all rows durable and closes the file; rows cannot be added afterwards.
  public func finish() throws { try file.finish() }
}
