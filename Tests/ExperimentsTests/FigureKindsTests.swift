import Experiments
import Foundation
import LinearAlgebra
import Testing

/// One figure of every kind of mark.
enum SampleFigures {
  static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var stream = RandomStream(seed: seed)
    return (0..<count).map { _ in stream.normal() }
  }

  static let curves: Figure = {
    let x = (1...60).map { Double($0) * 1000 }
    let series = ["full return", "reward-to-go", "normalised"].enumerated().map { k, name in
      let runs = (0..<5).map { seed in
        let shift = noise(60, seed: UInt64(10 * k + seed))
        return x.indices.map { i in
          200 * (1 - exp(-Double(i) / (20 - 6 * Double(k)))) + 6 * shift[i] + 4 * Double(seed)
        }
      }
      return Figure.Series(name, x: x, runs: runs)
    }
    return Figure(
      title: "Learning curves", x: .init("environment", unit: "steps"), y: .init("return"),
      series: series, references: [.init("stated", at: 200)])
  }()

  static let bars = Figure(
    title: "Bars with intervals",
    panels: [
      Figure.Panel(
        title: "one set", x: .init("algorithm"), y: .init("return"),
        marks: [
          .bars(
            .init(
              labels: ["REINFORCE", "actor-critic", "PPO", "SAC"],
              [
                Interval(120, low: 90, high: 140), Interval(150, low: 145, high: 170),
                Interval(190, low: 180, high: 196), Interval(-40, low: -60, high: -20),
              ]))
        ]),
      Figure.Panel(
        title: "two sets", x: .init("environment"), y: .init("normalised return"),
        marks: [
          .bars(.init("small batch", labels: ["CartPole", "Acrobot"], values: [0.5, 0.7])),
          .bars(
            .init(
              "large batch", labels: ["CartPole", "Acrobot"],
              [Interval(0.9, low: 0.8, high: 1), Interval(0.8, low: 0.7, high: 0.95)])),
        ]),
    ])

  static let grid: Figure = {
    var values = Matrix<Double>(rows: 6, columns: 8) { i, j in
      exp(-0.3 * Double(abs(5 - i) + abs(7 - j)))
    }
    values[2, 3] = .nan
    values[3, 3] = .nan
    var (x, y): ([Double], [Double]) = ([], [])
    var (dx, dy): ([Double], [Double]) = ([], [])
    for i in 0..<6 {
      for j in 0..<8 where !values[i, j].isNaN {
        x.append(Double(j) + 0.5)
        y.append(Double(i) + 0.5)
        dx.append(j < 7 ? 0.6 : 0)
        dy.append(j < 7 ? 0 : 0.6)
      }
    }
    return Figure(
      title: "Values and policy",
      panels: [
        Figure.Panel(
          x: .init("column"), y: .init("row", isReversed: true),
          marks: [
            .heatMap(.init(values, scale: .init("value", unit: "reward"))),
            .arrows(.init(centredAt: x, y, dx: dx, dy: dy)),
          ], hasEqualScales: true)
      ])
  }()

  static let field: Figure = {
    let landscape = Matrix<Double>(rows: 40, columns: 40) { i, j in
      let (x, y) = (-7 + 14 * (Double(j) + 0.5) / 40, -7 + 14 * (Double(i) + 0.5) / 40)
      let goals: [(Double, Double)] = [(5, 0), (-5, 0), (0, 5), (0, -5)]
      return -(goals.map { (x - $0.0) * (x - $0.0) + (y - $0.1) * (y - $0.1) }.min() ?? 0)
    }
    func paths(_ seed: UInt64, _ toX: Double, _ toY: Double) -> [Figure.Trajectories.Path] {
      (0..<4).map { k in
        let wobble = noise(22, seed: seed + UInt64(k))
        return .init(
          x: (0...10).map { 0.1 * toX * Double($0) + 0.2 * wobble[$0] },
          y: (0...10).map { 0.1 * toY * Double($0) + 0.2 * wobble[$0 + 11] })
      }
    }
    return Figure(
      title: "Trajectories over a field",
      panels: [
        Figure.Panel(
          x: .init("x"), y: .init("y"),
          marks: [
            .heatMap(
              .init(landscape, x: -7...7, y: -7...7, scale: .init("−squared distance to a goal"))),
            .regions(.init("obstacle", [.init(x: 2...3, y: 2...4)])),
            .trajectories(.init("soft Q-learning", paths(1, 5, 0) + paths(5, 0, 5))),
            .trajectories(.init("DDPG", paths(20, -5, 0))),
          ], hasEqualScales: true)
      ])
  }()

  static let histograms = Figure(
    title: "Histograms",
    panels: [
      Figure.Panel(
        x: .init("return"), y: .init("density"),
        marks: [
          .histogram(.init("policy", values: noise(2000, seed: 1), bins: 40, isDensity: true)),
          .histogram(
            .init(
              "expert", values: noise(2000, seed: 2).map { 2 + 0.5 * $0 }, bins: 40,
              isDensity: true)),
        ])
    ])

  static let profiles: Figure = {
    let thresholds = (0...60).map { Double($0) / 50 }
    var stream = RandomStream(seed: 1)
    let series = [0.5, 0.7].enumerated().map { k, level in
      let numbers = noise(40, seed: UInt64(k) + 1).map { level + 0.2 * $0 }
      let band = StratifiedBootstrap(resamples: 500).band(
        of: Matrix(numbers, rows: 10, columns: 4), using: &stream
      ) { Statistics.performanceProfile(of: $0, above: thresholds) }
      return Figure.Series(
        k == 0 ? "A" : "B", x: thresholds, mean: band.map(\.estimate), band: .init(band))
    }
    return Figure(
      title: "Performance profiles", x: .init("normalised score τ"),
      y: .init("runs with a score above τ", range: 0...1), series: series)
  }()

  static let all = [
    ("curves", curves), ("bars", bars), ("grid", grid), ("field", field),
    ("histograms", histograms), ("profiles", profiles),
  ]
}

