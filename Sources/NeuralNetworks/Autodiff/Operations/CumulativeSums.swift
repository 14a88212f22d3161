internal import LinearAlgebra

// Running sums. The transpose of a sum up to an element is the sum from an element on.
extension Variable {
  /// The sum of each row up to each element, or from each element on if `reversed`.
  public func rowCumulativeSums(reversed: Bool = false) -> Variable {
    cumulativeSum(alongRows: true, isReversed: reversed)
  }

  /// The sum of each column up to each element, or from each element on if `reversed`.
  public func columnCumulativeSums(reversed: Bool = false) -> Variable {
    cumulativeSum(alongRows: false, isReversed: reversed)
  }

  func cumulativeSum(alongRows: Bool, isReversed: Bool) -> Variable {
    tape.record(
      .cumulativeSum(index, alongRows: alongRows, isReversed: isReversed), rows, columns, from: self
    )
  }
}

extension Tape {
  func runCumulativeSum(
    _ a: NodeIndex, _ alongRows: Bool, _ isReversed: Bool, _ node: Node,
    _ value: UnsafeMutablePointer<Element>
  ) {
    let (rows, columns) = (Int(node.rows), Int(node.columns))
    value.update(from: pointer(a), count: node.count)
    if alongRows {
      for i in 0..<rows {
        let row = value + i * columns
        for j in 1..<max(columns, 1) {
          if isReversed {
            row[columns - 1 - j] += row[columns - j]
          } else {
            row[j] += row[j - 1]
          }
        }
      }
    } else {
      for i in 1..<max(rows, 1) {
        let (target, source) = isReversed ? (rows - 1 - i, rows - i) : (i, i - 1)
        Element.Kernels.accumulate(value + target * columns, value + source * columns, columns)
      }
    }
  }
}
