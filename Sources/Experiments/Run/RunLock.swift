internal import Foundation
internal import NeuralNetworks

/// The right to write into the folder of a run or a search, which one process has at a time.
///
/// It is a lock of the system's on the folder itself: no file stands for it, and it ends with the process, however that
/// ends. Two processes that resumed the same run would otherwise mix their rows.
final class RunLock {
  private let descriptor: Int32

  /// Takes the folder `path`, which has to be there.
  /// - Throws: ``RunFolderError/isInUse(_:)`` if another run has it.
  init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
    // Where a network's file system knows no such locks, nothing is locked.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(descriptor)
      throw RunFolderError.isInUse(path)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
