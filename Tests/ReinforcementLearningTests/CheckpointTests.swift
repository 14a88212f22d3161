import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// A store of rows that are only ever added, of which the oldest are dropped: what a replay buffer is.
private struct Memory: Checkpointable, Equatable {
  let capacity: Int
  var first = 0
  var rows: [Float] = []
  var priorities: [Double] = []
  var stream = RandomStream(seed: 1)

  var range: Range<Int> { first..<first + rows.count }

  mutating func add(_ count: Int) {
    for _ in 0..<count {
      rows.append(Float(stream.uniform()))
      priorities.append(stream.uniform())
    }
    let excess = max(0, rows.count - capacity)
    rows.removeFirst(excess)
    priorities.removeFirst(excess)
    first += excess
  }

  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.rows("rows", range, segmentRows: 100) { piece, file in
      let slice = rows[piece.lowerBound - first..<piece.upperBound - first]
      file.append("rows", Vector(Array(slice)))
    }
    checkpoint.tensor("priorities", Vector(priorities))
    try checkpoint.value("stream", stream)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    var found: [Float] = []
    var start: Int?
    let range = try checkpoint.rows("rows") { piece, file in
      start = start ?? piece.lowerBound
      let vector: Vector<Float> = try file.vector(named: "rows")
      guard vector.count == piece.count else { throw checkpoint.refuse("rows are missing") }
      found += Array(vector)
    }
    rows = Array(found.dropFirst(range.lowerBound - (start ?? range.lowerBound)))
    first = range.lowerBound
    priorities = Array(try checkpoint.tensor("priorities", of: Double.self))
    stream = try checkpoint.value("stream")
  }
}

struct CheckpointTests {
  private let folder = NSTemporaryDirectory() + "apus-checkpoints-" + UUID().uuidString

  private func save(_ memory: Memory, _ store: inout CheckpointStore, _ iteration: Int) throws {
    try store.save(iteration: iteration, notes: ["by": "test"]) {
      try $0.part("memory", memory)
    }
  }

  private func restored(_ path: String, capacity: Int) throws -> Memory {
    let reader = try CheckpointReader(path)
    var memory = Memory(capacity: capacity)
    try reader.part("memory", &memory)
    #expect(reader.unread.isEmpty)
    return memory
  }

