import Environments
import Experiments
import Foundation
import LinearAlgebra
import Logging
import ReinforcementLearning
import Testing

/// What holds for every algorithm of the catalogue.
@Suite struct AlgorithmDeterminismTests {
  private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private static let names = AlgorithmCatalogue.all.map(\.name)

  private func train(
    _ algorithm: AnyAlgorithm, _ document: ConfigurationDocument, into path: String
  ) throws {
    _ = try algorithm.train(
      document, TrainingCall(path: path, start: .resuming, logger: Self.quiet, report: { _ in }))
  }

  /// The files in the folder of a run but for those with clock readings.
  private func files(_ path: String) throws -> [String: Data] {
    let clock = [RunFolder.timingsName, EventFile.name]
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where !clock.contains(name) {
      files[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return files
  }

  /// The same seeds twice, one run at a time and two: equal bytes in every file but the clock's.
  @Test(arguments: names) func sameSeedSameBytes(name: String) throws {
    let algorithm = try AlgorithmCatalogue.named(name)
    let folder = try TemporaryFolder()
    let path = folder.path
    let documents = try (1...2).map { try algorithm.briefDocument(iterations: 4, seed: $0) }
    for jobs in [1, 2] {
      _ = try concurrentMap(2, jobs: jobs) { i in
        try train(algorithm, documents[i], into: "\(path)/\(jobs)-\(i)")
      }
    }
    var policies: [Data?] = []
    for i in 0..<2 {
      let (one, two) = (try files("\(path)/1-\(i)"), try files("\(path)/2-\(i)"))
      #expect(one["metrics.csv"] != nil && one["checkpoints/000000004/manifest.json"] != nil)
      #expect(Set(one.keys) == Set(two.keys))
      for file in one.keys.sorted() { #expect(one[file] == two[file], "\(file)") }
      policies.append(one["policy.safetensors"])
    }
    #expect(policies[0] != policies[1] && policies[0] != nil)
  }

  /// To stop after any iteration and to go on gives the same bytes.
  @Test(arguments: names) func resumption(name: String) throws {
    let algorithm = try AlgorithmCatalogue.named(name)
    let folder = try TemporaryFolder()
    let whole = try algorithm.briefDocument(iterations: 5, seed: 3)
    try train(algorithm, whole, into: folder.path + "/whole")
    let expected = try files(folder.path + "/whole")
    for stop in 1..<5 {
      let path = "\(folder.path)/\(stop)"
      var part = whole
      try part.set("iterations", text: "\(stop)", source: "test")
      try train(algorithm, part, into: path)
      try train(algorithm, whole, into: path)
      let found = try files(path)
      for (file, data) in expected where !file.hasPrefix("checkpoints") {
        #expect(found[file] == data, "\(file) after \(stop)")
      }
    }
    // Something was learned in between.
    var first = whole
    try first.set("iterations", text: "1", source: "test")
    try train(algorithm, first, into: folder.path + "/first")
    #expect(
      try files(folder.path + "/first")["policy.safetensors"] != expected["policy.safetensors"])
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
        documented.contains(name)
          || !asked.contains { $0.hasPrefix(name + ".") }
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

  /// Every pair of the zoo whose algorithm and environment are here has a configuration.
  @Test func pairsOfTheZoo() throws {
    let walkers = [
      "HalfCheetah-v4", "Ant-v4", "Hopper-v4", "Walker2d-v4", "Humanoid-v4", "Swimmer-v4",
    ]
    let discrete = ["CartPole-v1", "MountainCar-v0", "Acrobot-v1", "LunarLander-v3"]
    let continuous =
      [
        "Pendulum-v1", "MountainCarContinuous-v0", "LunarLanderContinuous-v3", "BipedalWalker-v3",
        "BipedalWalkerHardcore-v3",
      ] + walkers
    let pairs: [(String, [String])] = [
      ("a2c", discrete + continuous), ("ppo", discrete + continuous),
      ("trpo", discrete + continuous),
      ("dqn", discrete), ("qr-dqn", discrete), ("ddpg", continuous), ("td3", continuous),
      ("sac", continuous),
    ]
    for (algorithm, environments) in pairs {
      let tuned = try TunedConfigurations(of: algorithm)?.environments ?? []
      let missing = Set(environments).subtracting(tuned)
      #expect(missing.isEmpty, "\(algorithm)")
    }
    #expect(
      try TunedConfigurations(of: "ppo")?.environments.contains("InvertedDoublePendulum-v4") == true
    )
  }

  /// Every tuned configuration is one of a known environment and a valid one.
  @Test func tunedConfigurations() throws {
    for algorithm in AlgorithmCatalogue.algorithms {
      guard let tuned = try TunedConfigurations(of: algorithm.entry.name) else { continue }
      for name in tuned.environments {
        var document = try algorithm.document(environment: name, isTuned: true)
        if document.isEmpty("iterations"), document.isEmpty("steps") {
          try document.set("iterations", text: "1", source: "test")
        }
        if try EnvironmentCatalogue.has(name) { try algorithm.check(document) }
        let untuned = try algorithm.document(environment: name, isTuned: false)
        #expect(
          (ConfigurationDocument.runOptions.map(\.name)
            + algorithm.options.map { "configuration.\($0.name)" })
            .contains { document.shownValue(of: $0) != untuned.shownValue(of: $0) }, "\(name)")
      }
    }
    let reinforce = try TunedConfigurations(of: "reinforce")?.environments
    #expect(reinforce?.count == 4 && reinforce?.contains("CartPole-v0") == true)
    #expect(try TunedConfigurations(of: "none-such") == nil)
  }
}

extension EnvironmentCatalogue {
  /// Whether this build has the environment: it may belong to another trait, or its models were not fetched.
  /// - Throws: `UnknownNameError` if there is no such environment at all.
  static func has(_ name: String) throws -> Bool {
    do {
      _ = try named(name)
    } catch let error as UnknownNameError {
      throw error
    } catch {
      return false
    }
    return true
  }
}
