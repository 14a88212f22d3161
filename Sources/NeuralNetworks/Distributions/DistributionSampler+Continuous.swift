internal import Foundation
internal import LinearAlgebra

extension DistributionSampler {
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleGaussian(
    _ mean: Variable<Element>, _ deviation: Variable<Element>, _ bounds: ActionBounds<Element>?,
    _ actions: UnsafeMutablePointer<Element>, _ streams: inout [RandomStream]
  ) {
    let (μ, width) = (mean.pointer, mean.columns)
    let (σ, stride) = (deviation.pointer, deviation.rows == 1 ? 0 : width)
    for i in streams.indices {
      for j in 0..<width {
        let u = μ[i * width + j] + σ[i * stride + j] * Element(streams[i].normal())
        actions[i * width + j] = bounds?.element(j, at: Foundation.tanh(Double(u))) ?? u
      }
    }
  }

  static func gaussianCenter(
    _ mean: Variable<Element>, _ bounds: ActionBounds<Element>?,
    _ actions: UnsafeMutablePointer<Element>
  ) {
    let (μ, width) = (mean.pointer, mean.columns)
    for e in 0..<mean.count {
      actions[e] = bounds?.element(e % width, at: Foundation.tanh(Double(μ[e]))) ?? μ[e]
    }
  }

  /// tanh of the `count` elements at `actions`, in place, as positions in `bounds`.
  static func squash(
    _ actions: UnsafeMutablePointer<Element>, _ count: Int, into bounds: ActionBounds<Element>
  ) {
    for e in 0..<count {
      actions[e] = bounds.element(e % bounds.components, at: Foundation.tanh(Double(actions[e])))
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleFullGaussian(
    _ mean: Variable<Element>, _ factor: [[Variable<Element>]],
    _ actions: UnsafeMutablePointer<Element>, _ streams: inout [RandomStream]
  ) {
    let (μ, n) = (mean.pointer, mean.columns)
    for i in streams.indices {
      let row = actions + i * n
      for j in 0..<n { row[j] = Element(streams[i].normal()) }
      // From below, so that the draws above are still there.
      for k in stride(from: n - 1, through: 0, by: -1) {
        var sum = μ[i * n + k]
        for j in 0...k { sum += factor[k][j].pointer[factor[k][j].rows == 1 ? 0 : i] * row[j] }
        row[k] = sum
      }
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleMixture(
    _ weights: Variable<Element>, _ means: Variable<Element>, _ deviations: Variable<Element>,
    _ width: Int, _ actions: UnsafeMutablePointer<Element>, _ streams: inout [RandomStream]
  ) {
    let (w, modes) = (weights.pointer, weights.columns)
    let (μ, σ, all) = (means.pointer, deviations.pointer, means.columns)
    let stride = deviations.rows == 1 ? 0 : all
    for i in streams.indices {
      let row = Span(_unsafeStart: w + i * modes, count: modes)
      // Weights that are not finite come with means that are not, which the action shows.
      let first = (streams[i].categoricalIfFinite(row) ?? 0) * width
      for j in 0..<width {
        actions[i * width + j] =
          μ[i * all + first + j] + σ[i * stride + first + j] * Element(streams[i].normal())
      }
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleBeta(
    _ alpha: Variable<Element>, _ beta: Variable<Element>, _ bounds: ActionBounds<Element>,
    _ actions: UnsafeMutablePointer<Element>, _ streams: inout [RandomStream]
  ) {
    let (α, β, width) = (alpha.pointer, beta.pointer, alpha.columns)
    for i in streams.indices {
      for j in 0..<width {
        let e = i * width + j
        let x = streams[i].beta(Double(α[e]), Double(β[e]))
        actions[e] = bounds.element(j, at: 2 * x - 1)
      }
    }
  }

  static func betaModes(
    _ alpha: Variable<Element>, _ beta: Variable<Element>, _ bounds: ActionBounds<Element>,
    _ actions: UnsafeMutablePointer<Element>
  ) {
    let width = alpha.columns
    for e in 0..<alpha.count {
      let (α, β) = (Double(alpha.pointer[e]), Double(beta.pointer[e]))
      let x = α > 1 && β > 1 ? (α - 1) / (α + β - 2) : α == β ? 0.5 : α < β ? 0 : 1
      actions[e] = bounds.element(e % width, at: 2 * x - 1)
    }
  }
}

extension ExplorationNoise {
  /// Draws ξ anew where it is due, and writes μ + φ (σ ⊙ ξ) into `actions`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func sample(
    _ mean: Variable<Element>, _ features: Variable<Element>, _ deviations: Variable<Element>,
    into actions: UnsafeMutablePointer<Element>, using streams: inout [RandomStream]
  ) {
    let (size, count, width) = (deviations.count, features.columns, mean.columns)
    precondition(
      values.count == streams.count * size,
      "Noise of \(values.count) numbers does not fit \(streams.count) rows of \(size).")
    let isDue = age >= interval
    age = isDue ? 1 : age + 1
    let (μ, φ, σ) = (mean.pointer, features.pointer, deviations.pointer)
    values.withUnsafeMutablePointer { values in
      for i in streams.indices {
        let ξ = values + i * size
        if isDue { for k in 0..<size { ξ[k] = Element(streams[i].normal()) } }
        let row = actions + i * width
        for j in 0..<width { row[j] = μ[i * width + j] }
        for k in 0..<count {
          let feature = φ[i * count + k]
          for j in 0..<width { row[j] += feature * σ[k * width + j] * ξ[k * width + j] }
        }
      }
    }
  }
}
