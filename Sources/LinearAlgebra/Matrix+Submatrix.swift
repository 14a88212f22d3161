extension Matrix {
  /// A copy of the elements in the given rows and columns, [rows.count × columns.count].
  ///
  /// Matrices are contiguous; a block of a larger one enters a product or a factorisation as this copy,
  /// which costs O(k²) beside the O(k³) that follow.
  /// - Precondition: Both ranges lie inside the matrix.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func submatrix(rows: Range<Int>, columns: Range<Int>) -> Matrix {
    checkRanges(rows, columns)
    let block = Storage<Element>(uninitialized: rows.count * columns.count)
    withUnsafePointer { source in
      for (i, row) in rows.enumerated() {
        (block.pointer + i * columns.count).update(
          from: source + row * self.columns + columns.lowerBound, count: columns.count)
      }
    }
    return Matrix(Vector(storage: block), rows: rows.count, columns: columns.count)
  }

  /// Writes `block` over the elements from the given row and column on.
  /// - Precondition: The block lies inside the matrix.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func replaceSubmatrix(row: Int, column: Int, with block: Matrix) {
    checkRanges(
      row..<(row + block.rows), column..<(column + block.columns))
    makeUnique()
    block.withUnsafePointer { source in
      for i in 0..<block.rows {
        (storage.pointer + (row + i) * columns + column).update(
          from: source + i * block.columns, count: block.columns)
      }
    }
  }

  /// The elements in the diagonal, [min(rows, columns)].
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func diagonal() -> Vector<Element> {
    let diagonal = Storage<Element>(uninitialized: min(rows, columns))
    withUnsafePointer { source in
      for i in 0..<diagonal.count { diagonal.pointer[i] = source[i * (columns + 1)] }
    }
    return Vector(storage: diagonal)
  }

  /// Sets what stands below the diagonal, or above, to 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func clear(_ triangle: Triangle) {
    makeUnique()
    for i in 0..<rows {
      let row = storage.pointer + i * columns
      switch triangle {
      case .lower: for j in 0..<min(i, columns) { row[j] = 0 }
      case .upper: for j in min(i + 1, columns)..<columns { row[j] = 0 }
      }
    }
  }

  /// Copies what stands below the diagonal of a square matrix above it.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func mirrorLowerTriangle() {
    makeUnique()
    for i in 0..<rows {
      for j in 0..<i { storage.pointer[j * columns + i] = storage.pointer[i * columns + j] }
    }
  }

  /// Replaces a square matrix by the mean of itself and its transpose.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  mutating func symmetrize() {
    makeUnique()
    for i in 0..<rows {
      for j in 0..<i {
        let mean = storage.pointer[i * columns + j] / 2 + storage.pointer[j * columns + i] / 2
        storage.pointer[i * columns + j] = mean
        storage.pointer[j * columns + i] = mean
      }
    }
  }

  private func checkRanges(_ rows: Range<Int>, _ columns: Range<Int>) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= self.rows && columns.lowerBound >= 0
        && columns.upperBound <= self.columns,
      "Rows \(rows) and columns \(columns) are not inside a matrix of \(self.rows)×\(self.columns)."
    )
  }
}
