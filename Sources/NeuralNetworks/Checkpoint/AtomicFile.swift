internal import Glibc
internal import Synchronization

/// Whole files, written so that a reader finds the old content or the new one and never a part of either.
package enum AtomicFile {
  private static let serial = Atomic<Int>(0)

  /// Replaces the file at `path`: writes beside it under a temporary name, makes the bytes durable, renames.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let (folder, name) = split(path)
    let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
    let temporary = "\(folder)/.\(name.prefix(100)).\(getpid())-\(number).tmp"
    var code = writeNew(bytes, to: temporary)
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code == 0 else {
      unlink(temporary)
      throw FileError(path: path, operation: .write, code: code)
    }
    synchronizeFolder(folder)
  }

  /// The bytes of the regular file at `path`.
  package static func read(_ path: String) throws(FileError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      throw FileError(path: path, operation: .read, code: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileError(path: path, operation: .read, code: isFolder ? EISDIR : EINVAL)
    }
    var code: Int32 = 0
    let size = Int(status.st_size)
    // Without elements the array is one that all threads share, and its initialiser would write its count.
    if size == 0 { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let n = Glibc.read(file, buffer.baseAddress! + count, size - count)
        if n < 0 && errno == EINTR { continue }
        if n < 0 { code = errno }
        if n <= 0 { break }
        count += n
      }
    }
    guard code == 0 else { throw FileError(path: path, operation: .read, code: code) }
    return bytes
  }

  /// Creates the folder at `path` and those above it where they are missing.
  package static func createFolder(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    var code = errno
    let parent = split(path).folder
    if code == ENOENT, parent != path, parent != "." {
      try createFolder(parent)
      code = mkdir(path, 0o777) == 0 ? 0 : errno
    }
    if code == EEXIST, isFolder(path) { return }
    guard code == 0 else { throw FileError(path: path, operation: .createFolder, code: code) }
  }

  /// Whether there is a folder at `path`.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Writes `bytes` to a new file at `path` and makes them durable.
  /// - Returns: 0 or the system's error number.
  static func writeNew(_ bytes: [UInt8], to path: String) -> Int32 {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return errno }
    var code = writeAll(bytes, to: file)
    if code == 0, fsync(file) != 0 { code = errno }
    if close(file) != 0, code == 0 { code = errno }
    return code
  }

  /// Writes all of `bytes`.
  /// - Returns: 0 or the system's error number.
  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let n = Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
        if n < 0 && errno == EINTR { continue }
        if n < 0 { return errno }
        written += n
      }
      return 0
    }
  }

  /// The folder that holds `path`, and the last component.
  static func split(_ path: String) -> (folder: String, name: Substring) {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", trimmed) }
    let folder = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    return (folder, trimmed[trimmed.index(after: slash)...])
  }

  /// Makes a rename durable; a file system that cannot do this leaves the file as good as it was.
  static func synchronizeFolder(_ path: String) {
    let folder = open(path, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
