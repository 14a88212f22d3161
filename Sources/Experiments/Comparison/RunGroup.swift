internal import NeuralNetworks

/// Runs of one configuration that differ in their seeds.
public struct RunGroup: Sendable {
  /// What the group is called in tables and legends.
  public var name: String
  /// The runs.
  public let runs: [RunSummary]

  /// A group.
  /// - Precondition: There is a run.
  public init(_ name: String, _ runs: [RunSummary]) {
    precondition(!runs.isEmpty, "The group \(name) has no run.")
    self.name = name
    self.runs = runs
  }

  /// The group of the runs in the folder `path`, which is one run's or holds several.
  /// - Throws: ``RunFolderError`` if there is none, ``ComparisonError`` if their environments, algorithms or
  ///   options differ.
  public init(folder path: String) throws {
    let runs = try RunSummary.runs(in: path)
    for run in runs.dropFirst() {
      guard run.environment == runs[0].environment else {
        throw ComparisonError.environments(runs[0], run)
      }
      guard run.algorithm == runs[0].algorithm, run.options == runs[0].options else {
        throw ComparisonError.configurations(runs[0], run)
      }
    }
    self.init(path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, runs)
  }

  /// The runs below `paths`, put together where all but the seed is equal, in the order in which they come. A name
  /// is the algorithm, the environment if there are several, and the options in which the groups differ.
  /// - Throws: ``RunFolderError`` if a path holds no run.
  public static func grouped(_ paths: [String]) throws -> [RunGroup] {
    var kinds: [[RunSummary]] = []
    for run in try paths.flatMap(RunSummary.runs) {
      let place = kinds.firstIndex {
        $0[0].algorithm == run.algorithm && $0[0].environment == run.environment
          && $0[0].options == run.options
      }
      if let place {
        // The same folder under two arguments is one run.
        if !kinds[place].contains(where: { $0.path == run.path }) { kinds[place].append(run) }
      } else {
        kinds.append([run])
      }
    }
    let first = kinds.map { $0[0] }
    let hasSeveralEnvironments = Set(first.map(\.environment)).count > 1
    return kinds.map { runs in
      let run = runs[0]
      let others = first.filter { $0.algorithm == run.algorithm }
      let differing = run.options.keys.sorted().filter { key in
        others.contains { $0.options[key] != run.options[key] }
      }
      let parts =
        [run.algorithm] + (hasSeveralEnvironments ? [run.environment] : [])
        + differing.map { "\($0) \(run.options[$0] ?? "–")" }
      return RunGroup(parts.joined(separator: ", "), runs)
    }
  }
}

/// Runs that cannot be compared.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// Two runs are of different environments.
  case environments(RunSummary, RunSummary)
  /// Two runs in one folder are of different configurations.
  case configurations(RunSummary, RunSummary)
  /// The metric of a run has no number where one is needed.
  case noNumber(RunSummary, String)
  /// Curves share no position.
  case noCommonPosition(String, String)
  /// A picture is to be drawn in a format that is not known.
  case format(String)

  /// One line: which runs, what is wrong, and what to do.
  public var description: String {
    switch self {
    case .environments(let a, let b):
      "\(a.path.oneLine) ran on \(a.environment), \(b.path.oneLine) on \(b.environment); compare runs of one environment."
    case .configurations(let a, let b):
      "\(a.path.oneLine) and \(b.path.oneLine) differ in \(Self.difference(a, b)); put runs of different configurations into different folders."
    case .noNumber(let run, let column):
      "\(run.path.oneLine) has no finite \(column.oneLine) in the rows that count."
    case .noCommonPosition(let group, let column):
      "The runs of \(group.oneLine) have no \(column.oneLine) in common."
    case .format(let path):
      "\(path.oneLine) is no name for a picture: letters, digits, -, _ and ., and at the end .png, .svg or .pdf."
    }
  }

  /// The first option in which two runs differ.
  private static func difference(_ a: RunSummary, _ b: RunSummary) -> String {
    guard a.algorithm == b.algorithm else { return "the algorithm" }
    let keys = Set(a.options.keys).union(b.options.keys).sorted()
    return keys.first { a.options[$0] != b.options[$0] } ?? "nothing"
  }
}
