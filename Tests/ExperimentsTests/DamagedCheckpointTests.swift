import Experiments
import Foundation
import Logging
import ReinforcementLearning
import Testing

/// Checkpoints of whole runs, damaged in every place.
struct DamagedCheckpointTests {
  private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func train(
    _ algorithm: AnyAlgorithm, _ document: ConfigurationDocument, _ path: String
  ) throws {
    _ = try algorithm.train(
      document, TrainingCall(path: path, start: .resuming, logger: Self.quiet, report: { _ in }))
  }

  private func files(_ path: String) -> [String: Data] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    var result: [String: Data] = [:]
    for name in names { result[name] = FileManager.default.contents(atPath: "\(path)/\(name)") }
    return result
  }

  /// Every byte changed, every length: the newest checkpoint is refused each time, and the run as it was; without the
  /// damaged checkpoint it goes on from the one before, to the same bytes.
  @Test(arguments: ["reinforce", "q-learning"]) func damage(name: String) throws {
    let algorithm = try AlgorithmCatalogue.named(name)
    let folder = try TemporaryFolder()
    var document = try algorithm.briefDocument(iterations: 3, seed: 1)
    try document.set("checkpoints.every", text: "1 iterations", source: "test")
    try document.set("evaluation.every", text: "never", source: "test")
    if name == "reinforce" { try document.set("hiddenWidths", text: "[]", source: "test") }
    var longer = document
    try longer.set("iterations", text: "5", source: "test")
    try train(algorithm, longer, folder.path + "/whole")
    let path = folder.path + "/run"
    try train(algorithm, document, path)

    let store = CheckpointStore("\(path)/checkpoints")
    #expect(try store.iterations == [2, 3])
    let checkpoint = store.path(ofIteration: 3)
    let contents = files(checkpoint)
    #expect(contents.keys.sorted() == ["manifest.json", "state.safetensors"])
    func opens() throws {
      var store = store
      _ = try store.openLatest()
    }
    for (file, whole) in contents {
      let place = URL(fileURLWithPath: "\(checkpoint)/\(file)")
      for i in whole.indices {
        var wrong = whole
        wrong[i] ^= [0xFF, 1, 0x20, 0x80][i % 4]
        try wrong.write(to: place)
        #expect(throws: CheckpointError.self, "\(file), byte \(i)") { try opens() }
        // The whole way, with the learner, now and then.
        if i % 101 == 0 {
          let before = files(path)
          #expect(throws: CheckpointError.self) { try train(algorithm, longer, path) }
          #expect(files(path) == before)
        }
      }
      for length in whole.indices {
        try whole.prefix(length).write(to: place)
        #expect(throws: CheckpointError.self, "\(file), \(length) bytes") { try opens() }
      }
      try whole.write(to: place)
      try opens()
    }

    let place = URL(fileURLWithPath: "\(checkpoint)/state.safetensors")
    try Data(contentsOf: place).dropLast().write(to: place)
    let error = #expect(throws: CheckpointError.self) { try train(algorithm, longer, path) }
    #expect(error?.description.contains("remove \(checkpoint) to resume") == true)
    try FileManager.default.removeItem(atPath: checkpoint)
    try train(algorithm, longer, path)
    let (found, expected) = (files(path), files(folder.path + "/whole"))
    for name in ["metrics.csv", "policy.safetensors", "checkpoints/000000005/state.safetensors"] {
      #expect(found[name] == expected[name] && found[name] != nil, "\(name)")
    }
  }
}
