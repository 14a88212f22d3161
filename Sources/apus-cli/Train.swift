import Apus
import ArgumentParser
import Foundation

struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a policy and writes configuration, metrics and policy into a folder.",
    subcommands: [TrainREINFORCE.self, TrainUnknown.self], defaultSubcommand: TrainUnknown.self)
}

/// An algorithm's name that no other subcommand bears.
struct TrainUnknown: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "unknown", shouldDisplay: false)

  @Argument(parsing: .captureForPassthrough) var words: [String] = []

  func run() throws {
    guard let name = words.first, !name.hasPrefix("-") else {
      throw CleanExit.helpRequest(Train.self)
    }
    throw UnknownNameError(
      kind: "algorithm", name: name, candidates: AlgorithmCatalogue.all.map(\.name))
  }
}

/// What every run takes, whatever the algorithm.
struct RunOptions: ParsableArguments {
  @Option(help: "The environment; `apus list environments` names them.")
  var environment = "CartPole-v0"

  @Option(help: "The seed of everything random; the same seed gives the same bits.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, parsing: .unconditional, help: "n, the number of iterations.")
  var iterations = 100

  @Option(
    name: .shortAndLong,
    help: "The folder to write into; runs/ALGORITHM-ENVIRONMENT-SEED if left out.")
  var output: String?

  @Flag(help: "Replaces a run that the folder holds already.")
  var overwrite = false

  func validate() throws {
    guard iterations > 0 else {
      throw ValidationError("--iterations is \(iterations); it must be positive.")
    }
  }

  /// Trains `learner`, with a progress line, and says where the run is.
  func train<L: Learner>(_ learner: inout L) throws {
    let path = output ?? "runs/\(L.algorithm)-\(environment)-\(seed)"
    let folder = try RunFolder(creating: path, replacing: overwrite)
    var progress = ProgressBar(total: iterations)
    var completed = 0
    var steps = 0
    var last = 0.0
    let rows = try learner.train(iterations: iterations, into: folder) { metrics in
      completed += 1
      last = metrics.returnMean
      steps = stepCount(metrics)
      progress.update(completed: completed, value: last, count: steps)
    }
    progress.finish()
    let tail = rows.suffix(10).map(\.returnMean)
    print(
      "\(path): return \(String(format: "%.1f", tail.reduce(0, +) / Double(max(tail.count, 1)))) "
        + "over the last \(tail.count) iterations, \(learner.environmentSteps) environment steps")
  }

  private func stepCount<M: LoggedMetrics>(_ metrics: M) -> Int {
    guard let column = M.columns.firstIndex(of: "environment_steps") else { return 0 }
    return Int(metrics.values[column])
  }
}
