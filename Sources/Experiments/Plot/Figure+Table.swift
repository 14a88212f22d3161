internal import LinearAlgebra

extension Figure.Mark {
  /// The name in the legend and above the columns; empty if there is none.
  var name: String {
    switch self {
    case .series(let series): series.name
    case .bars(let bars): bars.name
    case .histogram(let histogram): histogram.name
    case .trajectories(let trajectories): trajectories.name
    case .regions(let regions): regions.name
    case .heatMap(let map): map.scale.label
    case .arrows: "arrows"
    }
  }

  /// The numbers of the mark, in columns; a series' positions are the first.
  var columns: [(name: String, values: [Double])] {
    func band(_ band: Figure.Band?) -> [(name: String, values: [Double])] {
      band.map { [("low", $0.low), ("high", $0.high)] } ?? []
    }
    switch self {
    case .series(let series):
      return [("x", series.x), ("mean", series.mean)] + band(series.band)
    case .bars(let bars):
      return [("position", bars.values.indices.map(Double.init)), ("value", bars.values)]
        + band(bars.band)
    case .histogram(let histogram):
      return [
        ("from", Array(histogram.limits.dropLast())), ("to", Array(histogram.limits.dropFirst())),
        ("height", histogram.heights),
      ]
    case .heatMap(let map):
      let cells = (0..<map.values.rows).flatMap { i in
        (0..<map.values.columns).map { (row: i, column: $0) }
      }
      return [
        ("x", cells.map { map.x.lowerBound + (Double($0.column) + 0.5) * map.cell.width }),
        ("y", cells.map { map.y.lowerBound + (Double($0.row) + 0.5) * map.cell.height }),
        ("value", cells.map { map.values[$0.row, $0.column] }),
      ]
    case .arrows(let arrows):
      return [("x", arrows.x), ("y", arrows.y), ("dx", arrows.dx), ("dy", arrows.dy)]
    case .trajectories(let trajectories):
      // A row of NaN ends a way.
      let paths = trajectories.paths
      return [
        ("x", Array(paths.map(\.x).joined(separator: [.nan]))),
        ("y", Array(paths.map(\.y).joined(separator: [.nan]))),
        ("start x", paths.map { $0.x[0] }), ("start y", paths.map { $0.y[0] }),
      ]
    case .regions(let regions):
      return [
        ("left", regions.rectangles.map(\.x.lowerBound)),
        ("right", regions.rectangles.map(\.x.upperBound)),
        ("bottom", regions.rectangles.map(\.y.lowerBound)),
        ("top", regions.rectangles.map(\.y.upperBound)),
      ]
    }
  }
}

extension Figure {
  /// The numbers of all marks, and where each has its columns.
  struct Layout {
    /// The columns' names and values.
    var columns: [(name: String, values: [Double])] = []
    /// For each panel and mark, the numbers of its columns, from 1 as gnuplot counts.
    var places: [[[Int]]] = []
  }

  /// Whether one column of positions serves the whole figure.
  private var sharedPositions: [Double]? {
    var positions: [Double]?
    for case .series(let series) in panels.flatMap(\.marks) {
      guard positions ?? series.x == series.x else { return nil }
      positions = series.x
    }
    return positions
  }

  /// The numbers and their places.
  var layout: Layout {
    var layout = Layout()
    var names = panels.flatMap(\.marks).map { Self.oneLine($0.name) }
    if Set(names).count < names.count {
      // Numbers keep the columns of marks apart that have the same name.
      names = names.enumerated().map { $1.isEmpty ? "\($0 + 1)" : "\($0 + 1) \($1)" }
    }
    let shared = sharedPositions
    if let shared { layout.columns.append(("x", shared)) }
    var remaining = names[...]
    for panel in panels {
      layout.places.append(
        panel.marks.map { mark in
          let name = remaining.removeFirst()
          return mark.columns.enumerated().map { index, column in
            if case .series = mark, shared != nil, index == 0 { return 1 }
            layout.columns.append(
              (name.isEmpty ? column.name : "\(name): \(column.name)", column.values))
            return layout.columns.count
          }
        })
    }
    return layout
  }

  /// The numbers: positions, then mean, low and high of each series; positions for each if they differ; for the
  /// other marks what their columns are called. Columns of different lengths are filled with NaN.
  var table: MetricsTable {
    let columns = layout.columns
    var table = MetricsTable(columns: columns.map(\.name))
    for row in 0..<(columns.map(\.values.count).max() ?? 0) {
      table.append(columns.map { row < $0.values.count ? $0.values[row] : .nan })
    }
    return table
  }

  /// The text with spaces for line breaks.
  static func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}
