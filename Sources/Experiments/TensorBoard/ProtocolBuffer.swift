/// A message in the wire format of protocol buffers, written field by field.
///
/// Only what event files need: four wire types, no reading. Each field begins with a varint of
/// (number << 3) | wire type. A nested message is a field of bytes.
struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// An empty message with room for `capacity` bytes.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// A whole number, seven bits to a byte, the lowest first; a negative one takes ten bytes.
  mutating func append(_ value: Int64, at field: UInt64) {
    begin(field, .varint)
    append(varint: UInt64(bitPattern: value))
  }

  mutating func append(_ value: Double, at field: UInt64) {
    begin(field, .fixed64)
    append(littleEndian: value.bitPattern)
  }

  mutating func append(_ value: Float, at field: UInt64) {
    begin(field, .fixed32)
    append(littleEndian: value.bitPattern)
  }

  mutating func append(_ text: String, at field: UInt64) { append(Array(text.utf8), at: field) }

  mutating func append(_ content: [UInt8], at field: UInt64) {
    begin(field, .lengthDelimited)
    append(varint: UInt64(content.count))
    bytes += content
  }

  mutating func append(_ message: ProtocolBuffer, at field: UInt64) {
    append(message.bytes, at: field)
  }

  /// A packed list of doubles.
  mutating func append(_ values: [Double], at field: UInt64) {
    begin(field, .lengthDelimited)
    append(varint: UInt64(8 * values.count))
    for value in values { append(littleEndian: value.bitPattern) }
  }

  /// Fields, or a part of them, that are encoded already.
  mutating func append(encoded bytes: [UInt8]) { self.bytes += bytes }

  /// A number without its field.
  mutating func append(encoded value: Float) { append(littleEndian: value.bitPattern) }

  private mutating func begin(_ field: UInt64, _ type: WireType) {
    append(varint: field << 3 | type.rawValue)
  }

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(littleEndian value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}
