internal import Foundation
internal import NeuralNetworks
internal import ReinforcementLearning

/// The folder of a search: its description, a folder with runs for each trial, and the results.
///
///     search.yml                    the plan, the space, and the configuration that all trials share
///     trials/0007/seed-1/           a run
///     trials/0007/seed-1.json       what it has reached
///     trials.csv                    every trial, the best first
///     best.yml                      the configuration of the best, for `apus train --config`
///     plot.svg                      scores over values
struct SearchFolder: Sendable {
  static let descriptionName = "search.yml"
  static let tableName = "trials.csv"
  static let bestName = "best.yml"
  static let plotName = "plot"

  let path: String

  var descriptionPath: String { "\(path)/\(Self.descriptionName)" }
  var bestPath: String { "\(path)/\(Self.bestName)" }
  var tablePath: String { "\(path)/\(Self.tableName)" }

  /// The folder of a run.
  func run(_ trial: Int, seed: UInt64) -> String { "\(folder(of: trial))/seed-\(seed)" }

  private func folder(of trial: Int) -> String {
    let digits = String(trial)
    return "\(path)/trials/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  var holdsSearch: Bool { FileManager.default.fileExists(atPath: descriptionPath) }

  /// Creates the folder, and makes sure that files can be written there.
  func create(_ description: String, replacing: Bool) throws {
    try AtomicFile.createFolder(path)
    guard replacing || !holdsSearch else { throw RunFolderError.holdsRun(path) }
    guard !FileManager.default.fileExists(atPath: "\(path)/\(RunFolder.configurationName)") else {
      throw RunFolderError.holdsRun(path)
    }
    // The description goes first: without it, the rest is no search.
    for name in [Self.descriptionName, Self.bestName, Self.tableName] {
      try AtomicFile.remove("\(path)/\(name)")
    }
    if AtomicFile.isFolder("\(path)/trials") {
      do {
        try FileManager.default.removeItem(atPath: "\(path)/trials")
      } catch {
        throw FileError(path: "\(path)/trials", operation: .remove, code: EIO)
      }
    }
    try AtomicFile.write(Array(description.utf8), to: descriptionPath)
  }

  /// What the run of a trial has reached so far.
  func record(_ trial: Int, seed: UInt64, values: [SearchSpace.Value]) throws -> SearchRecord {
    let file = run(trial, seed: seed) + ".json"
    guard FileManager.default.fileExists(atPath: file) else { return SearchRecord(values: values) }
    let bytes = try AtomicFile.read(file)
    do {
      let record = try JSONDecoder().decode(SearchRecord.self, from: Data(bytes))
      guard record.values == values else {
        throw RunFolderError.notReadable(file, "it is of other values than the search draws")
      }
      return record
    } catch let error as DecodingError {
      throw RunFolderError.notReadable(file, jsonDefect(error))
    }
  }

  /// Saves what the run of a trial has reached: all of it or nothing.
  func write(_ record: SearchRecord, _ trial: Int, seed: UInt64) throws {
    try AtomicFile.createFolder(folder(of: trial))
    try AtomicFile.write(
      Array(record.sortedJSON()), to: run(trial, seed: seed) + ".json")
  }

  /// Removes the checkpoints of a run that does not go on.
  func removeCheckpoints(_ trial: Int, seed: UInt64) throws {
    try CheckpointStore("\(run(trial, seed: seed))/\(RunFolder.checkpointsName)").removeAll()
  }
}
