internal import Foundation
internal import NeuralNetworks

/// The table of contents of a checkpoint, `manifest.json`.
///
/// It begins with the SHA-256 sum of itself, computed with 64 zeros in the sum's place, and has the sums of all
/// other files.
package struct CheckpointManifest: Codable, Equatable, Sendable {
  /// The name of the file.
  package static let fileName = "manifest.json"
  /// The format that this version reads and writes.
  package static let currentVersion = 1

  /// A file of the checkpoint.
  package struct File: Codable, Equatable, Sendable {
    /// The number of bytes.
    package var bytes: Int
    /// The SHA-256 sum in hexadecimal digits.
    package var sha256: String

    /// A file of `bytes` bytes with the sum `sha256`.
    package init(bytes: Int, sha256: String) {
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// A file with rows of an append-only store.
  package struct Segment: Codable, Equatable, Sendable {
    /// The name of the file.
    package var file: String
    /// The number of the first row.
    package var from: Int
    /// The number after the last row.
    package var to: Int
  }

  /// The rows of an append-only store.
  package struct Store: Codable, Equatable, Sendable {
    /// The number of the oldest row that still belongs to it; its segment may have older ones.
    package var from: Int
    /// The segments, in the order of the rows, without gaps.
    package var segments: [Segment]
  }

  /// The version of the format.
  package var version = Self.currentVersion
  /// The number of iterations so far.
  package var iteration: Int
  /// What else to know, such as the version of Apus that wrote it.
  package var notes: [String: String]
  /// The files, by name.
  package var files: [String: File] = [:]
  /// The append-only stores, by name.
  package var stores: [String: Store] = [:]

  /// A manifest without files.
  package init(iteration: Int, notes: [String: String]) {
    self.iteration = iteration
    self.notes = notes
  }

  private static let opening = "{\"checksum\":\""
  private static let digits = 64

  /// The bytes of the file.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = [UInt8](try encoder.encode(self)).dropFirst()
    var bytes = Array(Self.opening.utf8) + Array(repeating: UInt8(ascii: "0"), count: Self.digits)
    let place = Self.opening.utf8.count..<bytes.count
    bytes += Array("\",\n".utf8) + body + Array("\n".utf8)
    bytes.replaceSubrange(place, with: Checksum(of: bytes).description.utf8)
    return bytes
  }

}

extension CheckpointManifest {
  /// Reads the manifest of the checkpoint in the folder `path`.
  package init(of path: String) throws {
    let file = "\(path)/\(Self.fileName)"
    let bytes = try AtomicFile.read(file)
    func refuse(_ defect: String) -> CheckpointError { CheckpointError(path: file, defect: defect) }
    let place = Self.opening.utf8.count..<Self.opening.utf8.count + Self.digits
    guard bytes.starts(with: Self.opening.utf8), bytes.count > place.upperBound else {
      throw refuse("this is not the manifest of a checkpoint, or it is damaged")
    }
    var blank = bytes
    blank.replaceSubrange(place, with: repeatElement(UInt8(ascii: "0"), count: Self.digits))
    guard Array(Checksum(of: blank).description.utf8) == Array(bytes[place]) else {
      throw refuse(
        "the checksum does not fit, the file is damaged; \(Self.remedy(path))")
    }
    struct Version: Decodable { let version: Int }
    guard let version = try? JSONDecoder().decode(Version.self, from: Data(bytes)).version else {
      throw refuse("the manifest has no version")
    }
    guard version == Self.currentVersion else {
      throw refuse(
        "the checkpoint has the format \(version), this version of Apus reads "
          + "\(Self.currentVersion); use the version that wrote it")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw refuse("the manifest is not understood")
    }
    // Names come from outside: none may lead out of the folder.
    for name in files.keys where name.contains("/") || name.hasPrefix(".") {
      throw refuse("\(name.oneLine) is not the name of a file of a checkpoint")
    }
  }

  /// What to do about a damaged checkpoint.
  private static func remedy(_ path: String) -> String {
    "remove \(path.oneLine) to resume from the checkpoint before it"
  }

  /// The bytes of the file `name` of the checkpoint in the folder `path`.
  /// - Throws: ``CheckpointError`` unless they have the sum that the manifest says.
  package func read(_ name: String, in path: String) throws -> [UInt8] {
    let file = "\(path)/\(name)"
    guard let expected = files[name] else {
      throw CheckpointError(path: file, defect: "the manifest does not list this file")
    }
    let bytes = try AtomicFile.read(file)
    guard bytes.count == expected.bytes else {
      throw CheckpointError(
        path: file,
        defect: "the file has \(bytes.count) bytes instead of \(expected.bytes), it is damaged; "
          + Self.remedy(path))
    }
    guard Checksum(of: bytes).description == expected.sha256 else {
      throw CheckpointError(
        path: file,
        defect: "the checksum does not fit, the file is damaged; \(Self.remedy(path))")
    }
    return bytes
  }
}
