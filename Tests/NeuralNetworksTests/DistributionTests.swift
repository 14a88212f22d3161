import LinearAlgebra
import NeuralNetworks
import Testing

/// What holds for every distribution: against sums over the whole support, against draws and against
/// differences.
@Suite struct DistributionTests {
  private func expectClose(
    _ a: Double, _ b: Double, _ what: String, within tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      Swift.abs(a - b) <= tolerance * (1 + Swift.abs(b)), "\(what): \(a) against \(b)",
      sourceLocation: sourceLocation)
  }

  @Test(arguments: DistributionFamily.all) func sumsOverTheSupport(_ family: DistributionFamily) {
    var stream = RandomStream(seed: 10)
    let (points, volume) = family.grid()
    for _ in 0..<2 {
      let tape = Tape<Double>()
      let actions = tape.input(points)
      let p = family.repeated(family.random(rows: 1, &stream), rows: points.rows, on: tape)
      let q = family.repeated(family.random(rows: 1, &stream), rows: points.rows, on: tape)
      let logp = p.logProbability(of: actions)
      let weights = exp(logp) * volume
      expectClose(weights.sum().scalar, 1, "total probability")
      if let entropy = p.entropy() {
        // 0 log 0 is 0.
        let terms = (weights * maximum(logp, tape.constant(-1e5))).sum()
        expectClose(entropy[0, 0], -terms.scalar, "entropy")
      }
      if let divergence = p.divergence(from: q) {
        let ratio = logp - q.logProbability(of: actions)
        expectClose(divergence[0, 0], (weights * ratio).sum().scalar, "divergence")
        #expect(divergence[0, 0] > 1e-3)
        expectClose(p.divergence(from: p)?[0, 0] ?? 1, 0, "divergence from itself", within: 1e-13)
      }
    }
  }

  @Test(arguments: DistributionFamily.all) func drawsFollowTheDensity(_ family: DistributionFamily)
  {
    var stream = RandomStream(seed: 11)
    let count = 20_000
    let parameters = family.random(rows: 1, &stream)
    let (points, volume) = family.grid()
    var tape = Tape<Double>()
    let p = exp(
      family.repeated(parameters, rows: points.rows, on: tape).logProbability(
        of: tape.input(points))
    ).vector

    tape = Tape<Double>()
    var sampler = family.repeated(parameters, rows: count, on: tape).sampler()
    var draws = Matrix<Double>(rows: count, columns: points.columns)
    var streams = stream.split(count)
    sampler.sample(into: &draws, using: &streams)

    // Products of up to two components; for bits and choices these include the frequency of 1.
    let width = points.columns
    var features: [(Matrix<Double>, Int) -> Double] = []
    for j in 0..<width {
      features.append { $0[$1, j] }
      for k in 0...j { features.append { $0[$1, j] * $0[$1, k] } }
      for c in 1..<4 { features.append { $0[$1, j] == Double(c) ? 1 : 0 } }
    }
    for (number, feature) in features.enumerated() {
      var (mean, square, drawn) = (0.0, 0.0, 0.0)
      for i in 0..<points.rows {
        let value = feature(points, i)
        mean += p[i] * volume * value
        square += p[i] * volume * value * value
      }
      for i in 0..<count { drawn += feature(draws, i) / Double(count) }
      let error = (max(square - mean * mean, 0) / Double(count)).squareRoot()
      #expect(
        Swift.abs(drawn - mean) <= 5 * error + 1e-9,
        "\(family), feature \(number): \(drawn) against \(mean) ± \(error)")
    }
  }

  @Test(arguments: DistributionFamily.all) func gradients(_ family: DistributionFamily) {
    var stream = RandomStream(seed: 12)
    let first = family.random(rows: 3, &stream)
    let second = family.random(rows: 3, &stream)
    let grid = family.grid().points
    let actions = Matrix<Double>(rows: 3, columns: grid.columns) { i, j in
      // Of a box, points of the inner half, where densities are not tiny.
      switch family.support {
      case .choices: grid[(i * 5 + 1) % grid.rows, j]
      case .box(let low, let high):
        0.5 * (low[j] + high[j]) + 0.1 * (high[j] - low[j]) * (Double((i + 2 * j) % 4) - 1.4)
      }
    }
    GradientTests.check("log-probability", first) {
      family.make($0).logProbability(of: $0[0].tape.input(actions))
    }
    let tape = Tape<Double>()
    let subject = family.make(first.map { tape.input($0) })
    if subject.entropy() != nil {
      GradientTests.check("entropy", first) { family.make($0).entropy() ?? $0[0] }
    }
    if subject.divergence(from: subject) != nil {
      let half = first.count
      GradientTests.check("divergence", first + second) {
        family.make(Array($0[..<half])).divergence(from: family.make(Array($0[half...]))) ?? $0[0]
      }
    }
  }

  @Test(arguments: DistributionFamily.all) func replayEqualsRecording(_ family: DistributionFamily)
  {
    var stream = RandomStream(seed: 13)
    let (first, second) = (family.random(rows: 3, &stream), family.random(rows: 3, &stream))
    let grid = family.grid().points
    let actions = Matrix<Double>(rows: 3, columns: grid.columns) { i, j in
      grid[grid.rows / 2 - i, j]
    }
    let tape = Tape<Double>()
    let leaves = first.map { tape.input($0) }
    let replayed = family.make(leaves).logProbability(of: tape.input(actions))
    for (leaf, matrix) in zip(leaves, second) { leaf.assign(matrix) }
    tape.replay()

    let other = Tape<Double>()
    let recorded = family.make(second.map { other.input($0) })
      .logProbability(of: other.input(actions))
    #expect(replayed.vector == recorded.vector)
  }
}
