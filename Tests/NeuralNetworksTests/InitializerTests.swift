import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct InitializerTests {
  private func weights<E: BLASScalar>(
    _ initializer: Initializer, _ rows: Int, _ columns: Int, seed: UInt64 = 60,
    of type: E.Type = E.self
  ) -> Matrix<E> {
    var stream = RandomStream(seed: seed)
    var weights = Matrix<E>(rows: rows, columns: columns)
    weights.withUnsafeMutablePointer {
      initializer.fill($0, rows: rows, columns: columns, using: &stream)
    }
    return weights
  }

  @Test(arguments: [(7, 4), (4, 7), (5, 5), (1, 6), (6, 1), (1, 1)])
  func orthogonal(_ rows: Int, _ columns: Int) {
    let w: Matrix<Double> = weights(.orthogonal(gain: 1.5), rows, columns)
    let q = rows >= columns ? w : w.transposed
    for i in 0..<q.columns {
      for j in 0..<q.columns {
        let product = (0..<q.rows).map { q[$0, i] * q[$0, j] }.reduce(0, +)
        #expect(abs(product - (i == j ? 2.25 : 0)) < 1e-13)
      }
    }
  }

  /// Uniformly distributed: every element has the mean 0 and the variance gain²/n, which the bare Q of LAPACK,
  /// whose diagonal has one sign, has not.
  @Test func orthogonalIsUniform() {
    var (sum, squares) = (0.0, 0.0)
    for seed in 0..<2_000 {
      let w: Matrix<Double> = weights(.orthogonal(gain: 1), 3, 3, seed: UInt64(seed))
      sum += w[0, 0]
      squares += w[0, 0] * w[0, 0]
    }
    #expect(abs(sum / 2_000) < 5 / (3.0 * 2_000).squareRoot())
    #expect(abs(squares / 2_000 - 1 / 3.0) < 0.04)
  }

  /// Uniform distributions keep their bounds, come close to them and have the variance bound²/3.
  @Test(arguments: [(Initializer.glorot, 0.2), (.fanIn, 0.1), (.uniform(bound: 0.3), 0.3)])
  func uniform(_ initializer: Initializer, _ bound: Double) {
    let w: Matrix<Double> = weights(initializer, 100, 50)
    var (sum, squares, largest) = (0.0, 0.0, 0.0)
    for i in 0..<w.count {
      sum += w.elements[i]
      squares += w.elements[i] * w.elements[i]
      largest = max(largest, abs(w.elements[i]))
    }
    let (n, variance) = (Double(w.count), bound * bound / 3)
    #expect(largest <= bound && largest > 0.99 * bound)
    #expect(abs(sum / n) < 5 * (variance / n).squareRoot())
    #expect(abs(squares / n - variance) < 5 * variance * (0.8 / n).squareRoot())
  }

  @Test(arguments: [
    Initializer.constant(0.1), .glorot, .fanIn, .uniform(bound: 0.5),
    .orthogonal(gain: 2.0.squareRoot()),
  ])
  func sameSeedSameBitsInBothPrecisions(_ initializer: Initializer) {
    let (a, b): (Matrix<Double>, Matrix<Double>) = (
      weights(initializer, 6, 4), weights(initializer, 6, 4)
    )
    #expect(a == b)
    #expect((weights(initializer, 6, 4, seed: 61) == a) == (initializer == .constant(0.1)))
    let single: Matrix<Float> = weights(initializer, 6, 4)
    for i in 0..<24 { #expect(single.elements[i] == Float(a.elements[i])) }
  }

  /// Biases start at 0, but where weights start uniformly over ±1/√inputs they do as well.
  @Test func biasesStartAsSuitsTheWeights() {
    for (initializer, bound) in [(Initializer.glorot, 0.0), (.he, 0), (.fanIn, 0.2)] {
      var layout = ParameterLayout()
      let network = MLP([25, 400], initializer: initializer, name: "q", in: &layout)
      var random = RandomStream(seed: 3)
      let parameters: Vector<Double> = layout.initialParameters(using: &random)
      let slot = network.layers[0].bias
      let biases = (0..<slot.columns).map { abs(parameters[slot.offset + $0]) }
      #expect(biases.max()! <= bound && biases.max()! >= 0.98 * bound)
    }
  }
}
