internal import Foundation
internal import LinearAlgebra

/// Groups of runs on one environment, one number a run, and what the numbers say of the groups.
///
///     let groups = try ["runs/a", "runs/b"].map(RunGroup.init(folder:))
///     print(try Comparison(groups).text(.plain))
public struct Comparison: Sendable {
  /// How a run becomes one number.
  public enum Score: Sendable, Equatable {
    /// The mean of the metric over the last rows.
    case lastMean(Int)
    /// The metric in the last row.
    case final
  }

  /// What is said of one group.
  public struct Row: Sendable, Equatable {
    /// The name of the group.
    public let name: String
    /// The number of each run.
    public let scores: [Double]
    /// The interquartile mean, with its interval if there are several runs.
    public let interquartileMean: Interval
    /// The median.
    public let median: Double
    /// The mean.
    public let mean: Double
    /// How far the runs stay below the target in the mean; nil without a target.
    public let optimalityGap: Double?
    /// The probability that a run does better than one of the first group; nil for the first group itself.
    public let improvement: Interval?
    /// Whether there are enough runs for intervals.
    public var hasInterval: Bool { scores.count > 1 }
  }

  /// The groups' rows, in the order of the groups.
  public let rows: [Row]
  /// The environment.
  public let environment: String
  /// The metric.
  public let metric: RunMetric
  /// How a run became one number.
  public let score: Score
  /// The score that would be good enough, if one was named.
  public let target: Double?
  /// The resampling behind the intervals.
  public let bootstrap: StratifiedBootstrap
  private let profileStream: RandomStream

  /// Compares `groups`; the first is what the others are held against.
  /// - Parameters:
  ///   - groups: The groups.
  ///   - metric: What is looked at.
  ///   - score: How a run becomes one number.
  ///   - target: The score that would be good enough, for the optimality gap.
  ///   - bootstrap: How intervals are computed.
  ///   - seed: The seed of the resamples; the same seed gives the same intervals.
  /// - Throws: ``ComparisonError`` if the environments differ or a run has no number, ``RunFolderError``,
  ///   ``MetricsTableError`` or `UnknownNameError` if a run has no such metric.
  /// - Precondition: There is a group, and the number of rows in `score` is positive.
  public init(
    _ groups: [RunGroup], metric: RunMetric = RunMetric(), score: Score = .lastMean(10),
    target: Double? = nil, bootstrap: StratifiedBootstrap = StratifiedBootstrap(), seed: UInt64 = 1
  ) throws {
    precondition(!groups.isEmpty, "No groups cannot be compared.")
    let runs = groups.flatMap(\.runs)
    if let other = runs.first(where: { $0.environment != runs[0].environment }) {
      throw ComparisonError.environments(runs[0], other)
    }
    let scores = try groups.map { group in
      try group.runs.map { try Self.number(of: $0, metric, score) }
    }
    var stream = RandomStream(seed: seed)
    let first = Matrix(scores[0], rows: scores[0].count, columns: 1)
    rows = zip(groups, scores).enumerated().map { index, pair in
      let (group, numbers) = pair
      let matrix = Matrix(numbers, rows: numbers.count, columns: 1)
      return Row(
        name: group.name, scores: numbers,
        interquartileMean: bootstrap.interval(of: matrix, using: &stream) {
          Statistics.interquartileMean(of: $0)
        },
        median: Statistics.median(numbers), mean: Statistics.mean(numbers),
        optimalityGap: target.map { Statistics.optimalityGap(of: matrix, target: $0) },
        improvement: index == 0
          ? nil
          : bootstrap.interval(of: matrix, against: first, using: &stream) {
            Statistics.probabilityOfImprovement(of: $0, over: $1)
          })
    }
    environment = runs[0].environment
    self.metric = metric
    self.score = score
    self.target = target
    self.bootstrap = bootstrap
    profileStream = stream
  }

  private static func number(
    of run: RunSummary, _ metric: RunMetric, _ score: Score
  ) throws -> Double {
    let values = try RunMetric.values(metric.column, in: metric.table(of: run))
    let last: ArraySlice<Double>
    switch score {
    case .lastMean(let count):
      precondition(count > 0, "The mean of the last \(count) rows is not defined.")
      last = values.suffix(count)
    case .final: last = values.suffix(1)
    }
    // Rows without a number, such as iterations in which no episode ended, do not count.
    let finite = last.filter(\.isFinite)
    guard !finite.isEmpty else { throw ComparisonError.noNumber(run, metric.column) }
    return Statistics.mean(finite)
  }

  /// What the number of a run is, in words.
  public var scoreText: String {
    switch score {
    case .lastMean(let count): "\(metric.label), mean of the last \(count)"
    case .final: "\(metric.label), last"
    }
  }

  /// Interquartile means with their intervals, and performance profiles.
  public var figure: Figure {
    let all = rows.flatMap(\.scores)
    let (low, high) = (all.min() ?? 0, all.max() ?? 1)
    let margin = low == high ? max(abs(low), 1) * 0.05 : 0.05 * (high - low)
    let thresholds = (0...200).map {
      low - margin + (high - low + 2 * margin) * Double($0) / 200
    }
    var stream = profileStream
    let profiles = rows.map { row in
      let scores = Matrix(row.scores, rows: row.scores.count, columns: 1)
      // A thousand resamples are plenty for what the eye can tell apart.
      let profile = StratifiedBootstrap(
        resamples: min(bootstrap.resamples, 1000), confidence: bootstrap.confidence
      ).band(of: scores, using: &stream) {
        Statistics.performanceProfile(of: $0, above: thresholds)
      }
      return Figure.Series(
        row.name, x: thresholds, mean: profile.map(\.estimate),
        band: row.hasInterval ? Figure.Band(profile) : nil)
    }
    let references = target.map { [Figure.Reference("target", at: $0)] } ?? []
    return Figure(
      title: "\(environment): \(scoreText)",
      panels: [
        Figure.Panel(
          title: "interquartile mean over the runs", x: .init(""), y: .init(metric.label),
          marks: [
            .bars(
              Figure.Bars(
                labels: rows.map(\.name), values: rows.map(\.interquartileMean.estimate),
                band: Figure.Band(
                  rows.map {
                    $0.hasInterval
                      ? $0.interquartileMean
                      : Interval(
                        $0.interquartileMean.estimate, low: .nan, high: .nan)
                  })))
          ], references: references),
        Figure.Panel(
          title: "performance profile", x: .init(metric.label + ", τ"),
          y: .init("runs above τ", range: 0...1), marks: profiles.map(Figure.Mark.series)),
      ])
  }
}
