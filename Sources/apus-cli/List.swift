import Apus
import ArgumentParser
import Foundation

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the algorithms, the environments or the figures.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case algorithms
    case environments
    case figures
  }

  @Argument(help: "What to list; everything if left out.")
  var kind: Kind?

  @Flag(help: "Prints one JSON array instead of a table.")
  var json = false

  func validate() throws {
    if json && kind == nil {
      throw ValidationError("--json needs one of: algorithms, environments, figures.")
    }
  }

  func run() throws {
    if json {
      switch kind {
      case .algorithms: try printJSON(AlgorithmCatalogue.all)
      case .environments:
        try printJSON(
          EnvironmentCatalogue.families.flatMap { family in
            family.environments.map { EnvironmentEntry($0, family: family.name) }
          })
      case .figures, nil: print(try FigureCatalogue.course.json(), terminator: "")
      }
      return
    }
    for part in kind.map({ [$0] }) ?? Kind.allCases {
      if kind == nil { print("\(part.rawValue.uppercased())") }
      switch part {
      case .algorithms:
        table(AlgorithmCatalogue.all.map { [$0.name, "chapter \($0.chapter)", $0.summary] })
      case .environments:
        listEnvironments()
      case .figures: print(FigureCatalogue.course.listing, terminator: "")
      }
      if kind == nil { print("") }
    }
  }

  /// Prints the environments by family, the columns of all families aligned.
  private func listEnvironments() {
    let rows = EnvironmentCatalogue.families.map { family in
      family.environments.map { environment in
        let entry = EnvironmentEntry(environment, family: family.name)
        return [entry.name, "  \(entry.shape)", entry.choice, entry.limit, environment.summary]
      }
    }
    let widths = widths(rows.flatMap(\.self))
    for (family, rows) in zip(EnvironmentCatalogue.families, rows) {
      print(family.name)
      table(rows, widths)
    }
  }

  /// The width of each column.
  private func widths(_ rows: [[String]]) -> [Int] {
    (0..<(rows.first?.count ?? 0)).map { j in rows.map { $0[j].count }.max() ?? 0 }
  }

  /// Prints rows with their columns aligned.
  private func table(_ rows: [[String]], _ widths: [Int]? = nil) {
    let widths = widths ?? self.widths(rows)
    for row in rows {
      let cells = zip(row, widths).map {
        $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0)
      }
      // No blanks at the end of a line.
      print("  " + (cells.dropLast() + row.suffix(1)).joined(separator: "  "))
    }
  }
}

/// An environment as it is listed.
struct EnvironmentEntry: Encodable {
  let name: String
  let family: String
  let observations: String
  let actions: String
  let observationSpace: ObservationSpace
  let actionSpace: ActionSpace
  let stepLimit: Int?
  let rewardThreshold: Double?
  let summary: String

  init(_ environment: EnvironmentSpecification, family: String) {
    name = environment.name
    self.family = family
    observations =
      "observes \(environment.observationSpace.shape.map(String.init).joined(separator: "×"))"
    actions = environment.actionSpace.description
    observationSpace = environment.observationSpace
    actionSpace = environment.actionSpace
    stepLimit = environment.stepLimit
    rewardThreshold = environment.rewardThreshold
    summary = environment.summary
  }

  private enum Key: String, CodingKey {
    case name
    case family
    case observations
    case actions
    case observationSpace
    case actionSpace
    case stepLimit
    case rewardThreshold
    case summary
  }

  /// Writes all members; the step limit is `null` where there is none.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(family, forKey: .family)
    try container.encode(observations, forKey: .observations)
    try container.encode(actions, forKey: .actions)
    try container.encode(observationSpace, forKey: .observationSpace)
    try container.encode(actionSpace, forKey: .actionSpace)
    try container.encode(stepLimit, forKey: .stepLimit)
    try container.encodeIfPresent(rewardThreshold, forKey: .rewardThreshold)
    try container.encode(summary, forKey: .summary)
  }

  /// The shape of an observation, such as `10×10×4`.
  var shape: String { observationSpace.shape.map(String.init).joined(separator: "×") }

  /// The actions in two words, without the bounds of numbers.
  var choice: String {
    guard case .continuous(let low, _) = actionSpace else { return actions }
    return low.count == 1 ? "1 number" : "\(low.count) numbers"
  }

  var limit: String { stepLimit.map { "\($0) steps" } ?? "no limit" }
}

/// Prints `value` as JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
