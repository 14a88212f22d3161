public import LinearAlgebra

// Parts of a matrix, matrices side by side, and a matrix within zeros.
extension Variable {
  /// The same elements, row by row, as `rows` × `columns`; shares the memory.
  public func reshaped(rows: Int, columns: Int) -> Variable {
    precondition(
      rows >= 0 && columns >= 0 && rows * columns == count,
      "A variable of \(shape) does not have the elements of \(rows)×\(columns).")
    return view(offset: 0, rows: rows, columns: columns)
  }

  /// The rows whose numbers are in `range`; shares the memory.
  public func rows(_ range: Range<Int>) -> Variable {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "The rows \(range) are not within a variable of \(shape).")
    return view(offset: range.lowerBound * columns, rows: range.count, columns: columns)
  }

  /// The columns whose numbers are in `range`.
  public func columns(_ range: Range<Int>) -> Variable {
    slice(row: 0, column: range.lowerBound, rows: rows, columns: range.count)
  }

  /// The column of number `j` [rows × 1].
  public func column(_ j: Int) -> Variable { columns(j..<j + 1) }

  /// The `rows` × `columns` elements from (`row`, `column`) on; shares the memory where whole rows are taken.
  public func slice(row: Int, column: Int, rows: Int, columns: Int) -> Variable {
    precondition(
      row >= 0 && rows >= 0 && row + rows <= self.rows && column >= 0 && columns >= 0
        && column + columns <= self.columns,
      "\(rows)×\(columns) elements from (\(row), \(column)) on are not within a variable of \(shape)."
    )
    if columns == self.columns { return self.rows(row..<row + rows) }
    return tape.record(.slice(index, row: row, column: column), rows, columns, from: self)
  }

  /// Zeros of `rows` × `columns` in which this variable begins at (`row`, `column`): `slice`'s transpose.
  public func padded(rows: Int, columns: Int, row: Int = 0, column: Int = 0) -> Variable {
    precondition(
      row >= 0 && row + self.rows <= rows && column >= 0 && column + self.columns <= columns,
      "A variable of \(shape) does not lie at (\(row), \(column)) within \(rows)×\(columns).")
    if rows == self.rows && columns == self.columns { return self }
    return tape.record(.padding(index, row: row, column: column), rows, columns, from: self)
  }
}

/// The rows of all `parts`, one part below the other.
/// - Precondition: At least one part; all have the same number of columns.
public func concatenateRows<E: BLASScalar>(_ parts: [Variable<E>]) -> Variable<E> {
  let first = parts[0]
  var rows = 0
  for part in parts {
    precondition(
      part.columns == first.columns,
      "A variable of \(part.shape) cannot stand below one of \(first.shape).")
    rows += part.rows
  }
  return first.tape.join(parts, rows, first.columns, byRows: true)
}

/// The columns of all `parts`, side by side.
/// - Precondition: At least one part; all have the same number of rows.
public func concatenateColumns<E: BLASScalar>(_ parts: [Variable<E>]) -> Variable<E> {
  let first = parts[0]
  var columns = 0
  for part in parts {
    precondition(
      part.rows == first.rows,
      "A variable of \(part.shape) cannot stand beside one of \(first.shape).")
    columns += part.columns
  }
  return first.tape.join(parts, first.rows, columns, byRows: false)
}

extension Tape {
  fileprivate func join(
    _ parts: [Variable<Element>], _ rows: Int, _ columns: Int, byRows: Bool
  ) -> Variable<Element> {
    let first = pieces.count
    var offset = 0
    var requiresGradient = false
    var isFirstOrder = !recordsDifferentiably
    for part in parts {
      precondition(part.tape === self, "The operands are on different tapes.")
      pieces.append((offset, part.index))
      offset += byRows ? part.rows : part.columns
      requiresGradient = requiresGradient || nodes[Int(part.index)].requiresGradient
      isFirstOrder = isFirstOrder || nodes[Int(part.index)].isFirstOrder
    }
    let operation: Operation =
      byRows
      ? .joinedRows(firstPiece: first, pieces: parts.count)
      : .joinedColumns(firstPiece: first, pieces: parts.count)
    let joined = append(
      operation, rows, columns, arena.allocate(rows * columns),
      recordsDifferentiably && requiresGradient, isFirstOrder)
    execute(Int(joined.index))
    return joined
  }

