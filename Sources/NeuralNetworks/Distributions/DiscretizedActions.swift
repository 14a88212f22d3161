internal import Foundation
public import LinearAlgebra

/// Distributions over continuous vectors within bounds, one a row, of any shape: each component is cut into bins of
/// equal width, the bins are chosen one after another (``AutoregressiveCategorical``), and within a bin all is equally
/// likely. So log p(a) = Σⱼ log p(bⱼ | b₁ … bⱼ₋₁) − Σⱼ log wⱼ, where bⱼ is the bin of aⱼ and wⱼ its width.
///
/// What lies beyond the bounds counts to the outermost bin.
public struct DiscretizedActions<Element: BLASScalar> {
  /// The distribution over vectors of bins.
  public let bins: AutoregressiveCategorical<Element>
  /// The lower ends.
  public let low: [Double]
  /// The upper ends.
  public let high: [Double]

  /// The distributions whose bins cut the intervals from `low` to `high`.
  /// - Precondition: As many components as `bins` has, finite, each lower end below its upper.
  public init(_ bins: AutoregressiveCategorical<Element>, low: [Double], high: [Double]) {
    precondition(
      low.count == bins.layers.counts.count && high.count == low.count
        && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite },
      "Intervals from \(low) to \(high) do not fit \(bins.layers.counts) bins.")
    self.bins = bins
    self.low = low
    self.high = high
  }

  /// The width of the bins of component `j`.
  func width(_ j: Int) -> Double { (high[j] - low[j]) / Double(bins.layers.counts[j]) }

  /// The numbers of the bins in which `actions` [batch × components] lie; no gradient flows through them.
  public func numbers(of actions: Variable<Element>) -> Variable<Element> {
    precondition(
      actions.columns == low.count,
      "Actions of \(actions.shape) do not fit \(low.count) components.")
    let tape = actions.tape
    let columns = low.indices.map { j in
      // The number of inner edges that are passed; a component of one bin has none.
      let count = bins.layers.counts[j]
      let edges = tape.input(
        Matrix(rows: 1, columns: count) { _, k in
          k == count - 1 ? .infinity : Element(low[j] + Double(k + 1) * width(j))
        })
      return (actions.column(j) .>= edges).rowSums()
    }
    return columns.count == 1 ? columns[0] : concatenateColumns(columns)
  }

  /// log p of `actions` [batch × components]; [batch × 1].
  public func logProbability(of actions: Variable<Element>) -> Variable<Element> {
    let logWidths = low.indices.reduce(0) { $0 + Foundation.log(width($1)) }
    return bins.logProbability(of: numbers(of: actions)) - Element(logWidths)
  }

  /// What draws actions [batch × components], each anywhere in its bin. Its mode is the middle of the bins of
  /// ``bins``' own mode.
  public func sampler() -> DistributionSampler<Element> {
    let tape = bins.features.tape
    return DistributionSampler(
      .discretized(
        self, context: tape.input(rows: 2, columns: bins.features.columns),
        probabilities: tape.input(rows: 1, columns: bins.layers.counts.max() ?? 1)),
      rows: bins.features.rows, width: low.count)
  }

  /// Puts actions in the place of the numbers of bins; `position` says where in a bin, from 0 to 1.
  func place(
    _ actions: UnsafeMutablePointer<Element>, rows: Int, _ position: (_ row: Int) -> Double
  ) {
    let components = low.count
    for i in 0..<rows {
      for j in 0..<components {
        let bin = Double(actions[i * components + j])
        actions[i * components + j] = Element(low[j] + (bin + position(i)) * width(j))
      }
    }
  }
}
