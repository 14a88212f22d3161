internal import Foundation
internal import NeuralNetworks

/// The checkpoints of a run: a folder with one folder for each, named for its iteration.
///
/// A checkpoint appears whole or not at all: its files are written into a folder of a temporary name, made
/// durable, and the folder is renamed. Segments of append-only stores are second names of the earlier
/// checkpoint's files, so each checkpoint stands for itself and can be copied or removed.
public struct CheckpointStore {
  /// The folder of the checkpoints.
  public let path: String
  /// The checkpoint whose segments the next one shares.
  private var base: (path: String, manifest: CheckpointManifest)?

  /// The checkpoints in the folder `path`, which need not exist yet.
  public init(_ path: String) { self.path = path }

  /// The iterations of which there is a checkpoint, in ascending order.
  public var iterations: [Int] {
    get throws {
      guard AtomicFile.isFolder(path) else { return [] }
      return try AtomicFile.names(in: path).compactMap { name in
        Int(name).flatMap { Self.name($0) == name ? $0 : nil }
      }.sorted()
    }
  }

  /// The folder of the checkpoint of an iteration.
  public func path(ofIteration iteration: Int) -> String { "\(path)/\(Self.name(iteration))" }

  private static func name(_ iteration: Int) -> String {
    let digits = String(iteration)
    return String(repeating: "0", count: max(0, 9 - digits.count)) + digits
  }

  /// Opens the newest checkpoint; what is saved from now on shares segments with it.
  /// - Returns: Nil if there is no checkpoint.
  /// - Throws: ``CheckpointError`` if it is damaged or of another format.
  public mutating func openLatest() throws -> CheckpointReader? {
    guard let latest = try iterations.last else { return nil }
    let reader = try CheckpointReader(path(ofIteration: latest))
    base = (reader.path, reader.manifest)
    return reader
  }

  /// Writes a checkpoint.
  /// - Parameters:
  ///   - iteration: The number of iterations so far.
  ///   - notes: What else to know about it.
  ///   - body: Writes the content.
  public mutating func save(
    iteration: Int, notes: [String: String] = [:],
    _ body: (inout CheckpointWriter) throws -> Void
  ) throws {
    try AtomicFile.createFolder(path)
    let target = path(ofIteration: iteration)
    let folder = try AtomicFolder(target)
    var manifest = CheckpointManifest(iteration: iteration, notes: notes)
    var written: [String: CheckpointManifest.File] = [:]
    func write(_ bytes: [UInt8], _ name: String) throws {
      written[name] = .init(bytes: bytes.count, sha256: Checksum(of: bytes).description)
      try folder.write(bytes, to: name)
    }
    try withoutActuallyEscaping(write) { write in
      var writer = CheckpointWriter(earlier: base?.manifest.stores ?? [:]) { try write($1, $0) }
      try body(&writer)
      try write(writer.state.encoded(), CheckpointReader.stateName)
      manifest.stores = writer.stores
      writer = CheckpointWriter { _, _ in }
    }
    manifest.files = written
    for segment in manifest.stores.values.flatMap(\.segments) where written[segment.file] == nil {
      guard let base, let file = base.manifest.files[segment.file] else { continue }
      try folder.share("\(base.path)/\(segment.file)", as: segment.file)
      manifest.files[segment.file] = file
    }
    try folder.write(manifest.encoded(), to: CheckpointManifest.fileName)
    try folder.commit()
    base = (target, manifest)
  }

  /// Removes all checkpoints but the last `count` and those of the iterations in `others`.
  ///
  /// The newest one stays in any case.
  public func keep(last count: Int, and others: Set<Int> = []) throws {
    for iteration in try iterations.dropLast(max(count, 1)) where !others.contains(iteration) {
      try remove(iteration)
    }
  }

  /// Removes all checkpoints after `iteration`, and what an interrupted writer left behind.
  public func removeAll(after iteration: Int = -1) throws {
    guard AtomicFile.isFolder(path) else { return }
    for number in try iterations where number > iteration { try remove(number) }
    for name in try AtomicFile.names(in: path) where name.hasSuffix(AtomicFolder.temporarySuffix) {
      try AtomicFile.removeFolder("\(path)/\(name)")
    }
  }

  /// Renames before removing, so that a half-removed folder never passes for a checkpoint.
  private func remove(_ iteration: Int) throws {
    let folder = path(ofIteration: iteration)
    let doomed = "\(path)/.\(Self.name(iteration)).removed\(AtomicFolder.temporarySuffix)"
    try AtomicFile.removeFolder(doomed)
    try AtomicFile.move(folder, to: doomed)
    try AtomicFile.removeFolder(doomed)
  }
}
