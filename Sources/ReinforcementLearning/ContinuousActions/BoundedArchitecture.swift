internal import Foundation
internal import NeuralNetworks

/// What is needed to build a policy with bounded actions again, kept in its file beside the tensors.
struct BoundedArchitecture: Codable {
  var observations: Int
  var low: [Double]
  var high: [Double]
  var hidden: [Int]
  var activation: Activation

  init(observations: Int, network: MLP, scaling: ActionScaling) {
    self.observations = observations
    (low, high) = (scaling.low, scaling.high)
    hidden = network.layers.dropLast().map(\.weight.columns)
    activation = network.layers.count > 1 ? network.layers[0].activation : .relu
  }

  /// What stands under `key` in a file's metadata; with `noise`, the network has an input for each component more.
  /// - Throws: `PolicyFileError` if it is missing or makes no sense, `SafetensorsError` or `TensorMismatchError` if the
  ///   weights are of other shapes: they are compared before anything of their size is allocated.
  init(of file: SafetensorsFile, key: String, noise: Bool) throws {
    guard let text = file.metadata[key],
      let found = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)), found.isValid
    else {
      throw PolicyFileError(
        "\(file.path): the description under \"\(key)\" is missing or not understood.")
    }
    self = found
    let widths = [observations + (noise ? low.count : 0)] + hidden + [low.count]
    for (i, (rows, columns)) in zip(widths, widths.dropFirst()).enumerated() {
      let name = "policy.\(i).weight"
      let shape = try file.tensor(named: name).shape
      guard shape == [rows, columns] else {
        throw TensorMismatchError(
          file: file.path, tensor: name, expected: [rows, columns], found: shape)
      }
    }
  }

  private var isValid: Bool {
    observations > 0 && !low.isEmpty && low.count == high.count
      && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite }
      && hidden.allSatisfy { $0 > 0 }
  }

  /// The JSON text.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
