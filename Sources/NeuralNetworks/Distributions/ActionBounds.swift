public import LinearAlgebra

/// The finite interval of each component of an action, as rows [1 × components] on a tape.
public struct ActionBounds<Element: BLASScalar> {
  /// The lower ends.
  public let low: Variable<Element>
  /// The upper ends.
  public let high: Variable<Element>
  /// (low + high) / 2.
  public let center: Variable<Element>
  /// (high − low) / 2.
  public let halfWidth: Variable<Element>

  /// The intervals from `low` to `high` on `tape`.
  /// - Precondition: As many lower as upper ends, finite, each lower than its upper.
  public init(low: [Double], high: [Double], on tape: Tape<Element>) {
    precondition(
      low.count == high.count && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite },
      "Lower ends \(low) and upper ends \(high) are not finite intervals.")
    func row(_ value: (Int) -> Double) -> Variable<Element> {
      tape.input(Vector(low.indices.map { Element(value($0)) }))
    }
    self.low = row { low[$0] }
    self.high = row { high[$0] }
    center = row { low[$0] / 2 + high[$0] / 2 }
    halfWidth = row { high[$0] / 2 - low[$0] / 2 }
  }

  /// The number of components.
  public var components: Int { low.columns }

  /// Component `j` of an action at `position` ∈ [−1, 1] of its interval, never outside.
  func element(_ j: Int, at position: Double) -> Element {
    let value = center.pointer[j] + halfWidth.pointer[j] * Element(position)
    return min(max(value, low.pointer[j]), high.pointer[j])
  }
}
