import Experiments
import Foundation
import Testing

@Suite struct MetricsTableTests {
  @Test func numbers() throws {
    let values: [Double] = [
      0, -0.0, 1, -17, 0.1, 1.0 / 3, 1e-5, 123_456_789, 1e15, 0x1p53, 1e300, .leastNonzeroMagnitude,
      .infinity, -.infinity, -.nan,
    ]
    var table = MetricsTable(columns: ["x"])
    for value in values { table.append([value]) }
    #expect(
      table.csv.split(separator: "\n") == [
        "x", "0", "-0", "1", "-17", "0.1", "0.3333333333333333", "1e-05", "123456789",
        "1000000000000000", "9007199254740992.0",
        "1e+300", "5e-324", "inf", "-inf", "nan",
      ])
    let copy = try MetricsTable(csv: table.csv)
    #expect(copy["x"]?.dropLast().map(\.bitPattern) == values.dropLast().map(\.bitPattern))
    #expect(copy["x"]?.last?.isNaN == true)
  }

  @Test func columns() throws {
    var table = MetricsTable(columns: ["iteration", "return, mean", "the \"best\"", "\"", "a b"])
    table.append([1, 2, 3, 4, 5])
    table.append([6, 7, 8, 9, 10])
    #expect(
      table.csv == "iteration,\"return, mean\",\"the \"\"best\"\"\",\"\"\"\",a b\n"
        + "1,2,3,4,5\n6,7,8,9,10\n")
    #expect(try MetricsTable(csv: table.csv) == table)
    #expect(table["return, mean"] == [2, 7])
    #expect(table["loss"] == nil)
  }

  @Test func otherWriters() throws {
    #expect(try MetricsTable(csv: "a,b\r\n1,2.50\r\n").rows == [[1, 2.5]])
  }

  @Test func unfinishedLine() throws {
    let table = try MetricsTable(csv: "a,b\n1,2\n3,45")
    #expect(table.rows == [[1, 2]])
    #expect(table.endsWithinLine)
    #expect(try !MetricsTable(csv: "a,b\n1,2\n").endsWithinLine)
  }

  @Test(arguments: [
    ("", 1), ("a,a\n1,2\n", 1), ("a,\n1,2\n", 1), ("a\rb,c\n1,2\n", 1), ("a,b\n1,2\n3\n", 3),
    ("a,b\n1,2\n3,four\n", 3), ("a,b\n1,2,3\n", 2), ("a,b\n1,\n", 2), ("a,b\n\n", 2),
  ])
  func defects(csv: String, line: Int) {
    #expect {
      try MetricsTable(csv: csv, path: "m.csv")
    } throws: { error in
      "\(error)".hasPrefix("m.csv, line \(line): ")
    }
  }

  @Test func wrongRow() async {
    await #expect(processExitsWith: .failure) {
      var table = MetricsTable(columns: ["a", "b"])
      table.append([1])
    }
    await #expect(processExitsWith: .failure) { _ = MetricsTable(columns: ["a", "a"]) }
  }

  @Test func log() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/metrics.csv"
    try folder.write("an earlier run", to: "metrics.csv")
    let log = try MetricsLog(path: path, columns: ["iteration", "return"])
    #expect(try folder.text("metrics.csv") == "iteration,return\n")
    try log.append([0, 21.5])
    // The first row at once, those that follow closely with the first one after a quarter of a second.
    #expect(try folder.text("metrics.csv") == "iteration,return\n0,21.5\n")
    try log.append([1, 23])
    usleep(260_000)
    try log.append([2, 24])
    #expect(try folder.text("metrics.csv") == "iteration,return\n0,21.5\n1,23\n2,24\n")
    try log.append([3, 25])
    try log.synchronize()
    #expect(try folder.text("metrics.csv") == "iteration,return\n0,21.5\n1,23\n2,24\n3,25\n")
    try log.append([4, 26])
    try log.finish()
    #expect(log.rows == 5)
    #expect(try folder.text("metrics.csv") == "iteration,return\n0,21.5\n1,23\n2,24\n3,25\n4,26\n")
    #expect(try folder.names == ["metrics.csv"])
  }

  /// What follows the rows that are kept is cut off, a line that was never finished too.
  @Test func logThatGoesOn() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/metrics.csv"
    let whole = "iteration,return\n0,21.5\n1,23\n2,24\n3,2"
    for (rows, kept) in [(0, ""), (1, "0,21.5\n"), (3, "0,21.5\n1,23\n2,24\n")] {
      try folder.write(whole, to: "metrics.csv")
      let log = try MetricsLog(path: path, columns: ["iteration", "return"], keeping: rows)
      try log.append([7, 8])
      try log.finish()
      #expect(try folder.text("metrics.csv") == "iteration,return\n\(kept)7,8\n")
    }
    try folder.write(whole, to: "metrics.csv")
    #expect(throws: MetricsTableError.self) {
      try MetricsLog(path: path, columns: ["iteration", "return"], keeping: 4)
    }
    #expect(throws: MetricsTableError.self) {
      try MetricsLog(path: path, columns: ["iteration", "loss"], keeping: 1)
    }
    #expect(try folder.text("metrics.csv") == whole)
  }

  @Test func unwritable() {
    #expect {
      try MetricsLog(path: "/dev/null/metrics.csv", columns: ["a"])
    } throws: { error in
      "\(error)" == "Cannot write /dev/null/metrics.csv: Not a directory."
    }
    #expect(throws: (any Error).self) { try MetricsTable(contentsOf: "/dev/null") }
  }
}
