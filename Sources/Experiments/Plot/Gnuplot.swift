internal import Foundation
internal import NeuralNetworks

/// The program gnuplot, which draws the figures.
public struct Gnuplot: Sendable {
  /// The path of the program, or nil if there is none.
  public let executable: String?

  /// The gnuplot in one of the folders that the environment variable PATH names.
  public init() {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    executable = folders.split(separator: ":").map { "\($0)/gnuplot" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The program at the given path, or none.
  public init(executable: String?) { self.executable = executable }

  /// Writes `table` to `name`.csv and `script` to `name`.gp in `folder`, and runs the script there, which draws
  /// `pictures`.
  /// - Returns: The names of the files: the pictures, CSV and the script.
  func render(
    _ name: String, into folder: String, pictures: [String], table: MetricsTable, script: String
  ) throws -> [String] {
    precondition(
      !name.isEmpty && name.utf8.allSatisfy(Self.isAllowed), "\(name) is no name for a figure.")
    try AtomicFile.createFolder(folder)
    try table.write(to: "\(folder)/\(name).csv")
    try AtomicFile.write(Array(script.utf8), to: "\(folder)/\(name).gp")
    // A picture of an earlier run must not pass for one of this.
    for picture in pictures { try? FileManager.default.removeItem(atPath: "\(folder)/\(picture)") }
    do {
      try run("\(name).gp", in: folder)
      for picture in pictures { try check("\(folder)/\(picture)", script: "\(name).gp") }
    } catch {
      for picture in pictures {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(picture)")
      }
      throw error
    }
    return pictures + ["\(name).csv", "\(name).gp"]
  }

  /// Runs the script `script` in `folder`.
  private func run(_ script: String, in folder: String) throws {
    guard let executable else { throw GnuplotError.notInstalled }
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = [script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    do {
      try process.run()
    } catch {
      throw GnuplotError.failed(script: script, message: "\(executable) cannot be started")
    }
    let output = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let lines = output.split(whereSeparator: \.isNewline)
      let message = lines.last { !$0.allSatisfy(\.isWhitespace) }.map(String.init)
      throw GnuplotError.failed(
        script: script, message: message ?? "exit status \(process.terminationStatus)")
    }
  }

  private func check(_ picture: String, script: String) throws {
    let size = try? FileManager.default.attributesOfItem(atPath: picture)[.size] as? Int
    guard let size, size > 0 else {
      throw GnuplotError.failed(script: script, message: "\(picture) was not drawn")
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// A figure that was not drawn.
public enum GnuplotError: Error, Equatable, CustomStringConvertible {
  /// There is no gnuplot.
  case notInstalled
  /// Gnuplot refused the script.
  case failed(script: String, message: String)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .notInstalled:
      "The figures are drawn by gnuplot, which is not installed: apt-get install gnuplot-nox."
    case .failed(let script, let message):
      "gnuplot (package gnuplot-nox) could not draw \(script): \(message.oneLine)."
    }
  }
}
