internal import LinearAlgebra

/// A configuration that a search has drawn, and how it did.
public struct SearchTrial: Sendable, Equatable {
  /// How the runs of a trial did on a rung.
  public struct Outcome: Sendable, Equatable {
    /// The length of the runs.
    public let budget: SearchPlan.Budget
    /// The number of each run, in the order of the seeds.
    public let scores: [Double]

    /// The interquartile mean.
    public var score: Double {
      Statistics.interquartileMean(of: Matrix(scores, rows: scores.count, columns: 1))
    }
  }

  /// The number, from 1 in the order of the draws.
  public let number: Int
  /// The values that were drawn.
  public let values: [SearchSpace.Value]
  /// What it reached on each rung that it was on.
  public internal(set) var outcomes: [Outcome] = []
  /// Why it has no score on the next one: values that do not go together, or a run that diverged.
  public internal(set) var failure: String?

  /// The score on the highest rung; nil if there is none.
  public var score: Double? { outcomes.last?.score }

  /// Whether this is the better one: with a score, on a higher rung, with a higher score, drawn earlier.
  func isBetter(than other: SearchTrial) -> Bool {
    let (a, b) = (failure == nil, other.failure == nil)
    guard a == b else { return a }
    guard outcomes.count == other.outcomes.count else {
      return outcomes.count > other.outcomes.count
    }
    guard let mine = score, let theirs = other.score, mine != theirs else {
      return number < other.number
    }
    return mine > theirs
  }
}

/// What a run of a trial has reached on the rungs so far, as it is kept in a file.
struct SearchRecord: Codable {
  struct Rung: Codable {
    var budget: SearchPlan.Budget
    var score: Double?
    var failure: String?
  }

  var values: [SearchSpace.Value]
  var rungs: [Rung] = []
}
