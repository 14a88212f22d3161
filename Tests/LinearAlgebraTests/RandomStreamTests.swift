import LinearAlgebra
import Testing

@Suite struct RandomStreamTests {
  @Test func sameSeedSameBits() {
    var a = RandomStream(seed: 7)
    var b = RandomStream(seed: 7)
    #expect((0..<100).allSatisfy { _ in a.next() == b.next() })
  }
}
