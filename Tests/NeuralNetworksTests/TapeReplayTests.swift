import LinearAlgebra
import NeuralNetworks
import Testing

/// Replaying equals recording anew, bit for bit.
@Suite struct TapeReplayTests {
  /// Over several updates with Adam, on new data each time.
  private func replaysUpdates<E: BLASScalar>(_ type: E.Type, _ hidden: Activation) {
    var stream = RandomStream(seed: 2)
    var recorded = Regression<E>([5, 16, 16, 3], hidden: hidden)
    var replayed = recorded
    replayed = Regression<E>([5, 16, 16, 3], hidden: hidden)
    let recording = replayed.record(normal(9, 5, &stream), normal(9, 3, &stream))
    let start = bits(recorded.parameters)
    for _ in 0..<6 {
      let (x, y) = (normal(9, 5, &stream, of: E.self), normal(9, 3, &stream, of: E.self))
      recorded.recordedUpdate(x, y)
      replayed.replayedUpdate(recording, x, y)
      #expect(bits(recorded.parameters) == bits(replayed.parameters))
    }
    #expect(bits(recorded.parameters) != start)
  }

  @Test(arguments: Activation.allCases) func updatesOfAPerceptron(_ hidden: Activation) {
    replaysUpdates(Float.self, hidden)
    replaysUpdates(Double.self, hidden)
  }

  /// The leaves of `everything`.
  private struct Leaves<E: BLASScalar> {
    var a, b, θ, chosen: Matrix<E>

    init(seed: UInt64) {
      var stream = RandomStream(seed: seed)
      a = normal(4, 3, &stream)
      b = Matrix(rows: 3, columns: 4) { _, _ in E(stream.uniform(0.5, 2)) }
      θ = normal(1, 40, &stream)
      chosen = Matrix(rows: 4, columns: 1) { _, _ in E(stream.integer(below: 3)) }
    }

    var all: [Matrix<E>] { [a, b, θ, chosen] }
  }

  /// A scalar from every operation there is, and all that is recorded on the way to its derivatives: fused and
  /// differentiable gradients, one of a gradient, accumulations, slices and gaps.
  private func everything<E: BLASScalar>(
    _ tape: Tape<E>, _ leaves: [Variable<E>]
  ) -> [Variable<E>] {
    let (a, b, θ, chosen) = (leaves[0], leaves[1], leaves[2], leaves[3])
    var terms: [Variable<E>] = []
    for f in [exp, sqrt, square, reciprocal, log] as [(Variable<E>) -> Variable<E>] {
      terms.append(f(b))
    }
    for f in [tanh, relu, sigmoid, softplus, abs] as [(Variable<E>) -> Variable<E>] {
      terms.append(f(a))
    }
    terms += [-a, a.isPositive * a, a.sign * a, 2 - a / 3, a.clamped(-0.5, 0.75)]
    let bT = b.transposed
    terms += [a + bT, a - bT, a * bT, a / bT, minimum(a, bT), maximum(a, bT), a * (a .> bT)]
    terms += [
      a.rowSums() * a, a.columnSums() - a, a.mean() * a, a.rowSums().broadcast(rows: 4, columns: 3),
    ]
    terms += [
      a.times(b), a.times(a, transposed: true), b.times(b, otherTransposed: true),
      b.times(a, transposed: true, otherTransposed: true),
    ]
    terms += [a.logSumExp(), a.softmax(), a.logSoftmax(), a.gather(chosen)]
    terms += [a.gather(chosen).scatter(chosen, count: 5), a.view(offset: 2, rows: 2, columns: 4)]
    for activation in Activation.allCases {
      let h = a.linear(θ, weight: 3, bias: 13, outputs: 3, activation: activation)
      terms += [h, h.linear(θ, weight: 20, bias: nil, outputs: 4, activation: activation)]
    }
    terms += [a.stopGradient() * a, θ.view(offset: 0, rows: 2, columns: 5), tape.constant(3) * a]

    var y = tape.constant(0)
    for term in terms { y = y + square(term).mean() }
    let slopes = tape.gradient(of: y, withRespectTo: [a, b, θ], differentiable: true)
    var slope = y
    for g in slopes { slope = slope + tanh(g).mean() }
    let fused = tape.gradient(of: y, withRespectTo: [a, b, θ])
    let second = tape.gradient(of: slope, withRespectTo: [a, b, θ])
    let single = tape.gradient(of: terms[4], cotangent: b, withRespectTo: b)
    return terms + [y, slope, single] + slopes + fused + second
  }

  private func replaysEverything<E: BLASScalar>(_ type: E.Type) {
    let tape = Tape<E>()
    let leaves = Leaves<E>(seed: 3).all.map { tape.input($0, trainable: true) }
    let outputs = everything(tape, leaves)
    for seed: UInt64 in [4, 5, 3] {
      let values = Leaves<E>(seed: seed).all
      for (leaf, value) in zip(leaves, values) { leaf.assign(value) }
      tape.replay()
      let fresh = Tape<E>()
      let expected = everything(fresh, values.map { fresh.input($0, trainable: true) })
      for (i, (output, e)) in zip(outputs, expected).enumerated() {
        #expect(bits(output) == bits(e), "output \(i)")
        #expect(output.matrix.elements.allSatisfy(\.isFinite), "output \(i)")
      }
    }
  }

  @Test func everyOperation() {
    replaysEverything(Float.self)
    replaysEverything(Double.self)
  }

  @Test func resetGivesTheSameBitsInTheSameMemory() {
    let tape = Tape<Float>()
    let values = Leaves<Float>(seed: 3).all
    var first: [(bits: [UInt64], address: UnsafeMutablePointer<Float>)]?
    for _ in 0..<3 {
      tape.reset()
      #expect(tape.count == 0)
      let outputs = everything(tape, values.map { tape.input($0, trainable: true) })
      let seen = outputs.map { (bits: bits($0), address: $0.pointer) }
      if let first {
        #expect(seen.map(\.bits) == first.map(\.bits))
        #expect(seen.map(\.address) == first.map(\.address))
      }
      first = seen
    }
  }

  @Test func boundMemoryIsReadAtEachReplay() {
    let tape = Tape<Double>()
    let (a, b): (Vector<Double>, Vector<Double>) = ([1, 2, 3], [4, 5, 6])
    let (θ, part, gradient) = a.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: 3, trainable: true)
      let part = θ.view(offset: 1, rows: 1, columns: 2)
      return (θ, part.stopGradient(), tape.gradient(of: square(part).sum(), withRespectTo: θ))
    }
    #expect(gradient.vector == [0, 4, 6])
    b.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
      #expect(θ.pointer == $0)
      #expect(part.vector == [5, 6])
    }
    #expect(gradient.vector == [0, 10, 12])
  }

  @Test func onlyLeavesAreWritten() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      (tape.constant(1) + 1).assign([2])
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let y = tape.constant(1) + 1
      tape.bind(y, to: y.pointer)
    }
    await #expect(processExitsWith: .failure) {
      Tape<Float>().input(rows: 1, columns: 2).assign([1, 2, 3] as Vector)
    }
  }
}

extension Vector {
  fileprivate func allSatisfy(_ isSo: (Element) -> Bool) -> Bool {
    (0..<count).allSatisfy { isSo(self[$0]) }
  }
}
