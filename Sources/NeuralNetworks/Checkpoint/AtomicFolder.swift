internal import Glibc

/// A folder of files that appears under its name as a whole or not at all.
///
/// Files are written into a folder beside it under a temporary name and made durable one by one; `commit()`
/// renames that folder.
package final class AtomicFolder {
  /// How the names of unfinished folders end.
  package static let temporarySuffix = ".unfinished"

  private let path: String
  private let temporary: String
  private var isCommitted = false

  /// Begins the folder that will stand at `path`, in a folder that exists.
  package init(_ path: String) throws(FileError) {
    self.path = path
    let (folder, name) = AtomicFile.split(path)
    temporary = "\(folder)/.\(name).\(getpid())\(Self.temporarySuffix)"
    try AtomicFile.removeFolder(temporary)
    guard mkdir(temporary, 0o777) == 0 else {
      throw FileError(path: path, operation: .createFolder, code: errno)
    }
  }

  deinit { if !isCommitted { try? AtomicFile.removeFolder(temporary) } }

  /// Writes the file `name` and makes its bytes durable.
  package func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    let code = AtomicFile.writeNew(bytes, to: "\(temporary)/\(name)")
    guard code == 0 else {
      throw FileError(path: "\(path)/\(name)", operation: .write, code: code)
    }
  }

  /// Puts the file at `source`, which never changes again, into the folder as `name`: as a second name of the
  /// same bytes, or as a copy where the file system has no such names.
  package func share(_ source: String, as name: String) throws(FileError) {
    if link(source, "\(temporary)/\(name)") == 0 { return }
    guard errno != ENOENT else {
      throw FileError(path: source, operation: .read, code: ENOENT)
    }
    try write(AtomicFile.read(source), to: name)
  }

  /// Gives the folder its name; one of that name that is there already is replaced.
  package func commit() throws(FileError) {
    AtomicFile.synchronizeFolder(temporary)
    let (folder, name) = AtomicFile.split(path)
    if rename(temporary, path) != 0 {
      let code = errno
      guard code == ENOTEMPTY || code == EEXIST else {
        throw FileError(path: path, operation: .createFolder, code: code)
      }
      let old = "\(folder)/.\(name).old.\(getpid())\(Self.temporarySuffix)"
      try AtomicFile.removeFolder(old)
      guard rename(path, old) == 0, rename(temporary, path) == 0 else {
        throw FileError(path: path, operation: .createFolder, code: errno)
      }
      try AtomicFile.removeFolder(old)
    }
    isCommitted = true
    AtomicFile.synchronizeFolder(folder)
  }
}

extension AtomicFile {
  /// The names in the folder at `path`, sorted, without `.` and `..`.
  package static func names(in path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else {
      throw FileError(path: path, operation: .read, code: errno)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes the folder at `path` and the files in it, if it is there.
  package static func removeFolder(_ path: String) throws(FileError) {
    guard isFolder(path) else { return }
    for name in try names(in: path) where unlink("\(path)/\(name)") != 0 {
      throw FileError(path: "\(path)/\(name)", operation: .remove, code: errno)
    }
    guard rmdir(path) == 0 else { throw FileError(path: path, operation: .remove, code: errno) }
  }

  /// Removes the file at `path`, if it is there.
  package static func remove(_ path: String) throws(FileError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw FileError(path: path, operation: .remove, code: errno)
    }
  }

  /// Gives the file or folder at `path` another name.
  package static func move(_ path: String, to other: String) throws(FileError) {
    guard rename(path, other) == 0 else {
      throw FileError(path: path, operation: .remove, code: errno)
    }
  }
}
