import Apus
import ArgumentParser
import Foundation

struct Reproduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws the course's figures and holds them against the published numbers.",
    discussion: """
      Writes PNG, SVG, CSV and the gnuplot script of each figure, results.json and index.html into the \
      output folder. Without --only and --tier it draws tiers A (seconds each) and B (minutes each).
      """)

  @Option(
    parsing: .upToNextOption,
    help: "The figures to draw, by name, with spaces or commas between; `--list` shows them.")
  var only: [NameList] = []

  @Option(parsing: .upToNextOption, help: "The tiers to draw: A (seconds), B (minutes), C (hours).")
  var tier: [TierList] = []

  @Option(help: "The number of seeds; as many as the figure's verdict needs if left out.")
  var seeds: Int?

  @Option(help: "The number of threads; all processors if left out.")
  var jobs: Int?

  @Option(name: .shortAndLong, help: "The folder to write into.")
  var output = "figures"

  @Flag(help: "Lists the chosen figures and draws nothing.")
  var list = false

  func validate() throws {
    if let seeds, seeds <= 0 { throw ValidationError("--seeds is \(seeds); it must be positive.") }
    if let jobs, jobs <= 0 { throw ValidationError("--jobs is \(jobs); it must be positive.") }
  }

  func run() throws {
    let names = only.flatMap(\.names)
    let tiers = names.isEmpty && tier.isEmpty ? [.a, .b] : tier.flatMap(\.tiers)
    let figures = try FigureCatalogue.course.selection(only: names, tiers: tiers)
    if list {
      print(FigureCatalogue(figures).listing, terminator: "")
      return
    }
    var gallery = try Gallery(folder: output)
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    if names.isEmpty { FileHandle.standardError.write(Data(plan(figures, tiers).utf8)) }
    for (number, figure) in figures.enumerated() {
      FileHandle.standardError.write(
        Data(
          "[\(number + 1)/\(figures.count)] \(figure.id), tier \(figure.tier.rawValue): \(figure.title)\n"
            .utf8))
      let line = ProgressLine()
      let result = try figure.draw(
        FigureContext(
          seeds: seeds, jobs: jobs, folder: output,
          command: "scripts/reproduce-course-figures --only \(figure.id)",
          progress: { line.update($0, $1) }))
      line.finish()
      gallery.add(result)
      try gallery.write()
      print(
        "\(result.verdict.rawValue.uppercased())  \(result.id)  \(String(format: "%.1f s", result.seconds))\n"
          + "      stated:   \(result.stated)\n      obtained: \(result.obtained)")
      fflush(nil)  // In a file or a pipe, too, a result is there before the next figure begins.
    }
    print("\(output)/\(Gallery.pageName)")
  }

  /// What is about to be drawn, before the first figure: how many of each tier, and how to have less.
  private func plan(_ figures: [CourseFigure], _ tiers: [FigureTier]) -> String {
    let times: [FigureTier: String] = [
      .a: "seconds", .b: "minutes", .c: "tens of minutes to hours",
    ]
    let parts = tiers.map { tier in
      "\(figures.count { $0.tier == tier }) of tier \(tier.rawValue) (\(times[tier] ?? "") each)"
    }
    return
      "Drawing \(parts.joined(separator: ", ")) into \(output); --tier and --only draw others.\n"
  }
}

/// Names with commas between them.
struct NameList: ExpressibleByArgument {
  let names: [String]

  init(argument: String) { names = argument.split(separator: ",").map(String.init) }
}

/// Tiers with commas between them.
struct TierList: ExpressibleByArgument {
  static let allValueStrings = FigureTier.allCases.map(\.rawValue)

  let tiers: [FigureTier]

  init?(argument: String) {
    let found = argument.split(separator: ",").map { FigureTier(argument: String($0)) }
    guard !found.isEmpty, !found.contains(nil) else { return nil }
    tiers = found.compactMap { $0 }
  }
}

/// The progress of one figure, reported from any thread.
final class ProgressLine: @unchecked Sendable {
  private let lock = NSLock()
  private var bar: ProgressBar

  init() { bar = ProgressBar(total: 1000) }

  func update(_ fraction: Double, _ status: String) {
    lock.withLock { bar.update(completed: Int(fraction * 1000)) }
  }

  func finish() { lock.withLock { bar.finish() } }
}
