import Foundation

/// What a call of `apus` gave.
struct Outcome {
  let status: Int32
  let output: String
  let error: String

  /// The lines on standard error.
  var errorLines: [Substring] { error.split(separator: "\n") }

  /// Whether it failed with exactly one line, which begins with `Error:`.
  var isOneLineError: Bool {
    status > 0 && status < 126 && errorLines.count == 1 && error.hasPrefix("Error: ")
  }
}

/// Runs the `apus` that was built together with the tests.
func apus(_ arguments: String..., in folder: TemporaryFolder? = nil) throws -> Outcome {
  try apus(arguments, in: folder)
}

/// Runs the `apus` that was built together with the tests.
func apus(_ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Outcome {
  try run(executable("apus").path, arguments, in: folder)
}

/// The program of that name that stands beside the test's own.
func executable(_ name: String) throws -> URL {
  let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name)
}

/// Starts `apus` and does not wait for it.
func start(_ arguments: [String]) throws -> Process {
  let process = Process()
  process.executableURL = try executable("apus")
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  return process
}

/// Runs the program at `path`.
func run(_ path: String, _ arguments: [String], in folder: TemporaryFolder? = nil) throws -> Outcome
{
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.standardInput = FileHandle.nullDevice
  if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder.path) }
  // Files instead of pipes, which could fill up.
  let files = try TemporaryFolder()
  let paths = ["output", "error"].map { "\(files.path)/\($0)" }
  for path in paths { try Data().write(to: URL(fileURLWithPath: path)) }
  process.standardOutput = FileHandle(forWritingAtPath: paths[0])
  process.standardError = FileHandle(forWritingAtPath: paths[1])
  try process.run()
  process.waitUntilExit()
  return Outcome(
    status: process.terminationReason == .exit ? process.terminationStatus : 255,
    output: try String(contentsOfFile: paths[0], encoding: .utf8),
    error: try String(contentsOfFile: paths[1], encoding: .utf8))
}

/// A new folder that lives as long as this value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "apus-command-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The contents of every file below, by its path.
  var contents: [String: Data] {
    get throws {
      var result: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
        result[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
      }
      return result
    }
  }
}

/// A run of a second or less: two iterations with a small network.
func trainTiny(_ folder: String, _ more: String...) throws -> Outcome {
  try apus(
    ["train", "reinforce", "--iterations", "2", "--batch-size", "50", "--hidden-widths", "4"]
      + ["--output", folder] + more)
}
