import Experiments
import Foundation
import PolicyGradients
import ReinforcementLearning
import Testing

/// The answers that programs rely on.
struct AnswerTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: [
    ("algorithms", "name", ["actionSpaces", "chapter", "name", "notesAlgorithm", "summary"]),
    (
      "environments", "name",
      [
        "actionSpace", "actions", "family", "name", "observationSpace", "observations", "summary",
      ]
    ),
    ("figures", "id", ["chapter", "id", "stated", "tier", "title"]),
  ])
  func list(kind: String, name: String, keys: [String]) throws {
    let result = try apus("list", kind, "--json")
    #expect(result.status == 0 && result.error.isEmpty)
    let array = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
    #expect(!array.isEmpty)
    let table = try apus("list", kind).output
    for element in array {
      #expect(Set(element.keys).isSuperset(of: keys), "\(element.keys.sorted())")
      let name = try #require(element[name] as? String)
      // The table names it too.
      #expect(table.contains(name))
    }
  }

  @Test func whatIsListed() throws {
    #expect(try apus("list", "environments", "--json").output.contains("\"CartPole-v0\""))
    #expect(try apus("list", "algorithms", "--json").output.contains("\"reinforce\""))
    #expect(try apus("list", "figures", "--json").output.contains("\"hw2-cartpole\""))
    #expect(try apus("list", "environments", "--json").output.contains("\"stepLimit\" : 500"))
    let environments = try apus("list", "environments").output
    #expect(environments.hasPrefix("Classic control\n  CartPole-v0"))
    #expect(environments.contains("\nMinAtar\n  MinAtar/Asterix-v0"))
    let everything = try apus("list")
    for heading in ["ALGORITHMS", "ENVIRONMENTS", "FIGURES"] {
      #expect(everything.output.contains(heading))
    }
  }

  /// Names and tiers with spaces or with commas between; without either, what can be drawn within minutes.
  @Test func figuresByNameAndTier() throws {
    func drawn(_ arguments: String...) throws -> [String] {
      let result = try apus(["reproduce", "--list"] + arguments)
      #expect(result.status == 0, "\(result)")
      return result.output.split(separator: "\n").dropFirst().map {
        String($0.prefix { $0 != " " })
      }
    }
    #expect(try drawn("--only", "baird,dp") == ["dp", "baird"])
    #expect(try drawn("--only", "baird", "dp") == ["dp", "baird"])
    #expect(try drawn("--only", "dp,hw2-cartpole", "--tier", "B") == ["hw2-cartpole"])
    let all = FigureCatalogue.course.figures
    #expect(try drawn() == all.filter { $0.tier != .c }.map(\.id))
    #expect(try drawn("--tier", "a") == all.filter { $0.tier == .a }.map(\.id))
    #expect(try drawn("--tier", "A,b") == drawn("--tier", "A", "B"))
    for wrong in ["D", "A,D", ","] {
      let result = try apus("reproduce", "--list", "--tier", wrong)
      #expect(result.isOneLineError && result.error.contains("--tier"), "\(result)")
    }
  }

  @Test func trainAndEvaluate() throws {
    let folder = try TemporaryFolder()
    let run = try trainTiny("\(folder.path)/run", "--normalize-observations")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.hasPrefix("\(folder.path)/run: return "))
    #expect(
      try Set(folder.contents.keys.filter { $0.split(separator: "/").count == 2 })
        == [
          "run/best.safetensors", "run/config.yml", "run/evaluations.csv",
          "run/events.out.tfevents.apus", "run/metrics.csv", "run/policy.safetensors",
          "run/timings.csv",
        ])

    let arguments = ["evaluate", "\(folder.path)/run", "--episodes", "7", "--seed", "3", "--json"]
    let first = try apus(arguments)
    #expect(first.status == 0 && first.error.isEmpty)
    let report = try object(first.output)
    #expect(report.keys.sorted() == ["episodes", "mean", "standardDeviation"])
    #expect(report["episodes"] as? Int == 7)
    let mean = try #require(report["mean"] as? Double)
    #expect(mean >= 1 && mean <= 200)
    #expect(try #require(report["standardDeviation"] as? Double) >= 0)
    #expect(try apus(arguments).output == first.output)
    let stochastic = try apus(arguments + ["--stochastic"])
    #expect(stochastic.status == 0 && stochastic.output != first.output)
    let text = try apus("evaluate", "\(folder.path)/run", "--episodes", "7", "--seed", "3")
    #expect(text.output.hasPrefix("CartPole-v0: return \(String(format: "%.2f", mean)) ± "))
  }

  @Test func compareAndPlot() throws {
    let folder = try TemporaryFolder()
    for seed in ["1", "2"] {
      #expect(try trainTiny("\(folder.path)/a/\(seed)", "--seed", seed).status == 0)
      #expect(
        try trainTiny("\(folder.path)/b/\(seed)", "--seed", seed, "--learning-rate", "0.1").status
          == 0)
    }
    let comparison = try apus("compare", "a", "b", "--format", "csv", "--target", "200", in: folder)
    #expect(comparison.status == 0, "\(comparison)")
    let lines = comparison.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("a,CartPole-v0,2,"))
    #expect(lines[0].hasSuffix("optimality_gap,improvement,improvement_low,improvement_high"))
    let again = try apus("compare", "a", "b", "--format", "csv", "--target", "200", in: folder)
    #expect(again.output == comparison.output)
    #expect(try apus("compare", "a", "--final", in: folder).output.contains("return, last"))
    // Numbers and script are there with and without gnuplot.
    _ = try apus("plot", "a", "b", "--smooth", "2", "--output", "out/curve.svg", in: folder)
    let numbers = try #require(try folder.contents["out/curve.csv"])
    let header = String(decoding: numbers, as: UTF8.self).split(separator: "\n")[0]
    #expect(header.contains("reinforce, learningRate 0.1"), "\(header)")
  }

  @Test func sameSeedSameFiles() throws {
    let folder = try TemporaryFolder()
    for (name, more) in [("a", "1"), ("b", "2")] {
      #expect(try trainTiny("\(folder.path)/\(name)", "--threads", more).status == 0)
    }
    let files = try folder.contents
    for name in ["metrics.csv", "policy.safetensors"] {
      #expect(files["a/\(name)"] == files["b/\(name)"] && files["a/\(name)"] != nil)
    }
  }

  /// A run is repeated from its configuration; seeds get folders of their own, whatever the number of jobs.
  @Test func configurationsAndSeeds() throws {
    let folder = try TemporaryFolder()
    #expect(try trainTiny("\(folder.path)/a", "--set", "discount=0.98", "--seed", "1").status == 0)
    let again = try apus(
      "train", "--config", "\(folder.path)/a/config.yml", "--output", folder.path, "--name", "b")
    #expect(again.status == 0, "\(again)")
    for (name, jobs) in [("c", "1"), ("d", "2")] {
      let result = try trainTiny(
        "\(folder.path)/\(name)", "--set", "discount=0.98", "--seeds", "0..<3", "--jobs", jobs)
      #expect(result.status == 0 && result.output.split(separator: "\n").count == 3, "\(result)")
    }
    let files = try folder.contents
    for name in ["config.yml", "metrics.csv", "evaluations.csv", "policy.safetensors"] {
      let file = try #require(files["a/\(name)"])
      #expect(file == files["b/\(name)"] && file == files["c/seed-1/\(name)"], "\(name)")
      for seed in 0..<3 {
        #expect(files["c/seed-\(seed)/\(name)"] == files["d/seed-\(seed)/\(name)"], "\(name)")
      }
    }
    #expect(files["c/seed-0/metrics.csv"] != files["c/seed-1/metrics.csv"])
  }

  @Test func resumption() throws {
    let folder = try TemporaryFolder()
    let afresh = try trainTiny("\(folder.path)/a", "--resume")
    #expect(afresh.status == 0 && afresh.error.contains("starting afresh"), "\(afresh)")
    let more = try apus("train", "--output", "\(folder.path)/a", "--resume", "--iterations", "5")
    #expect(more.status == 0 && more.error.contains("after iteration 2"), "\(more)")
    #expect(try trainTiny("\(folder.path)/b", "--iterations", "5").status == 0)
    let files = try folder.contents
    for name in ["metrics.csv", "policy.safetensors"] {
      #expect(files["a/\(name)"] == files["b/\(name)"] && files["a/\(name)"] != nil, "\(name)")
    }
    let done = try apus("train", "--output", "\(folder.path)/a", "--resume")
    #expect(done.status == 0 && done.output.contains("complete already"))
  }

  /// Every option of every algorithm has a sentence after it, with its symbol, default and bounds; every column its
  /// meaning.
  @Test(arguments: AlgorithmCatalogue.all.map(\.name))
  func helpExplainsEveryHyperparameter(name: String) throws {
    let result = try apus("train", name, "--help")
    #expect(result.status == 0 && result.error.isEmpty)
    #expect(try apus("help", name).output == result.output)
    let text = result.output
    let algorithm = try AlgorithmCatalogue.named(name)
    #expect(text.hasPrefix("\(name) (chapter \(algorithm.entry.chapter)"))
    for option in algorithm.options {
      let start = try #require(
        text.range(of: "\n  \(option.name), --\(option.flag)\n"), "\(option.name)")
      // Up to the next option: the explanation, then default and bounds.
      let rest = text[start.upperBound...]
      let end = try #require(rest.range(of: "\n      (default: "), "\(option.name)").lowerBound
      let words = rest[..<end].split(separator: " ")
      #expect(rest[..<end].contains(option.meaning) && words.count >= 2, "\(option.name)")
      if let symbol = option.symbol { #expect(rest[..<end].contains("\(symbol), ")) }
      let line = rest[rest.index(after: end)...].prefix { $0 != "\n" }
      #expect(!line.contains("(default: ;") && line.hasSuffix(")"), "\(line)")
      if let range = option.range { #expect(line.contains(range), "\(line)") }
      if case .choice(let words) = option.kind {
        #expect(words.allSatisfy { line.contains($0) }, "\(line)")
      }
    }
    for column in algorithm.metrics {
      #expect(text.contains("\n  \(column.name)"), "\(column.name)")
      #expect(text.contains(column.meaning) && column.meaning.count > 3, "\(column.name)")
    }
  }

  @Test func helpExplainsTheCommands() throws {
    let reinforce = try apus("help", "reinforce").output
    for symbol in ["b, ", "α, ", "γ, ", "Q̂, ", "b(s), ", "β, ", "σ, "] {
      #expect(reinforce.contains(symbol), "\(symbol)")
    }
    let general = try apus("train", "--help").output
    for option in [
      "--environment", "--config", "--set", "--untuned", "--seed", "--seeds", "--jobs",
      "--iterations", "--steps", "--evaluate-every", "--checkpoint-every", "--keep-last",
      "--keep-best", "--event-file", "--output", "--name", "--resume", "--overwrite",
      "--initial-policy",
    ] {
      #expect(general.contains(try Regex("\(option)[ \n/]")), "\(option)")
    }
  }

  @Test func versionAndHelp() throws {
    #expect(try apus("--version").output == "0.1.0\n")
    for arguments in [["--help"], ["train", "--help"], ["train"], ["evaluate", "--help"]] {
      let result = try apus(arguments)
      #expect(result.status == 0 && result.output.contains("USAGE"), "\(arguments)")
    }
  }
}
