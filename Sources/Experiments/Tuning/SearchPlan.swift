internal import Foundation
internal import ReinforcementLearning

/// How a search for hyper-parameters goes: how many trials, for how long, on which seeds, and what counts.
public struct SearchPlan: Codable, Sendable, Equatable {
  /// The length of a run.
  public enum Budget: Sendable, Equatable {
    /// So many environment steps.
    case steps(Int)
    /// So many iterations.
    case iterations(Int)

    /// The number.
    var count: Int {
      switch self {
      case .steps(let count), .iterations(let count): count
      }
    }

    /// The same unit with another number.
    func with(_ count: Int) -> Budget {
      switch self {
      case .steps: .steps(count)
      case .iterations: .iterations(count)
      }
    }
  }

  /// The number of configurations that are drawn.
  public var trials = 20
  /// The length of a whole run.
  public var budget: Budget
  /// The number of rungs of successive halving; with one, every trial has the whole budget: random search.
  public var rungs = 1
  /// η: of the trials of a rung the best 1/η go on to the next, which is η times as long.
  public var reduction = 3
  /// The seed of the draws.
  public var seed: UInt64 = 1
  /// The seeds of the runs of each trial; its score is their interquartile mean.
  public var seeds: [UInt64] = [1]
  /// The column that counts; an ending `_mean` may be left out. More is better.
  public var metric = "return"
  /// Whether it is one of `evaluations.csv` instead of `metrics.csv`.
  public var isEvaluated = false
  /// A run counts as its mean over so many last rows.
  public var lastRows = 10

  /// A plan of runs of the given length.
  public init(trials: Int = 20, budget: Budget, rungs: Int = 1) {
    self.trials = trials
    self.budget = budget
    self.rungs = rungs
  }

  /// The length of the runs on each rung; the last is the whole budget.
  public var budgets: [Budget] {
    (0..<rungs).map { rung in
      let divisor = pow(Double(reduction), Double(rungs - 1 - rung))
      return budget.with(max(1, Int((Double(budget.count) / divisor).rounded(.up))))
    }
  }

  /// The number of trials on each rung, if none fails.
  public var trialsPerRung: [Int] {
    (0..<rungs).map { rung in
      (0..<rung).reduce(trials) { count, _ in max(1, count / reduction) }
    }
  }

  /// What all runs take together, in the budget's unit, if none fails.
  public var cost: Budget {
    let runs = zip(trialsPerRung, budgets)
    var (sum, before) = (0, 0)
    for (trials, budget) in runs {
      sum += trials * (budget.count - before)
      before = budget.count
    }
    return budget.with(sum * seeds.count)
  }

  /// Checks every option.
  /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
  public func validate() throws {
    func require(_ condition: Bool, _ option: String, _ value: Any, _ requirement: String) throws {
      guard condition else {
        throw InvalidConfigurationError(
          option: option, value: "\(value)", requirement: requirement)
      }
    }
    try require(trials > 0, "trials", trials, "must be positive")
    try require(budget.count > 0, "budget", budget, "must be positive")
    try require((1...16).contains(rungs), "rungs", rungs, "must lie between 1 and 16")
    try require(
      (2...1000).contains(reduction), "reduction", reduction, "must lie between 2 and 1000")
    let least = pow(Double(reduction), Double(rungs - 1))
    try require(
      Double(trials) >= least, "trials", trials,
      "must be at least \(MetricsTable.text(least)), so that \(rungs) rungs leave one")
    try require(
      Double(budget.count) >= least, "budget", budget,
      "must be at least \(MetricsTable.text(least)), so that the first of \(rungs) rungs is not empty"
    )
    try require(
      !seeds.isEmpty && Set(seeds).count == seeds.count, "seeds", seeds,
      "must have a seed, and none twice")
    try require(!metric.isEmpty, "metric", metric, "must name a column")
    try require(lastRows > 0, "lastRows", lastRows, "must be positive")
  }
}

extension SearchPlan.Budget: CustomStringConvertible, Codable {
  /// What a text has to be, for messages.
  static let form = "a number of steps or iterations, such as 50000 steps"

  /// Reads `50000 steps` or `100 iterations`; a bare number counts environment steps. Nil if it is neither.
  public init?(_ text: String) {
    switch Recurrence(text) {
    case .steps(let count): self = .steps(count)
    case .iterations(let count): self = .iterations(count)
    default: return nil
    }
  }

  /// The text form.
  public var description: String {
    switch self {
    case .steps(let count): "\(count) steps"
    case .iterations(let count): "\(count) iterations"
    }
  }

  /// Reads the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let budget = Self(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not \(Self.form)")
    }
    self = budget
  }

  /// Writes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
