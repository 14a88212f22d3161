/// The framing of records in event files: length, checksum of the length, content, checksum of the content.
enum TFRecord {
  /// `content` as a record.
  static func framed(_ content: [UInt8]) -> [UInt8] {
    var record: [UInt8] = []
    record.reserveCapacity(content.count + 16)
    withUnsafeBytes(of: UInt64(content.count).littleEndian) { record += $0 }
    append(checksumOf: 0..<8, to: &record)
    record += content
    append(checksumOf: 12..<12 + content.count, to: &record)
    return record
  }

  /// Adds the masked CRC-32C of a part of `record` to it, in four bytes.
  private static func append(checksumOf part: Range<Int>, to record: inout [UInt8]) {
    let sum = record.withUnsafeBytes { masked(crc32c(UnsafeRawBufferPointer(rebasing: $0[part]))) }
    withUnsafeBytes(of: sum.littleEndian) { record += $0 }
  }

  /// The number of bytes from the beginning of `bytes` on that are whole records.
  static func wholeRecords(in bytes: ArraySlice<UInt8>) -> Int {
    var end = 0
    while end + 12 <= bytes.count {
      let length = bytes.dropFirst(end).prefix(8).reversed().reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      guard length <= UInt64(bytes.count - end - 12), bytes.count - end - 12 - Int(length) >= 4
      else { break }
      end += Int(length) + 16
    }
    return end
  }

  /// The sum, rotated and shifted: records can hold records, and a sum over data that contain their own sum
  /// would lose its strength.
  static func masked(_ sum: UInt32) -> UInt32 { (sum >> 15 | sum << 17) &+ 0xA282_EAD8 }

  /// The cyclic redundancy check with Castagnoli's polynomial (RFC 3720, appendix B.4), reflected.
  static func crc32c(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
  }

  /// What each byte does to the sum.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in
      sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1
    }
  }
}
