import CVectorKernels
import Foundation
import LinearAlgebra
import Testing

/// Reductions, fused layers and optimiser steps, for every instruction set of this machine, against naive
/// loops in Double.
@Suite struct FusedKernelTests {
  private static let shapes = [
    (0, 3), (3, 0), (1, 1), (1, 200), (200, 1), (3, 7), (5, 64), (4, 65), (2, 130), (33, 33),
  ]

  private func random<T: BLASScalar>(_ count: Int, _ stream: inout RandomStream) -> [T] {
    (0..<count).map { _ in T(stream.normal()) }
  }

  /// Compares with `expected` up to `ulps` of the largest magnitude that took part.
  private func agree<T: BLASScalar>(
    _ got: [T], _ expected: [Double], ulps: Double = 4, scale: Double = 1, _ what: String
  ) {
    let slack = ulps * Double(T.ulpOfOne) * scale
    let close = zip(got, expected).allSatisfy { g, e in
      abs(Double(g) - e) <= slack * max(1, abs(e)) || Double(g) == e || g.isNaN && e.isNaN
    }
    #expect(got.count == expected.count && close, "\(what): \(got) is not \(expected)")
  }

  private func check<T: BLASScalar>(_ t: KernelTable<T>) {
    var stream = RandomStream(seed: 11)
    for (rows, columns) in Self.shapes {
      let n = rows * columns
      let x: [T] = random(n, &stream)
      let row = { (i: Int) in x[(i * columns)..<((i + 1) * columns)].map { Double($0) } }
      let what = "\(t.testDescription) \(rows)×\(columns)"

      // Reductions.
      let total = x.reduce(0) { $0 + Double($1) }
      agree([t.sum(x, n)], [total], scale: Double(n + 1).squareRoot(), "sum \(what)")
      var y = [T](repeating: 42, count: rows)
      t.rowSums(&y, x, rows, columns)
      agree(y, (0..<rows).map { row($0).reduce(0, +) }, scale: 16, "row sums \(what)")
      t.rowMaxima(&y, x, rows, columns)
      agree(y, (0..<rows).map { row($0).max() ?? -.infinity }, ulps: 0, "row maxima \(what)")
      t.logSumExp(&y, x, rows, columns)
      agree(y, (0..<rows).map { log(row($0).map(exp).reduce(0, +)) }, "log-sum-exp \(what)")
      var sums = [T](repeating: 42, count: columns)
      t.columnSums(&sums, x, rows, columns)
      agree(
        sums, (0..<columns).map { j in (0..<rows).reduce(0) { $0 + row($1)[j] } }, scale: 16,
        "column sums \(what)")
      var probabilities = [T](repeating: 42, count: n)
      t.softmax(&probabilities, x, rows, columns)
      let softmax = (0..<rows).flatMap { i in
        row(i).map { exp($0) / row(i).map(exp).reduce(0, +) }
      }
      agree(probabilities, softmax, "softmax \(what)")
      #expect(t.allFinite(x, n) == 1)

      // One element in, one out.
      var z = [T](repeating: 42, count: n)
      t.affine(&z, x, 0.75, -2, n)
      agree(z, x.map { 0.75 * Double($0) - 2 }, "affine \(what)")
      t.clamp(&z, x, -0.5, 0.25, n)
      agree(z, x.map { min(max(Double($0), -0.5), 0.25) }, ulps: 0, "clamp \(what)")
      t.accumulate(&z, x, n)
      agree(z, x.map { Double($0) + min(max(Double($0), -0.5), 0.25) }, "accumulate \(what)")
      var target: [T] = random(n, &stream)
      let moved = zip(target, x).map { 0.9 * Double($0) + 0.1 * Double($1) }
      t.moveToward(&target, x, 0.1, n)
      agree(target, moved, "move toward \(what)")

      layer(t, x, rows, columns, &stream, what)
      curvatures(t, x, &stream, what)
      selection(t, rows, columns, &stream, what)
      product(t, x, rows, columns, &stream, what)
      optimisers(t, x, &stream, what)
    }
  }

