import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct SpecialFunctionsTests {
  static let γ = 0.577_215_664_901_532_9
  static let ζ3 = 1.202_056_903_159_594_2

  private func expectClose(
    _ a: Double, _ b: Double, within tolerance: Double = 1e-14,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      Swift.abs(a - b) <= tolerance * (1 + Swift.abs(b)), "\(a) against \(b)",
      sourceLocation: sourceLocation)
  }

  @Test func knownValues() {
    expectClose(logGamma(0.5), 0.5 * Foundation.log(Double.pi))
    #expect(logGamma(1) == 0 && logGamma(2) == 0)
    expectClose(logGamma(11), Foundation.log(3_628_800))
    expectClose(digamma(1), -Self.γ)
    expectClose(digamma(0.5), -Self.γ - 2 * Foundation.log(2))
    expectClose(digamma(3), 1.5 - Self.γ)
    expectClose(polygamma(1, 1), .pi * .pi / 6)
    expectClose(polygamma(1, 0.5), .pi * .pi / 2)
    expectClose(polygamma(2, 1), -2 * Self.ζ3)
    expectClose(polygamma(3, 1), Double.pi * .pi * .pi * .pi / 15)
    expectClose(digamma(1e9), Foundation.log(1e9) - 0.5e-9)
    expectClose(polygamma(1, 1e9), 1e-9)
    expectClose(digamma(1e-9), -1e9 - Self.γ)
    // The positive root.
    expectClose(digamma(1.461_632_144_968_362_3), 0)
  }

  @Test func recurrencesAndDuplication() {
    var stream = RandomStream(seed: 1)
    for _ in 0..<1000 {
      let x = Foundation.exp(stream.uniform(-2, 6))
      expectClose(logGamma(x + 1), logGamma(x) + Foundation.log(x), within: 3e-14)
      expectClose(digamma(x + 1), digamma(x) + 1 / x, within: 3e-14)
      // 2 ψ(2x) = ψ(x) + ψ(x + ½) + 2 log 2, which leads to other points than the recurrence.
      expectClose(
        2 * digamma(2 * x), digamma(x) + digamma(x + 0.5) + 2 * Foundation.log(2), within: 3e-14)
      expectClose(
        8 * polygamma(2, 2 * x), polygamma(2, x) + polygamma(2, x + 0.5), within: 3e-14)
    }
  }

  @Test func outsideOfTheDomain() {
    #expect(logGamma(-0.5).isNaN && digamma(0).isNaN && polygamma(1, -2).isNaN)
    #expect(logGamma(.nan).isNaN && digamma(.nan).isNaN)
    #expect(logGamma(0) == .infinity && digamma(.infinity) == .infinity)
  }

  @Test func gradientsOfEveryOrder() {
    var stream = RandomStream(seed: 2)
    let x = GradientTests.random(3, 2, &stream, low: 0.4, high: 4, signed: false)
    GradientTests.check("logGamma", [x]) { logGamma($0[0]) }
    GradientTests.check("digamma", [x]) { digamma($0[0]) }
  }
}
