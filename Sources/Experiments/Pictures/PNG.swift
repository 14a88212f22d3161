/// The file format PNG: colours of 3 × 8 bits, filtered by the difference to the row above.
///
/// The deflate stream has the fixed code and repeats of the pixel to the left only: after the filter, almost all of a
/// picture with large areas of one colour is zeros, and more would bring little.
package enum PNG {
  /// The file of an image [height × width × 3].
  /// - Precondition: The bytes are as many as the size says.
  package static func encode(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(
      width > 0 && height > 0 && pixels.count == 3 * width * height,
      "\(pixels.count) bytes are not \(width)×\(height) pixels of 3.")
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    append(
      "IHDR", bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 2, 0, 0, 0], to: &file)
    append("IDAT", zlib(filtered(pixels, rowBytes: 3 * width)), to: &file)
    append("IEND", [], to: &file)
    return file
  }

  /// Each row as its filter's number, 2, and the differences to the row above.
  private static func filtered(_ pixels: [UInt8], rowBytes: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count + pixels.count / rowBytes)
    for start in stride(from: 0, to: pixels.count, by: rowBytes) {
      result.append(2)
      for i in start..<start + rowBytes {
        result.append(i < rowBytes ? pixels[i] : pixels[i] &- pixels[i - rowBytes])
      }
    }
    return result
  }

  private static func append(_ type: String, _ data: [UInt8], to file: inout [UInt8]) {
    let body = Array(type.utf8) + data
    file += bigEndian(UInt32(data.count)) + body + bigEndian(crc32(body))
  }

  private static func bigEndian(_ x: UInt32) -> [UInt8] {
    [UInt8(x >> 24), UInt8(x >> 16 & 255), UInt8(x >> 8 & 255), UInt8(x & 255)]
  }

  private static let crcTable: [UInt32] = (0..<256).map { i in
    (0..<8).reduce(UInt32(i)) { c, _ in c & 1 != 0 ? c >> 1 ^ 0xEDB8_8320 : c >> 1 }
  }

  /// The cyclic redundancy code of a chunk.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var c: UInt32 = 0xFFFF_FFFF
    for byte in bytes { c = crcTable[Int(c & 255 ^ UInt32(byte))] ^ c >> 8 }
    return c ^ 0xFFFF_FFFF
  }

  /// The checksum of a zlib stream.
  package static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b) = (1 as UInt32, 0 as UInt32)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  /// `bytes` as a zlib stream of one block.
  package static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var bits = BitWriter(bytes: [0x78, 0x01])
    bits.append(0b011, count: 3)  // The last block; the fixed code.
    var i = 0
    while i < bytes.count {
      // How many bytes repeat what stands three before them.
      var length = 0
      while i >= 3 && length < 258 && i + length < bytes.count
        && bytes[i + length] == bytes[i + length - 3]
      { length += 1 }
      if length >= 3 {
        appendRepeat(length, to: &bits)
        i += length
      } else {
        appendSymbol(Int(bytes[i]), to: &bits)
        i += 1
      }
    }
    appendSymbol(256, to: &bits)
    return bits.finished() + bigEndian(adler32(bytes))
  }

  /// A symbol in the fixed code of RFC 1951, section 3.2.6.
  private static func appendSymbol(_ symbol: Int, to bits: inout BitWriter) {
    switch symbol {
    case 0..<144: bits.appendCode(0x30 + symbol, count: 8)
    case 144..<256: bits.appendCode(0x190 + symbol - 144, count: 9)
    case 256..<280: bits.appendCode(symbol - 256, count: 7)
    default: bits.appendCode(0xC0 + symbol - 280, count: 8)
    }
  }

  /// A repeat of `length` bytes at distance 3: the length's symbol with the bits that it leaves open, then the
  /// distance's symbol, 2, of five bits.
  private static func appendRepeat(_ length: Int, to bits: inout BitWriter) {
    if length == 258 {
      appendSymbol(285, to: &bits)
    } else if length < 11 {
      appendSymbol(254 + length, to: &bits)
    } else {
      // Groups of four symbols share a number of open bits, which grows by one from group to group.
      let open = Int.bitWidth - 1 - (length - 3).leadingZeroBitCount - 2
      let symbol = 257 + 4 * open + (length - 3) >> open
      appendSymbol(symbol, to: &bits)
      bits.append((length - 3) & (1 << open - 1), count: open)
    }
    bits.appendCode(2, count: 5)
  }
}

/// Bits that become bytes, the lowest bit of a byte first.
private struct BitWriter {
  var bytes: [UInt8]
  private var pending: UInt32 = 0
  private var count: UInt32 = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Appends the lowest bits of a number, the lowest first.
  mutating func append(_ value: Int, count n: Int) {
    pending |= UInt32(value) << count
    count += UInt32(n)
    while count >= 8 {
      bytes.append(UInt8(pending & 255))
      pending >>= 8
      count -= 8
    }
  }

  /// Appends a code of Huffman's, the highest bit first.
  mutating func appendCode(_ code: Int, count n: Int) {
    var reversed = 0
    for i in 0..<n where code >> i & 1 != 0 { reversed |= 1 << (n - 1 - i) }
    append(reversed, count: n)
  }

  /// All bytes, the last one filled up with zeros.
  func finished() -> [UInt8] { count > 0 ? bytes + [UInt8(pending & 255)] : bytes }
}
