internal import LinearAlgebra

/// The columns of a variable, taken out one by one or in ranges: one transposition, then views of its rows.
struct Columns<Element: BLASScalar> {
  private let transposed: Variable<Element>
  private let rows: Int

  /// The columns of `whole`.
  init(_ whole: Variable<Element>) {
    transposed = whole.transposed
    rows = whole.rows
  }

  /// Column `j` [rows × 1].
  subscript(j: Int) -> Variable<Element> {
    transposed.view(offset: j * rows, rows: rows, columns: 1)
  }

  /// The columns of `range` [rows × range.count].
  subscript(range: Range<Int>) -> Variable<Element> {
    if range.count == 1 { return self[range.lowerBound] }
    return transposed.view(offset: range.lowerBound * rows, rows: range.count, columns: rows)
      .transposed
  }
}
