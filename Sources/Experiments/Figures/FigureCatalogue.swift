internal import Environments
internal import Foundation

/// The figures that can be drawn.
public struct FigureCatalogue: Sendable {
  /// The figures, in the order of the course.
  public let figures: [CourseFigure]

  /// A catalogue of `figures`.
  /// - Precondition: Their names differ.
  public init(_ figures: [CourseFigure]) {
    precondition(
      Set(figures.map(\.id)).count == figures.count, "Two figures have the same name.")
    self.figures = figures
  }

  /// The figures named in `only` and of one of `tiers`, in the catalogue's order; an empty list allows all.
  public func selection(only: [String] = [], tiers: [FigureTier] = []) throws -> [CourseFigure] {
    let ids = figures.map(\.id)
    if let unknown = only.first(where: { !ids.contains($0) }) {
      throw UnknownNameError(kind: "figure", name: unknown, candidates: ids)
    }
    let selected = figures.filter {
      (only.isEmpty || only.contains($0.id)) && (tiers.isEmpty || tiers.contains($0.tier))
    }
    guard !selected.isEmpty else {
      throw EmptySelectionError(tiers: tiers)
    }
    return selected
  }

  /// A line for each figure: name, chapter, tier, title and stated number.
  public var listing: String {
    let rows =
      [["FIGURE", "CHAPTER", "TIER", "TITLE", "STATED"]]
      + figures.map { [$0.id, "\($0.chapter)", $0.tier.rawValue, $0.title, $0.stated] }
    let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) + "  " }.joined()
        + row[4]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The figures as a JSON array of objects with `id`, `chapter`, `tier`, `title`, `setting` and `stated`.
  public func json() throws -> String {
    struct Entry: Encodable {
      var id: String
      var chapter: Int
      var tier: FigureTier
      var title: String
      var setting: String
      var stated: String
    }
    let entries = figures.map {
      Entry(
        id: $0.id, chapter: $0.chapter, tier: $0.tier, title: $0.title, setting: $0.setting,
        stated: $0.stated)
    }
    return String(decoding: try entries.sortedJSON(), as: UTF8.self)
  }
}

/// A selection without figures: none of those asked for is of the tiers asked for.
public struct EmptySelectionError: Error, Equatable, CustomStringConvertible {
  /// The tiers that were asked for.
  public let tiers: [FigureTier]

  /// One line: what was asked for.
  public var description: String {
    "None of the figures asked for is of tier \(tiers.map(\.rawValue).joined(separator: ", "))."
  }
}
