import Environments
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// What passes through the coded form and its bytes comes back with all of its bits.
struct CodedValueTests {
  private struct Everything: Codable, Equatable {
    enum Kind: Codable, Equatable {
      case plain
      case named(size: Int, of: Double)
    }

    var flag = true
    var small: Int8 = -128
    var large = Int.min
    var natural = UInt64.max
    var byte: UInt8 = 255
    var single = Float.leastNonzeroMagnitude
    var text = "γ \"\n\u{0}"
    var nothing: Int?
    var something: Int? = 3
    var numbers = [0.1, -0.0, .infinity]
    var texts = ["a", ""]
    var pairs = ["x": [1, 2], "y": []]
    var kinds: [Kind] = [.plain, .named(size: 2, of: 1e300)]
    var vector = Vector<Float>([1, 2, 3])
    var matrix = Matrix<Double>([[1, 2], [3, 4]])
    var stream = RandomStream(seed: 3)
    var bytes: [UInt8] = [0, 255, 7]

    static func == (a: Everything, b: Everything) -> Bool {
      a.flag == b.flag && a.small == b.small && a.large == b.large && a.natural == b.natural
        && a.byte == b.byte && a.single == b.single && a.text == b.text && a.nothing == b.nothing
        && a.something == b.something && a.numbers == b.numbers && a.texts == b.texts
        && a.pairs == b.pairs && a.kinds == b.kinds && a.vector == b.vector
        && a.matrix.elements == b.matrix.elements && a.stream == b.stream && a.bytes == b.bytes
    }
  }

  @Test func everyKindOfValue() throws {
    let value = Everything()
    let bytes = try CodedValue(encoding: value).serialized
    #expect(try CodedValue(serialized: bytes).decoded(as: Everything.self) == value)
    #expect(try CodedValue(encoding: value).serialized == bytes)
  }

  @Test func everyBitOfANumber() throws {
    let patterns: [UInt64] = [
      0, 1 << 63, 1, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000,
      0x7FF0_0000_DEAD_BEEF, 0xFFF8_1234_5678_9ABC, 0x000F_FFFF_FFFF_FFFF, 0x3FB9_9999_9999_999A,
    ]
    for pattern in patterns {
      let number = Double(bitPattern: pattern)
      let copy: [[Double]] = try throughBytes([[number], [number, 1]])
      #expect(copy.joined().first?.bitPattern == pattern)
      let alone: Double = try throughBytes(number)
      #expect(alone.bitPattern == pattern)
      let single = Float(bitPattern: UInt32(truncatingIfNeeded: pattern >> 32))
      let singleCopy: Float = try throughBytes(single)
      #expect(singleCopy.bitPattern == single.bitPattern)
    }
  }

  private func throughBytes<T: Codable>(_ value: T) throws -> T {
    try CodedValue(serialized: CodedValue(encoding: value).serialized).decoded()
  }

  @Test func environmentsGoOn() throws {
    for name in ["CartPole-v0", "Pendulum-v1"] {
      let specification = try EnvironmentCatalogue.named(name)
      var batch = specification.makeBatch(5, 1, 1)
      var actions = Matrix<Scalar>(rows: 5, columns: specification.actionSpace.width)
      func walk(_ batch: inout any EnvironmentBatch, _ steps: Int) {
        for _ in 0..<steps {
          batch.sampleActions(into: &actions)
          batch.step(actions)
        }
      }
      walk(&batch, 300)
      let bytes = try CodedValue(encoding: batch.encodeState).serialized
      var copy = specification.makeBatch(5, 2, 1)
      try copy.restoreState(from: CodedValue(serialized: bytes).decoder)
      walk(&batch, 300)
      walk(&copy, 300)
      #expect(copy.observations.elements == batch.observations.elements)
      #expect(copy.rewards == batch.rewards && copy.statuses == batch.statuses)
    }
  }

  /// Bytes that are cut off or wrong are refused; they never crash.
  @Test func damagedBytes() throws {
    let bytes = try CodedValue(encoding: Everything()).serialized
    for length in 0..<bytes.count {
      #expect(throws: CodedValue.Malformed.self) {
        try CodedValue(serialized: Array(bytes[..<length]))
      }
    }
    #expect(throws: CodedValue.Malformed.self) { try CodedValue(serialized: bytes + [0]) }
    for place in bytes.indices {
      var wrong = bytes
      wrong[place] ^= 0xFF
      _ = try? CodedValue(serialized: wrong).decoded(as: Everything.self)
    }
    // An array in an array in an array, and so on: refused before the stack is used up.
    var nested = CodedValue.null
    for _ in 0..<199 { nested = .array([nested]) }
    _ = try CodedValue(serialized: nested.serialized)
    for _ in 0..<100 { nested = .array([nested]) }
    #expect(throws: CodedValue.Malformed.self) { try CodedValue(serialized: nested.serialized) }
  }

  @Test func namesThatAreAskedFor() throws {
    struct Inner: Codable {
      var a = 1
      var b: Double?
    }
    struct Outer: Codable {
      var x = 1
      var inner = Inner()
      var y: String?
    }
    let asked = try CodedValue(encoding: Outer()).namesAsked(by: Outer.self)
    #expect(
      Set(asked.map { $0.joined(separator: ".") }) == ["x", "inner", "inner.a", "inner.b", "y"])
  }
}
