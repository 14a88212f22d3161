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
      case .environments: try printJSON(EnvironmentCatalogue.all.map(EnvironmentEntry.init))
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
        table(
          EnvironmentCatalogue.all.map(EnvironmentEntry.init).map {
            [$0.name, $0.observations, $0.actions, $0.limit, $0.summary]
          })
      case .figures: print(FigureCatalogue.course.listing, terminator: "")
      }
      if kind == nil { print("") }
    }
  }

  /// Prints rows with their columns aligned.
  private func table(_ rows: [[String]]) {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { j in rows.map { $0[j].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).map {
        $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0)
      }
      print("  " + cells.joined(separator: "  "))
    }
  }
}

/// An environment as it is listed.
struct EnvironmentEntry: Encodable {
  let name: String
  let observations: String
  let actions: String
  let observationSpace: ObservationSpace
  let actionSpace: ActionSpace
  let stepLimit: Int?
  let rewardThreshold: Double?
  let summary: String

  init(_ environment: EnvironmentSpecification) {
    name = environment.name
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
    try container.encode(observations, forKey: .observations)
    try container.encode(actions, forKey: .actions)
    try container.encode(observationSpace, forKey: .observationSpace)
    try container.encode(actionSpace, forKey: .actionSpace)
    try container.encode(stepLimit, forKey: .stepLimit)
    try container.encodeIfPresent(rewardThreshold, forKey: .rewardThreshold)
    try container.encode(summary, forKey: .summary)
  }

  var limit: String { stepLimit.map { "\($0) steps" } ?? "no limit" }
}

/// Prints `value` as JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
