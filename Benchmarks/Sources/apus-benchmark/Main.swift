import Apus
import ArgumentParser
import Foundation

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Times the hot paths, each beside its reference in the same run.")

  @Option(help: "Only benchmarks whose name contains this text.")
  var filter: String?

  @Option(help: "Writes name → value, unit, ratio to this JSON file.")
  var json: String?

  @Flag(help: "Prints the names and times nothing.")
  var list = false

  // Reads lines NAME SECONDS and answers each with the value of one timing of that length, for comparisons
  // that take turns with another process. The name environment:NAME:COPIES stands for any environment of the
  // catalogue; if it has none of that name, the answer is "unknown: " and why.
  @Flag(help: .hidden)
  var serve = false

  func run() throws {
    let all =
      KernelBenchmarks.all + NetworkBenchmarks.all + LayerBenchmarks.all + HessianBenchmarks.all
      + EnvironmentBenchmarks.all + MuJoCoBenchmarks.all + LearningBenchmarks.all
      + ReplayBenchmarks.all + DistributionBenchmarks.all + CheckpointBenchmarks.all
      + FactorizationBenchmarks.all + RunBenchmarks.all + PlanningBenchmarks.all
    // Trainings take seconds, and are timed beside peers alone.
    if serve { return try answer(all + TrainingBenchmarks.all) }
    let chosen = all.filter { filter == nil || $0.name.contains(filter ?? "") }
    guard !chosen.isEmpty else {
      throw ValidationError("No benchmark's name contains \"\(filter ?? "")\".")
    }
    if list {
      for benchmark in chosen { print(benchmark.name) }
      return
    }
    print("BLAS kernels \(OpenBLAS.coreName), vector kernels \(OpenBLAS.vectorKernelName)")
    var outcomes: [String: Outcome] = [:]
    for benchmark in chosen {
      let outcome = benchmark.measure()
      outcomes[benchmark.name] = outcome
      let name = benchmark.name.padding(toLength: 44, withPad: " ", startingAt: 0)
      let ratio = outcome.ratio.map { String(format: "  ratio %.3f", $0) } ?? ""
      print(name, String(format: "%14.4g", outcome.value), outcome.unit + ratio)
    }
    if let json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(outcomes).write(to: URL(fileURLWithPath: json), options: .atomic)
    }
  }

  /// Prepares each benchmark when it is first named, and times it whenever it is.
  private func answer(_ all: [Benchmark]) throws {
    var prepared: [String: Benchmark.Prepared] = [:]
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count == 2, let seconds = Double(words[1]), seconds > 0 else {
        throw ValidationError("not a benchmark and a time: \(line)")
      }
      let benchmark: Benchmark?
      do {
        benchmark = try EnvironmentBenchmarks.named(words[0]) ?? all.first { $0.name == words[0] }
      } catch {
        print("unknown: \(error)")
        fflush(nil)
        continue
      }
      guard let benchmark else { throw ValidationError("there is no benchmark \(words[0])") }
      let ready = prepared[benchmark.name] ?? benchmark.prepared(secondsPerRound: seconds)
      prepared[benchmark.name] = ready
      print(ready.value())
      fflush(nil)
    }
  }
}
