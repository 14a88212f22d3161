/// An algorithm that can be trained from the command line.
public struct AlgorithmEntry: Codable, Sendable, Equatable {
  /// The name of its subcommand of `apus train`.
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
  /// Every algorithm.
  public static let all = [
    AlgorithmEntry(
      name: "reinforce", chapter: 4, notesAlgorithm: 2,
      summary: "Policy gradients from whole trajectories, with baselines and importance sampling.",
      actionSpaces: ["discrete", "continuous"])
  ]
}