@Suite struct FigureKindsTests {
  @Test(
    .enabled(if: Gnuplot().executable != nil, "gnuplot is not installed."),
    arguments: SampleFigures.all.map(\.0))
  func everyKindInEveryFormat(name: String) throws {
    let figure = try #require(SampleFigures.all.first { $0.0 == name }?.1)
    let folder = try TemporaryFolder()
    let target = ProcessInfo.processInfo.environment["APUS_SAMPLE_FIGURES"] ?? folder.path
    let files = try figure.render(name, into: target, formats: [.svg, .png, .pdf])
    #expect(
      files == ["\(name).svg", "\(name).png", "\(name).pdf", "\(name).csv", "\(name).gp"])
    let svg = try String(contentsOfFile: "\(target)/\(name).svg", encoding: .utf8)
    #expect(svg.contains("</svg>") && svg.contains(figure.title))
    for panel in figure.panels {
      for text in [panel.title, panel.xAxis.label] { #expect(text.isEmpty || svg.contains(text)) }
    }
    let pdf = try Data(contentsOf: URL(fileURLWithPath: "\(target)/\(name).pdf"))
    #expect(pdf.prefix(5) == Data("%PDF-".utf8))
  }

  @Test func theNumbersAreThose() throws {
    let folder = try TemporaryFolder()
    func table(_ name: String, _ figure: Figure) throws -> MetricsTable {
      #expect(throws: GnuplotError.notInstalled) {
        try figure.render(name, into: folder.path, with: Gnuplot(executable: nil))
      }
      return try MetricsTable(contentsOf: "\(folder.path)/\(name).csv")
    }
    let grid = try table("grid", SampleFigures.grid)
    #expect(grid.columns.prefix(3) == ["value: x", "value: y", "value: value"])
    #expect(grid.rows[0].prefix(2) == [0.5, 0.5] && grid.rows[9].prefix(2) == [1.5, 1.5])
    #expect(grid.rows[47][2] == 1 && grid.rows[2 * 8 + 3][2].isNaN)
    // An arrow to the right has its middle in the middle of its cell.
    #expect(abs(grid.rows[0][3] - 0.2) < 1e-15 && grid.rows[0][5] == 0.6)

