internal import Foundation
internal import LinearAlgebra

extension StochasticPolicy {
  /// What is needed to build the network again, kept in the file beside the tensors.
  private struct Architecture: Codable {
    var observations: Int
    var head: PolicyHead?
    /// In files from before there was `head`: the size of a categorical, or of a Gaussian one.
    var actions: Int?
    var components: Int?
    var hidden: [Int]
    var activation: Activation

    /// The head, of this format or the earlier one; nil if there is none or it makes no sense.
    var validHead: PolicyHead? {
      let heads = [
        head, actions.map { .categorical(actions: $0) },
        components.map { .gaussian(components: $0, deviation: 1) },
      ].compactMap { $0 }
      return heads.count == 1 && heads[0].problem == nil ? heads[0] : nil
    }
  }

  private static var architectureKey: String { "policy" }

  /// The policy as a safetensors file that stands for itself: tensors, and the architecture as metadata.
  public func checkpoint(metadata: [String: String] = [:]) throws -> SafetensorsFile {
    let hidden = network.layers.dropLast().map(\.weight.columns)
    let architecture = Architecture(
      observations: network.inputs, head: head, hidden: Array(hidden),
      activation: network.layers[0].activation)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Self.architectureKey] = String(
      decoding: try encoder.encode(architecture), as: UTF8.self)
    return tensors(metadata: metadata)
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: ``PolicyFileError`` if the file does not hold a policy, ``SafetensorsError`` or
  ///   ``TensorMismatchError`` if tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.architectureKey] else {
      throw PolicyFileError(
        "\(file.path): the file holds no policy (its metadata has no \"policy\").")
    }
    guard let a = try? JSONDecoder().decode(Architecture.self, from: Data(text.utf8)),
      let head = a.validHead, a.observations > 0, a.hidden.allSatisfy({ $0 > 0 })
    else {
      throw PolicyFileError(
        "\(file.path): the description of the policy is not understood: \(text)")
    }
    var random = RandomStream(seed: 0)
    // The shapes are checked against the file before anything of their size is allocated.
    let widths = [a.observations] + a.hidden + [head.outputs]
    for (i, (rows, columns)) in zip(widths, widths.dropFirst()).enumerated() {
      let name = "policy.\(i).weight"
      let found = try file.tensor(named: name).shape
      guard found == [rows, columns] else {
        throw TensorMismatchError(
          file: file.path, tensor: name, expected: [rows, columns], found: found)
      }
    }
    if let (counts, features) = head.choiceLayers {
      for (j, count) in counts.enumerated() {
        let name = "policy.head.\(j).weight"
        let found = try file.tensor(named: name).shape
        guard found == [features, count] else {
          throw TensorMismatchError(
            file: file.path, tensor: name, expected: [features, count], found: found)
        }
      }
    }
    self.init(
      observations: a.observations, head: head, hidden: a.hidden, activation: a.activation,
      using: &random)
    try restore(from: file)
  }
}

/// A file does not hold a policy.
public struct PolicyFileError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Which file, and what is wrong with it.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }
}
