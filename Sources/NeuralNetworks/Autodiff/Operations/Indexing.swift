internal import LinearAlgebra

// Elements and rows by number. Numbers are whole and stand in variables, so that they may change between
// replays; no gradient flows to them.
extension Variable {
  /// From row i the elements in the columns whose numbers are row i of `columns` [rows × m]; [rows × m].
  public func gather(_ columns: Variable) -> Variable {
    precondition(
      columns.rows == rows, "Column numbers of \(columns.shape) do not fit a variable of \(shape).")
    return tape.record(
      .gather(index, columns: columns.index), rows, columns.columns, from: self, columns)
  }

  /// Zeros [rows × count], to which each element is added in its row and in the column whose number is at its
  /// place in `columns`: `gather`'s transpose.
  public func scatter(_ columns: Variable, count: Int) -> Variable {
    precondition(
      columns.rows == rows && columns.columns == self.columns && count >= 0,
      "Elements of \(shape) and column numbers of \(columns.shape) do not fit.")
    return tape.record(.scatter(index, columns: columns.index), rows, count, from: self, columns)
  }

  /// The rows whose numbers are the elements of `numbers`, in their order [numbers.count × columns]: with the
  /// rows as vectors of words or actions, an embedding.
  public func rows(at numbers: Variable) -> Variable {
    tape.record(
      .gatherRows(index, rows: numbers.index), numbers.count, columns, from: self, numbers)
  }

  /// Zeros [count × columns], where row i is added to the row whose number is element i of `numbers`:
  /// `rows(at:)`'s transpose.
  public func scatterRows(to numbers: Variable, count: Int) -> Variable {
    precondition(
      numbers.count == rows && count >= 0,
      "Row numbers of \(numbers.shape) do not fit a variable of \(shape).")
    return tape.record(
      .scatterRows(index, rows: numbers.index), count, columns, from: self, numbers)
  }

  /// Row i is 0 but for a 1 in the column whose number is element i of this column [rows × 1]; [rows × count].
  public func oneHot(count: Int) -> Variable {
    tape.constant(1).broadcast(rows: rows, columns: columns).scatter(self, count: count)
  }

  // MARK: Largest and smallest

  /// The number of each row's largest element, the first of equal ones [rows × 1]; of its first NaN if there
  /// is one. No gradient flows through it.
  public func rowArgmax() -> Variable { extremeColumn(isMaximum: true) }
  /// The number of each row's smallest element, the first of equal ones [rows × 1]; of its first NaN if there
  /// is one. No gradient flows through it.
  public func rowArgmin() -> Variable { extremeColumn(isMaximum: false) }

  /// The largest element of each row [rows × 1]; the first of equal ones has the gradient.
  public func rowMaxima() -> Variable { gather(rowArgmax()) }
  /// The smallest element of each row [rows × 1]; the first of equal ones has the gradient.
  public func rowMinima() -> Variable { gather(rowArgmin()) }
  /// The largest element of each column [1 × columns]; the first of equal ones has the gradient.
  public func columnMaxima() -> Variable {
    transposed.rowMaxima().reshaped(rows: 1, columns: columns)
  }
  /// The smallest element of each column [1 × columns]; the first of equal ones has the gradient.
  public func columnMinima() -> Variable {
    transposed.rowMinima().reshaped(rows: 1, columns: columns)
  }
  /// The largest of all elements [1 × 1]; the first of equal ones has the gradient.
  public func maximum() -> Variable { reshaped(rows: 1, columns: count).rowMaxima() }
  /// The smallest of all elements [1 × 1]; the first of equal ones has the gradient.
  public func minimum() -> Variable { reshaped(rows: 1, columns: count).rowMinima() }

  private func extremeColumn(isMaximum: Bool) -> Variable {
    precondition(columns > 0, "Rows of a variable of \(shape) have no largest or smallest element.")
    let number = tape.record(
      .extremeColumn(index, isMaximum: isMaximum), rows, 1, from: self)
    tape.nodes[Int(number.index)].requiresGradient = false
    return number
  }
}

extension Tape {
  func runGather(
    _ a: NodeIndex, _ columns: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (source, chosen, width) = (pointer(a), pointer(columns), Int(nodes[Int(a)].columns))
    let m = Int(node.columns)
    for i in 0..<Int(node.rows) {
      for e in i * m..<(i + 1) * m {
        value[e] = source[i * width + checked(chosen[e], width, "Row \(i) asks for column")]
      }
    }
  }

  func runScatter(
    _ a: NodeIndex, _ columns: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (source, chosen, width) = (pointer(a), pointer(columns), Int(node.columns))
    let m = Int(nodes[Int(a)].columns)
    value.update(repeating: 0, count: node.count)
    for i in 0..<Int(node.rows) {
      for e in i * m..<(i + 1) * m {
        value[i * width + checked(chosen[e], width, "Row \(i) asks for column")] += source[e]
      }
    }
  }

  func runGatherRows(
    _ a: NodeIndex, _ rows: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (source, chosen, width) = (pointer(a), pointer(rows), Int(node.columns))
    for i in 0..<Int(node.rows) {
      let row = checked(chosen[i], Int(nodes[Int(a)].rows), "Element \(i) asks for row")
      (value + i * width).update(from: source + row * width, count: width)
    }
  }

  func runScatterRows(
    _ a: NodeIndex, _ rows: NodeIndex, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (source, chosen, width) = (pointer(a), pointer(rows), Int(node.columns))
    value.update(repeating: 0, count: node.count)
    for i in 0..<Int(nodes[Int(a)].rows) {
      let row = checked(chosen[i], Int(node.rows), "Element \(i) asks for row")
      Element.Kernels.accumulate(value + row * width, source + i * width, width)
    }
  }

  /// The whole number `number`, which must be at least 0 and less than `bound`.
  @inline(__always)
  private func checked(
    _ number: Element, _ bound: Int, _ who: @autoclosure () -> String
  ) -> Int {
    precondition(number >= 0 && number < Element(bound), "\(who()) \(number) of \(bound).")
    return number.truncated
  }

  func runExtremeColumn(
    _ a: NodeIndex, _ isMaximum: Bool, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let (source, width) = (pointer(a), Int(nodes[Int(a)].columns))
    for i in 0..<Int(node.rows) {
      let row = source + i * width
      var best = 0
      for j in 1..<max(width, 1) {
        let isBetter = isMaximum ? row[j] > row[best] : row[j] < row[best]
        if isBetter || row[j].isNaN && !row[best].isNaN { best = j }
      }
      value[i] = Element(best)
    }
  }
}
