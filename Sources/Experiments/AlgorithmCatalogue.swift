internal import ActorCritic
internal import AdvancedPolicyGradients
internal import ControlAsInference
internal import DeepQLearning
internal import DistributedRL
internal import Environments
internal import Exploration
internal import ImitationLearning
internal import InformationTheory
internal import InverseRL
internal import ModelBasedPolicyLearning
internal import ModelBasedRL
internal import PolicyGradients
internal import ReinforcementLearning
internal import ValueFunctions

/// An algorithm that can be trained from the command line, as it is listed.
public struct AlgorithmEntry: Codable, Sendable, Equatable {
  /// Its name after `apus train`.
  public let name: String
  /// The chapter of the course.
  public let chapter: Int
  /// The algorithm's number in the notes.
  public let notesAlgorithm: Int?
  /// What it does, in a sentence.
  public let summary: String
  /// The kinds of action spaces that it takes.
  public let actionSpaces: [String]

  /// Writes all members; the algorithm's number is `null` where the notes give none.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(chapter, forKey: .chapter)
    try container.encode(notesAlgorithm, forKey: .notesAlgorithm)
    try container.encode(summary, forKey: .summary)
    try container.encode(actionSpaces, forKey: .actionSpaces)
  }
}

/// The algorithms that there are, in the order of the course.
public enum AlgorithmCatalogue {
  /// Every algorithm. A new one needs a line here, and nothing else of `Experiments` or the command line.
  public static let algorithms = [
    AnyAlgorithm(
      BehaviourCloning.self, chapter: 2,
      summary: "Supervised learning of what an expert showed, with several peaks or a memory.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      DAgger.self, chapter: 2, notesAlgorithm: 1,
      summary: "Cloning of an expert that is asked again where the clone came to.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      REINFORCE.self, chapter: 4, notesAlgorithm: 2,
      summary: "Policy gradients from whole trajectories, with baselines and importance sampling.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      BatchActorCritic.self, chapter: 5, notesAlgorithm: 3,
      summary: "A policy gradient on whole trajectories with a fitted value function.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      OnlineActorCritic.self, chapter: 5, notesAlgorithm: 4,
      summary: "Value function and policy updated after every step.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      A2C.self, chapter: 5, notesAlgorithm: nil,
      summary: "Advantage actor-critic on steps of environments side by side.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      A3C.self, chapter: 5, notesAlgorithm: nil,
      summary: "Actor-critic workers that move shared parameters, in order or without locks.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      FittedQIteration.self, chapter: 6, notesAlgorithm: 9,
      summary: "Targets for a set of transitions, a fit to them, and both again.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      OnlineQIteration.self, chapter: 6, notesAlgorithm: 10,
      summary: "A gradient step of Q on each transition as it comes.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      QLearning.self, chapter: 6, notesAlgorithm: 10,
      summary: "Q-learning and double Q-learning with a table.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      SARSA.self, chapter: 6, notesAlgorithm: nil,
      summary: "SARSA and expected SARSA with a table: one step, n steps, or traces.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      MonteCarloControl.self, chapter: 6, notesAlgorithm: nil,
      summary: "Monte-Carlo control with a table: the mean of the returns.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      QLearningWithReplay.self, chapter: 7, notesAlgorithm: 11,
      summary: "Q-learning with a replay buffer.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      QLearningWithTargetNetwork.self, chapter: 7, notesAlgorithm: 12,
      summary: "Q-learning with a replay buffer and a target network.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      DQN.self, chapter: 7, notesAlgorithm: 13,
      summary: "Deep Q-learning, with every improvement of chapter 7 as an option.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      DoubleDQN.self, chapter: 7, notesAlgorithm: nil,
      summary: "DQN whose next action is picked by one network and valued by the other.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      DuelingDQN.self, chapter: 7, notesAlgorithm: nil,
      summary: "Double DQN with separate streams for values and advantages.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      C51.self, chapter: 7, notesAlgorithm: nil,
      summary: "DQN of the return's distribution over fixed atoms.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      QRDQN.self, chapter: 7, notesAlgorithm: nil,
      summary: "DQN of the return's quantiles.", actionSpaces: ["discrete"]),
    AnyAlgorithm(
      Rainbow.self, chapter: 7, notesAlgorithm: nil,
      summary: "Double, dueling, n-step, prioritised, categorical and noisy at once.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      DDPG.self, chapter: 7, notesAlgorithm: 14,
      summary: "Q-learning for continuous actions with a deterministic policy.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      TD3.self, chapter: 7, notesAlgorithm: nil,
      summary: "DDPG with twin critics, a delayed policy and smoothed targets.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      NPG.self, chapter: 8,
      summary: "Natural policy gradient by conjugate gradients on exact Fisher-vector products.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      TRPO.self, chapter: 8,
      summary: "Natural gradient steps that a line search keeps within a bound on the divergence.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      PPO.self, chapter: 8,
      summary: "Minibatch ascent on clipped or penalised ratios, with generalised advantages.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      MBRL.self, chapter: 10, notesAlgorithm: 17,
      summary: "An ensemble learns what steps bring, and random shooting plans on it.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      PETS.self, chapter: 10, notesAlgorithm: nil,
      summary: "A bootstrap ensemble with variances, planned on by cross-entropy with particles.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      LatentMBRL.self, chapter: 10, notesAlgorithm: 18,
      summary: "Observations are encoded, and actions planned on what is learned of latent states.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      Dyna.self, chapter: 11, notesAlgorithm: 20,
      summary: "Q-learning with a table that learns from a model of what it has met, too.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      ModelBackpropagation.self, chapter: 11, notesAlgorithm: 19,
      summary: "A policy learns by the gradient of its rollouts on a learned ensemble.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      MVE.self, chapter: 11, notesAlgorithm: 22,
      summary: "Soft actor-critic whose targets look some steps ahead on a learned ensemble.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      MBPO.self, chapter: 11, notesAlgorithm: 22,
      summary: "Soft actor-critic that learns from short rollouts on a learned ensemble, too.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      DivideAndConquer.self, chapter: 11, notesAlgorithm: 23,
      summary: "Local policies learn from one initial state each; a global one mimics them.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      SoftQLearning.self, chapter: 13, notesAlgorithm: 24,
      summary: "Q-learning with a soft maximum, whose policy is Boltzmann's.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      ContinuousSoftQLearning.self, chapter: 13, notesAlgorithm: 24,
      summary: "Soft Q-learning with a sampling network, trained by Stein variational gradients.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      SAC.self, chapter: 13, notesAlgorithm: nil,
      summary: "Soft actor-critic: off-policy, for reward and entropy, with a learned temperature.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      DiscreteSAC.self, chapter: 13, notesAlgorithm: nil,
      summary: "Soft actor-critic with discrete actions, whose expectations are sums.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      GAIL.self, chapter: 14, notesAlgorithm: nil,
      summary: "TRPO on the reward of being taken for an expert by a classifier.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      EvolutionStrategies.self, chapter: 16, notesAlgorithm: nil,
      summary: "The returns of perturbed policies move the parameters; workers exchange seeds.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      BonusActorCritic.self, chapter: 17, notesAlgorithm: nil,
      summary: "Batch actor-critic with bonuses for states that were seldom visited.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      RND.self, chapter: 17, notesAlgorithm: nil,
      summary: "Double DQN led by another one of bonuses, which random network distillation gives.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      BootstrappedDQN.self, chapter: 17, notesAlgorithm: nil,
      summary: "Q-functions on bootstraps of the transitions, one of which acts for an episode.",
      actionSpaces: ["discrete"]),
    AnyAlgorithm(
      DIAYN.self, chapter: 19, notesAlgorithm: nil,
      summary: "Skills without a reward: SAC for states that tell which skill was acted by.",
      actionSpaces: ["continuous"]),
  ]

  /// Every algorithm as it is listed.
  public static let all = algorithms.map(\.entry)

  /// The algorithm with the given name.
  /// - Throws: `UnknownNameError`, with the name that was probably meant.
  public static func named(_ name: String) throws -> AnyAlgorithm {
    guard let algorithm = algorithms.first(where: { $0.entry.name == name }) else {
      throw UnknownNameError(kind: "algorithm", name: name, candidates: all.map(\.name))
    }
    return algorithm
  }
}
