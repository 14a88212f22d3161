internal import CChecksum

/// A SHA-256 sum (FIPS 180-4).
package struct Checksum: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// 64 hexadecimal digits.
  package let description: String

  /// The sum of `bytes`.
  package init(of bytes: some Collection<UInt8>) {
    var state = checksum_state()
    checksum_begin(&state)
    let isDone: Void? = bytes.withContiguousStorageIfAvailable {
      checksum_add(&state, $0.baseAddress, $0.count)
    }
    if isDone == nil {
      [UInt8](bytes).withUnsafeBytes { checksum_add(&state, $0.baseAddress, $0.count) }
    }
    var digest = [UInt8](repeating: 0, count: 32)
    checksum_end(&state, &digest)
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = String.UnicodeScalarView()
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    description = String(text)
  }
}
