import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// GRU and LSTM against plain loops and central differences, with and without resets.
@Suite struct RecurrentTests {
  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + Foundation.exp(-x)) }

  /// x W + b of one gate's unit, from one tensor pair.
  private static func sum(
    _ θ: Vector<Double>, _ weight: ParameterLayout.Slot, _ bias: ParameterLayout.Slot,
    _ x: [Double], _ column: Int
  ) -> Double {
    x.indices.reduce(θ[bias.offset + column]) {
      $0 + x[$1] * θ[weight.offset + $1 * weight.columns + column]
    }
  }

  @Test(arguments: [true, false]) func plainLoopsAgree(hasResets: Bool) {
    var stream = RandomStream(seed: 10)
    for _ in 0..<20 {
      let (inputs, units) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 20))
      let (batch, steps) = (1 + stream.integer(below: 3), 1 + stream.integer(below: 4))
      let x: Matrix<Double> = ImageTests.random(steps * batch, inputs, &stream)
      let state: Matrix<Double> = ImageTests.random(2 * batch, units, &stream)
      let resets = Matrix<Double>(rows: steps * batch, columns: 1) { _, _ in
        hasResets && stream.bernoulli(0.3) ? 1 : 0
      }
      var layout = ParameterLayout()
      let gru = GRU(inputs: inputs, units: units, name: "g", in: &layout)
      let lstm = LSTM(inputs: inputs, units: units, name: "l", in: &layout)
      let θ = Vector<Double>((0..<layout.count).map { _ in stream.normal() })
      let tape = Tape<Double>()
      let (input, mask, parameters) = (tape.input(x), tape.input(resets), tape.input(θ))
      let whole = tape.input(state)
      let g = gru(
        input, state: whole.view(offset: 0, rows: batch, columns: units),
        resets: hasResets ? mask : nil, parameters)
      let l = lstm(input, state: whole, resets: hasResets ? mask : nil, parameters)

      for b in 0..<batch {
        var h = (0..<units).map { state[b, $0] }
        var (k, cell) = (h, (0..<units).map { state[batch + b, $0] })
        for t in 0..<steps {
          let row = t * batch + b
          let v = (0..<inputs).map { x[row, $0] }
          if resets[row, 0] == 1 {
            (h, k, cell) = (h.map { _ in 0 }, h.map { _ in 0 }, h.map { _ in 0 })
          }
          let (before, kBefore) = (h, k)
          for i in 0..<units {
            func parts(_ tensors: RecurrentTensors, _ state: [Double], _ gate: Int) -> (
              Double, Double
            ) {
              (
                Self.sum(θ, tensors.inputWeight, tensors.inputBias, v, gate * units + i),
                Self.sum(θ, tensors.stateWeight, tensors.stateBias, state, gate * units + i)
              )
            }
            let a = (0..<3).map { parts(gru.tensors, before, $0) }
            let (r, z) = (Self.sigmoid(a[0].0 + a[0].1), Self.sigmoid(a[1].0 + a[1].1))
            h[i] = (1 - z) * Foundation.tanh(a[2].0 + r * a[2].1) + z * before[i]
            let p = (0..<4).map { parts(lstm.tensors, kBefore, $0) }.map { $0.0 + $0.1 }
            cell[i] =
              Self.sigmoid(p[1]) * cell[i] + Self.sigmoid(p[0]) * Foundation.tanh(p[2])
            k[i] = Self.sigmoid(p[3]) * Foundation.tanh(cell[i])
            #expect(abs(g[row, i] - h[i]) < 1e-12)
            #expect(abs(l.outputs[row, i] - k[i]) < 1e-12)
          }
        }
        for i in 0..<units {
          #expect(abs(l.state[b, i] - k[i]) < 1e-12)
          #expect(abs(l.state[batch + b, i] - cell[i]) < 1e-12)
        }
      }
    }
  }

  /// With respect to inputs, first state and parameters; by the fused kernels and by the plain operations.
  @Test(arguments: [true, false], [true, false]) func derivatives(isGRU: Bool, hasResets: Bool) {
    var stream = RandomStream(seed: 11)
    for _ in 0..<2 {
      let (inputs, units, batch, steps) = (2, 2, 2, 1 + stream.integer(below: 3))
      let resets = Matrix<Double>(rows: steps * batch, columns: 1) { _, _ in
        stream.bernoulli(0.3) ? 1 : 0
      }
      var layout = ParameterLayout()
      _ = layout.add("before", rows: 1, columns: 1, .constant(0))
      let gru = isGRU ? GRU(inputs: inputs, units: units, name: "c", in: &layout) : nil
      let lstm = isGRU ? nil : LSTM(inputs: inputs, units: units, name: "c", in: &layout)
      let points = [
        GradientTests.random(steps * batch, inputs, &stream),
        GradientTests.random((isGRU ? 1 : 2) * batch, units, &stream),
        GradientTests.random(1, layout.count, &stream),
      ]
      GradientTests.check("sequence of \(steps)", points) { points in
        let mask = hasResets ? points[0].tape.input(resets) : nil
        if let gru {
          // Twice, the second time from where the first ended: shared parameters accumulate.
          let y = gru(points[0], state: points[1], resets: mask, points[2])
          let last = y.view(offset: (steps - 1) * batch * units, rows: batch, columns: units)
          return square(gru(points[0], state: last, resets: mask, points[2])) + y
        }
        guard let lstm else { preconditionFailure() }
        let (y, state) = lstm(points[0], state: points[1], resets: mask, points[2])
        return square(lstm(points[0], state: state, resets: mask, points[2]).outputs) + y
      }
    }
  }

  @Test func overlappingParameters() {
    // Two cells with one weight but different biases: the fused kernels have no free place.
    var stream = RandomStream(seed: 12)
    GradientTests.check(
      "overlap",
      [
        GradientTests.random(2, 6, &stream), GradientTests.random(1, 2, &stream),
        GradientTests.random(1, 12 + 12 + 6, &stream),
      ]
    ) {
      $0[0].gru(state: $0[1], $0[2], weight: 0, biases: 12)
        + $0[0].gru(state: $0[1], $0[2], weight: 0, biases: 18)
    }
  }

  @Test func mistakesStop() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let θ = tape.input(rows: 1, columns: 100)
      _ = tape.input(rows: 3, columns: 6).gru(
        state: tape.input(rows: 2, columns: 2), θ, weight: 0, biases: 12)
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let θ = tape.input(rows: 1, columns: 23)
      _ = tape.input(rows: 2, columns: 6).gru(
        state: tape.input(rows: 2, columns: 2), θ, weight: 0, biases: 12)
    }
  }
}
