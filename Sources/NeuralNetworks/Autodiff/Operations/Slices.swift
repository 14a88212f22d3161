internal import LinearAlgebra

// A gradient with respect to part of a vector: kept as a piece with its offset, and put together once when
// all pieces are there, so that no piece is padded to the length of the whole.
extension Tape {
  func pullbackView(_ a: NodeIndex, _ offset: Int, _ g: Variable<Element>) {
    let a = variable(a)
    if a.count == g.count {
      contribute(to: a) { a.rows == g.rows ? g : g.reshaped(rows: a.rows, columns: a.columns) }
    } else {
      contribute(to: a, at: offset) { g }
    }
  }

  /// Adds `contribution` to the gradient of `target` from element `offset` on.
  func contribute(
    to target: Variable<Element>, at offset: Int, _ contribution: () -> Variable<Element>
  ) {
    guard reverse.reaches[Int(target.index)] else { return }
    let c = contribution()
    reverse.slices.append(
      ReverseSweep.Slice(target: target.index, offset: offset, count: c.count, node: c.index))
  }

  /// A place for a fused kernel in the gradient of `target`; nil if the range overlaps part of another's.
  func place(in target: Variable<Element>, offset: Int, count: Int) -> ReverseSweep.Place? {
    var accumulates = false
    for slice in reverse.slices where slice.target == target.index && slice.node < 0 {
      if slice.offset == offset && slice.count == count {
        accumulates = true
      } else if slice.offset < offset + count && offset < slice.offset + slice.count {
        return nil
      }
    }
    let buffer: NodeIndex
    if let known = reverse.buffers.first(where: { $0.target == target.index }) {
      buffer = known.buffer
    } else {
      buffer =
        append(
          .input, target.rows, target.columns, arena.allocate(target.count), false, true
        ).index
      reverse.buffers.append((target.index, buffer))
    }
    if !accumulates {
      reverse.slices.append(
        ReverseSweep.Slice(target: target.index, offset: offset, count: count, node: -1))
    }
    return ReverseSweep.Place(buffer: buffer, accumulates: accumulates)
  }

  /// Makes one node of all slices of the gradient of `target`: zeros in the gaps, then the pieces added.
  func finishSlices(of target: NodeIndex) {
    guard reverse.slices.contains(where: { $0.target == target }) else { return }
    let whole = variable(target)
    let buffer = reverse.buffers.first { $0.target == target }?.buffer
    let memory = buffer.map { pointer($0) } ?? arena.allocate(whole.count)

    var covered = 0
    while covered < whole.count {
      var gapEnd = whole.count
      var next: Int?
      for slice in reverse.slices where slice.target == target && slice.node < 0 && slice.count > 0
      {
        if slice.offset == covered { next = slice.offset + slice.count }
        if slice.offset > covered { gapEnd = min(gapEnd, slice.offset) }
      }
      if let next {
        covered = next
      } else {
        let gap = append(.zero, 1, gapEnd - covered, memory + covered, false, true)
        execute(Int(gap.index))
        covered = gapEnd
      }
    }
    let first = pieces.count
    var requiresGradient = false
    for slice in reverse.slices where slice.target == target && slice.node >= 0 {
      pieces.append((slice.offset, slice.node))
      requiresGradient = requiresGradient || nodes[Int(slice.node)].requiresGradient
    }
    let assembled = append(
      .assemble(firstPiece: first, pieces: pieces.count - first), whole.rows, whole.columns, memory,
      requiresGradient && reverse.isDifferentiable, !reverse.isDifferentiable)
    execute(Int(assembled.index))
    let count = nodes.count
    contribute(to: whole) { assembled }
    if nodes.count == count { reverse.isOwned[Int(target)] = true }
  }

  func runAssemble(
    _ first: Int, _ count: Int, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    for i in first..<first + count {
      let piece = pieces[i]
      Element.Kernels.accumulate(
        value + piece.offset, pointer(piece.node), nodes[Int(piece.node)].count)
    }
  }

  func pullbackAssemble(_ first: Int, _ count: Int, _ g: Variable<Element>) {
    for i in first..<first + count {
      let piece = variable(pieces[i].node)
      contribute(to: piece) {
        g.view(offset: pieces[i].offset, rows: piece.rows, columns: piece.columns)
      }
    }
  }
}
