internal import Foundation
internal import LinearAlgebra

extension LatentPolicy {
  /// The key in a file's metadata under which the architecture stands.
  static var architectureKey: String { "latent_policy" }

  /// The policy as a safetensors file that stands for itself: tensors, and the architecture as metadata.
  public func checkpoint(metadata: [String: String] = [:]) throws -> SafetensorsFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Self.architectureKey] = String(
      decoding: try encoder.encode(architecture), as: UTF8.self)
    return tensors(metadata: metadata)
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: ``PolicyFileError`` if the file does not hold such a policy, ``SafetensorsError`` or
  ///   ``TensorMismatchError`` if tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.architectureKey] else {
      throw PolicyFileError(
        "\(file.path): the file holds no latent policy (its metadata has no "
          + "\"\(Self.architectureKey)\").")
    }
    guard let architecture = try? JSONDecoder().decode(Architecture.self, from: Data(text.utf8)),
      architecture.isValid
    else {
      throw PolicyFileError(
        "\(file.path): the description of the policy is not understood: \(text)")
    }
    // The shapes are checked against the file before anything of their size is allocated.
    for slot in Self.tensors(architecture).3.slots {
      let found = try file.tensor(named: slot.name).shape
      guard found == [slot.rows, slot.columns] else {
        throw TensorMismatchError(
          file: file.path, tensor: slot.name, expected: [slot.rows, slot.columns], found: found)
      }
    }
    var random = RandomStream(seed: 0)
    self.init(architecture, using: &random)
    try restore(from: file)
  }
}
