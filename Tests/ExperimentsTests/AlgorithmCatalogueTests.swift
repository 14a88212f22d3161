import Environments
import Experiments
import Foundation
import LinearAlgebra
import Logging
import ReinforcementLearning
import Testing

/// What holds for every algorithm of the catalogue.
@Suite struct AlgorithmDeterminismTests {
  /// Options that make a run short, where an algorithm has them.
  private static let small = ["batchSize": "60", "hiddenWidths": "[8]"]

  private func document(
    _ algorithm: AnyAlgorithm, _ environment: EnvironmentSpecification, seed: Int
  ) throws -> ConfigurationDocument {
    var document = try algorithm.document(environment: environment.name, isTuned: false)
    try document.set("iterations", text: "3", source: "test")
    try document.set("seed", text: "\(seed)", source: "test")
    for option in algorithm.options {
      if let text = Self.small[option.name] {
        try document.set(option.name, text: text, source: "test")
      }
    }
    return document
  }

  private func environment(for algorithm: AnyAlgorithm) throws -> EnvironmentSpecification {
    try EnvironmentCatalogue.named(
      algorithm.entry.actionSpaces.contains("discrete") ? "CartPole-v0" : "Pendulum-v1")
  }

  /// The same seeds twice, one run at a time and two: equal bytes in every file but the clock's.
  @Test func sameSeedSameBytes() throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    for algorithm in AlgorithmCatalogue.algorithms {
      let environment = try environment(for: algorithm)
      let folder = try TemporaryFolder()
      let path = folder.path
      let documents = try (0..<2).map { try document(algorithm, environment, seed: $0) }
      for jobs in [1, 2] {
        _ = try concurrentMap(2, jobs: jobs) { seed in
          try algorithm.train(
            documents[seed],
            TrainingCall(
              path: "\(path)/\(jobs)-\(seed)", start: .fresh, logger: logger,
              report: { _ in }))
        }
      }
      for seed in 0..<2 {
        let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/1-\(seed)")
        #expect(names.contains("metrics.csv") && names.contains("policy.safetensors"))
        let clock = [RunFolder.timingsName, EventFile.name]
        for name in names.sorted() where !clock.contains(name) {
          let files = ["1-\(seed)", "2-\(seed)"].map {
            FileManager.default.contents(atPath: "\(folder.path)/\($0)/\(name)")
          }
          #expect(files[0] == files[1], "\(algorithm.entry.name): \(name)")
        }
      }
      let policies = (0..<2).map {
        FileManager.default.contents(atPath: "\(folder.path)/1-\($0)/policy.safetensors")
      }
      #expect(policies[0] != policies[1])
    }
  }
}

struct AlgorithmCatalogueTests {
  /// The documented options are the coding keys, no more and no fewer, and their defaults fit their kinds.
  @Test func optionsAreTheCodingKeys() throws {
    func check<L: Learner>(_ type: L.Type) throws {
      let coded = try CodedValue(encoding: L.Configuration())
      let options = L.Configuration.options
      let documented = Set(options.map(\.name))
      #expect(documented.count == options.count && Set(options.map(\.flag)).count == options.count)
      // Names below a documented one are parts of its value, such as those of a schedule.
      let asked = try coded.namesAsked(by: L.Configuration.self).map { $0.joined(separator: ".") }
      let leaves = asked.filter { name in
        !asked.contains { $0.hasPrefix(name + ".") }
          && !documented.contains { name.hasPrefix($0 + ".") }
      }
      #expect(Set(leaves) == documented)
      for option in options {
        #expect(option.meaning.count > 10, "\(option.name)")
        let value = coded[option.name.split(separator: ".").map(String.init)]
        #expect(value != nil || option.isOptional, "\(option.name)")
      }
      try L.Configuration().validate()
    }
    for algorithm in AlgorithmCatalogue.algorithms { try check(algorithm.type) }
  }

  @Test func namesDoNotCollide() throws {
    let run = Set(ConfigurationDocument.runOptions.map(\.name))
    for algorithm in AlgorithmCatalogue.algorithms {
      #expect(run.isDisjoint(with: algorithm.options.map(\.name)))
      #expect(Set(algorithm.metrics.map(\.name)).count == algorithm.metrics.count)
    }
    #expect(throws: UnknownNameError.self) { try AlgorithmCatalogue.named("reinfroce") }
  }

  /// Every tuned configuration is one of a known environment and a valid one.
  @Test func tunedConfigurations() throws {
    for algorithm in AlgorithmCatalogue.algorithms {
      guard let tuned = try TunedConfigurations(of: algorithm.entry.name) else { continue }
      for name in tuned.environments {
        _ = try EnvironmentCatalogue.named(name)
        var document = try algorithm.document(environment: name, isTuned: true)
        if document.isEmpty("iterations"), document.isEmpty("steps") {
          try document.set("iterations", text: "1", source: "test")
        }
        try algorithm.check(document)
        let untuned = try algorithm.document(environment: name, isTuned: false)
        #expect(
          (ConfigurationDocument.runOptions.map(\.name)
            + algorithm.options.map { "configuration.\($0.name)" })
            .contains { document.shownValue(of: $0) != untuned.shownValue(of: $0) }, "\(name)")
      }
    }
    #expect(try TunedConfigurations(of: "reinforce")?.environments.contains("CartPole-v0") == true)
    #expect(try TunedConfigurations(of: "none-such") == nil)
  }
}
