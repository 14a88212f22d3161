import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// The path of a new folder for one test.
private func temporaryFolder() throws -> String {
  let path = NSTemporaryDirectory() + "apus-safetensors-" + UUID().uuidString
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  return path
}

/// A file with both types, a matrix, a single number, an empty tensor, and text that JSON must escape.
private func sample() -> SafetensorsFile {
  var file = SafetensorsFile(metadata: ["algorithm": "REINFORCE", "note": "θ \"x\"\\\n\t\u{1}🐦"])
  file.append("policy/θ", Vector<Float>([1, -0.5, 0.1, .leastNonzeroMagnitude, -0.0]))
  file.append("matrix", shape: [2, 3], Vector<Double>([1, 2, 3, 4, 5, 0.1]))
  file.append("number", shape: [], Vector<Float>([42]))
  file.append("nothing", shape: [0, 7], Vector<Double>(count: 0))
  return file
}

/// The bytes of a file with the given header and `count` zero bytes of elements.
private func bytes(header: String, elements count: Int = 0) -> [UInt8] {
  let length = UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
    + [UInt8](repeating: 0, count: count)
}

/// The problem that reading a file with the given header and `count` bytes of elements reports.
private func problem(header: String, elements count: Int = 0) -> SafetensorsError.Problem? {
  do {
    _ = try SafetensorsFile(parsing: bytes(header: header, elements: count), path: "f")
    return nil
  } catch {
    #expect(error.description.hasPrefix("f: "))
    #expect(!error.description.contains("\n"))
    return error.problem
  }
}

/// Whether the header is refused as not being the JSON asked for.
private func isRefused(_ header: String) -> Bool {
  if case .header = problem(header: header, elements: 8) { true } else { false }
}

@Suite struct SafetensorsFileTests {
  @Test func roundTrip() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/policy.safetensors"
    let file = sample()
    try file.write(to: path)
    try file.write(to: path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["policy.safetensors"])

