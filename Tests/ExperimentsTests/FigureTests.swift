import Experiments
import Foundation
import Testing

private let plot = Figure(
  title: "It's θ_1, \"quoted\"\nand long",
  x: .init("Iteration"), y: .init("Return", unit: "points"),
  series: [
    .init("full, return", x: [0, 1, 2], runs: [[10, 20, 30], [12, 24, 36]]),
    .init("reward-to-go", x: [0, 1, 2], mean: [15, 30, 45], style: .dashed),
    .init(
      "samples", x: [0, 1, 2], mean: [5, 6, 7], band: .init(low: [4, 5, 6], high: [6, 7, 8]),
      style: .points),
  ],
  references: [.init("stated 40", at: 40)])

private let hasGnuplot = Gnuplot().executable != nil

@Suite struct FigureTests {
  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed."))
  func pictures() throws {
    let folder = try TemporaryFolder()
    let files = try plot.render("figure-1", into: folder.path + "/figures")
    #expect(files == ["figure-1.svg", "figure-1.png", "figure-1.csv", "figure-1.gp"])
    let png = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/figures/figure-1.png"))
    #expect(png.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    // Width and height stand in the first chunk.
    #expect(Array(png[16..<24]) == [0, 0, 900 >> 8, 900 & 255, 0, 0, 600 >> 8, 600 & 255])
    let svg = try folder.text("figures/figure-1.svg")
    #expect(svg.contains("</svg>"))
    for text in [
      "It's θ_1, ", "Return [points]", "full, return", "stated 40", "rgb(  0, 114, 178)",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
    let again = try plot.render("figure-1", into: folder.path + "/again")
    #expect(again == files)
    #expect(try folder.text("again/figure-1.svg") == svg)
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed."))
  func differentPositionsAndLogarithms() throws {
    let folder = try TemporaryFolder()
    let plot = Figure(
      title: "", x: .init("x", isLogarithmic: true, range: 1...100),
      y: .init("y", isLogarithmic: true),
      series: [
        .init("a", x: [1, 10], mean: [1, 100]), .init("a", x: [1, 10, 100], mean: [3, 2, 1]),
      ])
    _ = try plot.render("figure", into: folder.path)
    #expect(
      try folder.text("figure.csv") == """
        1 a: x,1 a: mean,2 a: x,2 a: mean
        1,1,1,3
        10,100,10,2
        nan,nan,100,1

        """)
  }

  @Test func numbers() throws {
    let folder = try TemporaryFolder()
    #expect(throws: GnuplotError.notInstalled) {
      try plot.render("figure", into: folder.path, with: Gnuplot(executable: nil))
    }
    // The numbers and the script are there, to be drawn later.
    #expect(try folder.names == ["figure.csv", "figure.gp"])
    let table = try MetricsTable(contentsOf: folder.path + "/figure.csv")
    #expect(
      table.columns == [
        "x", "full, return: mean", "full, return: low", "full, return: high", "reward-to-go: mean",
        "samples: mean", "samples: low", "samples: high",
      ])
    #expect(table["full, return: mean"] == [11, 22, 33])
    // s = √2 for two values that are 2 apart.
    #expect(table["full, return: low"]?[0] == 11 - 2.0.squareRoot())
  }

  @Test func failures() throws {
    #expect("\(GnuplotError.notInstalled)".contains("apt-get install gnuplot-nox"))
    let folder = try TemporaryFolder()
    #expect {
      try plot.render("figure", into: folder.path, with: Gnuplot(executable: "/bin/false"))
    } throws: { error in
      "\(error)" == "gnuplot (package gnuplot-nox) could not draw figure.gp: exit status 1."
    }
    #expect {
      try plot.render("figure", into: folder.path, with: Gnuplot(executable: "/bin/true"))
    } throws: { error in
      "\(error)".contains("figure.svg was not drawn")
    }
    #expect(throws: (any Error).self) { try plot.render("figure", into: "/dev/null/x") }
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed."))
  func nothingToDraw() throws {
    let folder = try TemporaryFolder()
    let empty = Figure(
      title: "", x: .init("x"), y: .init("y"),
      series: [.init("a", x: [1, 2], mean: [.nan, .nan])])
    #expect {
      try empty.render("figure", into: folder.path)
    } throws: { error in
      "\(error)".contains("figure.gp") && !"\(error)".contains("\n")
    }
    #expect(try folder.names == ["figure.csv", "figure.gp"])
  }

  @Test func wrongCounts() async {
    await #expect(processExitsWith: .failure) {
      _ = Figure.Series("a", x: [1, 2], mean: [1])
    }
    await #expect(processExitsWith: .failure) {
      _ = Figure.Series("a", x: [1, 2], runs: [[1, 2], [3]])
    }
    await #expect(processExitsWith: .failure) {
      _ = try plot.render("a/b", into: "/dev/null/x")
    }
  }
}
