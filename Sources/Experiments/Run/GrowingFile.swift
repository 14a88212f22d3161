internal import Foundation
internal import NeuralNetworks

/// A file that grows by whole pieces while a run goes on.
///
/// Pieces that follow each other within a quarter of a second are handed to the system together, since a call costs
/// more than a piece; others at once. So a piece may be kept back until the next one comes, or until `synchronize()`, which
/// makes all pieces durable. A process that is killed loses what is kept back; a file that is released, nothing.
final class GrowingFile {
  /// The path of the file.
  let path: String
  private let file: FileHandle
  /// The whole pieces that the system does not have yet.
  private var pending: [UInt8] = []
  private var lastWriting = -Double.infinity

  /// The seconds after which a piece is handed on, and the bytes that are kept back at most.
  private static let (delay, capacity) = (0.25, 1 << 16)

  /// Opens the file at `path` at its end; if it is missing, it is created when `isCreated` says so.
  /// - Throws: `FileError` if it cannot be written.
  init(path: String, isCreated: Bool = false) throws {
    self.path = path
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC | (isCreated ? O_CREAT : 0)
    let descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, operation: .write, code: errno) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  deinit { try? flush() }

  /// The number of bytes, with those that are kept back.
  var count: Int { size + pending.count }

  private var size: Int { Int(lseek(file.fileDescriptor, 0, SEEK_END)) }

  /// Adds `piece` as a whole or not at all.
  /// - Throws: `FileError` if it, or one before it, cannot be written; the file then ends with a whole piece.
  func append(_ piece: UnsafeRawBufferPointer) throws {
    pending.append(contentsOf: piece)
    let now = ProgressBar.monotonicSeconds()
    guard now - lastWriting >= Self.delay || pending.count >= Self.capacity else { return }
    try flush()
    lastWriting = now
  }

  /// Adds bytes as a whole or not at all.
  func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(append) }

  /// Hands what was kept back to the system, as a whole or not at all.
  private func flush() throws {
    guard !pending.isEmpty else { return }
    try pending.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let n = write(file.fileDescriptor, bytes.baseAddress! + written, bytes.count - written)
        if n < 0, errno == EINTR { continue }
        guard n > 0 else {
          let code = n < 0 ? errno : EIO
          ftruncate(file.fileDescriptor, off_t(size - written))
          throw FileError(path: path, operation: .write, code: code)
        }
        written += n
      }
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Cuts off whatever follows the first `count` bytes.
  func truncate(to count: Int) throws {
    try flush()
    guard ftruncate(file.fileDescriptor, off_t(count)) == 0 else {
      throw FileError(path: path, operation: .write, code: errno)
    }
  }

  /// Makes all pieces durable.
  func synchronize() throws {
    try flush()
    guard fdatasync(file.fileDescriptor) == 0 else {
      throw FileError(path: path, operation: .write, code: errno)
    }
  }

  /// Makes all pieces durable and closes the file.
  func finish() throws {
    try synchronize()
    try file.close()
  }
}
