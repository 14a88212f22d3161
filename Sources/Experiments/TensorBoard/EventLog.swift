/// Writes the rows of a metrics table to an event file, each column as a curve.
///
///     let log = try EventLog(folder: run.path, columns: Metrics.columns)
///     try log.append(metrics.values, step: metrics.environmentSteps)
public final class EventLog {
  /// The file, for histograms and texts beside the rows.
  public let file: EventFile
  private let columns: [String]

  /// A log in the file ``EventFile/name`` of `folder`, which is continued if it is there.
  /// - Throws: `FileError` if it cannot be written.
  public convenience init(folder: String, columns: [String]) throws {
    self.init(try EventFile(path: "\(folder)/\(EventFile.name)"), columns: columns)
  }

  /// A log in `file`; in TensorBoard the curves stand in the group `group`, if one is given.
  public init(_ file: EventFile, columns: [String], group: String? = nil) {
    self.file = file
    self.columns = columns.map { column in group.map { "\($0)/\(column)" } ?? column }
  }

  /// Adds a row; values that are NaN, which stand for none, are left out.
  /// - Parameters:
  ///   - row: The values, in the order of the columns.
  ///   - step: The place on the horizontal axis: iterations or environment steps.
  ///   - wallTime: Seconds since 1970; now, if left out.
  /// - Throws: `FileError` if it cannot be written.
  /// - Precondition: `row` is as long as there are columns.
  public func append(_ row: [Double], step: Int, wallTime: Double? = nil) throws {
    precondition(
      row.count == columns.count, "A row of \(row.count) values in \(columns.count) columns.")
    let present = row.indices.filter { !row[$0].isNaN }
    try file.append(
      scalars: present.map { row[$0] }, named: present.map { columns[$0] }, step: step,
      wallTime: wallTime)
  }
}
