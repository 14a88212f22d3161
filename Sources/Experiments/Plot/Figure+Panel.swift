internal import Foundation

extension Figure.Panel {
  /// The colours of Okabe and Ito (2008), which people with colour blindness can tell apart too, without the
  /// yellow, which is too pale on white.
  private static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000",
  ]

  private static func colour(_ index: Int) -> String {
    "lc rgb '\(palette[index % palette.count])'"
  }

  private var heatMap: Figure.HeatMap? {
    for case .heatMap(let map) in marks { return map }
    return nil
  }

  private var bars: [Figure.Bars] {
    marks.compactMap { if case .bars(let bars) = $0 { bars } else { nil } }
  }

  /// The height in pixels of a map that is 760 wide: what its field needs, and room for title, axis and legend.
  var mapHeight: Int {
    let (x, y) = (xAxis.range ?? heatMap?.x, yAxis.range ?? heatMap?.y)
    guard let x, let y, x.lowerBound < x.upperBound else { return 680 }
    let ratio = (y.upperBound - y.lowerBound) / (x.upperBound - x.lowerBound)
    return min(max(Int(570 * ratio) + (hasLegend ? 150 : 120), 320), 900)
  }

  /// The commands that draw the panel.
  /// - Parameters:
  ///   - name: The name of the file with the numbers, without its extension.
  ///   - places: The columns of each mark.
  ///   - title: The heading.
  ///   - size: The size of its letters.
  func script(_ name: String, _ places: [[Int]], title: String, size: Int) -> [String] {
    var lines = ["set title \(Figure.quoted(title)) font ',\(size)'"]
    // A field fills its panel.
    var (x, y) = (xAxis, yAxis)
    x.range = x.range ?? heatMap?.x
    y.range = y.range ?? heatMap?.y
    lines += x.script("x") + y.script("y")
    lines.append(hasEqualScales ? "set size ratio -1" : "set size noratio")
    lines.append(
      "set key bmargin center horizontal Left reverse samplen 2.5 height 0.7"
        + (hasLegend ? "" : " off"))
    // Cells without a number stay grey.
    lines.append("unset object")
    if let heatMap {
      lines.append(
        "set object 1 rectangle from graph 0,0 to graph 1,1 behind fillcolor rgb '#B8B8B8' fillstyle solid noborder"
      )
      lines += heatMap.scale.script("cb") + ["set colorbox", "unset grid"]
    } else {
      lines += ["unset colorbox", "set grid back lt 1 lc rgb '#E0E0E0' lw 1"]
    }
    if let first = bars.first {
      lines += labels(first)
    } else {
      lines.append("set xtics norotate \(shortLabels ?? "autofreq")")
    }
    return lines + ["plot \(elements(name, places).joined(separator: ", \\\n    "))"]
  }

  /// Labels such as 200k and 1.5M for an x-axis with numbers of 10,000 and more, which would run into one another in
  /// a narrow panel; nil if there are none.
  private var shortLabels: String? {
    let places = marks.flatMap {
      if case .series(let series) = $0 { series.x } else { [Double]() }
    }
    let low = xAxis.range?.lowerBound ?? places.min() ?? 0
    let high = xAxis.range?.upperBound ?? places.max() ?? 0
    guard !xAxis.isLogarithmic, low < high, high >= 10_000, (high - low).isFinite else {
      return nil
    }
    let unit = pow(10, floor(log10((high - low) / 5)))
    let step = [1, 2, 5].map { $0 * unit }.first { (high - low) / $0 <= 6 } ?? 10 * unit
    let labels = stride(from: (low / step).rounded(.up) * step, through: high, by: step).map { x in
      let (size, letter) = abs(x) >= 1e6 ? (1e6, "M") : abs(x) >= 1e3 ? (1e3, "k") : (1, "")
      return "'\(String(format: "%g", x / size))\(letter)' \(String(format: "%g", x))"
    }
    return "(\(labels.joined(separator: ", ")))"
  }

  /// The labels below the bars, which slant where they are long.
  private func labels(_ bars: Figure.Bars) -> [String] {
    let labels = bars.labels.enumerated().map { "\(Figure.quoted($1)) \($0)" }
    let room = 48 / max(bars.labels.count, 1)
    let isLong = bars.labels.contains { $0.count > room }
    let range = "set xrange [-0.6:\(Double(bars.labels.count) - 0.4)]"
    return [
      range,
      "set xtics \(isLong ? "rotate by -20" : "norotate") (\(labels.joined(separator: ", ")))",
    ]
  }

  private var hasLegend: Bool {
    !references.isEmpty
      || marks.contains {
        switch $0 {
        case .series(let series): !series.name.isEmpty
        case .histogram(let histogram): !histogram.name.isEmpty
        case .trajectories(let trajectories): !trajectories.name.isEmpty
        case .regions(let regions): !regions.name.isEmpty
        case .bars: bars.count > 1
        case .heatMap, .arrows: false
        }
      }
  }

  /// The elements of the plot command: fields, bars and bands below, then the stated numbers, then the lines.
  private func elements(_ name: String, _ places: [[Int]]) -> [String] {
    var (below, above): ([String], [String]) = ([], [])
    let file = "'\(name).csv' skip 1"
    let data = "\(file) using"
    var number = 0
    var barNumber = 0
    for (mark, at) in zip(marks, places) {
      switch mark {
      case .series(let series):
        let (bands, lines) = Self.elements(series, data, at, series.colour ?? number)
        below += bands
        above += lines
        number = (series.colour ?? number) + 1
      case .bars(let bars):
        below += elements(bars, file, at, barNumber)
        barNumber += 1
      case .histogram(let histogram):
        let colour = Self.colour(number)
        below.append(
          "\(data) (($\(at[0])+$\(at[1]))/2):(0):\(at[0]):\(at[1]):(0):\(at[2]) with boxxyerror \(colour)"
            + " fillstyle transparent solid 0.4 border \(colour) \(Self.title(histogram.name))")
        number += 1
      case .heatMap(let map):
        // Each cell reaches a little under those before it, or pale seams would show between them.
        let (x, y) = ("$\(at[0])", "$\(at[1])")
        let (width, height) = map.cell
        let box = [
          // A cell without a number has no place either.
          "\(x)+0*$\(at[2])", y, "\(x)-\(0.53 * width)", "\(x)+\(0.5 * width)",
          "\(y)-\(0.53 * height)",
          "\(y)+\(0.5 * height)", "$\(at[2])",
        ].map { "(\($0))" }.joined(separator: ":")
        below.insert(
          "\(data) \(box) with boxxyerror fillcolor palette fillstyle solid 1 noborder notitle",
          at: 0)
      case .arrows:
        let arrows = "\(data) \(at.map(String.init).joined(separator: ":")) with vectors filled"
        let head = "head size screen 0.012,22"
        above.append("\(arrows) \(head) lw 4 lc rgb '#101010' notitle")
        above.append("\(arrows) \(head) lw 1.6 lc rgb '#FFFFFF' notitle")
      case .trajectories(let trajectories):
        above += elements(trajectories, data, at, number)
        number += 1
      case .regions(let regions):
        below.append(
          "\(data) (($\(at[0])+$\(at[1]))/2):(($\(at[2])+$\(at[3]))/2):\(at[0]):\(at[1]):\(at[2]):\(at[3])"
            + " with boxxyerror fillstyle solid 1 noborder lc rgb '#9A9A9A' \(Self.title(regions.name))"
        )
      }
    }
    let stated = references.enumerated().map { index, line in
      "\(line.value) with lines lw 1.5 dt \(2 + index % 4) lc rgb '#606060'"
        + " title \(Figure.quoted(line.name))"
    }
    return below + stated + above
  }

  private static func title(_ name: String) -> String {
    name.isEmpty ? "notitle" : "title \(Figure.quoted(name))"
  }

  private static func elements(
    _ series: Figure.Series, _ data: String, _ at: [Int], _ number: Int
  ) -> (bands: [String], lines: [String]) {
    let (colour, title) = (colour(number), title(series.name))
    // When the colours are used up they return with another dash.
    let dash = (series.style == .dashed ? 2 : 1) + 2 * (number / palette.count)
    var bands: [String] = []
    switch series.style {
    case .line, .dashed:
      if series.band != nil {
        bands.append(
          "\(data) \(at[0]):\(at[2]):\(at[3]) with filledcurves \(colour)"
            + " fillstyle transparent solid 0.2 noborder notitle")
      }
      let line = "\(data) \(at[0]):\(at[1]) with lines lw 2.5 dt \(dash) \(colour) \(title)"
      return (bands, [line])
    case .points:
      let point = "pt 7 ps 0.8 \(colour) \(title)"
      return (
        [],
        [
          series.band == nil
            ? "\(data) \(at[0]):\(at[1]) with points \(point)"
            : "\(data) \(at[0]):\(at[1]):\(at[2]):\(at[3]) with yerrorbars lw 1.5 \(point)"
        ]
      )
    }
  }

  private func elements(
    _ one: Figure.Bars, _ file: String, _ at: [Int], _ number: Int
  ) -> [String] {
    let sets = bars.count
    let width = 0.7 / Double(sets)
    let shift = (Double(number) - Double(sets - 1) / 2) * width
    let x = "($\(at[0])+\(shift))"
    let half = 0.45 * width
    let from = "($\(at[0])+\(shift - half))"
    let to = "($\(at[0])+\(shift + half))"
    var elements = one.labels.indices.compactMap { k -> String? in
      // A set has one colour; of a single set, each bar its own.
      guard sets == 1 || k == 0 else { return nil }
      let rows = sets == 1 ? " every ::\(k)::\(k)" : ""
      let title = sets == 1 ? "notitle" : Self.title(one.name)
      return "\(file)\(rows) using \(x):(0):\(from):\(to):(0):\(at[1]) with boxxyerror"
        + " fillstyle solid 0.75 noborder \(Self.colour(sets == 1 ? k : number)) \(title)"
    }
    if one.band != nil {
      elements.append(
        "\(file) using \(x):\(at[2]):(0):($\(at[3])-$\(at[2])) with vectors nohead lw 2.5 lc rgb '#202020' notitle"
      )
    }
    return elements
  }

  /// A light edge separates the lines from the field below.
  private func elements(
    _ trajectories: Figure.Trajectories, _ data: String, _ at: [Int], _ number: Int
  ) -> [String] {
    let lines = "\(data) \(at[0]):\(at[1]) with lines"
    let starts = "\(data) \(at[2]):\(at[3]) with points pt 7"
    let colour = Self.colour(number)
    let edge = heatMap == nil ? [] : ["\(lines) lw 4 lc rgb '#FFFFFF' notitle"]
    return edge + [
      "\(lines) lw 2 \(colour) \(Self.title(trajectories.name))",
      "\(starts) ps 1.1 lc rgb '#FFFFFF' notitle", "\(starts) ps 0.8 \(colour) notitle",
    ]
  }
}
