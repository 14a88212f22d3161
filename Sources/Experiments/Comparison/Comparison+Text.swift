internal import Foundation

extension Comparison {
  /// The ways in which the table can be written.
  public enum TextFormat: String, Sendable, CaseIterable {
    /// Aligned columns, for people.
    case plain
    /// A Markdown table.
    case markdown
    /// Comma-separated values with all digits, for programs.
    case csv
  }

  /// The table.
  public func text(_ format: TextFormat) -> String {
    switch format {
    case .plain: plain
    case .markdown: markdown
    case .csv: csv
    }
  }

  private var heading: [String] {
    let percent = String(format: "%g %%", 100 * bootstrap.confidence)
    return ["group", "runs", "IQM", percent, "median", "mean"]
      + (target.map { ["gap to \(Self.number($0))"] } ?? [])
      + (rows.count > 1 ? ["P(better than \(rows[0].name))", percent] : [])
  }

  private func cells(_ row: Row) -> [String] {
    func interval(_ interval: Interval) -> String {
      "\(Self.number(interval.low)) … \(Self.number(interval.high))"
    }
    var cells = [
      row.name, "\(row.scores.count)", Self.number(row.interquartileMean.estimate),
      row.hasInterval ? interval(row.interquartileMean) : "–", Self.number(row.median),
      Self.number(row.mean),
    ]
    if let gap = row.optimalityGap { cells.append(Self.number(gap)) }
    if rows.count > 1 {
      // Whether one group is better cannot be told from a single run on either side.
      let hasInterval = row.hasInterval || rows[0].hasInterval
      cells.append(row.improvement.map { String(format: "%.2f", $0.estimate) } ?? "–")
      cells.append(
        row.improvement.map {
          hasInterval ? String(format: "%.2f … %.2f", $0.low, $0.high) : "–"
        } ?? "–")
    }
    return cells
  }

  private var plain: String {
    let table = [heading] + rows.map(cells)
    let widths = heading.indices.map { j in table.map { $0[j].count }.max() ?? 0 }
    let lines = table.map { row in
      let cells = zip(row, widths).enumerated().map { j, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return j == 0 ? cell.0 + space : space + cell.0
      }
      return cells.joined(separator: "  ")
    }
    return "\(environment): \(scoreText)\n\n" + lines.joined(separator: "\n") + "\n"
  }

  private var markdown: String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ")
        + " |"
    }
    let rule = "|---|" + String(repeating: "---:|", count: heading.count - 1)
    return "\(environment): \(scoreText)\n\n"
      + ([line(heading), rule] + rows.map { line(cells($0)) }).joined(separator: "\n") + "\n"
  }

  private var csv: String {
    func quoted(_ text: String) -> String {
      guard text.contains(where: { ",\"".contains($0) || $0.isNewline }) else { return text }
      return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
    var names = [
      "group", "environment", "runs", "iqm", "iqm_low", "iqm_high", "median", "mean",
    ]
    if target != nil { names.append("optimality_gap") }
    if rows.count > 1 { names += ["improvement", "improvement_low", "improvement_high"] }
    let lines = rows.map { row in
      var numbers = [
        row.interquartileMean.estimate, row.hasInterval ? row.interquartileMean.low : .nan,
        row.hasInterval ? row.interquartileMean.high : .nan, row.median, row.mean,
      ]
      if let gap = row.optimalityGap { numbers.append(gap) }
      if rows.count > 1 {
        let hasInterval = row.hasInterval || rows[0].hasInterval
        numbers += [
          row.improvement?.estimate ?? .nan, hasInterval ? row.improvement?.low ?? .nan : .nan,
          hasInterval ? row.improvement?.high ?? .nan : .nan,
        ]
      }
      let texts = [quoted(row.name), quoted(environment), "\(row.scores.count)"]
      return (texts + numbers.map(MetricsTable.text)).joined(separator: ",")
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  /// A number with four significant digits, or more before the point.
  private static func number(_ value: Double) -> String {
    abs(value) >= 1000 && value.isFinite
      ? String(format: "%.0f", value) : String(format: "%.4g", value)
  }
}