  private func layer<T: BLASScalar>(
    _ t: KernelTable<T>, _ x: [T], _ rows: Int, _ columns: Int, _ stream: inout RandomStream,
    _ what: String
  ) {
    let bias: [T] = random(columns, &stream)
    let dy: [T] = random(x.count, &stream)
    let activations: [(vk_activation, (Double) -> Double, (Double) -> Double)] = [
      (VK_IDENTITY, { $0 }, { _ in 1 }), (VK_RELU, { max($0, 0) }, { $0 > 0 ? 1 : 0 }),
      (VK_TANH, tanh, { 1 - $0 * $0 }), (VK_SIGMOID, { 1 / (1 + exp(-$0)) }, { $0 * (1 - $0) }),
      (VK_ELU, { $0 > 0 ? $0 : expm1($0) }, { $0 > 0 ? 1 : $0 + 1 }),
      (VK_SOFTPLUS, { log1p(exp($0)) }, { 1 - exp(-$0) }),
    ]
    for (activation, f, derivative) in activations {
      let id = Int32(activation.rawValue)
      for withBias in [true, false] {
        var z = x
        t.biasActivation(&z, withBias ? bias : nil, rows, columns, id)
        let expected = x.indices.map {
          f(Double(withBias ? x[$0] + bias[$0 % columns] : x[$0]))
        }
        agree(z, expected, "activation \(id) \(what)")
        for accumulate in [false, true] {
          var (dz, db) = (dy, bias)
          dz.withUnsafeMutableBufferPointer {
            let p = $0.baseAddress
            db.withUnsafeMutableBufferPointer {
              t.activationGradient(
                p, withBias ? $0.baseAddress : nil, p, z, rows, columns, id, accumulate ? 1 : 0)
            }
          }
          let gradient = z.indices.map { Double(dy[$0]) * derivative(Double(z[$0])) }
          agree(dz, gradient, "gradient \(id) \(what)")
          let sums = (0..<columns).map { j in
            (0..<rows).reduce(!withBias || accumulate ? Double(bias[j]) : 0) {
              $0 + (withBias ? gradient[$1 * columns + j] : 0)
            }
          }
          agree(db, sums, scale: 16, "bias gradient \(id) \(what)")
        }
      }
    }
  }

  private func curvatures<T: BLASScalar>(
    _ t: KernelTable<T>, _ y: [T], _ stream: inout RandomStream, _ what: String
  ) {
    let (a, b): ([T], [T]) = (random(y.count, &stream), random(y.count, &stream))
    let activations: [(vk_activation, (Double) -> Double)] = [
      (VK_IDENTITY, { _ in 0 }), (VK_RELU, { _ in 0 }), (VK_TANH, { -2 * $0 }),
      (VK_SIGMOID, { 1 - 2 * $0 }), (VK_ELU, { $0 < 0 ? 1 : 0 }), (VK_SOFTPLUS, { exp(-$0) }),
    ]
    for (activation, curvature) in activations {
      var dy = [T](repeating: 42, count: y.count)
      t.activationCurvature(&dy, a, b, y, y.count, Int32(activation.rawValue))
      let expected = y.indices.map { Double(a[$0]) * Double(b[$0]) * curvature(Double(y[$0])) }
      agree(dy, expected, ulps: 8, "curvature \(activation) \(what)")
    }
    for exponent in [2.0, 3, -1, 0.5, 1.7, 0] {
      var p = [T](repeating: 42, count: y.count)
      t.power(&p, y, T(exponent), y.count)
      agree(p, y.map { pow(Double($0), Double(T(exponent))) }, "power \(exponent) \(what)")
    }
  }

  private func selection<T: BLASScalar>(
    _ t: KernelTable<T>, _ rows: Int, _ columns: Int, _ stream: inout RandomStream, _ what: String
  ) {
    let n = rows * columns + 1
    let mask = (0..<n).map { _ in stream.bernoulli(0.5) ? T(2) : 0 }
    let (a, b): ([T], [T]) = (random(n, &stream), [T](repeating: .nan, count: n))
    let strides = [(columns, 1), (0, 1), (1, 0), (0, 0)]
    for m in strides {
      for p in strides {
        for q in strides {
          var y = [T](repeating: 42, count: n)
          t.select(&y, mask, a, b, rows, columns, m.0, m.1, p.0, p.1, q.0, q.1)
          let agrees = (0..<n - 1).allSatisfy { e in
            let (i, j) = (e / columns, e % columns)
            return mask[i * m.0 + j * m.1] != 0 ? y[e] == a[i * p.0 + j * p.1] : y[e].isNaN
          }
          #expect(agrees && y[n - 1] == 42, "select \(m) \(p) \(q) \(what)")
        }
      }
    }
  }

  private func product<T: BLASScalar>(
    _ t: KernelTable<T>, _ w: [T], _ inputs: Int, _ outputs: Int, _ stream: inout RandomStream,
    _ what: String
  ) {
    let x: [T] = random(inputs, &stream)
    var y = [T](repeating: 42, count: outputs + 1)
    t.rowTimesMatrix(&y, x, w, inputs, outputs)
    let expected = (0..<outputs).map { j in
      (0..<inputs).reduce(0.0) { $0 + Double(x[$1]) * Double(w[$1 * outputs + j]) }
    }
    agree(y, expected + [42], scale: 16, "row times matrix \(what)")
  }

