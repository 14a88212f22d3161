public import Environments
public import LinearAlgebra
public import NeuralNetworks
internal import ReinforcementLearning

/// A policy as a run left it, ready to act.
///
///     let policy = try TrainedPolicy("runs/cartpole")
///     let action = policy.action(for: [0.01, 0, 0.02, 0])
public struct TrainedPolicy {
  /// π_θ.
  public let policy: StochasticPolicy<Scalar>
  /// The statistic of its observations, frozen; nil if it sees them as they are.
  public let normalizer: ObservationNormalizer?
  /// The environment it was trained in.
  public let environment: EnvironmentSpecification
  private let desk: Desk

  /// Where actions are computed: memory that is used again, not state.
  private final class Desk {
    let evaluator: PolicyEvaluator<Scalar>
    var input: Matrix<Scalar>
    var output: Matrix<Scalar>

    init(_ policy: StochasticPolicy<Scalar>) {
      evaluator = PolicyEvaluator(policy, rows: 1)
      input = Matrix(rows: 1, columns: policy.network.inputs)
      output = Matrix(rows: 1, columns: policy.actionWidth)
    }
  }

  /// Reads the policy of the run in the folder `run`.
  ///
  /// - Parameters:
  ///   - run: The folder.
  ///   - isBest: Whether to take the policy of the best evaluation instead of the last one.
  ///   - environment: The environment, if it is not one of the catalogue.
  /// - Throws: ``RunFolderError``, `SafetensorsError`, `TensorMismatchError` or `PolicyFileError` if the folder
  ///   or the file is not what it should be, `UnknownNameError` if the environment is not in the catalogue.
  public init(
    _ run: String, isBest: Bool = false, environment own: EnvironmentSpecification? = nil
  ) throws {
    let folder = try RunFolder(opening: run)
    let path = isBest ? folder.bestPolicyPath : folder.policyPath
    let file = try SafetensorsFile(contentsOf: path)
    policy = try StochasticPolicy(restoring: file)
    normalizer = try ObservationNormalizer(from: file, features: policy.network.inputs)
    let name = file.metadata["environment"] ?? own?.name
    guard let name else {
      throw PolicyFileError(
        "\(path): the file does not say which environment it is for.")
    }
    environment = try own ?? EnvironmentCatalogue.named(name)
    guard environment.observationSpace.count == policy.network.inputs,
      Self.fits(policy.head, environment.actionSpace)
    else {
      throw PolicyFileError(
        "\(path): the policy does not fit the environment \(environment.name).")
    }
    desk = Desk(policy)
  }

  /// Whether every action that `head` gives is one of `space`.
  private static func fits(_ head: StochasticPolicy<Scalar>.Head, _ space: ActionSpace) -> Bool {
    switch (head, space) {
    case (.categorical(let actions), .discrete(let count)): actions == count
    case (.multiCategorical(let counts), .multiDiscrete(let choices)),
      (.autoregressive(let counts, _), .multiDiscrete(let choices)):
      counts == choices
    case (.bernoulli(let components), .multiDiscrete(let choices)):
      choices == Array(repeating: 2, count: components)
    case (.gaussian, .continuous), (.stateDependentGaussian, .continuous),
      (.squashedGaussian, .continuous), (.beta, .continuous), (.mixture, .continuous),
      (.gsde, .continuous):
      head.actionWidth == space.width
    default: false
    }
  }

  /// The most likely action: the number of a discrete one in an array of one element, or the components of a
  /// continuous one.
  /// - Precondition: `observation` has as many features as the environment's observations.
  public func action(for observation: [Scalar]) -> [Scalar] {
    precondition(
      observation.count == desk.input.columns,
      "An observation of \(observation.count) features does not fit a policy of \(desk.input.columns)."
    )
    for (j, feature) in observation.enumerated() { desk.input[0, j] = feature }
    if let normalizer {
      desk.input.withUnsafeMutablePointer { normalizer.normalize($0, rows: 1, into: $0) }
    }
    desk.evaluator.mode(policy, desk.input, into: &desk.output)
    return Array(desk.output.elements)
  }
}
