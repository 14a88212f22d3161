internal import Environments
public import Foundation
internal import NeuralNetworks
internal import ReinforcementLearning

/// How good the policies are that an algorithm's runs in an environment ended with: a row for each seed.
///
///     let sheet = try ScoreSheet(scoring: RunGroup(folder: "runs/zoo/ppo/CartPole-v1"))
///     try sheet.write(to: "docs/scores")          // docs/scores/ppo/CartPole-v1.csv
public struct ScoreSheet: Sendable, Equatable {
  /// A run.
  public struct Row: Sendable, Equatable {
    /// Its seed.
    public var seed: UInt64
    /// The environment steps that it took.
    public var steps: Int
    /// The mean return of its last policy over deterministic episodes.
    public var score: Double
    /// The standard deviation over these episodes.
    public var deviation: Double
    /// The best mean return of an evaluation on the way; NaN if there was none.
    public var bestEvaluation: Double
    /// The seconds of training, without evaluations and checkpoints.
    public var seconds: Double

    /// A row.
    public init(
      seed: UInt64, steps: Int, score: Double, deviation: Double, bestEvaluation: Double,
      seconds: Double
    ) {
      self.seed = seed
      self.steps = steps
      self.score = score
      self.deviation = deviation
      self.bestEvaluation = bestEvaluation
      self.seconds = seconds
    }
  }

  /// The columns of the file.
  static let columns = [
    "seed", "environment_steps", "return_mean", "return_deviation", "best_evaluation",
    "training_seconds",
  ]

  /// The algorithm's name.
  public let algorithm: String
  /// The environment's name.
  public let environment: String
  /// The runs, in the order of their seeds.
  public let rows: [Row]

  /// A sheet of `rows`.
  public init(algorithm: String, environment: String, rows: [Row]) {
    self.algorithm = algorithm
    self.environment = environment
    self.rows = rows.sorted { $0.seed < $1.seed }
  }

  /// Scores the last policies of complete runs.
  ///
  /// - Parameters:
  ///   - group: Runs of one configuration.
  ///   - episodes: The number of deterministic episodes of each policy; their starts depend on the run's seed.
  ///   - report: Called with the number of runs that are scored.
  /// - Throws: ``ScoreError`` if a run is not complete, and what reading a run throws.
  public init(
    scoring group: RunGroup, episodes: Int = 100, report: (Int) -> Void = { _ in }
  ) throws {
    var rows: [Row] = []
    for run in group.runs {
      rows.append(try Self.row(of: run, episodes: episodes))
      report(rows.count)
    }
    self.init(
      algorithm: group.runs[0].algorithm, environment: group.runs[0].environment, rows: rows)
  }

  private static func row(of run: RunSummary, episodes: Int) throws -> Row {
    let folder = try RunFolder(opening: run.path)
    let timings = try MetricsTable(contentsOf: folder.timingsPath)
    func last(_ column: String) throws -> Double {
      guard let value = timings[column]?.last else {
        throw ScoreError("\(folder.timingsPath) has no row with \(column)")
      }
      return value
    }
    let (iterations, steps) = (Int(try last("iteration")), Int(try last("environment_steps")))
    guard iterations >= run.iterations ?? .max || steps >= run.steps ?? .max else {
      throw ScoreError(
        "\(run.path) is not complete, after iteration \(iterations) and \(steps) environment steps; "
          + "`apus train --resume --output \(run.path)` goes on")
    }
    let seed = run.seed ?? 0
    let trained = try TrainedPolicy(run.path)
    let evaluation = try Evaluation(
      of: trained.policy, normalizer: trained.normalizer, in: trained.environment,
      episodes: episodes, seed: 1000 + seed)
    let evaluations = try MetricsTable(contentsOf: folder.evaluationsPath)
    return Row(
      seed: seed, steps: steps, score: evaluation.mean,
      deviation: evaluation.standardDeviation,
      bestEvaluation: evaluations["return_mean"]?.max() ?? .nan,
      seconds: try last("seconds") - last("evaluation_seconds") - last("checkpoint_seconds"))
  }

  /// The file of the sheet in the folder `folder`.
  public func path(in folder: String) -> String { "\(folder)/\(algorithm)/\(environment).csv" }

  /// The sheet with the rows of `earlier` whose seeds it has not.
  public func adding(_ earlier: ScoreSheet) -> ScoreSheet {
    let seeds = Set(rows.map(\.seed))
    return ScoreSheet(
      algorithm: algorithm, environment: environment,
      rows: rows + earlier.rows.filter { !seeds.contains($0.seed) })
  }

  /// Writes the sheet into `folder`, in the place of an earlier one.
  public func write(to folder: String) throws {
    var table = MetricsTable(columns: Self.columns)
    for row in rows {
      table.append([
        Double(row.seed), Double(row.steps), row.score, row.deviation, row.bestEvaluation,
        row.seconds,
      ])
    }
    let path = path(in: folder)
    try AtomicFile.createFolder((path as NSString).deletingLastPathComponent)
    try table.write(to: path)
  }

  /// Reads the sheet at `path`.
  /// - Throws: ``MetricsTableError`` or ``ScoreError`` if it is none.
  public init(contentsOf path: String, algorithm: String, environment: String) throws {
    let table = try MetricsTable(contentsOf: path)
    guard table.columns == Self.columns, !table.rows.isEmpty else {
      throw ScoreError("\(path) is no sheet of scores: it needs \(Self.columns) and a row")
    }
    self.init(
      algorithm: algorithm, environment: environment,
      rows: try table.rows.map { row in
        guard let seed = UInt64(exactly: row[0]), let steps = Int(exactly: row[1]) else {
          throw ScoreError("\(path): seeds and steps are whole numbers")
        }
        return Row(
          seed: seed, steps: steps, score: row[2], deviation: row[3], bestEvaluation: row[4],
          seconds: row[5])
      })
  }
}

/// Runs that cannot be scored, or a file that holds no scores.
public struct ScoreError: Error, Equatable, CustomStringConvertible, LocalizedError {
  /// What is wrong.
  public let description: String
  /// The description.
  public var errorDescription: String? { description }

  init(_ description: String) { self.description = description }
}
