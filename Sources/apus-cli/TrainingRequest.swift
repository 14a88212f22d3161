import Apus
import ArgumentParser
import Experiments
import Foundation

/// What a call of `apus train` asks for: the algorithm, and for each seed a configuration and a folder.
struct TrainingRequest: Sendable {
  /// One run.
  struct Run: Sendable {
    let document: ConfigurationDocument
    let path: String
  }

  let algorithm: AnyAlgorithm
  private(set) var runs: [Run] = []

  init(_ call: Train) throws {
    // With --resume the run's own configuration is what the options are laid over.
    let file = call.config ?? (call.resume ? Self.configurationOfRun(call) : nil)
    let present = try file.map { try PresentConfiguration($0) }
    let firstWord = call.words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    guard let name = firstWord ?? present?.algorithm else {
      if call.resume {
        throw ValidationError(
          "There is no run to resume in \(Self.folder(call) ?? "a folder that --output names"), and no algorithm to start afresh with."
        )
      }
      if call.words.isEmpty && file == nil { throw CleanExit.helpRequest(Train.self) }
      throw ValidationError("Which algorithm? `apus list algorithms` names them.")
    }
    algorithm = try AlgorithmCatalogue.named(name)
    let environment = call.environment ?? present?.environment ?? "CartPole-v0"
    // Known before anything is looked up by its name.
    _ = try EnvironmentCatalogue.named(environment)

    let isRunsOwn = call.config == nil && file != nil
    var document = try algorithm.document(
      environment: environment, isTuned: !call.untuned && !isRunsOwn)
    if let file { try document.overlay(file: file) }
    if let found = present?.algorithm, found != name {
      throw ConfigurationFileConflict(file: file ?? "", found: found, wanted: name)
    }
    if let word = call.environment {
      try document.set("environment", text: word, source: "--environment")
    }
    try Self.setRunOptions(of: call, &document)
    try AlgorithmFlags(algorithm.options).apply(
      Array(call.words.dropFirst(firstWord == nil ? 0 : 1)), to: &document)
    try document.apply(pairs: call.set)
    if document.isEmpty("iterations") && document.isEmpty("steps") {
      try document.set("iterations", text: "100", source: "default")
    }

    let seeds = call.seeds?.seeds ?? []
    for seed in seeds.isEmpty ? [nil] : seeds.map({ Optional($0) }) {
      var document = document
      if let seed { try document.set("seed", text: "\(seed)", source: "--seeds") }
      try algorithm.check(document)
      runs.append(Run(document: document, path: Self.path(call, algorithm, document, seed)))
    }
  }

  private static func setRunOptions(
    of call: Train, _ document: inout ConfigurationDocument
  ) throws {
    // A bound on the command line takes the place of both bounds of a file.
    if call.iterations != nil || call.steps != nil {
      for name in ["iterations", "steps"] {
        try document.set(name, text: "null", source: "--\(name)")
      }
    }
    let values: [(String, String, String?)] = [
      ("seed", "--seed", call.seed.map { "\($0)" }),
      ("iterations", "--iterations", call.iterations.map { "\($0)" }),
      ("steps", "--steps", call.steps.map { "\($0)" }),
      ("initialPolicy", "--initial-policy", call.initialPolicy),
      ("evaluation.every", "--evaluate-every", call.evaluateEvery),
      (
        "evaluation.episodes", "--evaluation-episodes", call.evaluationEpisodes.map { "\($0)" }
      ),
      ("checkpoints.every", "--checkpoint-every", call.checkpointEvery),
      ("checkpoints.keepLast", "--keep-last", call.keepLast.map { "\($0)" }),
      ("checkpoints.keepBest", "--keep-best", call.keepBest ? "true" : nil),
      ("writesEventFile", "--event-file", call.eventFile.map { "\($0)" }),
    ]
    for (name, source, text) in values {
      if let text { try document.set(name, text: text, source: source) }
    }
  }

  /// The configuration in the folder that is to be resumed; with several seeds that of any of them.
  private static func configurationOfRun(_ call: Train) -> String? {
    guard let folder = folder(call) else { return nil }
    let folders = call.seeds.map { $0.seeds.map { "\(folder)/seed-\($0)" } } ?? [folder]
    return folders.map { "\($0)/\(RunFolder.configurationName)" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  /// The folder that the options name.
  private static func folder(_ call: Train) -> String? {
    switch (call.output, call.name) {
    case (let output?, let name?): output.hasSuffix("/") ? output + name : "\(output)/\(name)"
    case (let output?, nil): output
    case (nil, let name?): "runs/\(name)"
    case (nil, nil): nil
    }
  }

  private static func path(
    _ call: Train, _ algorithm: AnyAlgorithm, _ document: ConfigurationDocument, _ seed: UInt64?
  ) -> String {
    let start = "runs/\(algorithm.entry.name)-\(document.text("environment") ?? "")"
    if let seed { return "\(folder(call) ?? start)/seed-\(seed)" }
    return folder(call) ?? "\(start)-\(document.shownValue(of: "seed"))"
  }
}

/// The file and the command line name different algorithms.
struct ConfigurationFileConflict: Error, CustomStringConvertible {
  let file: String
  let found: String
  let wanted: String

  var description: String {
    "\(file): the configuration is one of \(found), not of \(wanted)."
  }
}
