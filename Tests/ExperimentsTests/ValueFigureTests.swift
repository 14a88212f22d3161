import Experiments
import Foundation
import LinearAlgebra
import Testing

/// The exact numbers of chapters 6 and 7.
@Suite struct ValueFigureTests {
  @Test func expectedMaximum() {
    for (count, stated) in [(2, 0.564), (4, 1.029), (16, 1.766), (64, 2.344), (1024, 3.248)] {
      #expect(abs(MaximumBias.expectedMaximum(count) - stated) < 1e-3)
    }
    // 1/√π, and 0 for one number.
    #expect(abs(MaximumBias.expectedMaximum(2) - 1 / Double.pi.squareRoot()) < 1e-9)
    #expect(abs(MaximumBias.expectedMaximum(1)) < 1e-12)
  }

  @Test func simulatedMaximum() {
    var stream = RandomStream(seed: 1)
    let result = MaximumBias.simulate(4, trials: 20_000, using: &stream)
    #expect(abs(result.single - MaximumBias.expectedMaximum(4)) < 0.03)
    #expect(abs(result.double) < 0.03)
  }

  @Test func overestimationOfPolynomials() throws {
    for row in DoubleQFit.rows {
      let estimates = try DoubleQFit.estimates(row)
      #expect(abs(estimates.mean(estimates.single) - row.statedSingle) < 0.01)
      #expect(abs(estimates.mean(estimates.double) - row.statedDouble) < 0.01)
    }
  }
}
