public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// π_θ(a|s, z): a policy with a skill z, one of k, that stays for an episode.
///
/// Where it acts, a skill is drawn when an episode begins, or is the same in all.
public struct SkillPolicy: Policy {
  /// The policy of observations with skills behind them, as zeros and a one.
  public let conditioned: StochasticPolicy<Scalar>
  /// k.
  public let skillCount: Int
  /// The skill of every episode; drawn for each if nil.
  public var skill: Int?

  /// A policy of `skillCount` skills.
  /// - Precondition: The policy has room for the skills, and `skill` is one of them.
  public init(_ conditioned: StochasticPolicy<Scalar>, skills skillCount: Int, skill: Int? = nil) {
    precondition(
      skillCount > 0 && conditioned.observationWidth > skillCount
        && skill.map { (0..<skillCount).contains($0) } ?? true,
      "\(skillCount) skills do not fit a policy of \(conditioned.observationWidth) features.")
    self.conditioned = conditioned
    self.skillCount = skillCount
    self.skill = skill
  }

  /// `skill_policy`.
  public static var fileKey: String { "skill_policy" }
  private static let conditionedKey = "skill_policy.policy"

  /// The number of features of an observation, without the skill.
  public var observationWidth: Int { conditioned.observationWidth - skillCount }

  /// Whether the actions are those of `space`.
  public func acts(in space: ActionSpace) -> Bool { conditioned.acts(in: space) }

  /// An actor that draws a skill for each episode, unless one is fixed.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    SkillActor(self, copies: copies, isMasked: isMasked)
  }

  /// The policy as a file that stands for itself.
  public func checkpoint(metadata: [String: String] = [:]) throws -> SafetensorsFile {
    var file = try conditioned.checkpoint(metadata: metadata)
    file.metadata[Self.conditionedKey] = file.metadata.removeValue(
      forKey: StochasticPolicy<Scalar>.fileKey)
    file.metadata[Self.fileKey] = "\(skillCount)"
    return file
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    var inner = file
    inner.metadata[StochasticPolicy<Scalar>.fileKey] = file.metadata[Self.conditionedKey]
    let conditioned = try StochasticPolicy<Scalar>(restoring: inner)
    guard let count = file.metadata[Self.fileKey].flatMap({ Int($0) }), count > 0,
      count < conditioned.observationWidth
    else {
      throw PolicyFileError(
        "\(file.path): \"\(Self.fileKey)\" is no number of skills: "
          + (file.metadata[Self.fileKey] ?? "missing"))
    }
    self.init(conditioned, skills: count)
  }
}

/// Acts by a ``SkillPolicy``.
private struct SkillActor: PolicyActor {
  private let policy: SkillPolicy
  private var actor: any PolicyActor
  /// The skill of each copy's episode; nil before its first step.
  private var skills: [Int?]
  private var seen: Matrix<Scalar>

  init(_ policy: SkillPolicy, copies: Int, isMasked: Bool) {
    self.policy = policy
    actor = policy.conditioned.makeActor(copies: copies, isMasked: isMasked)
    skills = Array(repeating: nil, count: copies)
    seen = Matrix(rows: copies, columns: policy.conditioned.observationWidth)
  }

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    for i in skills.indices {
      let skill =
        policy.skill ?? skills[i] ?? streams[i].integer(below: policy.skillCount)
      skills[i] = skill
      for j in 0..<observations.columns { seen[i, j] = observations[i, j] }
      for z in 0..<policy.skillCount {
        seen[i, observations.columns + z] = z == skill ? 1 : 0
      }
    }
    actor.act(
      seen, allowed: allowed, isStochastic: isStochastic, into: &actions, using: &streams)
  }

  mutating func begin(_ copy: Int) {
    actor.begin(copy)
    skills[copy] = nil
  }
}
