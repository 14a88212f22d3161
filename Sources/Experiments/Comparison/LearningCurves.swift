internal import LinearAlgebra

/// Curves of a metric over a run, for groups of runs, with intervals over the runs of each group.
public struct LearningCurves: Sendable {
  /// A group's curve.
  public struct Curve: Sendable {
    /// The name of the group.
    public let name: String
    /// The number of runs.
    public let runs: Int
    /// The positions.
    public let x: [Double]
    /// The interquartile mean over the runs at each position, with its interval.
    public let values: [Interval]
  }

  /// The curves, in the order of the groups.
  public let curves: [Curve]
  /// The metric.
  public let metric: RunMetric
  /// The column of the positions.
  public let position: String
  /// The environment, or nil if there are several.
  public let environment: String?
  private let confidence: Double

  /// The curves of `groups`.
  /// - Parameters:
  ///   - groups: The groups.
  ///   - metric: What is shown.
  ///   - position: The column for the horizontal axis. Runs whose positions differ, as those in environment steps
  ///     do, are interpolated linearly at the first run's, as far as all runs reach.
  ///   - window: The number of rows over which a moving mean is taken, up to and with each; 1 for none.
  ///   - bootstrap: How intervals are computed.
  ///   - seed: The seed of the resamples.
  /// - Throws: ``RunFolderError``, ``MetricsTableError`` or `UnknownNameError` if a run has no such metric,
  ///   ``ComparisonError`` if it has no number or runs share no position.
  /// - Precondition: `window` is positive.
  public init(
    _ groups: [RunGroup], metric: RunMetric = RunMetric(),
    over position: String = "environment_steps",
    smoothing window: Int = 1,
    bootstrap: StratifiedBootstrap = StratifiedBootstrap(resamples: 1000),
    seed: UInt64 = 1
  ) throws {
    precondition(window > 0, "A mean over \(window) rows is not defined.")
    var stream = RandomStream(seed: seed)
    curves = try groups.map { group in
      let runs = try group.runs.map { run in
        let table = try metric.table(of: run)
        let x = try RunMetric.values(position, in: table)
        let y = Self.movingMean(try RunMetric.values(metric.column, in: table), window)
        // Rows without a number do not count.
        let rows = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
        guard !rows.isEmpty else { throw ComparisonError.noNumber(run, metric.column) }
        return (x: rows.map { x[$0] }, y: rows.map { y[$0] })
      }
      let low = runs.map { $0.x[0] }.max() ?? 0
      let high = runs.map { $0.x[$0.x.count - 1] }.min() ?? 0
      let positions = runs[0].x.filter { $0 >= low && $0 <= high }
      guard !positions.isEmpty else {
        throw ComparisonError.noCommonPosition(group.name, position)
      }
      let values = runs.map { Self.interpolated($0.x, $0.y, at: positions) }
      let intervals = positions.indices.map { i in
        let column = values.map { $0[i] }
        return bootstrap.interval(
          of: Matrix(column, rows: column.count, columns: 1), using: &stream
        ) { Statistics.interquartileMean(of: $0) }
      }
      return Curve(name: group.name, runs: runs.count, x: positions, values: intervals)
    }
    self.metric = metric
    self.position = position
    let environments = Set(groups.flatMap(\.runs).map(\.environment))
    environment = environments.count == 1 ? environments.first : nil
    confidence = bootstrap.confidence
  }

  /// The mean of each value and those before it, `window` in all where there are as many; NaN is left out.
  static func movingMean(_ values: [Double], _ window: Int) -> [Double] {
    guard window > 1 else { return values }
    return values.indices.map { i in
      let part = values[max(0, i - window + 1)...i].filter(\.isFinite)
      return part.isEmpty ? .nan : Statistics.mean(part)
    }
  }

  /// The values at `positions`, linear between neighbours.
  /// - Precondition: x grows, and the positions lie within it.
  static func interpolated(_ x: [Double], _ y: [Double], at positions: [Double]) -> [Double] {
    var next = 0
    return positions.map { position in
      while next < x.count - 1, x[next] < position { next += 1 }
      guard next > 0, x[next] != position else { return y[next] }
      let weight = (position - x[next - 1]) / (x[next] - x[next - 1])
      return y[next - 1] + weight * (y[next] - y[next - 1])
    }
  }

  /// The curves with their intervals.
  public var figure: Figure {
    let series = curves.map { curve in
      Figure.Series(
        "\(curve.name) (\(curve.runs) \(curve.runs == 1 ? "run" : "runs"))", x: curve.x,
        mean: curve.values.map(\.estimate), band: curve.runs > 1 ? Figure.Band(curve.values) : nil)
    }
    return Figure(
      title: environment.map { "\(metric.label) on \($0)" } ?? metric.label,
      x: Figure.Axis(Self.spaced(position)),
      y: Figure.Axis(
        metric.label
          + (curves.contains { $0.runs > 1 }
            ? ", interquartile mean and \(Self.percent(confidence)) interval" : "")),
      series: series)
  }

  private static func spaced(_ name: String) -> String {
    String(name.map { $0 == "_" ? " " : $0 })
  }

  private static func percent(_ fraction: Double) -> String {
    let percent = (fraction * 1000).rounded() / 10
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
  }
}

extension Figure {
  /// Draws the figure to the file `path`, in the format of its ending; numbers and script lie beside it.
  /// - Returns: The paths of the files.
  /// - Throws: ``ComparisonError`` if the ending is not of a picture, ``GnuplotError`` if it cannot be drawn.
  /// - Precondition: As `render(_:into:formats:with:)`.
  public func write(to path: String, with gnuplot: Gnuplot = Gnuplot()) throws -> [String] {
    let (folder, name, format) = try Self.place(of: path)
    return try render(name, into: folder, formats: [format], with: gnuplot).map {
      folder == "." ? $0 : "\(folder)/\($0)"
    }
  }

  /// The folder, the name and the format of the picture `path`.
  /// - Throws: ``ComparisonError/format(_:)``.
  public static func place(
    of path: String
  ) throws -> (folder: String, name: String, format: Format) {
    let slash = path.lastIndex(of: "/")
    let file = slash.map { path[path.index(after: $0)...] } ?? path[...]
    guard let point = file.lastIndex(of: "."), point > file.startIndex,
      let format = Format(rawValue: file[file.index(after: point)...].lowercased()),
      file[..<point].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
      )
    else { throw ComparisonError.format(path) }
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    return (folder, String(file[..<point]), format)
  }
}
