import LinearAlgebra
import NeuralNetworks
import Testing

/// Every operation of the tape against central differences, over random shapes and points.
@Suite struct GradientTests {
  /// Elements of magnitude `low`…`high`, away from the kinks at 0; of random sign if `signed`.
  static func random(
    _ rows: Int, _ columns: Int, _ stream: inout RandomStream, low: Double = 0.2,
    high: Double = 1.2, signed: Bool = true
  ) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns) { _, _ in
      stream.uniform(low, high) * (signed && stream.bernoulli(0.5) ? -1 : 1)
    }
  }

  static func check(
    _ name: String, _ points: [Matrix<Double>], sourceLocation: SourceLocation = #_sourceLocation,
    _ function: @escaping GradientChecker.Function
  ) {
    let checker = GradientChecker(points: points, function: function)
    checker.checkFirst(name, sourceLocation: sourceLocation)
    checker.checkSecond(name, sourceLocation: sourceLocation)
  }

  typealias Unary = (
    name: String, positive: Bool, function: @Sendable (Variable<Double>) -> Variable<Double>
  )
  static let unaries: [Unary] = [
    ("negate", false, { -$0 }), ("exp", false, { exp($0) }), ("log", true, { log($0) }),
    ("sqrt", true, { sqrt($0) }), ("square", false, { square($0) }),
    ("reciprocal", false, { reciprocal($0) }), ("tanh", false, { tanh($0) }),
    ("relu", false, { relu($0) }), ("sigmoid", false, { sigmoid($0) }),
    ("softplus", false, { softplus($0) }), ("abs", false, { abs($0) }),
    ("expm1", false, { expm1($0) }), ("log1p", true, { log1p($0) }), ("elu", false, { elu($0) }),
    ("swish", false, { swish($0) }), ("gelu", false, { gelu($0) }), ("erf", false, { erf($0) }),
    ("sin", false, { sin($0) }), ("cos", false, { cos($0) }),
    ("power 3", false, { pow($0, 3) }), ("power 0", false, { pow($0, 0) }),
    ("power 1", false, { pow($0, 1) }), ("power −1", false, { pow($0, -1) }),
    ("power 1.7", true, { pow($0, 1.7) }),
    ("affine", false, { 2 - $0 * 3 + 0.5 }), ("scale", false, { 0.5 * $0 / 3 - 1 }),
    ("clamp", false, { $0.clamped(-0.7, 0.61) }), ("mask", false, { $0 * $0.isPositive }),
    ("sign", false, { square($0) * $0.sign }), ("sum", false, { $0.sum() }),
    ("mean", false, { $0.mean() }), ("rowSums", false, { $0.rowSums() }),
    ("columnSums", false, { $0.columnSums() }), ("logSumExp", false, { $0.logSumExp() }),
    ("softmax", false, { $0.softmax() }), ("logSoftmax", false, { $0.logSoftmax() }),
    ("transpose", false, { tanh($0.transposed) }),
    (
      "view", false,
      { square($0.view(offset: $0.columns - 1, rows: 1, columns: $0.count - $0.columns + 1)) }
    ),
    (
      "overlapping views", false,
      {
        tanh($0.view(offset: 0, rows: 1, columns: $0.count))
          * $0.view(offset: $0.count - 1, rows: 1, columns: 1)
      }
    ),
    ("stopGradient", false, { $0 * 2 + $0 - $0.stopGradient() * 0 }),
  ]

  @Test(arguments: 0..<unaries.count) func functionsOfOneVariable(_ number: Int) {
    let (name, positive, function) = Self.unaries[number]
    var stream = RandomStream(seed: UInt64(number))
    for _ in 0..<6 {
      let (rows, columns) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
      Self.check(name, [Self.random(rows, columns, &stream, signed: !positive)]) {
        function($0[0])
      }
    }
  }

  static let binaries:
    [(name: String, function: @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>)] =
      [
        ("add", { $0 + $1 }), ("subtract", { $0 - $1 }), ("multiply", { $0 * $1 }),
        ("divide", { $0 / $1 }), ("minimum", { minimum($0, $1) }), ("maximum", { maximum($0, $1) }),
        ("greater", { $0 * ($0 .> $1) + $1 }),
      ]

  @Test(arguments: 0..<binaries.count) func functionsOfTwoVariables(_ number: Int) {
    let (name, function) = Self.binaries[number]
    var stream = RandomStream(seed: 100 + UInt64(number))
    for repetition in 0..<18 {
      let (rows, columns) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
      let shapes = [(rows, columns), (rows, 1), (1, columns), (1, 1)]
      let (a, b) = (shapes[repetition % 4], shapes[(repetition / 4) % 4])
      Self.check(
        "\(name) \(a) \(b)",
        [Self.random(a.0, a.1, &stream), Self.random(b.0, b.1, &stream, low: 0.3, high: 1.1)]
      ) { function($0[0], $0[1]) }
    }
  }

  @Test func productsInEveryTransposition() {
    var stream = RandomStream(seed: 200)
    for _ in 0..<4 {
      for (transposedA, transposedB) in [
        (false, false), (true, false), (false, true), (true, true),
      ] {
        let (m, n, k) = (
          1 + stream.integer(below: 4), 1 + stream.integer(below: 4), 1 + stream.integer(below: 4)
        )
        let a = transposedA ? (k, m) : (m, k)
        let b = transposedB ? (n, k) : (k, n)
        Self.check(
          "\(m)×\(n)×\(k)", [Self.random(a.0, a.1, &stream), Self.random(b.0, b.1, &stream)]
        ) { $0[0].times($0[1], transposed: transposedA, otherTransposed: transposedB) }
      }
    }
  }

  @Test(arguments: Activation.allCases) func linearLayers(_ activation: Activation) {
    var stream = RandomStream(seed: 300)
    for hasBias in [true, false] {
      for _ in 0..<4 {
        let (rows, inputs, outputs) = (
          1 + stream.integer(below: 4), 1 + stream.integer(below: 4), 1 + stream.integer(below: 4)
        )
        // One parameter stays unused in front and one behind: gaps in the gradient.
        let count = 2 + inputs * outputs + outputs
        Self.check(
          "\(rows)×\(inputs)→\(outputs)",
          [Self.random(rows, inputs, &stream), Self.random(1, count, &stream)]
        ) {
          $0[0].linear(
            $0[1], weight: 1, bias: hasBias ? 1 + inputs * outputs : nil, outputs: outputs,
            activation: activation)
        }
      }
    }
  }

  @Test func gatherAndScatter() {
    var stream = RandomStream(seed: 400)
    for _ in 0..<4 {
      let (rows, columns) = (1 + stream.integer(below: 4), 2 + stream.integer(below: 3))
      let chosen = Matrix<Double>(rows: rows, columns: 1) { _, _ in
        Double(stream.integer(below: columns))
      }
      Self.check("gather", [Self.random(rows, columns, &stream)]) {
        square($0[0].gather($0[0].tape.input(chosen)))
      }
      Self.check("scatter", [Self.random(rows, 1, &stream)]) {
        tanh($0[0].scatter($0[0].tape.input(chosen), count: columns))
      }
    }
  }

  @Test func broadcasts() {
    var stream = RandomStream(seed: 500)
    for shape in [(1, 1), (3, 1), (1, 2), (3, 2)] {
      Self.check("\(shape)", [Self.random(shape.0, shape.1, &stream)]) {
        square($0[0]).broadcast(rows: 3, columns: 2)
      }
    }
  }

  @Test func sharedParametersAccumulate() {
    // The same weights at every step, as in a recurrent network, and a penalty on all of them.
    var stream = RandomStream(seed: 600)
    Self.check("recurrent", [Self.random(2, 3, &stream), Self.random(1, 12, &stream)]) {
      var h = $0[0]
      for _ in 0..<3 { h = h.linear($0[1], weight: 0, bias: 9, outputs: 3, activation: .tanh) }
      return h + square($0[1]).sum()
    }
  }

  @Test func overlappingLayers() {
    // Two layers whose weights share some parameters: the fused kernels have no free place.
    var stream = RandomStream(seed: 700)
    Self.check("overlap", [Self.random(2, 2, &stream), Self.random(1, 8, &stream)]) {
      $0[0].linear($0[1], weight: 0, bias: 4, outputs: 2, activation: .tanh)
        .linear($0[1], weight: 2, bias: 6, outputs: 2, activation: .sigmoid)
    }
  }

  @Test func computedParameters() {
    // An inner gradient step inside the function: θ′ = θ − α∇L(θ), as in meta-learning.
    var stream = RandomStream(seed: 800)
    Self.check("inner step", [Self.random(3, 2, &stream), Self.random(1, 9, &stream)]) { points in
      let (x, θ) = (points[0], points[1])
      func output(_ θ: Variable<Double>) -> Variable<Double> {
        x.linear(θ, weight: 0, bias: 4, outputs: 2, activation: .tanh)
          .linear(θ, weight: 6, bias: 8, outputs: 1, activation: .identity)
      }
      let loss = square(output(θ)).mean()
      let gradient = θ.tape.gradient(of: loss, withRespectTo: θ, differentiable: true)
      return output(θ - 0.1 * gradient)
    }
  }

  @Test func perceptron() {
    var stream = RandomStream(seed: 900)
    var layout = ParameterLayout()
    let network = MLP([3, 5, 4, 2], hidden: .tanh, in: &layout)
    let θ: Vector<Double> = layout.initialParameters(using: &stream)
    Self.check(
      "mlp", [Self.random(4, 3, &stream), Matrix(θ, rows: 1, columns: θ.count)]
    ) { network($0[0], $0[1]) }
  }
}
