internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks

/// All sheets of scores in a folder as one table, beside published numbers.
///
/// The folder holds `ALGORITHM/ENVIRONMENT.csv` and `published.csv`, whose lines are algorithm, environment, return,
/// and the source.
public struct ScoreTable: Sendable {
  /// A number that is published.
  struct Published: Sendable, Equatable {
    let algorithm: String
    let environment: String
    let score: String
    let source: String
  }

  /// The sheets, by environment in the order of the catalogue, then by algorithm.
  public let sheets: [ScoreSheet]
  let published: [Published]

  /// The sheets in `folder`.
  /// - Throws: ``ScoreError`` or ``MetricsTableError`` with the file that is not as it should be.
  public init(folder: String) throws {
    var sheets: [ScoreSheet] = []
    for algorithm in AlgorithmCatalogue.all.map(\.name) {
      let root = "\(folder)/\(algorithm)"
      let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      for file in files.sorted() where file.hasSuffix(".csv") {
        sheets.append(
          try ScoreSheet(
            contentsOf: "\(root)/\(file)", algorithm: algorithm,
            environment: String(file.dropLast(4))))
      }
    }
    let order = EnvironmentCatalogue.all.map(\.name)
    func place(_ sheet: ScoreSheet) -> Int { order.firstIndex(of: sheet.environment) ?? .max }
    // Sorting keeps the algorithms' order.
    self.sheets = sheets.enumerated().sorted {
      (place($0.element), $0.offset) < (place($1.element), $1.offset)
    }.map(\.element)
    published = try Self.published("\(folder)/published.csv")
  }

  private static func published(_ path: String) throws -> [Published] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    let text = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    return try text.split(separator: "\n").dropFirst().enumerated().map { number, line in
      let parts = line.split(separator: ",", maxSplits: 3, omittingEmptySubsequences: false)
        .map(String.init)
      guard parts.count == 4 else {
        throw ScoreError(
          "\(path), line \(number + 2): a line is algorithm,environment,return,source")
      }
      return Published(
        algorithm: parts[0], environment: parts[1], score: parts[2], source: parts[3])
    }
  }

  /// The table as Markdown.
  public var markdown: String {
    var lines = [
      "| environment | algorithm | steps | seeds | interquartile mean [95 %] | best evaluation | published | seconds a seed | steps/s |",
      "|---|---|---|---|---|---|---|---|---|",
    ]
    for sheet in sheets {
      let scores = sheet.rows.map(\.score)
      let best = Statistics.mean(sheet.rows.map(\.bestEvaluation))
      let seconds = Statistics.median(sheet.rows.map(\.seconds))
      let steps = sheet.rows.map(\.steps).reduce(0, +) / sheet.rows.count
      let others = published.filter {
        $0.algorithm == sheet.algorithm && $0.environment == sheet.environment
      }
      lines.append(
        "| "
          + [
            sheet.environment, sheet.algorithm, ProgressBar.rate(Double(steps)),
            "\(sheet.rows.count)", Self.interval(of: scores),
            best.isNaN ? "–" : Self.text(best),
            others.map { "\($0.score) (\($0.source))" }.joined(separator: "; "),
            ProgressBar.text(seconds), ProgressBar.rate(Double(steps) / seconds),
          ].joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The interquartile mean with its bootstrap interval, where there are several seeds.
  private static func interval(of scores: [Double]) -> String {
    let mean = Statistics.interquartileMean(scores)
    guard scores.count > 1 else { return text(mean) }
    var stream = RandomStream(seed: 1)
    let interval = StratifiedBootstrap(resamples: 2000).interval(
      of: Matrix(scores.map { [$0] }), using: &stream
    ) { Statistics.interquartileMean(of: $0) }
    return "\(text(mean)) [\(text(interval.low)), \(text(interval.high))]"
  }

  /// A return with four digits at most.
  private static func text(_ value: Double) -> String {
    abs(value) >= 1000 ? String(Int(value.rounded())) : ProgressBar.text(value)
  }

  /// Replaces what stands between the lines `<!-- scores -->` and `<!-- end of scores -->` of the page at `path`.
  /// - Throws: ``ScoreError`` if the page has no such lines, `FileError` if it cannot be read or written.
  public func insert(into path: String) throws {
    let page = String(decoding: try AtomicFile.read(path), as: UTF8.self)
    let (begin, end) = ("<!-- scores -->\n", "<!-- end of scores -->")
    guard let start = page.range(of: begin), let stop = page.range(of: end),
      start.upperBound <= stop.lowerBound
    else { throw ScoreError("\(path) has no lines <!-- scores --> and <!-- end of scores -->") }
    let text = page[..<start.upperBound] + "\n" + markdown + "\n" + page[stop.lowerBound...]
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
