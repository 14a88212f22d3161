internal import CVectorKernels
internal import LinearAlgebra

extension DistributionSampler {
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleChoices(
    _ components: [Variable<Element>], _ actions: UnsafeMutablePointer<Element>,
    _ streams: inout [RandomStream]
  ) {
    let width = components.count
    for j in 0..<components.count {
      let (p, categories) = (components[j].pointer, components[j].columns)
      for i in streams.indices {
        let row = Span(_unsafeStart: p + i * categories, count: categories)
        actions[i * width + j] = streams[i].categoricalIfFinite(row).map(Element.init) ?? .nan
      }
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func likeliestChoices(
    _ components: [Variable<Element>], _ actions: UnsafeMutablePointer<Element>
  ) {
    for j in 0..<components.count {
      let (p, categories) = (components[j].pointer, components[j].columns)
      for i in 0..<components[j].rows {
        actions[i * components.count + j] = Element(firstLargest(p + i * categories, categories))
      }
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func sampleBits(
    _ probabilities: Variable<Element>, _ actions: UnsafeMutablePointer<Element>,
    _ streams: inout [RandomStream]
  ) {
    let (p, width) = (probabilities.pointer, probabilities.columns)
    for i in streams.indices {
      for e in i * width..<(i + 1) * width {
        actions[e] = streams[i].bernoulli(Double(p[e])) ? 1 : 0
      }
    }
  }

  /// The position of the first largest of `count` elements.
  @inline(__always)
  static func firstLargest(_ x: UnsafePointer<Element>, _ count: Int) -> Int {
    var best = 0
    for j in 1..<max(count, 1) where x[j] > x[best] { best = j }
    return best
  }

  /// Goes through the components of each row in order: computes the next one's probabilities from what `choose`
  /// (row, probabilities) gave for those before, in the scratch `context` and `probabilities`.
  static func walk(
    _ distribution: AutoregressiveCategorical<Element>, _ context: Variable<Element>,
    _ probabilities: Variable<Element>, _ actions: UnsafeMutablePointer<Element>,
    _ choose: (Int, borrowing Span<Element>) -> Int
  ) {
    let (features, layers) = (distribution.features.columns, distribution.layers)
    let (θ, p) = (distribution.θ.pointer, probabilities.pointer)
    let (sum, hidden) = (context.pointer, context.pointer + features)
    let (masks, choices) = (distribution.allowed?.pointer, distribution.allowed?.columns ?? 0)
    let width = layers.heads.count
    for i in 0..<distribution.features.rows {
      sum.update(from: distribution.features.pointer + i * features, count: features)
      var start = 0
      for j in 0..<width {
        let (weight, bias) = (layers.heads[j].weight.offset, layers.heads[j].bias.offset)
        let count = layers.heads[j].weight.columns
        Element.Kernels.unary(VK_UNARY_tanh, hidden, sum, features)
        Element.Kernels.rowTimesMatrix(p, hidden, θ + weight, inputs: features, outputs: count)
        Element.Kernels.accumulate(p, θ + bias, count)
        if let mask = masks.map({ $0 + i * choices + start }) {
          for k in 0..<count where !(mask[k] > 0) { p[k] = -1e15 }
        }
        Element.Kernels.softmax(p, p, rows: 1, columns: count)
        let choice = choose(i, Span(_unsafeStart: UnsafePointer(p), count: count))
        actions[i * width + j] = Element(choice)
        start += count
        if j < layers.embeddings.count {
          Element.Kernels.accumulate(
            sum, θ + layers.embeddings[j].offset + choice * features, features)
        }
      }
    }
  }
}
