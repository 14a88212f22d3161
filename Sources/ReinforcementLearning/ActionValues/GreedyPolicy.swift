public import Environments
internal import Foundation
internal import LinearAlgebra
public import NeuralNetworks

/// π(s) = argmaxₐ Q_φ(s, a) among the actions that are allowed, the first of equal ones.
public struct GreedyPolicy: Policy {
  /// Q_φ.
  public var network: ActionValueNetwork

  /// The greedy policy of `network`.
  public init(_ network: ActionValueNetwork) { self.network = network }

  /// `actionValues`.
  public static var fileKey: String { "actionValues" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.architecture.observationWidth }

  /// Whether the space is one of as many discrete actions.
  public func acts(in space: ActionSpace) -> Bool {
    space == .discrete(network.architecture.actions)
  }

  /// An actor that takes the best action, drawn or not: there is no chance in a greedy policy.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    GreedyActor(network: network, evaluator: ActionValueEvaluator(network, rows: copies))
  }

  /// The network as a file that stands for itself.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Self.fileKey] = String(
      decoding: try encoder.encode(network.architecture), as: UTF8.self)
    return network.tensors(metadata: metadata)
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.fileKey] else {
      throw PolicyFileError(
        "\(file.path): the file holds no action values (its metadata has no \"\(Self.fileKey)\").")
    }
    guard
      let architecture = try? JSONDecoder().decode(
        ActionValueArchitecture.self, from: Data(text.utf8)), architecture.problem == nil
    else {
      throw PolicyFileError(
        "\(file.path): the description of the action values is not understood: \(text)")
    }
    // The sizes are compared before anything of a size that the file names is allocated.
    network = ActionValueNetwork(withoutParameters: architecture)
    let stored = file.tensors.reduce(0) { $0 + $1.bytes.count }
    guard network.layout.count * 4 == stored else {
      throw PolicyFileError(
        "\(file.path): the action values have \(network.layout.count) parameters, the file has "
          + "\(stored / 4).")
    }
    network.parameters = Vector(count: network.layout.count)
    try network.restore(from: file)
  }
}

/// Acts by a ``GreedyPolicy``.
private struct GreedyActor: PolicyActor {
  let network: ActionValueNetwork
  let evaluator: ActionValueEvaluator

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    let n = network.architecture.actions
    let values = evaluator.evaluate(network, observations)
    for copy in 0..<observations.rows {
      let row = Span(_unsafeStart: values + copy * n, count: n)
      actions[copy, 0] = Scalar(
        ActionValueExploration.greedy(row, allowed: allowed?.row(copy)))
    }
  }
}
