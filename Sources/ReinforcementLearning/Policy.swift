public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// A policy π: it maps observations to actions, and nothing else.
///
/// What is needed to act beside the parameters (memory, a recurrent state, exploration noise) belongs to a
/// ``PolicyActor``, of which a policy makes as many as are wanted.
public protocol Policy: Sendable {
  /// The key in a file's metadata under which the architecture stands; no two kinds of policies share one.
  static var fileKey: String { get }
  /// The number of features of an observation.
  var observationWidth: Int { get }
  /// Whether every action that the policy gives is one of `space`.
  func acts(in space: ActionSpace) -> Bool
  /// What acts by the policy as it is now in `copies` environments side by side; if `isMasked`, it is told each time
  /// what is allowed.
  func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor
  /// The policy as a file that stands for itself: tensors, and the architecture as metadata.
  func checkpoint(metadata: [String: String]) throws -> SafetensorsFile
  /// The policy that `checkpoint(metadata:)` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError`
  ///   if tensors do not fit.
  init(restoring file: SafetensorsFile) throws
}

/// What acts by a policy, with the memory that it takes.
public protocol PolicyActor {
  /// Chooses an action for each row.
  ///
  /// - Parameters:
  ///   - observations: As the policy is to see them [copies × features].
  ///   - allowed: 1 for each allowed choice, 0 for each forbidden one [copies × choices]; if the actor is masked.
  ///   - isStochastic: Whether actions are drawn; otherwise the most likely or best one is taken.
  ///   - actions: Receives the actions [copies × action width].
  ///   - streams: One random stream a copy.
  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream])

  /// Says that a new episode begins in `copy`: whatever is remembered of the last one is forgotten.
  mutating func begin(_ copy: Int)
}

extension PolicyActor {
  /// Nothing is remembered.
  public mutating func begin(_ copy: Int) {}
}

/// The kinds of policies that a file can hold.
public enum PolicyFile {
  /// The kinds that are known here; chapters above have others.
  public static let kinds: [any Policy.Type] = [
    StochasticPolicy<Scalar>.self, RecurrentPolicy<Scalar>.self, LatentPolicy<Scalar>.self,
    DeterministicPolicy.self, TabularPolicy.self, GreedyPolicy.self,
  ]

  /// The policy in `file`, of whichever of `kinds` it is.
  /// - Throws: `PolicyFileError` if there is none, `SafetensorsError` or `TensorMismatchError` if tensors do not fit.
  public static func policy(
    in file: SafetensorsFile, among kinds: [any Policy.Type] = kinds
  ) throws -> any Policy {
    guard let kind = kinds.first(where: { file.metadata[$0.fileKey] != nil }) else {
      let keys = kinds.map { "\"\($0.fileKey)\"" }.joined(separator: ", ")
      throw PolicyFileError(
        "\(file.path): the file holds no policy (its metadata has none of \(keys)).")
    }
    return try kind.init(restoring: file)
  }
}
