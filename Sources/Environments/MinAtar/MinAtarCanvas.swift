internal import LinearAlgebra

/// An observation of 10×10 cells that is being written: feature (10 y + x) · channels + channel.
struct MinAtarCanvas {
  private let features: UnsafeMutablePointer<Scalar>
  private let channels: Int

  /// Writes zeros everywhere and calls `body` to mark what is there.
  /// - Precondition: The row has 100 · `channels` features.
  @inline(__always)
  static func paint(
    _ row: inout MutableSpan<Scalar>, channels: Int, _ body: (borrowing MinAtarCanvas) -> Void
  ) {
    precondition(
      row.count == 100 * channels,
      "A row of \(row.count) features does not hold 10×10×\(channels).")
    row.withUnsafeMutableBufferPointer { buffer in
      let features = buffer.baseAddress!
      features.update(repeating: 0, count: 100 * channels)
      body(MinAtarCanvas(features: features, channels: channels))
    }
  }

  /// Marks the cell in column `x` from the left and row `y` from the top.
  /// - Precondition: The cell is on the board.
  @inline(__always)
  func mark(_ x: Int, _ y: Int, _ channel: Int) {
    precondition(x >= 0 && x < 10 && y >= 0 && y < 10, "No cell of the board is (\(x), \(y)).")
    features[(10 * y + x) * channels + channel] = 1
  }

  /// Marks the cell in column `x` and row `y`, if there is one in that column.
  @inline(__always)
  func markIfInside(_ x: Int, _ y: Int, _ channel: Int) {
    if x >= 0 && x < 10 { mark(x, y, channel) }
  }

  /// Marks all cells of a board.
  @inline(__always)
  func mark(_ board: MinAtarBoard, _ channel: Int) {
    board.forEachCell { features[$0 * channels + channel] = 1 }
  }

  /// Marks all cells of a board in two channels.
  @inline(__always)
  func mark(_ board: MinAtarBoard, _ channel: Int, _ other: Int) {
    board.forEachCell {
      features[$0 * channels + channel] = 1
      features[$0 * channels + other] = 1
    }
  }
}