  private func optimisers<T: BLASScalar>(
    _ t: KernelTable<T>, _ g: [T], _ stream: inout RandomStream, _ what: String
  ) {
    let n = g.count
    let start: [T] = random(n, &stream)
    let first: [T] = random(n, &stream)
    let second: [T] = random(n, &stream).map { $0 * $0 }
    var (θ, m, v) = (start, first, second)
    t.adam(&θ, &m, &v, g, n, 0.5, 0.01, 0.9, 0.99, 1e-3, 1.25, 2, 0.1)
    let gradient = g.map { 0.5 * Double($0) }
    let m1 = (0..<n).map { 0.9 * Double(first[$0]) + 0.1 * gradient[$0] }
    let v1 = (0..<n).map { 0.99 * Double(second[$0]) + 0.01 * gradient[$0] * gradient[$0] }
    let θ1 = (0..<n).map { (i: Int) -> Double in
      let direction = 1.25 * m1[i] / ((2 * v1[i]).squareRoot() + 1e-3)
      return Double(start[i]) - 0.01 * (direction + 0.1 * Double(start[i]))
    }
    agree(m, m1, "Adam's m \(what)")
    agree(v, v1, "Adam's v \(what)")
    agree(θ, θ1, "Adam's θ \(what)")
    for nesterov in [false, true] {
      (θ, m) = (start, first)
      t.momentum(&θ, &m, g, n, 0.5, 0.1, 0.9, nesterov ? 1 : 0)
      let u = (0..<n).map { 0.9 * Double(first[$0]) + gradient[$0] }
      let step = (0..<n).map { nesterov ? gradient[$0] + 0.9 * u[$0] : u[$0] }
      agree(m, u, "velocity \(what)")
      agree(θ, (0..<n).map { Double(start[$0]) - 0.1 * step[$0] }, "momentum's θ \(what)")
    }
    for isCentered in [false, true] {
      // The mean is kept small, so that v − mean² does not cancel.
      var (θ, v, u) = (start, second.map { $0 + 1 }, first)
      var mean = first.map { $0 / 16 }
      let old = (v: v.map(Double.init), mean: mean.map(Double.init))
      mean.withUnsafeMutableBufferPointer {
        t.rmsprop(
          &θ, &v, isCentered ? $0.baseAddress : nil, &u, g, n, 0.5, 0.1, 0.9, 1e-3, 0.8)
      }
      let v1 = (0..<n).map { 0.9 * old.v[$0] + 0.1 * gradient[$0] * gradient[$0] }
      let mean1 = (0..<n).map { isCentered ? 0.9 * old.mean[$0] + 0.1 * gradient[$0] : 0 }
      let u1 = (0..<n).map { (i: Int) -> Double in
        let root = max(v1[i] - mean1[i] * mean1[i], 0).squareRoot()
        return 0.8 * Double(first[i]) + gradient[i] / (root + 1e-3)
      }
      agree(v, v1, "RMSProp's v \(what)")
      if isCentered { agree(mean, mean1, "RMSProp's mean \(what)") }
      agree(u, u1, "RMSProp's u \(what)")
      agree(θ, (0..<n).map { Double(start[$0]) - 0.1 * u1[$0] }, "RMSProp's θ \(what)")
    }
  }

  @Test func agreeWithNaiveLoops() {
    KernelTable<Float>.available.forEach(check)
    KernelTable<Double>.available.forEach(check)
  }

  private func extremes<T: BLASScalar>(_ t: KernelTable<T>) {
    let big: T = 1000
    let x: [T] = [
      big, big, -big, -big, -.infinity, 0, -.infinity, -.infinity, .infinity, 0, .nan, 0,
    ]
    var y = [T](repeating: 0, count: 6)
    t.logSumExp(&y, x, 6, 2)
    let ln2 = T(log(2.0))
    #expect(abs(y[0] - (big + ln2)) < 1e-3 && abs(y[1] - (ln2 - big)) < 1e-3)
    #expect(y[2] == 0 && y[3] == -.infinity && y[4] == .infinity && y[5].isNaN)
    t.rowMaxima(&y, x, 6, 2)
    #expect(y[0] == big && y[3] == -.infinity && y[4] == .infinity && y[5].isNaN)
    var p = [T](repeating: 0, count: 12)
    t.softmax(&p, x, 6, 2)
    #expect(Array(p[0..<6]) == [0.5, 0.5, 0.5, 0.5, 0, 1] && p[10].isNaN && p[11].isNaN)
    t.clamp(&p, x, -1, 1, 12)
    #expect(p[4] == -1 && p[8] == 1 && p[10].isNaN)
    for n in [1, 31, 32, 33, 70] {
      for bad in [T.nan, .infinity, -.infinity] {
        for place in 0..<n {
          var values = [T](repeating: .greatestFiniteMagnitude, count: n)
          #expect(t.allFinite(values, n) == 1)
          values[place] = bad
          #expect(t.allFinite(values, n) == 0)
        }
      }
    }
  }

  @Test func infinitiesAndNaN() {
    KernelTable<Float>.available.forEach(extremes)
    KernelTable<Double>.available.forEach(extremes)
  }

  /// Sums have a fixed order: the same bits for every instruction set.
  @Test func sumsHaveTheSameBitsEverywhere() {
    var stream = RandomStream(seed: 12)
    for n in [1, 31, 32, 100, 1000, 4099] {
      let x: [Float] = random(n, &stream)
      let z: [Double] = random(n, &stream)
      #expect(Set(KernelTable<Float>.available.map { $0.sum(x, n) }).count == 1)
      #expect(Set(KernelTable<Double>.available.map { $0.sum(z, n) }).count == 1)
    }
  }
}
