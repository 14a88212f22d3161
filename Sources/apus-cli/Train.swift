import Apus
import ArgumentParser
import Experiments
import Foundation
import Logging

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Trains a policy and writes configuration, metrics, checkpoints and policy into a folder.",
    usage: "apus train ALGORITHM [--environment NAME] [--set KEY=VALUE ...] [OPTION ...]",
    discussion: """
      `apus help ALGORITHM` lists the algorithm's options; each can be given as --set KEY=VALUE or as a flag of its \
      own, such as --learning-rate 0.001. Later sources win: defaults, tuned values for algorithm and environment, \
      the file of --config, options. docs/runs.md says what the folder of a run holds.
      """)

  @Option(help: "The environment; `apus list environments` names them.")
  var environment: String?

  @Option(help: "A YAML file with a configuration; config.yml of a run repeats that run.")
  var config: String?

  @Option(
    parsing: .unconditionalSingleValue, help: "An option of the algorithm or the run as KEY=VALUE.")
  var set: [String] = []

  @Flag(help: "Leaves out the values that come tuned for the algorithm and the environment.")
  var untuned = false

  @Option(help: "The seed of everything random; the same seed gives the same bits.")
  var seed: UInt64?

  @Option(help: "Several seeds, one run for each: 0..<5, 1...3 or 1,2,5.")
  var seeds: SeedList?

  @Option(parsing: .unconditional, help: "The number of runs at a time.")
  var jobs = 1

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "n, the number of iterations; 100 if nothing says where to end.")
  var iterations: Int?

  @Option(parsing: .unconditional, help: "The number of environment steps.")
  var steps: Int?

  @Option(help: "The folder of a run whose policy this one begins with, to finetune it.")
  var initialPolicy: String?

  @Option(
    parsing: .unconditional,
    help: "How often the policy is evaluated: never, 5000 (steps), '10 iterations'.")
  var evaluateEvery: String?

  @Option(parsing: .unconditional, help: "The number of episodes of an evaluation.")
  var evaluationEpisodes: Int?

  @Option(
    parsing: .unconditional,
    help: "How often a checkpoint is written: never, 5000 (steps), '10 iterations', '5 minutes'.")
  var checkpointEvery: String?

  @Option(parsing: .unconditional, help: "The number of checkpoints that are kept.")
  var keepLast: Int?

  @Flag(help: "Writes and keeps a checkpoint of the best evaluation.")
  var keepBest = false

  @Flag(
    inversion: .prefixedNo,
    help: "Whether metrics, evaluations and parameters are written for TensorBoard too; they are.")
  var eventFile: Bool?

  @Option(
    name: .shortAndLong,
    help: "The folder to write into; with --name, the folder above it. runs/NAME if left out.")
  var output: String?

  @Option(help: "The name of the run; ALGORITHM-ENVIRONMENT-SEED if left out.")
  var name: String?

  @Flag(help: "Goes on from the newest checkpoint; starts afresh where there is none.")
  var resume = false

  @Flag(help: "Replaces a run that the folder holds already.")
  var overwrite = false

  @Flag(help: "Reports evaluations and checkpoints too.")
  var verbose = false

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The algorithm and its options.", valueName: "algorithm"))
  var words: [String] = []

  func validate() throws {
    if jobs <= 0 { throw ValidationError("--jobs is \(jobs); it must be positive.") }
    if seed != nil && seeds != nil {
      throw ValidationError("--seed and --seeds exclude each other.")
    }
    if resume && overwrite {
      throw ValidationError("--resume and --overwrite exclude each other.")
    }
    if let iterations, iterations <= 0 {
      throw ValidationError("--iterations is \(iterations); it must be positive.")
    }
    if let steps, steps <= 0 { throw ValidationError("--steps is \(steps); it must be positive.") }
  }

  func run() throws {
    let request = try TrainingRequest(self)
    RunSignals.install()
    let progress = TrainingProgress(runs: request.runs.count)
    let logger = progress.logger(level: verbose ? .info : .notice)
    let ends = try concurrentMap(request.runs.count, jobs: jobs) { i in
      let run = request.runs[i]
      // Once a signal has come, runs that have not begun do not begin.
      guard RunSignals.ending == nil else { return nil as TrainingEnd? }
      return try request.algorithm.train(
        run.document,
        TrainingCall(
          path: run.path, start: resume ? .resuming : overwrite ? .replacing : .fresh,
          logger: logger, report: { progress.update(i, $0) }))
    }
    progress.finish()
    for (run, end) in zip(request.runs, ends) {
      guard let end else { continue }
      if end.lastReturns.isEmpty {
        print("\(run.path): complete already, \(end.environmentSteps) environment steps")
      } else {
        let mean = end.lastReturns.reduce(0, +) / Double(end.lastReturns.count)
        print(
          "\(run.path): return \(String(format: "%.1f", mean)) over the last "
            + "\(end.lastReturns.count) iterations, \(end.environmentSteps) environment steps")
      }
    }
    if let signal = RunSignals.ending { throw ExitCode(RunSignals.exitStatus(of: signal)) }
  }
}

/// Seeds as they are written on the command line.
struct SeedList: ExpressibleByArgument {
  let seeds: [UInt64]

  init?(argument: String) {
    func range(_ separator: String) -> (UInt64, UInt64)? {
      let ends = argument.components(separatedBy: separator).map { UInt64($0) }
      guard ends.count == 2, let low = ends[0], let high = ends[1] else { return nil }
      return (low, high)
    }
    if let (low, high) = range("..<"), low < high, high - low <= 10_000 {
      seeds = Array(low..<high)
    } else if let (low, high) = range("..."), low <= high, high - low < 10_000 {
      seeds = Array(low...high)
    } else {
      let list = argument.split(separator: ",").map { UInt64($0) }
      guard !list.isEmpty, !list.contains(nil), Set(list).count == list.count else { return nil }
      seeds = list.compactMap { $0 }
    }
  }
}
