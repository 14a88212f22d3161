import CChecksum
import NeuralNetworks
import Testing

/// SHA-256 against the examples of FIPS 180-4 and other published ones, and its two forms against each other.
@Suite(.serialized) struct ChecksumTests {
  @Test(arguments: [false, true])
  func examples(isPortable: Bool) {
    checksum_select_portable(isPortable ? 1 : 0)
    defer { checksum_select_portable(0) }
    let examples = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    for (text, sum) in examples {
      #expect(Checksum(of: Array(text.utf8)).description == sum)
    }
  }

  @Test func bothFormsAgreeAtEveryLength() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
    var seen: Set<Checksum> = []
    for length in 0...bytes.count {
      checksum_select_portable(1)
      let portable = Checksum(of: bytes[..<length])
      checksum_select_portable(0)
      #expect(Checksum(of: bytes[..<length]) == portable)
      seen.insert(portable)
    }
    #expect(seen.count == bytes.count + 1)
  }

  /// A sum in pieces is the sum of the whole, wherever it is cut.
  @Test func pieces() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 73) }
    let whole = Checksum(of: bytes).description
    for cut in 0...bytes.count {
      var state = checksum_state()
      checksum_begin(&state)
      bytes[..<cut].withUnsafeBytes { checksum_add(&state, $0.baseAddress, $0.count) }
      bytes[cut...].withUnsafeBytes { checksum_add(&state, $0.baseAddress, $0.count) }
      var digest = [UInt8](repeating: 0, count: 32)
      checksum_end(&state, &digest)
      let text = digest.map { byte in
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }
      #expect(text.joined() == whole)
    }
  }
}
