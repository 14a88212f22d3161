internal import Foundation
internal import NeuralNetworks

/// A file that grows by whole pieces while a run goes on.
///
/// Each piece is handed to the system at once, so that the end of the process loses nothing; `synchronize()` makes
/// all of them durable.
final class GrowingFile {
  /// The path of the file.
  let path: String
  private let file: FileHandle

  /// Opens the file at `path` at its end; if it is missing, it is created when `isCreated` says so.
  /// - Throws: `FileError` if it cannot be written.
  init(path: String, isCreated: Bool = false) throws {
    self.path = path
    let flags = O_WRONLY | O_APPEND | O_CLOEXEC | (isCreated ? O_CREAT : 0)
    let descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw FileError(path: path, operation: .write, code: errno) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The number of bytes.
  var count: Int { Int(lseek(file.fileDescriptor, 0, SEEK_END)) }

  /// Adds `piece` as a whole or not at all.
  /// - Throws: `FileError` if it cannot be written; the file then ends as before.
  func append(_ piece: UnsafeRawBufferPointer) throws {
    var written = 0
    while written < piece.count {
      let n = write(
        file.fileDescriptor, piece.baseAddress! + written, piece.count - written)
      if n < 0, errno == EINTR { continue }
      guard n > 0 else {
        let code = n < 0 ? errno : EIO
        ftruncate(file.fileDescriptor, off_t(count - written))
        throw FileError(path: path, operation: .write, code: code)
      }
      written += n
    }
  }

  /// Adds bytes as a whole or not at all.
  func append(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(append) }

  /// Cuts off whatever follows the first `count` bytes.
  func truncate(to count: Int) throws {
    guard ftruncate(file.fileDescriptor, off_t(count)) == 0 else {
      throw FileError(path: path, operation: .write, code: errno)
    }
  }

  /// Makes all pieces durable.
  func synchronize() throws {
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
