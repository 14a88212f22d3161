import Apus
import ArgumentParser
import Foundation

/// What `compare` and `plot` look at.
struct MetricOptions: ParsableArguments {
  @Option(help: "The column of metrics.csv that is looked at; an ending _mean may be left out.")
  var metric = "return"

  @Flag(
    help: "Looks at the evaluations during the runs (evaluations.csv) instead of the iterations.")
  var evaluations = false

  @Option(
    parsing: .unconditional, help: "The number of bootstrap resamples behind each interval.")
  var resamples = 2000

  @Option(parsing: .unconditional, help: "The confidence of the intervals, in (0, 1).")
  var confidence = 0.95

  @Option(help: "The seed of the resamples; the same seed gives the same intervals.")
  var seed: UInt64 = 1

  func validate() throws {
    guard resamples > 0 else {
      throw ValidationError("--resamples is \(resamples); it must be positive.")
    }
    guard confidence > 0, confidence < 1 else {
      throw ValidationError("--confidence is \(confidence); it must lie in (0, 1).")
    }
  }

  var column: RunMetric { RunMetric(metric, source: evaluations ? .evaluations : .metrics) }

  var bootstrap: StratifiedBootstrap {
    StratifiedBootstrap(resamples: resamples, confidence: confidence)
  }
}

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares runs over their seeds: interquartile means, intervals, who is better.",
    discussion: """
      Each argument is the folder of a run, or a folder with the runs of one configuration and several seeds. \
      All are of one environment. The first is what the others are held against.
      """)

  @Argument(help: "The folders.")
  var folders: [String]

  @OptionGroup var options: MetricOptions

  @Option(parsing: .unconditional, help: "k: a run counts as its mean over the last k rows.")
  var last: Int?

  @Flag(help: "A run counts as its last row; with --evaluations, as its final evaluation.")
  var final = false

  @Option(
    parsing: .unconditional,
    help: "The score that would be good enough; adds the optimality gap, the mean shortfall.")
  var target: Double?

  @Option(help: "How the table is written.")
  var format = Comparison.TextFormat.plain

  @Option(name: .shortAndLong, help: "Also draws the comparison to this .png, .svg or .pdf file.")
  var output: String?

  func validate() throws {
    guard !folders.isEmpty else { throw ValidationError("Missing expected argument '<folders>'.") }
    if let last, last <= 0 { throw ValidationError("--last is \(last); it must be positive.") }
    if final, last != nil { throw ValidationError("--last has no effect with --final.") }
    if let target, !target.isFinite {
      throw ValidationError("--target is \(target); it must be finite.")
    }
    if let output { _ = try Figure.place(of: output) }
  }

  func run() throws {
    let comparison = try Comparison(
      folders.map(RunGroup.init(folder:)), metric: options.column,
      score: final ? .final : .lastMean(last ?? 10), target: target, bootstrap: options.bootstrap,
      seed: options.seed)
    print(comparison.text(format), terminator: "")
    if let output {
      let files = try comparison.figure.write(to: output)
      FileHandle.standardError.write(Data((files.joined(separator: " ") + "\n").utf8))
    }
  }
}
