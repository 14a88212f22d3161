internal import Foundation
internal import NeuralNetworks

/// The results of drawn figures in one folder: `results.json` for machines, `index.html` for people.
///
/// Figures that were drawn into the folder earlier stay until they are drawn again.
public struct Gallery: Sendable {
  /// The name of the file for machines: an object with a member for each figure, under its name.
  public static let resultsName = "results.json"
  /// The name of the page.
  public static let pageName = "index.html"

  /// The output folder.
  public let folder: String
  /// The results, one for each figure, by chapter and name.
  public private(set) var results: [FigureResult]

  /// The gallery in `folder`, which is created if it is missing, with the results that it holds.
  public init(folder: String) throws {
    self.folder = folder
    try AtomicFile.createFolder(folder)
    let path = "\(folder)/\(Self.resultsName)"
    guard FileManager.default.fileExists(atPath: path) else {
      results = []
      return
    }
    let bytes = try AtomicFile.read(path)
    do {
      let earlier = try JSONDecoder().decode([String: FigureResult].self, from: Data(bytes))
      results = Self.sorted(Array(earlier.values))
    } catch {
      throw RunFolderError.notReadable(path, jsonDefect(error))
    }
  }

  /// Adds `result`, in place of an earlier one of the same figure.
  public mutating func add(_ result: FigureResult) {
    results = Self.sorted(results.filter { $0.id != result.id } + [result])
  }

  /// Writes both files, each at once.
  public func write() throws {
    let members = Dictionary(uniqueKeysWithValues: results.map { ($0.id, $0) })
    try AtomicFile.write(Array(members.sortedJSON()), to: "\(folder)/\(Self.resultsName)")
    try AtomicFile.write(Array(page.utf8), to: "\(folder)/\(Self.pageName)")
  }

  private static func sorted(_ results: [FigureResult]) -> [FigureResult] {
    results.sorted { ($0.chapter, $0.id) < ($1.chapter, $1.id) }
  }
}
