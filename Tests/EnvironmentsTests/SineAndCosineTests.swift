import Environments
import Foundation
import LinearAlgebra
import Testing

/// The environments' own sine and cosine against the C library's, which errs by half a unit in the last place.
struct SineAndCosineTests {
  private func expectAgreement(_ x: Double) {
    let (sine, cosine) = sineAndCosine(x)
    #expect(abs(sine - sin(x)) <= sin(x).ulp, "sin \(x)")
    #expect(abs(cosine - cos(x)) <= cos(x).ulp, "cos \(x)")
  }

  @Test func withinOneUnitInTheLastPlace() {
    var stream = RandomStream(seed: 11)
    for range in [1.0, 4, 30, 1_000, 1e6] {
      for _ in 0..<4_000 { expectAgreement(stream.uniform(-range, range)) }
    }
  }

  /// Where almost everything of x cancels, and where the quadrant changes.
  @Test func nearMultiplesOfQuarterTurns() {
    for n in -40...40 {
      for factor in [1.0, 1_000, 10_000] {
        let x = Double(n) * factor * .pi / 4
        for neighbour in [x.nextDown, x, x.nextUp, x - 1e-9, x + 1e-9] {
          expectAgreement(neighbour)
        }
      }
    }
  }

  @Test func beyondTheReduction() {
    for x in [0x1p20, (0x1p20).nextUp, 1e7, 1e22, -1e300] { expectAgreement(x) }
    for x in [Double.nan, .infinity, -.infinity] {
      #expect(sineAndCosine(x).sine.isNaN && sineAndCosine(x).cosine.isNaN)
    }
    #expect(sineAndCosine(0) == (0, 1))
    #expect(sineAndCosine(1e-300).sine == 1e-300)
  }
}
