internal import Foundation

/// What came out of a search.
public struct SearchResult: Sendable {
  /// The folder of the search.
  public let path: String
  /// How it went about.
  public let plan: SearchPlan
  /// What was searched.
  public let space: SearchSpace
  /// The trials, the best first.
  public let trials: [SearchTrial]
  /// The signal because of which the search ended before its time; nil if it is complete.
  public let signal: Int32?

  /// The best trial; nil if all failed.
  public var best: SearchTrial? {
    trials.first.flatMap { $0.failure == nil && $0.score != nil ? $0 : nil }
  }

  /// The file with the configuration of the best trial.
  public var bestPath: String { SearchFolder(path: path).bestPath }

  // MARK: Table

  /// Every trial as comma-separated values with all digits: number, rungs, length, score, values, and why it failed.
  public var csv: String {
    func quoted(_ text: String) -> String {
      guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
      return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
    let names =
      ["trial", "rungs", "budget", "score"] + space.dimensions.map(\.name) + ["failure"]
    let lines = trials.map { trial in
      let cells =
        [
          "\(trial.number)", "\(trial.outcomes.count)",
          trial.outcomes.last.map { "\($0.budget.count)" } ?? "0",
          trial.score.map(MetricsTable.text) ?? "",
        ] + trial.values.map(\.text) + [trial.failure ?? ""]
      return cells.map(quoted).joined(separator: ",")
    }
    return ([names.map(quoted).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  /// The first `count` trials in aligned columns.
  public func table(_ count: Int = 20) -> String {
    let heading =
      ["trial"] + (plan.rungs > 1 ? [unit] : []) + [plan.metric] + space.dimensions.map(\.name)
    let rows = trials.prefix(count).map { trial in
      ["\(trial.number)"]
        + (plan.rungs > 1 ? [trial.outcomes.last.map { "\($0.budget.count)" } ?? "–"] : [])
        + [trial.failure == nil ? trial.score.map { String(format: "%.4g", $0) } ?? "–" : "failed"]
        + trial.values.map(\.text)
    }
    let table = [heading] + rows
    let widths = heading.indices.map { j in table.map { $0[j].count }.max() ?? 0 }
    let lines = table.map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined(separator: "  ")
    }
    let more = trials.count - rows.count
    return lines.joined(separator: "\n") + "\n"
      + (more > 0 ? "and \(more) more in \(path)/\(SearchFolder.tableName)\n" : "")
  }

  private var unit: String {
    switch plan.budget {
    case .steps: "steps"
    case .iterations: "iterations"
    }
  }

  // MARK: Figure

  /// Scores over the values of each option; with several rungs, a colour for each that trials ended on. Nil if there
  /// is no score.
  public var figure: Figure? {
    let scored = trials.filter { $0.score != nil }
    guard !scored.isEmpty else { return nil }
    let panels = space.dimensions.indices.map { j in
      let dimension = space.dimensions[j]
      var label = dimension.name
      if case .choice(let values) = dimension.distribution {
        label += " (" + values.enumerated().map { "\($0 + 1): \($1)" }.joined(separator: ", ") + ")"
      }
      func position(_ trial: SearchTrial) -> Double {
        let text = trial.values[j].text
        guard case .choice(let values) = dimension.distribution else { return Double(text) ?? .nan }
        return Double((values.firstIndex(of: text) ?? 0) + 1)
      }
      let series = (1...plan.rungs).compactMap { rung -> Figure.Mark? in
        let points = scored.filter { $0.outcomes.count == rung }
        guard !points.isEmpty else { return nil }
        let name = plan.rungs > 1 ? "\(plan.budgets[rung - 1])" : ""
        return .series(
          Figure.Series(
            name, x: points.map(position), mean: points.map { $0.score ?? .nan }, style: .points,
            colour: rung - 1))
      }
      return Figure.Panel(
        x: Figure.Axis(label, isLogarithmic: dimension.distribution.isLogarithmic),
        y: Figure.Axis(plan.metric.replacingOccurrences(of: "_", with: " ")), marks: series)
    }
    return Figure(title: "\(trials.count) trials", panels: panels)
  }

  /// Draws the figure into the folder of the search.
  /// - Returns: The path of the picture; nil if there is no score.
  /// - Throws: ``GnuplotError`` if gnuplot is missing or fails; numbers and script are there all the same.
  @discardableResult
  public func draw(with gnuplot: Gnuplot = Gnuplot()) throws -> String? {
    guard let figure else { return nil }
    try figure.render(SearchFolder.plotName, into: path, formats: [.svg], with: gnuplot)
    return "\(path)/\(SearchFolder.plotName).svg"
  }
}
