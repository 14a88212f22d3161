public import Environments
internal import Foundation
public import LinearAlgebra

extension Picture {
  /// The values of a grid of cells as colours, the least of them at the dark end and the largest at the bright one;
  /// if all are equal, at the dark end. A cell whose value is not finite stays empty.
  ///
  /// - Parameters:
  ///   - values: A row for each row of cells, the first at `low.y`; a column for each column of cells, the first at
  ///     `low.x`.
  ///   - low: The left bottom of the grid.
  ///   - high: The right top of the grid.
  ///   - logarithmic: Whether colours follow log(1 + value − least), for counts of which a few are large.
  /// - Precondition: The grid has a cell and an area.
  public static func heatMap(
    _ values: Matrix<Scalar>, low: Point, high: Point, logarithmic: Bool = false
  ) -> Picture {
    precondition(
      values.rows > 0 && values.columns > 0, "A heat map of \(values.rows)×\(values.columns) cells."
    )
    var picture = Picture(low: low, high: high)
    let finite = Array(values.elements).filter(\.isFinite)
    guard let least = finite.min(), let largest = finite.max() else { return picture }
    func position(_ value: Scalar) -> Double {
      let (x, range) = (Double(value) - Double(least), Double(largest) - Double(least))
      guard range > 0 else { return 0 }
      return logarithmic ? log(1 + x) / log(1 + range) : x / range
    }
    let width = (high.x - low.x) / Double(values.columns)
    let height = (high.y - low.y) / Double(values.rows)
    for i in 0..<values.rows {
      for j in 0..<values.columns where values[i, j].isFinite {
        picture.addRectangle(
          from: Point(low.x + Double(j) * width, low.y + Double(i) * height),
          to: Point(low.x + Double(j + 1) * width, low.y + Double(i + 1) * height),
          .scale(position(values[i, j])))
      }
    }
    return picture
  }
}

/// How often each cell of a rectangle was visited, such as the positions of a point mass.
public struct VisitationCounts: Sendable, Equatable {
  /// The left bottom of the rectangle.
  public let low: Picture.Point
  /// The right top of the rectangle.
  public let high: Picture.Point
  /// The visits of each cell, the first row at `low.y` and the first column at `low.x`.
  public private(set) var counts: Matrix<Scalar>

  /// No visits to `columns` × `rows` cells.
  /// - Precondition: The rectangle has an area, and there is a cell.
  public init(low: Picture.Point, high: Picture.Point, columns: Int, rows: Int) {
    precondition(
      low.x < high.x && low.y < high.y && columns > 0 && rows > 0,
      "\(columns)×\(rows) cells from \(low) to \(high) count nothing.")
    self.low = low
    self.high = high
    counts = Matrix(rows: rows, columns: columns)
  }

  /// Counts a visit. The upper edges belong to the last cells; a place outside is not counted.
  /// - Returns: Whether the place is inside.
  @discardableResult
  public mutating func visit(_ x: Double, _ y: Double) -> Bool {
    guard x >= low.x && x <= high.x && y >= low.y && y <= high.y else { return false }
    let column = Int((x - low.x) / (high.x - low.x) * Double(counts.columns))
    let row = Int((y - low.y) / (high.y - low.y) * Double(counts.rows))
    counts[min(row, counts.rows - 1), min(column, counts.columns - 1)] += 1
    return true
  }

  /// The counts as colours.
  public func picture(logarithmic: Bool = false) -> Picture {
    .heatMap(counts, low: low, high: high, logarithmic: logarithmic)
  }
}
