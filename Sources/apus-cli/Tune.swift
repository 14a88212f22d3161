import Apus
import ArgumentParser
import Experiments
import Foundation
import Logging

struct Tune: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Searches hyper-parameters: random search, or successive halving.",
    usage:
      "apus tune ALGORITHM --environment NAME --space FILE.yml --budget LENGTH [--trials N] [OPTION ...]",
    discussion: """
      The space is a YAML file with a distribution for each option that is searched, such as \
      learningRate: {logUniform: [1.0e-4, 1.0e-1]}; there are uniform, logUniform, integer, logInteger and choice. \
      Other options are as in `apus train`: --set KEY=VALUE, or a flag of their own. With --rungs 3 every trial is run \
      for a ninth of the budget, the best third of them for a third, and the best third of those for all of it. \
      docs/tuning.md says more.
      """)

  @Option(help: "The environment; `apus list environments` names them.")
  var environment: String?

  @Option(help: "The YAML file with the options that are searched.")
  var space: String?

  @Option(
    parsing: .unconditional,
    help: "The length of a whole run: 50000 (environment steps), '100 iterations'.")
  var budget: String?

  @Option(
    parsing: .unconditional, help: "The number of configurations that are drawn. (default: 20)")
  var trials: Int?

  @Option(
    parsing: .unconditional,
    help:
      "The rungs of successive halving; with one, all trials have the whole budget. (default: 1)")
  var rungs: Int?

  @Option(
    parsing: .unconditional,
    help: "η: the best 1/η of a rung go on to the next, which is η times as long. (default: 3)")
  var reduction: Int?

  @Option(help: "The seed of the draws. (default: 1)")
  var seed: UInt64?

  @Option(help: "The seeds of each trial's runs: 0..<3, 1...3 or 1,2,5. (default: 1)")
  var seeds: SeedList?

  @Option(help: "The column that counts; more is better. (default: return)")
  var metric: String?

  @Flag(help: "Lets evaluations during the runs count (evaluations.csv) instead of the iterations.")
  var evaluations = false

  @Option(
    parsing: .unconditional, help: "k: a run counts as its mean over the last k rows. (default: 10)"
  )
  var last: Int?

  @Option(parsing: .unconditional, help: "The number of runs at a time.")
  var jobs = 1

  @Option(help: "A YAML file with a configuration that all trials share.")
  var config: String?

  @Option(
    parsing: .unconditionalSingleValue, help: "An option of the algorithm or the run as KEY=VALUE.")
  var set: [String] = []

  @Flag(help: "Leaves out the values that come tuned for the algorithm and the environment.")
  var untuned = false

  @Option(
    name: .shortAndLong,
    help: "The folder to write into; runs/tune-ALGORITHM-ENVIRONMENT if left out.")
  var output: String?

  @Flag(help: "Goes on with the search in the folder; starts afresh where there is none.")
  var resume = false

  @Flag(help: "Replaces a search that the folder holds already.")
  var overwrite = false

  @Flag(help: "Reports every run.")
  var verbose = false

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The algorithm and its options.", valueName: "algorithm"))
  var words: [String] = []

  func validate() throws {
    if jobs <= 0 { throw ValidationError("--jobs is \(jobs); it must be positive.") }
    if resume && overwrite {
      throw ValidationError("--resume and --overwrite exclude each other.")
    }
  }

  func run() throws {
    let (search, path) = try request()
    RunSignals.install()
    let progress = TrainingProgress(runs: search.runCount)
    let logger = progress.logger(level: verbose ? .info : .notice)
    let result = try search.run(
      into: path, resume ? .resuming : overwrite ? .replacing : .fresh, jobs: jobs, logger: logger
    ) { progress.update($0, $1) }
    progress.finish()
    if let signal = result.signal {
      logger.notice("Signal \(signal): apus tune --resume --output \(path) goes on.")
      throw ExitCode(RunSignals.exitStatus(of: signal))
    }
    print(result.table(), terminator: "")
    guard result.best != nil else {
      let reason = result.trials.first?.failure ?? ""
      throw ValidationError("All \(result.trials.count) trials failed; the first: \(reason)")
    }
    print("apus train --config \(result.bestPath)")
    do {
      try result.draw()
    } catch let error as GnuplotError {
      logger.warning("\(error)")
    }
  }
}
