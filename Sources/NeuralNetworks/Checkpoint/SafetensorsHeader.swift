/// A reader of the JSON in a safetensors header: an object of objects, strings and lists of counts.
///
/// The caller says what must come next, so nothing recurses and no nesting, however deep, can exhaust the stack.
/// Positions in errors count from the start of the file.
struct SafetensorsHeader {
  typealias Problem = SafetensorsError.Problem

  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// A reader of `bytes`, whose indices are positions in the file.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Reads an object, calling `member` at each value, which it must read.
  mutating func object(
    _ member: (_ key: String, inout SafetensorsHeader) throws(Problem) -> Void
  ) throws(Problem) {
    try expect("{", "an object")
    var keys: Set<String> = []
    if take("}") { return }
    repeat {
      skipSpace()
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else { throw .duplicate(key, position: start) }
      try expect(":", "a colon")
      try member(key, &self)
    } while take(",")
    try expect("}", "a comma or the end of an object")
  }

  /// Reads a list of counts.
  mutating func counts() throws(Problem) -> [Int] {
    try expect("[", "a list of counts")
    var counts: [Int] = []
    if take("]") { return counts }
    repeat { counts.append(try count()) } while take(",")
    try expect("]", "a comma or the end of a list")
    return counts
  }

  /// Reads a string.
  mutating func string() throws(Problem) -> String {
    try expect("\"", "a string")
    let start = position
    var text: [UInt8] = []
    while true {
      guard let byte = next() else { throw .header("a string does not end", position: start) }
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw .header("a string is not UTF-8", position: start)
        }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw .header("a control character in a string", position: position - 1)
      default: text.append(byte)
      }
    }
  }

  /// Throws unless only white space is left.
  mutating func end() throws(Problem) {
    skipSpace()
    guard position == bytes.endIndex else {
      throw .header("text after the end of the object", position: position)
    }
  }

  /// An error at the value that was read last.
  func problem(_ defect: String) -> Problem { .header(defect, position: position) }

  private mutating func count() throws(Problem) -> Int {
    skipSpace()
    let start = position
    while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      position += 1
    }
    let digits = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let count = Int(digits), digits == "0" || digits.first != "0" else {
      throw .header("a count was expected", position: start)
    }
    return count
  }

  /// Reads what follows a backslash.
  private mutating func escape() throws(Problem) -> Unicode.Scalar {
    let start = position - 1
    guard let byte = next() else { throw .header("a string does not end", position: start) }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try codeUnit(start)
      if (0xD800..<0xDC00).contains(code) {
        guard next() == UInt8(ascii: "\\"), next() == UInt8(ascii: "u") else {
          throw .header("half of a surrogate pair", position: start)
        }
        let low = try codeUnit(start)
        guard (0xDC00..<0xE000).contains(low) else {
          throw .header("half of a surrogate pair", position: start)
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw .header("half of a surrogate pair", position: start)
      }
      return scalar
    default: throw .header("an unknown escape in a string", position: start)
    }
  }

  private mutating func codeUnit(_ start: Int) throws(Problem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw .header("an escape needs four hexadecimal digits", position: start)
      }
      value = value << 4 + UInt32(digit)
    }
    return value
  }

  private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(Problem) {
    guard take(character) else { throw .header("\(what) was expected", position: position) }
  }

  /// Skips white space and `character`, if that comes next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek(), [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  private func peek() -> UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  private mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    position += 1
    return byte
  }
}

extension String {
  /// The text as JSON writes it, with quotation marks.
  var json: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
