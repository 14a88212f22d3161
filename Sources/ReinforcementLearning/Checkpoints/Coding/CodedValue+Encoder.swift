internal import LinearAlgebra

extension CodedValue {
  /// Takes `value` apart.
  /// - Throws: `EncodingError`, and what the value's own `encode(to:)` throws.
  package init(encoding value: some Encodable) throws {
    self = try Self.coded(value, codingPath: [])
  }

  /// The coded form of an environment batch's state.
  package init(encoding body: (any Encoder) throws -> Void) throws {
    let encoder = ValueEncoder(codingPath: [])
    try body(encoder)
    self = encoder.value
  }

  fileprivate static func coded<T: Encodable>(
    _ value: T, codingPath: [any CodingKey]
  ) throws -> CodedValue {
    // Long vectors of numbers are taken whole.
    if T.self == Vector<Float>.self, let vector = value as? Vector<Float> {
      return .singles(vector)
    }
    if T.self == Vector<Double>.self, let vector = value as? Vector<Double> {
      return .doubles(vector)
    }
    if T.self == [Float].self, let array = value as? [Float] { return .singles(Vector(array)) }
    if T.self == [Double].self, let array = value as? [Double] { return .doubles(Vector(array)) }
    if T.self == [UInt8].self, let array = value as? [UInt8] { return .bytes(array) }
    let encoder = ValueEncoder(codingPath: codingPath)
    try value.encode(to: encoder)
    return encoder.value
  }
}

/// Collects one value.
private final class ValueEncoder: Encoder {
  enum Content {
    case nothing
    case leaf(CodedValue)
    case keyed([(String, Child)])
    case unkeyed([Child])
  }

  /// A part that is complete, or one that is still being written.
  enum Child {
    case value(CodedValue)
    case encoder(ValueEncoder)

    var value: CodedValue {
      switch self {
      case .value(let value): value
      case .encoder(let encoder): encoder.value
      }
    }
  }

  let codingPath: [any CodingKey]
  var content = Content.nothing
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(codingPath: [any CodingKey]) { self.codingPath = codingPath }

  var value: CodedValue {
    switch content {
    case .nothing: return .object(CodedValue.Object())
    case .leaf(let value): return value
    case .unkeyed(let children): return .array(children.map(\.value))
    case .keyed(let children):
      var object = CodedValue.Object()
      for (name, child) in children { object.append(name, child.value) }
      return .object(object)
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .nothing = content { content = .keyed([]) }
    return KeyedEncodingContainer(KeyedValues<Key>(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .nothing = content { content = .unkeyed([]) }
    return UnkeyedValues(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { SingleValue(encoder: self) }

  /// Adds or replaces the part of the given name.
  func put(_ child: Child, _ name: String) {
    guard case .keyed(var children) = content else {
      preconditionFailure("A value is written with names and without.")
    }
    content = .nothing
    if let place = children.firstIndex(where: { $0.0 == name }) {
      children[place].1 = child
    } else {
      children.append((name, child))
    }
    content = .keyed(children)
  }

  func append(_ child: Child) {
    guard case .unkeyed(var children) = content else {
      preconditionFailure("A value is written with names and without.")
    }
    content = .nothing
    children.append(child)
    content = .unkeyed(children)
  }

  var count: Int { if case .unkeyed(let children) = content { children.count } else { 0 } }
}

private struct KeyedValues<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func put(_ value: CodedValue, _ key: Key) { encoder.put(.value(value), key.stringValue) }

  mutating func encodeNil(forKey key: Key) { put(.null, key) }
  mutating func encode(_ value: Bool, forKey key: Key) { put(.bool(value), key) }
  mutating func encode(_ value: Int, forKey key: Key) { put(.integer(Int64(value)), key) }
  mutating func encode(_ value: UInt64, forKey key: Key) { put(.natural(value), key) }
  mutating func encode(_ value: Float, forKey key: Key) { put(.single(value), key) }
  mutating func encode(_ value: Double, forKey key: Key) { put(.double(value), key) }
  mutating func encode(_ value: String, forKey key: Key) { put(.text(value), key) }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    put(try CodedValue.coded(value, codingPath: codingPath + [key]), key)
  }

  private func child(_ key: any CodingKey) -> ValueEncoder {
    let child = ValueEncoder(codingPath: codingPath + [key])
    encoder.put(.encoder(child), key.stringValue)
    return child
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { child(key).container(keyedBy: keyType) }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    child(key).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { child(NamedKey("super")) }
  mutating func superEncoder(forKey key: Key) -> any Encoder { child(key) }
}

private struct UnkeyedValues: UnkeyedEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }
  var count: Int { encoder.count }

  mutating func encodeNil() { encoder.append(.value(.null)) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    encoder.append(
      .value(try CodedValue.coded(value, codingPath: codingPath + [NamedKey(index: count)])))
  }

  private func child() -> ValueEncoder {
    let child = ValueEncoder(codingPath: codingPath + [NamedKey(index: count)])
    encoder.append(.encoder(child))
    return child
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> { child().container(keyedBy: keyType) }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    child().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { child() }
}

private struct SingleValue: SingleValueEncodingContainer {
  let encoder: ValueEncoder
  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ value: CodedValue) { encoder.content = .leaf(value) }

  mutating func encodeNil() { set(.null) }
  mutating func encode(_ value: Bool) { set(.bool(value)) }
  mutating func encode(_ value: String) { set(.text(value)) }
  mutating func encode(_ value: Double) { set(.double(value)) }
  mutating func encode(_ value: Float) { set(.single(value)) }
  mutating func encode(_ value: Int) { set(.integer(Int64(value))) }
  mutating func encode(_ value: Int8) { set(.integer(Int64(value))) }
  mutating func encode(_ value: Int16) { set(.integer(Int64(value))) }
  mutating func encode(_ value: Int32) { set(.integer(Int64(value))) }
  mutating func encode(_ value: Int64) { set(.integer(value)) }
  mutating func encode(_ value: UInt) { set(.natural(UInt64(value))) }
  mutating func encode(_ value: UInt8) { set(.natural(UInt64(value))) }
  mutating func encode(_ value: UInt16) { set(.natural(UInt64(value))) }
  mutating func encode(_ value: UInt32) { set(.natural(UInt64(value))) }
  mutating func encode(_ value: UInt64) { set(.natural(value)) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    set(try CodedValue.coded(value, codingPath: codingPath))
  }
}

/// A key that is known by its name or its place alone.
struct NamedKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(_ name: String) { (stringValue, intValue) = (name, nil) }
  init(index: Int) { (stringValue, intValue) = ("\(index)", index) }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { self.init(index: intValue) }
}