    let copy = try SafetensorsFile(contentsOf: path)
    #expect(copy.tensors == file.tensors)
    #expect(copy.metadata == file.metadata)
    #expect(copy.encoded() == file.encoded())
    let θ: Vector<Float> = try copy.vector(named: "policy/θ")
    #expect(Array(θ).map(\.bitPattern) == [1, -0.5, 0.1, 1e-45, -0.0].map { Float($0).bitPattern })
    #expect(try copy.vector(named: "matrix", of: Double.self) == [1, 2, 3, 4, 5, 0.1])
    #expect(try copy.tensor(named: "matrix").shape == [2, 3])
    #expect(try copy.vector(named: "nothing", of: Double.self).count == 0)
  }

  @Test func layout() {
    var file = SafetensorsFile()
    file.append("a", Vector<Float>([1]))
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(file.encoded() == Array(bytes(header: padded)) + [0, 0, 0x80, 0x3F])
  }

  @Test func everyTruncationIsAnError() throws {
    let whole = sample().encoded()
    for length in 0..<whole.count {
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(parsing: Array(whole[..<length]), path: "f")
      }
    }
    #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(parsing: whole + [0], path: "f")
    }
  }

  @Test func noChangedByteCrashes() {
    let whole = sample().encoded()
    var refused = 0
    for position in whole.indices {
      for mask: UInt8 in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF] {
        var changed = whole
        changed[position] ^= mask
        do {
          _ = try SafetensorsFile(parsing: changed, path: "f")
        } catch {
          refused += 1
          #expect(!error.description.contains("\n"))
        }
      }
    }
    #expect(refused > 100)
  }

  @Test func missingAndMistyped() {
    let file = sample()
    #expect(throws: (any Error).self) { try file.vector(named: "matrix", of: Float.self) }
    #expect {
      try file.vector(named: "mat\nrix", of: Float.self)
    } throws: { error in
      "\(error)".contains("\"matrix\"") && !"\(error)".contains("\n")
    }
  }

  @Test func headerLength() {
    let absurd = [UInt8](repeating: 0xFF, count: 8) + Array("{}".utf8)
    #expect {
      try SafetensorsFile(parsing: absurd, path: "f")
    } throws: { error in
      (error as? SafetensorsError)?.problem == .headerLength(.max, size: 10)
    }
    #expect {
      try SafetensorsFile(parsing: [1, 2, 3], path: "f")
    } throws: { error in
      (error as? SafetensorsError)?.problem == .noHeaderLength(size: 3)
    }
  }

  @Test func json() {
    #expect(problem(header: "{}") == nil)
    #expect(problem(header: #" { "__metadata__" : { "a" : "\u00e9\ud83d\udc26" } }  "#) == nil)
    for header in [
      "", "[]", "{", "{}x", "null", #"{"a"}"#, #"{"a":}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":{},}"#,
      #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{"a":"\ud83d"}}"#,
      #"{"__metadata__":{"a":"\udc26"}}"#, #"{"__metadata__":{"a":"\q"}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
      #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"colour":"red"}}"#,
      String(repeating: "[", count: 100_000),
      String(repeating: #"{"a":"#, count: 100_000),
    ] {
      #expect(isRefused(header), "\(header.prefix(80))")
    }
    let notText = Array(#"{"__metadata__":{"a":"?"}}"#.utf8).map { $0 == 63 ? 0xFF : $0 }
    #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(
        parsing: [UInt8(notText.count), 0, 0, 0, 0, 0, 0, 0] + notText, path: "f")
    }
  }

  @Test func tensors() {
    func tensor(_ name: String, _ shape: String, _ offsets: String, _ dtype: String = "F32")
      -> String
    {
      #""\#(name)":{"dtype":"\#(dtype)","shape":[\#(shape)],"data_offsets":[\#(offsets)]}"#
    }
    let one = "{\(tensor("a", "2", "0,8"))}"
    let start = 8 + one.utf8.count
    #expect(problem(header: one, elements: 8) == nil)
    #expect(
      problem(header: one, elements: 7)
        == .outOfRange(tensor: "a", end: start + 8, size: start + 7))
    #expect(
      problem(header: one, elements: 9) == .excess(position: start + 8, size: start + 9))
    #expect(
      problem(header: "{\(tensor("a", "2", "0,8", "I64"))}", elements: 8)
        == .unsupportedType(tensor: "a", dtype: "I64"))
    for (shape, offsets) in [
      ("3", "0,8"), ("1", "0,8"), ("2", "8,0"), ("4294967296,4294967296", "0,8"),
      ("4611686018427387904", "0,0"),
    ] {
      guard case .byteCount = problem(header: "{\(tensor("a", shape, offsets))}", elements: 8)
      else {
        Issue.record("shape \(shape), offsets \(offsets)")
        continue
      }
    }
    let huge = "9223372036854775807"
    guard case .outOfRange = problem(header: "{\(tensor("a", "0", "\(huge),\(huge)"))}")
    else {
      Issue.record("offsets at the end of the integers")
      return
    }
    let overlap = "{\(tensor("a", "2", "0,8")),\(tensor("b", "2", "4,12"))}"
    #expect(
      problem(header: overlap, elements: 12)
        == .notContiguous(
          tensor: "b", begin: 12 + overlap.utf8.count, expected: 16 + overlap.utf8.count))
    let gap = "{\(tensor("a", "1", "0,4")),\(tensor("b", "1", "8,12"))}"
    #expect(
      problem(header: gap, elements: 12)
        == .notContiguous(tensor: "b", begin: 16 + gap.utf8.count, expected: 12 + gap.utf8.count))
    let twice = "{\(tensor("a", "1", "0,4")),\(tensor("a", "1", "4,8"))}"
    guard case .duplicate("a", _) = problem(header: twice, elements: 8) else {
      Issue.record("a name twice")
      return
    }
  }

  @Test func filesThatCannotBeUsed() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in [folder + "/missing", folder, "/dev/zero", folder + "/missing/x"] {
      #expect {
        try SafetensorsFile(contentsOf: path)
      } throws: { error in
        "\(error)".hasPrefix("Cannot read \(path): ")
      }
    }
    for path in ["/dev/null/x", folder, folder + "/missing/x"] {
      #expect {
        try sample().write(to: path)
      } throws: { error in
        "\(error)".hasPrefix("Cannot write \(path): ")
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test func wrongShapeAndTakenName() async {
    await #expect(processExitsWith: .failure) {
      var file = SafetensorsFile()
      file.append("a", shape: [2, 2], Vector<Float>([1, 2, 3]))
    }
    await #expect(processExitsWith: .failure) {
      var file = SafetensorsFile()
      file.append("a", Vector<Float>([1]))
      file.append("a", Vector<Float>([1]))
    }
  }

  /// Our file is read by Python's `safetensors`, and its file by us.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["APUS_PYTHON"] != nil,
      "APUS_PYTHON names no Python with numpy and safetensors; scripts/test sets it."))
  func agreesWithPython() throws {
    struct Expected: Encodable {
      struct Tensor: Encodable {
        var dtype: String
        var shape: [Int]
        var values: [String]
      }
      var metadata: [String: String]
      var tensors: [String: Tensor]
    }
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = sample()
    try file.write(to: folder + "/ours.safetensors")
    let single = [1, -0.5, 0.1, .leastNonzeroMagnitude, -0.0] as [Float]
    let expected = Expected(
      metadata: file.metadata,
      tensors: [
        "policy/θ": .init(dtype: "F32", shape: [5], values: single.map { Double($0).description }),
        "matrix": .init(dtype: "F64", shape: [2, 3], values: ["1", "2", "3", "4", "5", "0.1"]),
        "number": .init(dtype: "F32", shape: [], values: ["42"]),
        "nothing": .init(dtype: "F64", shape: [0, 7], values: []),
      ])
    let path = folder + "/expected.json"
    try JSONEncoder().encode(expected).write(to: URL(fileURLWithPath: path))

    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let script = repository.appendingPathComponent("scripts/fixtures/check_safetensors.py").path
    let python = Process()
    python.executableURL = URL(
      fileURLWithPath: try #require(ProcessInfo.processInfo.environment["APUS_PYTHON"]))
    python.arguments = [
      script, folder + "/ours.safetensors", path, folder + "/theirs.safetensors",
    ]
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)

    let theirs = try SafetensorsFile(contentsOf: folder + "/theirs.safetensors")
    #expect(theirs.metadata == file.metadata)
    #expect(theirs.tensors.count == file.tensors.count)
    for tensor in file.tensors { #expect(try theirs.tensor(named: tensor.name) == tensor) }
  }
}
