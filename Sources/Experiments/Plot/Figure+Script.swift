extension LinePlot {
  /// The colours of Okabe and Ito (2008), which people with colour blindness can tell apart too, without the
  /// yellow, which is too pale on white.
  private static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000",
  ]

  /// The columns of one series in the table, from 1 as gnuplot counts.
  private struct Columns {
    var x: Int
    var mean: Int
    var low: Int
    var high: Int
  }

  /// Whether one column of positions serves all series.
  private var sharesPositions: Bool { series.allSatisfy { $0.x == series[0].x } }

  /// The numbers: positions, then mean, low and high of each series; positions for each if they differ.
  var table: MetricsTable {
    var columns: [(name: String, values: [Double])] = []
    var names = series.map { Self.oneLine($0.name) }
    if Set(names).count < names.count {
      // Numbers keep the columns of series apart that have the same name.
      names = names.enumerated().map { "\($0 + 1) \($1)" }
    }
    for (index, (one, name)) in zip(series, names).enumerated() {
      if !sharesPositions || index == 0 {
        columns.append((sharesPositions ? "x" : "\(name): x", one.x))
      }
      columns.append(("\(name): mean", one.mean))
      if let band = one.band {
        columns.append(("\(name): low", band.low))
        columns.append(("\(name): high", band.high))
      }
    }
    var table = MetricsTable(columns: columns.map(\.name))
    for row in 0..<(columns.map(\.values.count).max() ?? 0) {
      table.append(columns.map { row < $0.values.count ? $0.values[row] : .nan })
    }
    return table
  }

  /// The place of each series in the table.
  private var columns: [Columns] {
    var next = 1
    var x = 1
    return series.enumerated().map { index, one in
      if !sharesPositions || index == 0 {
        x = next
        next += 1
      }
      defer { next += one.band == nil ? 1 : 3 }
      return Columns(x: x, mean: next, low: next + 1, high: next + 2)
    }
  }

  /// The gnuplot script that draws the table in the file `name`.csv to `name`.png and `name`.svg.
  func script(_ name: String) -> String {
    var lines = [
      "# Draws \(name).png and \(name).svg from \(name).csv; run in this folder: gnuplot \(name).gp",
      "set encoding utf8",
      "set datafile separator ','",
      "set datafile missing NaN",
      "set title \(Self.quoted(title)) font ',15'",
      "set autoscale xfix",
      "set border 3 lc rgb '#404040'",
      "set tics nomirror out textcolor rgb '#202020'",
      "set grid back lt 1 lc rgb '#E0E0E0' lw 1",
      "set key bmargin center horizontal Left reverse samplen 2.5 height 0.7",
      "set style fill transparent solid 0.2 noborder",
    ]
    for (letter, axis) in [("x", xAxis), ("y", yAxis)] {
      let unit = axis.unit.map { " [\($0)]" } ?? ""
      lines.append("set \(letter)label \(Self.quoted(axis.label + unit))")
      if axis.isLogarithmic {
        lines.append("set logscale \(letter)")
        lines.append("set format \(letter) '%g'")
      }
      if let range = axis.range {
        lines.append("set \(letter)range [\(range.lowerBound):\(range.upperBound)]")
      }
    }
    lines += [
      "set terminal pngcairo size 900,600 background '#FFFFFF' font 'Sans,12' noenhanced",
      "set output '\(name).png'",
      "plot \(curves(name).joined(separator: ", \\\n  "))",
      "set terminal svg size 900,600 dynamic background '#FFFFFF' font 'sans-serif,14' noenhanced",
      "set output '\(name).svg'",
      "replot",
      "unset output",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The elements of the plot command: bands below, then the stated numbers, then the curves.
  private func curves(_ name: String) -> [String] {
    var bands: [String] = []
    var curves: [String] = []
    for (index, (one, at)) in zip(series, columns).enumerated() {
      let colour = "lc rgb '\(Self.palette[index % Self.palette.count])'"
      let data = "'\(name).csv' skip 1 using"
      let title = "title \(Self.quoted(one.name))"
      // When the colours are used up they return with another dash.
      let dash = (one.style == .dashed ? 2 : 1) + 2 * (index / Self.palette.count)
      switch one.style {
      case .line, .dashed:
        if one.band != nil {
          bands.append("\(data) \(at.x):\(at.low):\(at.high) with filledcurves \(colour) notitle")
        }
        curves.append("\(data) \(at.x):\(at.mean) with lines lw 2.5 dt \(dash) \(colour) \(title)")
      case .points:
        let point = "pt 7 ps 0.8 \(colour) \(title)"
        curves.append(
          one.band == nil
            ? "\(data) \(at.x):\(at.mean) with points \(point)"
            : "\(data) \(at.x):\(at.mean):\(at.low):\(at.high) with yerrorbars lw 1.5 \(point)")
      }
    }
    let stated = references.enumerated().map { index, line in
      "\(line.value) with lines lw 1.5 dt \(2 + index % 4) lc rgb '#606060'"
        + " title \(Self.quoted(line.name))"
    }
    return bands + stated + curves
  }

  /// The text as a gnuplot string, on one line.
  private static func quoted(_ text: String) -> String {
    "'\(oneLine(text).split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }

  /// The text with spaces for line breaks.
  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