    let field = try table("field", SampleFigures.field)
    let x = try #require(field["soft Q-learning: x"])
    // Eight ways of eleven points, with a gap after each but the last.
    let gaps = x.indices.prefix(95).filter { x[$0].isNaN }
    #expect(gaps == (1...7).map { 12 * $0 - 1 })
    #expect(x.dropFirst(95).count { !$0.isNaN } == 0)
    #expect(field["soft Q-learning: start x"]?[1] == x[12])

    let bars = try table("bars", SampleFigures.bars)
    #expect(bars.columns.contains("1: value") == false && bars["value"]?[2] == 190)
    #expect(bars["large batch: low"]?[1] == 0.7)
  }

  @Test func histogramsCount() {
    let histogram = Figure.Histogram(
      "a", values: [0, 0.1, 1, 1.9, 2, 4, .nan, 9], bins: 4, range: 0...4)
    #expect(histogram.limits == [0, 1, 2, 3, 4])
    #expect(histogram.heights == [2, 2, 1, 1])
    let density = Figure.Histogram("a", values: [1, 2, 3, 5], bins: 2, isDensity: true)
    // 1 and 2 in [1, 3), 3 and 5 in [3, 5]: two of four over a width of 2.
    #expect(density.heights == [0.25, 0.25])
    #expect(Figure.Histogram("a", values: [3, 3], bins: 1).limits == [2.5, 3.5])
  }

  @Test func aScriptNamesItsFormatsOnly() throws {
    let folder = try TemporaryFolder()
    _ = try? SampleFigures.bars.render(
      "bars", into: folder.path, formats: [.pdf], with: Gnuplot(executable: nil))
    let script = try folder.text("bars.gp")
    #expect(script.hasPrefix("# Draws bars.pdf from bars.csv; "))
    #expect(script.contains("pdfcairo") && !script.contains("pngcairo"))
    #expect(script.contains("set multiplot layout 1,2"))
  }

  @Test func largeNumbersHaveShortLabels() throws {
    func script(_ x: [Double], range: ClosedRange<Double>? = nil) throws -> String {
      let folder = try TemporaryFolder()
      _ = try? Figure(
        title: "Steps", x: Figure.Axis("steps", range: range), y: Figure.Axis("return"),
        series: [Figure.Series("a", x: x, mean: x)]
      ).render("steps", into: folder.path, with: Gnuplot(executable: nil))
      return try folder.text("steps.gp")
    }
    #expect(
      try script([20_000, 1_000_000]).contains(
        "set xtics norotate ('200k' 200000, '400k' 400000, '600k' 600000, '800k' 800000, '1M' 1e+06)"
      ))
    #expect(
      try script([1, 2], range: 0...2_500_000).contains(
        "('0' 0, '500k' 500000, '1M' 1e+06, '1.5M' 1.5e+06, '2M' 2e+06, '2.5M' 2.5e+06)"))
    #expect(try script([0, 9999]).contains("set xtics norotate autofreq"))
  }

  @Test func coloursOfSeries() throws {
    let folder = try TemporaryFolder()
    let colours: [Int?] = [nil, 0, nil, nil]
    let series = colours.enumerated().map {
      Figure.Series("s\($0)", x: [1, 2], mean: [1, 2], colour: $1)
    }
    _ = try? Figure(title: "", x: .init("x"), y: .init("y"), series: series)
      .render("a", into: folder.path, with: Gnuplot(executable: nil))
    let drawn = try folder.text("a.gp").split(separator: "rgb '").filter { $0.contains("title 's") }
    #expect(drawn.map { $0.prefix(7) } == ["#0072B2", "#0072B2", "#D55E00", "#009E73"])
  }

  @Test func impossibleMarks() async {
    await #expect(processExitsWith: .failure) {
      _ = Figure.Bars(labels: ["a", "b"], values: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Figure.Arrows(x: [1], y: [1], dx: [1, 2], dy: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Figure.HeatMap(Matrix(rows: 0, columns: 3), scale: .init("value"))
    }
    await #expect(processExitsWith: .failure) {
      _ = Figure.Histogram("a", limits: [0, 1], heights: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      _ = Figure.Trajectories("a", [])
    }
  }
}
