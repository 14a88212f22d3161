internal import Foundation
internal import LinearAlgebra

extension RecurrentPolicy.Architecture {
  /// Whether a network can be built of it.
  fileprivate var isValid: Bool {
    let sizes = [observations, units] + encoder + hidden
    return head.problem == nil && sizes.allSatisfy { $0 > 0 && $0 <= 1 << 24 }
  }
}

extension RecurrentPolicy {
  /// The key in a file's metadata under which the architecture stands.
  static var architectureKey: String { "recurrent_policy" }

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
  /// - Throws: ``PolicyFileError`` if the file does not hold a recurrent policy, ``SafetensorsError`` or
  ///   ``TensorMismatchError`` if tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.architectureKey] else {
      throw PolicyFileError(
        "\(file.path): the file holds no recurrent policy (its metadata has no "
          + "\"\(Self.architectureKey)\").")
    }
    guard let architecture = try? JSONDecoder().decode(Architecture.self, from: Data(text.utf8)),
      architecture.isValid
    else {
      throw PolicyFileError(
        "\(file.path): the description of the policy is not understood: \(text)")
    }
    // The shapes are checked against the file before anything of their size is allocated.
    for slot in Self.tensors(architecture).2.slots {
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