  private func files(_ path: String) throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      result[name] = FileManager.default.contents(atPath: "\(path)/\(name)")
    }
    return result
  }

  private func identity(_ path: String) throws -> (UInt64, Int) {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (
      try #require(attributes[.systemFileNumber] as? UInt64),
      try #require(attributes[.referenceCount] as? Int)
    )
  }

  /// Only what is new is written; the rest is the same file under a second name.
  @Test func segmentsAreShared() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    var memory = Memory(capacity: 1000)
    memory.add(250)
    try save(memory, &store, 1)
    memory.add(30)
    try save(memory, &store, 2)
    let (one, two) = (store.path(ofIteration: 1), store.path(ofIteration: 2))
    let names = try files(two).keys.filter { $0.hasPrefix("rows-") }.sorted()
    #expect(
      names == [
        "rows-memory.rows-0-100.safetensors", "rows-memory.rows-100-200.safetensors",
        "rows-memory.rows-200-250.safetensors", "rows-memory.rows-250-280.safetensors",
      ])
    for name in names.prefix(2) {
      #expect(try identity("\(one)/\(name)").0 == identity("\(two)/\(name)").0)
      #expect(try identity("\(two)/\(name)").1 == 2)
    }
    #expect(try restored(one, capacity: 1000).rows == Array(memory.rows.prefix(250)))
    #expect(try restored(two, capacity: 1000) == memory)

    // The second stands for itself when the first is gone.
    try store.keep(last: 1)
    #expect(try store.iterations == [2])
    #expect(try restored(two, capacity: 1000) == memory)
    #expect(try identity("\(two)/\(names[0])").1 == 1)
  }

  /// Rows that were dropped take their segments along; a store that goes on from a checkpoint shares with it.
  @Test func oldSegmentsGo() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    var memory = Memory(capacity: 300)
    for iteration in 1...20 {
      memory.add(70)
      try save(memory, &store, iteration)
      if iteration == 9 {
        // As after a resumption.
        store = CheckpointStore(folder)
        let reader = try #require(try store.openLatest())
        #expect(reader.iteration == 9 && reader.notes == ["by": "test"])
        var copy = Memory(capacity: 300)
        try reader.part("memory", &copy)
        #expect(copy == memory)
        memory = copy
      }
      try store.keep(last: 2, and: [3])
    }
    #expect(try store.iterations == [3, 19, 20])
    #expect(try restored(store.path(ofIteration: 20), capacity: 300) == memory)
    let segments = try files(store.path(ofIteration: 20)).keys.filter { $0.hasPrefix("rows-") }
    #expect(segments.count <= 300 / 70 + 2)
    var names: Set<String> = []
    for iteration in try store.iterations {
      names.formUnion(try files(store.path(ofIteration: iteration)).keys)
    }
    #expect(names.contains("rows-memory.rows-0-70.safetensors"))  // kept with checkpoint 3
    #expect(!names.contains("rows-memory.rows-280-350.safetensors"))
  }

  /// Every byte changed, every length: refused, each time.
  @Test func damage() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    var memory = Memory(capacity: 30)
    memory.add(3)
    try save(memory, &store, 1)
    let path = store.path(ofIteration: 1)
    let whole = try files(path)
    #expect(whole.count == 3)
    for (name, data) in whole {
      let file = URL(fileURLWithPath: "\(path)/\(name)")
      for place in data.indices {
        var wrong = data
        wrong[place] ^= [0xFF, 1, 0x20][place % 3]
        try wrong.write(to: file)
        #expect(throws: CheckpointError.self, "\(name), byte \(place)") {
          try restored(path, capacity: 30)
        }
      }
      for length in 0..<data.count {
        try data.prefix(length).write(to: file)
        #expect(throws: CheckpointError.self, "\(name), \(length) bytes") {
          try restored(path, capacity: 30)
        }
      }
      try (data + [10]).write(to: file)
      #expect(throws: CheckpointError.self) { try restored(path, capacity: 30) }
      try FileManager.default.removeItem(at: file)
      #expect(throws: (any Error).self) { try restored(path, capacity: 30) }
      try data.write(to: file)
    }
    #expect(try restored(path, capacity: 30) == memory)
  }

  @Test func otherVersions() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    var manifest = CheckpointManifest(iteration: 1, notes: [:])
    manifest.version = 2
    try Data(manifest.encoded()).write(to: URL(fileURLWithPath: "\(folder)/manifest.json"))
    let error = #expect(throws: CheckpointError.self) { try CheckpointReader(folder) }
    #expect(error?.description.contains("has the format 2, this version of Apus reads 1") == true)
    manifest.version = 1
    manifest.files = ["../../etc/passwd": .init(bytes: 1, sha256: "")]
    try Data(manifest.encoded()).write(to: URL(fileURLWithPath: "\(folder)/manifest.json"))
    #expect(throws: CheckpointError.self) { try CheckpointReader(folder) }
  }

  @Test func whatDoesNotFit() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var store = CheckpointStore(folder)
    try store.save(iteration: 1) { checkpoint in
      checkpoint.tensor("θ", Vector<Float>([1, 2, 3]))
      try checkpoint.value("count", 3)
    }
    let reader = try #require(try store.openLatest())
    #expect(try reader.tensor("θ", count: 3) == Vector<Float>([1, 2, 3]))
    #expect(throws: CheckpointError.self) { try reader.tensor("θ", count: 4, of: Float.self) }
    #expect(throws: (any Error).self) { try reader.tensor("θ", of: Double.self) }
    #expect(throws: CheckpointError.self) { try reader.tensor("φ", of: Float.self) }
    #expect(throws: CheckpointError.self) { try reader.value("count", as: String.self) }
    #expect(throws: CheckpointError.self) { try reader.rows("rows") { _, _ in } }
    #expect(try reader.value("count", as: Int.self) == 3 && reader.contains("count"))
    #expect(!reader.contains("φ"))
  }

  /// An interrupted writer leaves nothing that passes for a checkpoint, and a failing one leaves the earlier ones.
  @Test func unfinishedCheckpoints() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    struct Failure: Error {}
    var store = CheckpointStore(folder)
    try store.save(iteration: 1) { try $0.value("x", 1) }
    #expect(throws: Failure.self) {
      try store.save(iteration: 2) { checkpoint in
        try checkpoint.value("x", 2)
        throw Failure()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["000000001"])
    try FileManager.default.createDirectory(
      atPath: "\(folder)/.000000002.17.unfinished", withIntermediateDirectories: true)
    #expect(try store.iterations == [1])
    try store.removeAll(after: 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["000000001"])
    try store.save(iteration: 1) { try $0.value("x", 3) }
    #expect(try store.openLatest()?.value("x", as: Int.self) == 3)
  }
}
