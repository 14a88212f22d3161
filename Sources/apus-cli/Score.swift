import Apus
import ArgumentParser
import Foundation

struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Scores the last policies of runs, and makes a table of all scores.",
    discussion: """
      Each argument is a folder with the complete runs of one configuration and several seeds. Their scores, means over \
      deterministic episodes, go into ALGORITHM/ENVIRONMENT.csv of the output folder, in the place of what is there; \
      with --keep, the rows of other seeds stay. With --page, the table of all \
      scores there, beside published.csv, is put into a page. `scripts/zoo` trains and calls this.
      """)

  @Argument(help: "Folders with runs.")
  var folders: [String] = []

  @Option(parsing: .unconditional, help: "The number of episodes of each policy.")
  var episodes = 100

  @Option(name: .shortAndLong, help: "The folder of the scores.")
  var output = "scores"

  @Flag(help: "Keeps the rows of seeds that the folders do not hold: runs of other machines, say.")
  var keep = false

  @Option(help: "A Markdown page with the lines <!-- scores --> and <!-- end of scores -->.")
  var page: String?

  func validate() throws {
    guard episodes > 0 else {
      throw ValidationError("--episodes is \(episodes); it must be positive.")
    }
    guard !folders.isEmpty || page != nil else {
      throw ValidationError("Name folders with runs, or a page with --page.")
    }
  }

  func run() throws {
    let groups = try folders.map { try RunGroup(folder: $0) }
    if !groups.isEmpty {
      var bar = ProgressBar(
        total: groups.reduce(0) { $0 + $1.runs.count }, unit: "policies")
      var before = 0
      for group in groups {
        var sheet = try ScoreSheet(scoring: group, episodes: episodes) {
          bar.update(completed: before + $0)
        }
        before += group.runs.count
        if keep, FileManager.default.fileExists(atPath: sheet.path(in: output)) {
          sheet = sheet.adding(
            try ScoreSheet(
              contentsOf: sheet.path(in: output), algorithm: sheet.algorithm,
              environment: sheet.environment))
        }
        try sheet.write(to: output)
        let mean = Statistics.interquartileMean(sheet.rows.map(\.score))
        print(
          "\(sheet.path(in: output)): \(sheet.rows.count) seeds, interquartile mean "
            + String(format: "%.1f", mean))
      }
      bar.finish()
    }
    if let page { try ScoreTable(folder: output).insert(into: page) }
  }
}
