/// Writes the rows of a metrics table to an event file, each column as a curve.
///
///     let log = try EventLog(folder: run.path, columns: Metrics.columns)
///     try log.append(metrics.values, step: metrics.environmentSteps)
public final class EventLog {
  /// The file, for histograms and texts beside the rows.
  public let file: EventFile
  private let count: Int
  private let curves: EventFile.Curves

  /// A log in the file ``EventFile/name`` of `folder`, which is continued if it is there.
  /// - Throws: `FileError` if it cannot be written.
  public convenience init(folder: String, columns: [String]) throws {
    self.init(try EventFile(path: "\(folder)/\(EventFile.name)"), columns: columns)
  }

  /// A log in `file`; in TensorBoard the curves stand in the group `group`, if one is given.
  public init(_ file: EventFile, columns: [String], group: String? = nil) {
    self.file = file
    count = columns.count
    curves = EventFile.Curves(columns.map { column in group.map { "\($0)/\(column)" } ?? column })
  }

  /// Adds a row; values that are NaN, which stand for none, are left out.
  /// - Parameters:
  ///   - row: The values, in the order of the columns.
  ///   - step: The place on the horizontal axis: iterations or environment steps.
  ///   - wallTime: Seconds since 1970; now, if left out.
  /// - Throws: `FileError` if it cannot be written.
  /// - Precondition: `row` is as long as there are columns.
  public func append(_ row: [Double], step: Int, wallTime: Double? = nil) throws {
    precondition(row.count == count, "A row of \(row.count) values in \(count) columns.")
    try file.append(row, to: curves, step: step, wallTime: wallTime)
  }
}
