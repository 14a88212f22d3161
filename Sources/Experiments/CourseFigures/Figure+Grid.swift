internal import Environments
internal import LinearAlgebra

extension Figure.Panel {
  /// A heat map of one value for each cell of a grid, row 0 on top; walls, and cells whose value is NaN, stay empty.
  init(
    _ title: String, of values: [Double], named scale: String, on grid: Grid,
    with marks: [Figure.Mark] = []
  ) {
    var cells = Matrix<Double>(repeating: .nan, rows: grid.rows, columns: grid.columns)
    for (s, value) in values.enumerated() {
      let cell = grid.cell(of: s)
      cells[cell.row, cell.column] = value
    }
    self.init(
      title: title, x: .init("column"), y: .init("row", isReversed: true),
      marks: [.heatMap(.init(cells, scale: .init(scale)))] + marks, hasEqualScales: true)
  }
}
