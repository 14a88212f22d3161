import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// What a gradient is taken of and with respect to.
@Suite struct TapeGradientTests {
  private func expectClose(
    _ a: Variable<Double>, _ b: Variable<Double>, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.rows == b.rows && a.columns == b.columns, sourceLocation: sourceLocation)
    for i in 0..<a.count {
      let (x, y) = (a.pointer[i], b.pointer[i])
      #expect(
        Swift.abs(x - y) <= 1e-12 * (1 + Swift.abs(y)), "\(what)[\(i)]",
        sourceLocation: sourceLocation)
    }
  }

  /// Fused kernels overwrite gradients that no one asked for; those of sources must stay.
  @Test(arguments: Activation.allCases) func intermediateSources(_ activation: Activation) {
    var stream = RandomStream(seed: 10)
    let tape = Tape<Double>()
    let x = tape.input(normal(5, 3, &stream), trainable: true)
    let θ = tape.input(normal(1, 60, &stream), trainable: true)
    var h = x
    var hidden: [Variable<Double>] = []
    for i in 0..<4 {
      h = h.linear(θ, weight: 12 * i, bias: 12 * i + 9, outputs: 3, activation: activation)
      hidden.append(h)
    }
    let y = square(h + 0.3 * hidden[1]).sum()
    let sources = [x, hidden[0], hidden[1], hidden[2], hidden[3], θ]
    let fused = tape.gradient(of: y, withRespectTo: sources)
    let reference = tape.gradient(of: y, withRespectTo: sources, differentiable: true)
    for (i, (f, r)) in zip(fused, reference).enumerated() { expectClose(f, r, "source \(i)") }
    // Each alone is the same as all together.
    for (source, f) in zip(sources, fused) {
      expectClose(tape.gradient(of: y, withRespectTo: source), f)
    }
    // The output itself, and a source asked for twice.
    #expect(tape.gradient(of: y, withRespectTo: y).scalar == 1)
    let twice = tape.gradient(of: y, withRespectTo: [hidden[1], hidden[1]])
    expectClose(twice[0], fused[2])
    expectClose(twice[1], fused[2])
  }

  /// Layers whose parameters overlap in part fall back from the fused kernels; no place may stay unwritten.
  @Test(arguments: [(4, 14), (9, 3), (5, 8)]) func overlappingPlaces(_ weight: Int, _ bias: Int) {
    var stream = RandomStream(seed: 11)
    let tape = Tape<Double>()
    let x = tape.input(normal(5, 2, &stream), trainable: true)
    let θ = tape.input(normal(1, 20, &stream), trainable: true)
    let y = square(
      x.linear(θ, weight: weight, bias: bias, outputs: 2, activation: .tanh)
        .linear(θ, weight: 0, bias: 13, outputs: 2, activation: .tanh)
    ).sum()
    let fused = tape.gradient(of: y, withRespectTo: θ)
    let reference = tape.gradient(of: y, withRespectTo: θ, differentiable: true)
    expectClose(fused, reference)
    tape.replay()
    tape.replay()
    expectClose(fused, reference, "replayed")
  }

  @Test(arguments: [false, true]) func independentSourcesGetZeros(_ differentiable: Bool) {
    let tape = Tape<Double>()
    let a = tape.input(Matrix([[1, 2], [3, 4]]), trainable: true)
    let b = tape.input(Matrix([[5, 6, 7]]), trainable: true)
    let y = square(a).sum()
    let later = a * 3
    let g = tape.gradient(of: y, withRespectTo: [b, a, later], differentiable: differentiable)
    #expect(g[0].matrix == Matrix<Double>(rows: 1, columns: 3))
    #expect(g[1].matrix == Matrix([[2, 4], [6, 8]]))
    #expect(g[2].matrix == Matrix<Double>(rows: 2, columns: 2))
    let none = tape.gradient(of: y, withRespectTo: b, differentiable: differentiable)
    #expect(none.vector == [0, 0, 0])
  }

  @Test(arguments: [false, true]) func cotangents(_ differentiable: Bool) {
    let tape = Tape<Double>()
    let x = tape.input(Matrix([[1, 2], [3, 4]]), trainable: true)
    let v = tape.input(Matrix([[1, -1], [0.5, 2]]))
    let g = tape.gradient(
      of: square(x), cotangent: v, withRespectTo: x, differentiable: differentiable)
    #expect(g.matrix == Matrix([[2, -4], [3, 16]]))
    #expect(v.matrix == Matrix([[1, -1], [0.5, 2]]))
    // A linear layer must not overwrite a cotangent that is the caller's.
    let θ = tape.input([1, 0, 0, 1, 0.5, -0.5] as Vector, trainable: true)
    let y = x.linear(θ, weight: 0, bias: 4, outputs: 2, activation: .tanh)
    let h = tape.gradient(of: y, cotangent: v, withRespectTo: θ, differentiable: differentiable)
    expectClose(h, tape.gradient(of: (y * v).sum(), withRespectTo: θ))
    #expect(v.matrix == Matrix([[1, -1], [0.5, 2]]))
  }

  @Test func stopGradientCutsOnlyItsOwnPath() {
    let tape = Tape<Double>()
    let x = tape.input([3] as Vector, trainable: true)
    let y = square(x)
    #expect((y.stopGradient() * x).scalar == 27)
    #expect(tape.gradient(of: y.stopGradient() * x, withRespectTo: x).scalar == 9)
    #expect(tape.gradient(of: y.stopGradient(), withRespectTo: x).scalar == 0)
    // It lets a first-order gradient through as a number.
    let g = tape.gradient(of: y, withRespectTo: x)
    #expect(tape.gradient(of: g.stopGradient() * y, withRespectTo: x).scalar == 36)
  }

  @Test func gradientsOnOneTapeDoNotDisturbEachOther() {
    var stream = RandomStream(seed: 12)
    let tape = Tape<Double>()
    let x = tape.input(normal(4, 2, &stream))
    let θ = tape.input(normal(1, 12, &stream), trainable: true)
    let h = x.linear(θ, weight: 0, bias: 4, outputs: 2, activation: .tanh)
    let y = h.linear(θ, weight: 6, bias: 10, outputs: 2, activation: .relu)
    let first = tape.gradient(of: square(y).sum(), withRespectTo: θ)
    let before = bits(first)
    let second = tape.gradient(of: square(h).sum(), withRespectTo: θ)
    let after = bits(second)
    #expect(bits(first) == before)
    tape.replay()
    #expect(bits(first) == before)
    #expect(bits(second) == after)
    #expect(before != after)
  }

  typealias Third = (
    name: String, function: @Sendable (Variable<Double>) -> Variable<Double>,
    derivative: @Sendable (Double) -> Double
  )
  static let thirds: [Third] = [
    ("x eˣ", { $0 * exp($0) }, { ($0 + 3) * Foundation.exp($0) }),
    ("log", { log($0) }, { 2 / ($0 * $0 * $0) }),
    ("1/x", { reciprocal($0) }, { -6 / ($0 * $0 * $0 * $0) }),
    ("x⁴", { square(square($0)) }, { 24 * $0 }),
    ("x/(1+x)", { $0 / ($0 + 1) }, { 6 / (($0 + 1) * ($0 + 1) * ($0 + 1) * ($0 + 1)) }),
    ("√x", { sqrt($0) }, { 0.375 / ($0 * $0 * $0.squareRoot()) }),
    (
      "tanh", { tanh($0) },
      {
        let t = 1 - 2 / (Foundation.exp(2 * $0) + 1)
        return (1 - t * t) * (6 * t * t - 2)
      }
    ),
    (
      "sigmoid", { sigmoid($0) },
      {
        let s = 1 / (1 + Foundation.exp(-$0))
        return s * (1 - s) * (1 - 6 * s + 6 * s * s)
      }
    ),
    (
      "softplus", { softplus($0) },
      {
        let s = 1 / (1 + Foundation.exp(-$0))
        return s * (1 - s) * (1 - 2 * s)
      }
    ),
  ]

  @Test(arguments: 0..<thirds.count) func thirdDerivatives(_ number: Int) {
    let (name, function, derivative) = Self.thirds[number]
    for value in [0.3, 0.9, 1.7] {
      for differentiable in [false, true] {
        let tape = Tape<Double>()
        let x = tape.input([value] as Vector, trainable: true)
        let first = tape.gradient(of: function(x), withRespectTo: x, differentiable: true)
        let second = tape.gradient(of: first, withRespectTo: x, differentiable: true)
        let third = tape.gradient(of: second, withRespectTo: x, differentiable: differentiable)
        let expected = derivative(value)
        #expect(
          Swift.abs(third.scalar - expected) <= 1e-11 * (1 + Swift.abs(expected)),
          "\(name) at \(value)")
      }
    }
  }

  @Test func nanPropagates() {
    let functions: [(String, (Variable<Float>) -> Variable<Float>)] = [
      ("exp", { exp($0) }), ("log", { log($0) }), ("sqrt", { sqrt($0) }),
      ("square", { square($0) }), ("reciprocal", { reciprocal($0) }), ("tanh", { tanh($0) }),
      ("relu", { relu($0) }), ("sigmoid", { sigmoid($0) }), ("softplus", { softplus($0) }),
      ("abs", { abs($0) }), ("clamp", { $0.clamped(-1, 1) }), ("affine", { 2 * $0 + 1 }),
      ("+", { $0 + $0 }), ("-", { $0 - $0 }), ("×", { $0 * $0 }), ("÷", { $0 / $0 }),
      ("minimum", { minimum($0, $0.tape.constant(0)) }),
      ("minimum reversed", { minimum($0.tape.constant(0), $0) }),
      ("maximum", { maximum($0, $0.tape.constant(0)) }),
      ("maximum reversed", { maximum($0.tape.constant(0), $0) }),
      ("sum", { $0.sum() }), ("rowSums", { $0.rowSums() }), ("columnSums", { $0.columnSums() }),
      ("logSumExp", { $0.logSumExp() }), ("softmax", { $0.softmax() }),
      ("product", { $0.times($0, transposed: true) }),
      (
        "linear",
        { $0.linear($0.tape.input([2, 1]), weight: 0, bias: 1, outputs: 1, activation: .relu) }
      ),
      ("view", { $0.view(offset: 0, rows: 1, columns: 1) }), ("transpose", { $0.transposed }),
    ]
    for (name, function) in functions {
      let tape = Tape<Float>()
      let x = tape.input([.nan] as Vector, trainable: true)
      let y = function(x)
      #expect(y.scalar.isNaN, "\(name)")
      // And back: a NaN that comes in as cotangent reaches the source of every function of slope ≠ 0.
      x.assign([0.5])
      tape.replay()
      let v = tape.input([.nan] as Vector)
      let g = tape.gradient(of: y, cotangent: v, withRespectTo: x)
      #expect(g.scalar.isNaN, "gradient of \(name)")
    }
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      // Through a first-order gradient.
      let tape = Tape<Double>()
      let x = tape.input([3] as Vector, trainable: true)
      let g = tape.gradient(of: square(x), withRespectTo: x)
      _ = tape.gradient(of: square(g) + x, withRespectTo: x)
    }
    await #expect(processExitsWith: .failure) {
      // Of a matrix without a cotangent.
      let tape = Tape<Double>()
      let x = tape.input([3, 4] as Vector, trainable: true)
      _ = tape.gradient(of: square(x), withRespectTo: x)
    }
    await #expect(processExitsWith: .failure) {
      // With a cotangent of another shape.
      let tape = Tape<Double>()
      let x = tape.input([3, 4] as Vector, trainable: true)
      _ = tape.gradient(of: square(x), cotangent: tape.constant(1), withRespectTo: x)
    }
    await #expect(processExitsWith: .failure) {
      // Operands on two tapes.
      _ = Tape<Double>().constant(1) + Tape<Double>().constant(2)
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Double>()
      _ = tape.input(rows: 2, columns: 3) + tape.input(rows: 3, columns: 2)
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Double>()
      _ = tape.input(rows: 2, columns: 3).times(tape.input(rows: 2, columns: 3))
    }
  }
}
