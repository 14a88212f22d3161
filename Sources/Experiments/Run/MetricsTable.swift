internal import Foundation
internal import NeuralNetworks

/// Rows of numbers under named columns, written and read as CSV.
///
/// Numbers are written with the fewest digits that read back to the same bits, whole numbers without a point;
/// equal tables are equal files. `nan`, `inf` and `-inf` stand for themselves.
public struct MetricsTable: Equatable, Sendable {
  /// The names of the columns.
  public let columns: [String]
  /// The rows, each as long as `columns`.
  public private(set) var rows: [[Double]] = []
  /// Whether the text that was read ended within a line, as after a crash; that line is left out.
  public private(set) var endsWithinLine = false

  /// An empty table.
  /// - Precondition: There is a column, the names differ, none is empty or has a line break.
  public init(columns: [String]) {
    precondition(
      Self.areNames(columns),
      "\(columns) are no columns of a table: the names must differ and be one line each.")
    self.columns = columns
  }

  /// Adds a row.
  /// - Precondition: `row.count == columns.count`.
  public mutating func append(_ row: [Double]) {
    precondition(
      row.count == columns.count, "A row of \(row.count) values in \(columns.count) columns.")
    rows.append(row)
  }

  /// The values under the column `name`, or nil if there is none of that name.
  public subscript(name: String) -> [Double]? {
    columns.firstIndex(of: name).map { column in rows.map { $0[column] } }
  }

  /// Whether `names` can stand above columns.
  private static func areNames(_ names: [String]) -> Bool {
    !names.isEmpty && Set(names).count == names.count
      && names.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isNewline) }
  }

  // MARK: Writing

  /// The table as CSV: a line with the names, then a line for each row.
  public var csv: String { rows.reduce(into: header) { $0 += Self.line($1) } }

  /// Writes the table to `path`; a reader finds the old file or all of the new one.
  public func write(to path: String) throws { try AtomicFile.write(Array(csv.utf8), to: path) }

  /// The line with the names; a name with a comma or a quotation mark is put into quotation marks.
  var header: String {
    let names = columns.map { name in
      guard name.contains(where: { $0 == "," || $0 == "\"" }) else { return name }
      return "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
    return names.joined(separator: ",") + "\n"
  }

  /// One row as a line.
  static func line(_ row: [Double]) -> String {
    var line = ""
    append(row, to: &line)
    return line
  }

  /// Adds one row as a line to `text`, without a string for each number.
  static func append(_ row: [Double], to text: inout String) {
    text.reserveCapacity(text.utf8.count + 20 * row.count)
    for (i, value) in row.enumerated() {
      if i > 0 { text += "," }
      if value.isNaN || value == value.rounded() {
        text += Self.text(value)
      } else {
        value.write(to: &text)
      }
    }
    text += "\n"
  }

  /// One number.
  static func text(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    guard value == value.rounded(), abs(value) < 0x1p53 else { return value.description }
    return value == 0 && value.sign == .minus ? "-0" : String(Int64(value))
  }

  // MARK: Reading

  /// Reads the CSV file at `path`.
  public init(contentsOf path: String) throws {
    let bytes = try AtomicFile.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw MetricsTableError(file: path, line: 1, defect: "the file is not UTF-8 text")
    }
    try self.init(csv: text, path: path)
  }

  /// Reads CSV text; errors name it `path`.
  public init(csv: String, path: String = "CSV") throws {
    var lines = csv.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let rest = lines.removeLast()
    guard let first = lines.first else {
      throw MetricsTableError(
        file: path, line: 1, defect: "a line with the columns' names is missing")
    }
    let names = Self.names(first)
    guard Self.areNames(names) else {
      throw MetricsTableError(file: path, line: 1, defect: "columns need names that differ")
    }
    self.init(columns: names)
    endsWithinLine = !rest.isEmpty
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let row = fields.compactMap { Double($0) }
      guard fields.count == columns.count, row.count == fields.count else {
        let bad = fields.first { Double($0) == nil }
        throw MetricsTableError(
          file: path, line: index + 1,
          defect: bad.map { "\"\($0)\" is not a number" }
            ?? "\(fields.count) values in \(columns.count) columns")
      }
      append(row)
    }
  }

  /// The names in a header line.
  private static func names(_ line: Substring) -> [String] {
    var names = [""]
    var isQuoted = false
    var previous: Character?
    for character in line {
      switch character {
      case "\"":
        if previous == "\"", !isQuoted { names[names.count - 1] += "\"" }
        isQuoted.toggle()
      case "," where !isQuoted: names.append("")
      default: names[names.count - 1].append(character)
      }
      previous = character
    }
    return names
  }
}

/// A line of a CSV file that is no row of the table.
public struct MetricsTableError: Error, Equatable, CustomStringConvertible {
  /// The path of the file.
  public let file: String
  /// The number of the line, from 1.
  public let line: Int
  /// What is wrong with it.
  public let defect: String

  /// One line with the file, the line's number and the defect.
  public var description: String { "\(file.oneLine), line \(line): \(defect.oneLine)." }
}