  /// Copies `rows` × `columns` elements between matrices with other numbers of columns.
  private func copy(
    _ source: UnsafePointer<Element>, _ sourceColumns: Int,
    to target: UnsafeMutablePointer<Element>, _ targetColumns: Int, rows: Int, columns: Int
  ) {
    for i in 0..<rows {
      (target + i * targetColumns).update(from: source + i * sourceColumns, count: columns)
    }
  }

  func runSlice(
    _ a: NodeIndex, _ row: Int, _ column: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let width = Int(nodes[Int(a)].columns)
    copy(
      pointer(a) + row * width + column, width, to: value, Int(node.columns), rows: Int(node.rows),
      columns: Int(node.columns))
  }

  func runPadding(
    _ a: NodeIndex, _ row: Int, _ column: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (operand, width) = (nodes[Int(a)], Int(node.columns))
    value.update(repeating: 0, count: node.count)
    copy(
      pointer(a), Int(operand.columns), to: value + row * width + column, width,
      rows: Int(operand.rows), columns: Int(operand.columns))
  }

  func runJoinedRows(
    _ first: Int, _ count: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    for i in first..<first + count {
      let piece = pieces[i]
      (value + piece.offset * Int(node.columns)).update(
        from: pointer(piece.node), count: nodes[Int(piece.node)].count)
    }
  }

  func runJoinedColumns(
    _ first: Int, _ count: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    for i in first..<first + count {
      let piece = pieces[i]
      let width = Int(nodes[Int(piece.node)].columns)
      copy(
        pointer(piece.node), width, to: value + piece.offset, Int(node.columns),
        rows: Int(node.rows), columns: width)
    }
  }

  func pullbackRearrangement(_ operation: Operation, _ g: Variable<Element>) {
    switch operation {
    case .slice(let a, let row, let column):
      let a = variable(a)
      contribute(to: a) { g.padded(rows: a.rows, columns: a.columns, row: row, column: column) }
    case .padding(let a, let row, let column):
      let a = variable(a)
      contribute(to: a) { g.slice(row: row, column: column, rows: a.rows, columns: a.columns) }
    case .joinedRows(let first, let count):
      for i in first..<first + count {
        let (offset, piece) = (pieces[i].offset, variable(pieces[i].node))
        contribute(to: piece) { g.rows(offset..<offset + piece.rows) }
      }
    case .joinedColumns(let first, let count):
      for i in first..<first + count {
        let (offset, piece) = (pieces[i].offset, variable(pieces[i].node))
        contribute(to: piece) { g.columns(offset..<offset + piece.columns) }
      }
    case .gatherRows(let a, let rows):
      let a = variable(a)
      contribute(to: a) { g.scatterRows(to: variable(rows), count: a.rows) }
    case .scatterRows(let a, let rows):
      contribute(to: variable(a)) { g.rows(at: variable(rows)) }
    case .select(let mask, let a, let b): pullbackSelect(mask, a, b, g)
    case .cumulativeSum(let a, let alongRows, let isReversed):
      contribute(to: variable(a)) {
        g.cumulativeSum(alongRows: alongRows, isReversed: !isReversed)
      }
    case .batchedProduct(let a, let b, let batch, let transposedA, let transposedB):
      pullbackBatchedProduct(a, b, batch, transposedA, transposedB, g)
    case .power(let a, let exponent): pullbackPower(a, exponent, g)
    default: break
    }
  }
}
