/// A checkpoint that cannot be read or does not fit.
public struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The checkpoint's folder or file.
  public let path: String
  /// What is wrong with it.
  public let defect: String

  /// An error about the checkpoint or file at `path`.
  public init(path: String, defect: String) {
    self.path = path
    self.defect = defect
  }

  /// One line: which checkpoint, what is wrong and what to do.
  public var description: String { "\(path): \(defect)." }
}
