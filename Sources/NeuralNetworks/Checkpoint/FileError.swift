internal import Glibc

/// A file or folder that the system could not read or write.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was being done.
  public enum Operation: String, Sendable {
    /// A file was to be read.
    case read
    /// A file was to be written.
    case write
    /// A folder was to be created.
    case createFolder = "create the folder"
    /// A file or folder was to be removed.
    case remove
  }

  /// The file or folder.
  public let path: String
  /// What was being done with it.
  public let operation: Operation
  /// The system's error number.
  public let code: Int32

  /// An error about `path` with the system's error number `code`.
  public init(path: String, operation: Operation, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
  }

  /// One line: what could not be done, with which file, and why.
  public var description: String {
    "Cannot \(operation.rawValue) \(path.oneLine): \(String(cString: strerror(code)))."
  }
}

extension String {
  /// The text with control characters escaped and shortened to 200 characters, for a one-line message.
  package var oneLine: String {
    var line = ""
    for scalar in unicodeScalars.prefix(200) {
      let isControl = scalar.properties.generalCategory == .control
      let breaksLine = scalar == "\u{2028}" || scalar == "\u{2029}"
      line += isControl || breaksLine ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return unicodeScalars.count > 200 ? line + "…" : line
  }
}
