internal import LinearAlgebra

extension CodedValue {
  /// One byte that says what follows.
  private enum Tag: UInt8 {
    case null, tensor, no, yes, integer, natural, single, double, text, bytes, singles, doubles,
      array
    case object
  }

  /// Bytes that do not hold a value.
  package struct Malformed: Error, CustomStringConvertible {
    /// Where and what.
    package let description: String
  }

  /// The value as bytes; equal bits give equal bytes. A name is written once and then called by its number.
  package var serialized: [UInt8] {
    var writer = Writer()
    writer.write(self)
    return writer.bytes
  }

  /// The value of which `bytes` is the serialised form.
  package init(serialized bytes: [UInt8]) throws(Malformed) {
    var reader = Reader(bytes: bytes)
    self = try reader.read(depth: 0)
    guard reader.position == bytes.count else {
      throw Malformed(description: "there are bytes after the value, at \(reader.position)")
    }
  }

  private struct Writer {
    var bytes: [UInt8] = []
    var names: [String: Int] = [:]

    mutating func write(_ value: CodedValue) {
      switch value {
      case .null: tag(.null)
      case .tensor: tag(.tensor)
      case .bool(let bool): tag(bool ? .yes : .no)
      case .integer(let number):
        tag(.integer)
        raw(number)
      case .natural(let number):
        tag(.natural)
        raw(number)
      case .single(let number):
        tag(.single)
        raw(number.bitPattern)
      case .double(let number):
        tag(.double)
        raw(number.bitPattern)
      case .text(let text):
        tag(.text)
        string(text)
      case .bytes(let values):
        tag(.bytes)
        count(values.count)
        bytes += values
      case .singles(let vector):
        tag(.singles)
        elements(vector)
      case .doubles(let vector):
        tag(.doubles)
        elements(vector)
      case .array(let values):
        tag(.array)
        count(values.count)
        for value in values { write(value) }
      case .object(let object):
        tag(.object)
        count(object.members.count)
        for (name, value) in object.members {
          self.name(name)
          write(value)
        }
      }
    }

    mutating func tag(_ tag: Tag) { bytes.append(tag.rawValue) }

    mutating func raw<T: FixedWidthInteger>(_ number: T) {
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    /// A count in groups of seven bits, the lowest first.
    mutating func count(_ count: Int) {
      var rest = UInt64(count)
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }

    mutating func string(_ text: String) {
      count(text.utf8.count)
      bytes += text.utf8
    }

    mutating func name(_ name: String) {
      if let number = names[name] { return count(number + 1) }
      names[name] = names.count
      count(0)
      string(name)
    }

    mutating func elements<Element>(_ vector: Vector<Element>) {
      count(vector.count)
      vector.withUnsafePointer {
        bytes += UnsafeRawBufferPointer(
          start: $0, count: vector.count * MemoryLayout<Element>.stride)
      }
    }
  }

  private struct Reader {
    /// Deeper values would come from a damaged file only.
    static let deepest = 200

    let bytes: [UInt8]
    var position = 0
    var names: [String] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func read(depth: Int) throws(Malformed) -> CodedValue {
      guard depth < Self.deepest else { throw problem("values are nested too deeply") }
      guard let tag = Tag(rawValue: try raw()) else { throw problem("there is no such tag") }
      switch tag {
      case .null: return .null
      case .tensor: return .tensor
      case .no: return .bool(false)
      case .yes: return .bool(true)
      case .integer: return .integer(Int64(bitPattern: try raw()))
      case .natural: return .natural(try raw())
      case .single: return .single(Float(bitPattern: try raw()))
      case .double: return .double(Double(bitPattern: try raw()))
      case .text: return .text(try string())
      case .bytes: return .bytes(Array(try take(try count())))
      case .singles: return .singles(try elements())
      case .doubles: return .doubles(try elements())
      case .array:
        var values: [CodedValue] = []
        for _ in 0..<(try count()) { values.append(try read(depth: depth + 1)) }
        return .array(values)
      case .object:
        var object = Object()
        for _ in 0..<(try count()) {
          let name = try name()
          object.append(name, try read(depth: depth + 1))
        }
        return .object(object)
      }
    }

    func problem(_ defect: String) -> Malformed {
      Malformed(description: "\(defect), at byte \(position)")
    }

    mutating func take(_ count: Int) throws(Malformed) -> ArraySlice<UInt8> {
      guard count <= bytes.count - position else { throw problem("the value is cut off") }
      position += count
      return bytes[position - count..<position]
    }

    mutating func raw<T: FixedWidthInteger>() throws(Malformed) -> T {
      try take(MemoryLayout<T>.size).reversed().reduce(T(0)) {
        ($0 << 8) | T(truncatingIfNeeded: $1)
      }
    }

    mutating func count() throws(Malformed) -> Int {
      var (result, shift) = (0, 0)
      while true {
        let byte: UInt8 = try raw()
        guard shift < 56 else { throw problem("a count is too large") }
        result |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return result }
        shift += 7
      }
    }

    mutating func string() throws(Malformed) -> String {
      guard let text = String(validating: try take(try count()), as: UTF8.self) else {
        throw problem("a text is not UTF-8")
      }
      return text
    }

    mutating func name() throws(Malformed) -> String {
      let number = try count()
      if number == 0 {
        names.append(try string())
        return names[names.count - 1]
      }
      guard number <= names.count else { throw problem("there is no such name") }
      return names[number - 1]
    }

    mutating func elements<Element: BLASScalar>() throws(Malformed) -> Vector<Element> {
      let (count, width) = (try count(), MemoryLayout<Element>.stride)
      guard count <= (bytes.count - position) / width else { throw problem("the value is cut off") }
      let slice = try take(count * width)
      var vector = Vector<Element>(count: count)
      vector.withUnsafeMutablePointer {
        UnsafeMutableRawBufferPointer(start: $0, count: count * width).copyBytes(from: slice)
      }
      return vector
    }
  }
}
