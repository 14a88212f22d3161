public import Environments
internal import Exploration
internal import InformationTheory
public import LinearAlgebra
internal import ModelBasedRL
internal import NeuralNetworks
public import ReinforcementLearning

/// A policy as a run left it, ready to act.
///
///     let policy = try TrainedPolicy("runs/cartpole")
///     let action = policy.action(for: [0.01, 0, 0.02, 0])
public struct TrainedPolicy {
  /// π_θ.
  public let policy: any Policy
  /// The statistic of its observations, frozen; nil if it sees them as they are.
  public let normalizer: ObservationNormalizer?
  /// The environment it was trained in.
  public let environment: EnvironmentSpecification
  private let desk: Desk

  /// Where actions are computed: memory that is used again, not state.
  private final class Desk {
    var actor: any PolicyActor
    var input: Matrix<Scalar>
    /// What is allowed; nil where everything always is.
    var mask: Matrix<Scalar>?
    var output: Matrix<Scalar>
    var streams = [RandomStream(seed: 0)]

    init(_ policy: any Policy, _ environment: EnvironmentSpecification) {
      mask = ActionMasks(environment.makeBatch(1, 0, 1))?.allowed
      actor = policy.makeActor(copies: 1, isMasked: mask != nil)
      input = Matrix(rows: 1, columns: policy.observationWidth)
      output = Matrix(rows: 1, columns: environment.actionSpace.width)
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
    policy = try PolicyFile.policy(
      in: file,
      among: PolicyFile.kinds + [
        PlanningPolicy.self, LatentPlanningPolicy.self, EnsemblePolicy.self, SkillPolicy.self,
      ])
    normalizer = try ObservationNormalizer(from: file, features: policy.observationWidth)
    let name = file.metadata["environment"] ?? own?.name
    guard let name else {
      throw PolicyFileError(
        "\(path): the file does not say which environment it is for.")
    }
    environment = try own ?? EnvironmentCatalogue.named(name)
    guard environment.observationSpace.count == policy.observationWidth,
      policy.acts(in: environment.actionSpace)
    else {
      throw PolicyFileError(
        "\(path): the policy does not fit the environment \(environment.name).")
    }
    desk = Desk(policy, environment)
  }

  /// Forgets the episode so far; needed between episodes by a policy that remembers.
  public func beginEpisode() { desk.actor.begin(0) }

  /// The most likely or best action: the number of a discrete one in an array of one element, or the components of a
  /// continuous one.
  ///
  /// - Parameters:
  ///   - observation: As the environment gives it.
  ///   - allowed: Which choices are allowed, where the environment forbids some; all if nil.
  /// - Precondition: `observation` has as many features as the environment's observations, and `allowed` as many
  ///   entries as it has choices.
  public func action(for observation: [Scalar], allowed: [Bool]? = nil) -> [Scalar] {
    precondition(
      observation.count == desk.input.columns,
      "An observation of \(observation.count) features does not fit a policy of \(desk.input.columns)."
    )
    for (j, feature) in observation.enumerated() { desk.input[0, j] = feature }
    if let normalizer {
      desk.input.withUnsafeMutablePointer { normalizer.normalize($0, rows: 1, into: $0) }
    }
    let choices = desk.mask?.columns ?? 0
    precondition(
      allowed == nil || allowed?.count == choices,
      "A mask of \(allowed?.count ?? 0) entries does not fit \(choices) choices that may be forbidden."
    )
    for j in 0..<choices { desk.mask?[0, j] = allowed?[j] ?? true ? 1 : 0 }
    desk.actor.act(
      desk.input, allowed: desk.mask, isStochastic: false, into: &desk.output,
      using: &desk.streams)
    return Array(desk.output.elements)
  }
}
