public import Environments
internal import Foundation
internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// π(s) = argmaxₐ Σ_k Q_k(s, a) among the actions that are allowed, the first of equal ones.
public struct EnsemblePolicy: Policy {
  /// Q₁, …, Q_K.
  public var ensemble: ValueEnsemble

  /// The greedy policy of the heads' mean.
  public init(_ ensemble: ValueEnsemble) { self.ensemble = ensemble }

  /// `valueEnsemble`.
  public static var fileKey: String { "valueEnsemble" }

  /// The number of features of an observation.
  public var observationWidth: Int { ensemble.architecture.observationWidth }

  /// Whether the space is one of as many discrete actions.
  public func acts(in space: ActionSpace) -> Bool {
    space == .discrete(ensemble.architecture.actions)
  }

  /// An actor that takes the best action, drawn or not: there is no chance in a greedy policy.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    EnsembleActor(
      ensemble: ensemble, evaluator: ValueEnsembleEvaluator(ensemble, rows: copies))
  }

  /// Heads and prior functions as a file that stands for itself.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Self.fileKey] = String(
      decoding: try encoder.encode(ensemble.architecture), as: UTF8.self)
    var file = ensemble.tensors(metadata: metadata)
    if ensemble.priorParameters.count > 0 { file.append("prior", ensemble.priorParameters) }
    return file
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.fileKey],
      let architecture = try? JSONDecoder().decode(
        ValueEnsemble.Architecture.self, from: Data(text.utf8)), architecture.isPossible
    else {
      throw PolicyFileError(
        "\(file.path): the file holds no ensemble of action values that is understood.")
    }
    // The sizes are compared before anything of a size that the file names is allocated.
    ensemble = ValueEnsemble(withoutParameters: architecture)
    let stored = file.tensors.reduce(0) { $0 + $1.bytes.count }
    let needed = ensemble.layout.count * (architecture.priorScale > 0 ? 2 : 1)
    guard needed * 4 == stored else {
      throw PolicyFileError(
        "\(file.path): the ensemble has \(needed) parameters, the file has \(stored / 4).")
    }
    ensemble.parameters = Vector(count: ensemble.layout.count)
    try ensemble.restore(from: file)
    if architecture.priorScale > 0 {
      let prior: Vector<Scalar> = try file.vector(named: "prior")
      guard prior.count == ensemble.layout.count else {
        throw PolicyFileError("\(file.path): the prior functions have \(prior.count) parameters.")
      }
      ensemble.priorParameters = prior
    }
  }
}

/// Acts by an ``EnsemblePolicy``.
private struct EnsembleActor: PolicyActor {
  let ensemble: ValueEnsemble
  let evaluator: ValueEnsembleEvaluator
  private var sums: Vector<Scalar>

  init(ensemble: ValueEnsemble, evaluator: ValueEnsembleEvaluator) {
    self.ensemble = ensemble
    self.evaluator = evaluator
    sums = Vector(count: ensemble.architecture.actions)
  }

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    let (n, heads) = (ensemble.architecture.actions, ensemble.architecture.heads)
    let values = evaluator.evaluate(ensemble, observations)
    for copy in 0..<observations.rows {
      for action in 0..<n {
        var sum: Scalar = 0
        for head in 0..<heads { sum += values[copy * n * heads + head * n + action] }
        sums[action] = sum
      }
      actions[copy, 0] = Scalar(
        ActionValueExploration.greedy(sums.span, allowed: allowed?.row(copy)))
    }
  }
}
