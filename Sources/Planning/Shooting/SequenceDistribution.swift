internal import Environments
internal import LinearAlgebra

/// p(A): independent distributions of all components of the actions of a sequence.
struct SequenceDistribution: Sendable {
  private enum Kind: Sendable {
    /// Means and deviations [H × width].
    case gaussian(SequenceBounds, mean: [Double], deviation: [Double])
    /// Probabilities [H × choices], with the choices of each component.
    case categorical([Int], [Double])
  }

  private var kind: Kind
  private let horizon: Int
  private let width: Int
  /// The first deviation as a share of half the width of the bounds.
  private let openness: Double

  init(_ space: ActionSpace, horizon: Int, deviation: Double) {
    (self.horizon, width, openness) = (horizon, space.width, deviation)
    switch space {
    case .discrete(let count): kind = .categorical([count], [])
    case .multiDiscrete(let counts): kind = .categorical(counts, [])
    case .continuous: kind = .gaussian(SequenceBounds(space)!, mean: [], deviation: [])
    }
    begin()
  }

  /// Knows nothing.
  mutating func begin() {
    switch kind {
    case .gaussian(let bounds, _, _):
      let row = (0..<width).map(bounds.middle)
      let mean = Array(repeatElement(row, count: horizon).joined())
      kind = .gaussian(bounds, mean: mean, deviation: mean)
      open()
    case .categorical(let counts, _):
      let row = counts.flatMap { Array(repeating: 1 / Double($0), count: $0) }
      kind = .categorical(counts, Array(repeatElement(row, count: horizon).joined()))
    }
  }

  /// Spreads out for a new search: deviations become the first ones, probabilities mix in halves with uniform ones.
  mutating func open() {
    switch kind {
    case .gaussian(let bounds, let mean, var deviation):
      kind = .gaussian(bounds, mean: [], deviation: [])
      for i in deviation.indices { deviation[i] = openness * bounds.halfWidth(i % width) }
      kind = .gaussian(bounds, mean: mean, deviation: deviation)
    case .categorical(let counts, var probabilities):
      kind = .categorical(counts, [])
      var start = 0
      for _ in 0..<horizon {
        for count in counts {
          for i in start..<start + count {
            probabilities[i] = 0.5 * probabilities[i] + 0.5 / Double(count)
          }
          start += count
        }
      }
      kind = .categorical(counts, probabilities)
    }
  }

  /// Draws every row of `sequences` [N × (H · width)].
  func sample(into sequences: inout Matrix<Scalar>, using stream: inout RandomStream) {
    for i in 0..<sequences.rows {
      switch kind {
      case .gaussian(let bounds, let mean, let deviation):
        for k in mean.indices {
          sequences[i, k] = bounds.clipped(mean[k] + deviation[k] * stream.normal(), k % width)
        }
      case .categorical(let counts, let probabilities):
        var start = 0
        for k in 0..<horizon * width {
          let count = counts[k % width]
          sequences[i, k] = Scalar(
            stream.categorical(probabilities.span.extracting(start..<start + count)))
          start += count
        }
      }
    }
  }

  /// Becomes what fits the given rows best, with the share `smoothing` of what it was.
  mutating func fit(to sequences: Matrix<Scalar>, rows: [Int], smoothing: Double) {
    let part = (1 - smoothing) / Double(rows.count)
    switch kind {
    case .gaussian(let bounds, var mean, var deviation):
      kind = .gaussian(bounds, mean: [], deviation: [])
      for k in mean.indices {
        var (sum, squares) = (0.0, 0.0)
        for i in rows { sum += Double(sequences[i, k]) }
        let center = sum / Double(rows.count)
        for i in rows {
          let difference = Double(sequences[i, k]) - center
          squares += difference * difference
        }
        mean[k] = smoothing * mean[k] + part * sum
        deviation[k] = (smoothing * deviation[k] * deviation[k] + part * squares).squareRoot()
      }
      kind = .gaussian(bounds, mean: mean, deviation: deviation)
    case .categorical(let counts, var probabilities):
      kind = .categorical(counts, [])
      for k in probabilities.indices { probabilities[k] *= smoothing }
      var start = 0
      for k in 0..<horizon * width {
        for i in rows { probabilities[start + Int(sequences[i, k])] += part }
        start += counts[k % width]
      }
      kind = .categorical(counts, probabilities)
    }
  }

  /// Writes the means, or the likeliest choices [H × width].
  func writeMode(into plan: inout Matrix<Scalar>) {
    switch kind {
    case .gaussian(let bounds, let mean, _):
      for k in mean.indices { plan[k / width, k % width] = bounds.clipped(mean[k], k % width) }
    case .categorical(let counts, let probabilities):
      var start = 0
      for k in 0..<horizon * width {
        var best = 0
        for choice in 1..<counts[k % width]
        where probabilities[start + choice] > probabilities[start + best] { best = choice }
        plan[k / width, k % width] = Scalar(best)
        start += counts[k % width]
      }
    }
  }

  /// Goes one time step on; of the new last step as much is known as of the one before it.
  mutating func advance() {
    switch kind {
    case .gaussian(let bounds, var mean, let deviation):
      kind = .gaussian(bounds, mean: [], deviation: [])
      for k in width..<max(mean.count, width) { mean[k - width] = mean[k] }
      kind = .gaussian(bounds, mean: mean, deviation: deviation)
    case .categorical(let counts, var probabilities):
      kind = .categorical(counts, [])
      let row = counts.reduce(0, +)
      for k in row..<max(probabilities.count, row) { probabilities[k - row] = probabilities[k] }
      kind = .categorical(counts, probabilities)
    }
  }
}
