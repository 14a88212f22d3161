internal import LinearAlgebra

extension CodedValue {
  /// The value that was taken apart.
  /// - Throws: `DecodingError` if a part is missing or of another type.
  package func decoded<T: Decodable>(as type: T.Type = T.self) throws -> T {
    try ValueDecoder(value: self, codingPath: [], recorder: nil).decode(type)
  }

  /// A decoder of the value, as a batch's `restoreState(from:)` takes it.
  package var decoder: any Decoder { ValueDecoder(value: self, codingPath: [], recorder: nil) }

  /// The paths of all names that a `T` asks for when it is read from this value, in the order of asking.
  package func namesAsked<T: Decodable>(by type: T.Type) throws -> [[String]] {
    let recorder = KeyRecorder()
    _ = try ValueDecoder(value: self, codingPath: [], recorder: recorder).decode(type)
    return recorder.paths
  }
}

/// Notes which names were asked for.
private final class KeyRecorder {
  var paths: [[String]] = []

  func note(_ path: [any CodingKey]) {
    let path = path.map(\.stringValue)
    if !paths.contains(path) { paths.append(path) }
  }
}

private struct ValueDecoder: Decoder, SingleValueDecodingContainer {
  let value: CodedValue
  let codingPath: [any CodingKey]
  let recorder: KeyRecorder?
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "no \(type)"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let object) = value else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(NamedParts<Key>(object, codingPath, recorder))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let elements: [CodedValue]
    switch value {
    case .array(let array): elements = array
    case .singles(let vector): elements = Array(vector).map { .single($0) }
    case .doubles(let vector): elements = Array(vector).map { .double($0) }
    case .bytes(let bytes): elements = bytes.map { .natural(UInt64($0)) }
    default: throw mismatch([Any].self)
    }
    return Parts(elements: elements, codingPath: codingPath, recorder: recorder)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func decodeNil() -> Bool { if case .null = value { true } else { false } }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let bool) = value else { throw mismatch(type) }
    return bool
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let text) = value else { throw mismatch(type) }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch value {
    case .double(let number): return number
    case .single(let number): return Double(number)
    case .integer(let number): return Double(number)
    case .natural(let number): return Double(number)
    default: throw mismatch(type)
    }
  }

  func decode(_ type: Float.Type) throws -> Float {
    if case .single(let number) = value { return number }
    return Float(try decode(Double.self))
  }

  private func whole<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
    let number: I?
    switch value {
    case .integer(let integer): number = I(exactly: integer)
    case .natural(let natural): number = I(exactly: natural)
    case .double(let double): number = I(exactly: double)
    default: number = nil
    }
    guard let number else { throw mismatch(type) }
    return number
  }

  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    // Long vectors of numbers are given whole.
    switch value {
    case .singles(let vector):
      if let vector = vector as? T { return vector }
      if T.self == [Float].self, let array = Array(vector) as? T { return array }
    case .doubles(let vector):
      if let vector = vector as? T { return vector }
      if T.self == [Double].self, let array = Array(vector) as? T { return array }
    case .bytes(let bytes): if let bytes = bytes as? T { return bytes }
    default: break
    }
    return try T(from: self)
  }
}

private struct NamedParts<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let object: CodedValue.Object
  let codingPath: [any CodingKey]
  let recorder: KeyRecorder?
  /// The places of the names, where there are too many to look through.
  let places: [String: Int]?

  init(_ object: CodedValue.Object, _ codingPath: [any CodingKey], _ recorder: KeyRecorder?) {
    self.object = object
    self.codingPath = codingPath
    self.recorder = recorder
    places =
      object.members.count <= 16
      ? nil
      : Dictionary(
        zip(object.members.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
  }

  var allKeys: [Key] { object.members.compactMap { Key(stringValue: $0.name) } }

  private func find(_ key: any CodingKey) -> CodedValue? {
    recorder?.note(codingPath + [key])
    guard let places else { return object[key.stringValue] }
    return places[key.stringValue].map { object.members[$0].value }
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }

  private func part(_ key: any CodingKey) throws -> ValueDecoder {
    guard let value = find(key) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "\(key.stringValue) is missing"))
    }
    return ValueDecoder(value: value, codingPath: codingPath + [key], recorder: recorder)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try part(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try part(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try part(key).decode(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try part(key).decode(type) }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try part(key).decode(type) }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try part(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try part(key).decode(type) }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try part(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try part(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try part(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try part(NamedKey("super")) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try part(key) }
}

private struct Parts: UnkeyedDecodingContainer {
  let elements: [CodedValue]
  let codingPath: [any CodingKey]
  let recorder: KeyRecorder?
  var currentIndex = 0

  init(elements: [CodedValue], codingPath: [any CodingKey], recorder: KeyRecorder?) {
    self.elements = elements
    self.codingPath = codingPath
    self.recorder = recorder
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private func part() throws -> ValueDecoder {
    let path = codingPath + [NamedKey(index: currentIndex)]
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Any.self, .init(codingPath: path, debugDescription: "there are \(elements.count) elements"))
    }
    return ValueDecoder(value: elements[currentIndex], codingPath: path, recorder: recorder)
  }

  mutating func decodeNil() throws -> Bool {
    guard try part().decodeNil() else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let value = try part().decode(type)
    currentIndex += 1
    return value
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    defer { currentIndex += 1 }
    return try part().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    defer { currentIndex += 1 }
    return try part().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder {
    defer { currentIndex += 1 }
    return try part()
  }
}
