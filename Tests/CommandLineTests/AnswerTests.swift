import Foundation
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
        "actionSpace", "actions", "name", "observationSpace", "observations", "stepLimit",
        "summary",
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
    let everything = try apus("list")
    for heading in ["ALGORITHMS", "ENVIRONMENTS", "FIGURES"] {
      #expect(everything.output.contains(heading))
    }
  }

  @Test func trainAndEvaluate() throws {
    let folder = try TemporaryFolder()
    let run = try trainTiny("\(folder.path)/run", "--normalize-observations")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.hasPrefix("\(folder.path)/run: return "))
    #expect(
      try Set(folder.contents.keys.filter { $0 != "run" })
        == ["run/config.json", "run/metrics.csv", "run/policy.safetensors"])

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

  /// Every option has a sentence after it; those with a symbol in the notes bear it.
  @Test func helpExplainsEveryHyperparameter() throws {
    let result = try apus("train", "reinforce", "--help")
    #expect(result.status == 0 && result.error.isEmpty)
    let help = result.output
    let options = [
      "--environment", "--seed", "--iterations", "--output", "--overwrite", "--batch-size",
      "--learning-rate", "--discount", "--return-form", "--discounting", "--baseline",
      "--normalize-advantages", "--normalize-observations", "--entropy-coefficient",
      "--updates-per-batch", "--importance-sampling", "--weight-clip", "--ratio-clip",
      "--normalize-weights", "--hidden-widths", "--activation", "--initial-deviation",
      "--baseline-learning-rate", "--baseline-gradient-steps", "--workers", "--copies", "--threads",
    ]
    let list = try #require(help.range(of: "OPTIONS:")).upperBound
    let text = String(help[list...])
    for option in options {
      let start = try #require(
        text.range(of: "\(option) ") ?? text.range(of: "\(option)\n")
          ?? text.range(of: "\(option)/"), "\(option)")
      let rest = text[start.upperBound...]
      // Up to the next option: at least a few words of explanation.
      let end = rest.range(of: "\n  -")?.lowerBound ?? rest.endIndex
      #expect(rest[..<end].split(separator: " ").count >= 4, "\(option)")
    }
    for symbol in ["n, ", "b, ", "α, ", "γ, ", "Q̂: ", "b(s), ", "β, ", "σ, "] {
      #expect(text.contains(symbol), "\(symbol)")
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
