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

  func run() throws {
    let all = NetworkBenchmarks.all + HessianBenchmarks.all + LearningBenchmarks.all
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
}
