internal import ControlAsInference
internal import DeepQLearning
internal import Environments
internal import PolicyGradients
internal import ReinforcementLearning

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
}

/// The algorithms that there are, in the order of the course.
public enum AlgorithmCatalogue {
  /// Every algorithm. A new one needs a line here, and nothing else of `Experiments` or the command line.
  public static let algorithms = [
    AnyAlgorithm(
      REINFORCE.self, chapter: 4, notesAlgorithm: 2,
      summary: "Policy gradients from whole trajectories, with baselines and importance sampling.",
      actionSpaces: ["discrete", "continuous", "multiDiscrete"]),
    AnyAlgorithm(
      DDPG.self, chapter: 7, notesAlgorithm: 14,
      summary: "Q-learning for continuous actions with a deterministic policy.",
      actionSpaces: ["continuous"]),
    AnyAlgorithm(
      TD3.self, chapter: 7, notesAlgorithm: nil,
      summary: "DDPG with twin critics, a delayed policy and smoothed targets.",
      actionSpaces: ["continuous"]),
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
