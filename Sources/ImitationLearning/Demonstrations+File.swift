public import Environments
internal import Foundation
internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// A file does not hold demonstrations, or not such as are asked for.
public struct DemonstrationsError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Which file, and what is wrong with it.
  public let description: String

  init(_ path: String, _ defect: String) { description = "\(path): \(defect)" }
}

extension Demonstrations {
  private static let format = "apus.demonstrations.1"

  /// The demonstrations as a safetensors file: observations, actions, masks, rewards, what each trajectory led to, how
  /// many steps it has and how it ended; the metadata name environment and expert and hold a SHA-256 of it all.
  public func file() throws -> SafetensorsFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var file = SafetensorsFile(metadata: [
      "format": Self.format, "environment": environment, "expert": origin,
      "action_space": String(decoding: try encoder.encode(actionSpace), as: UTF8.self),
    ])
    func append(_ name: String, _ rows: RowBuffer) {
      file.append(name, shape: [rows.count, rows.columns], rows.elements)
    }
    append("observations", trajectories.observations)
    append("actions", trajectories.actions)
    if let masks = trajectories.masks { append("masks", masks) }
    file.append("rewards", trajectories.rewards)
    append("final_observations", trajectories.finalObservations)
    file.append("lengths", Vector<Double>(trajectories.ranges.map { Double($0.count) }))
    file.append("endings", bytes: trajectories.endings.map(\.rawValue))
    file.metadata["sha256"] = Self.checksum(of: file)
    return file
  }

  /// Writes them to `path`, as a whole or not at all.
  public func save(to path: String) throws { try file().write(to: path) }

  /// Reads the demonstrations at `path` that are to be of `environment`.
  /// - Throws: ``DemonstrationsError`` or `SafetensorsError`, which say what does not fit.
  public init(contentsOf path: String, of environment: EnvironmentSpecification) throws {
    try self.init(SafetensorsFile(contentsOf: path), of: environment)
  }

  /// The demonstrations in `file`, which are to be of `environment`.
  /// - Throws: ``DemonstrationsError`` or `SafetensorsError`, which say what does not fit.
  public init(_ file: SafetensorsFile, of environment: EnvironmentSpecification) throws {
    func require(_ condition: Bool, _ defect: @autoclosure () -> String) throws {
      if !condition { throw DemonstrationsError(file.path, defect()) }
    }
    let metadata = file.metadata
    try require(
      metadata["format"] == Self.format,
      "the file holds no demonstrations (its format is "
        + "\(metadata["format"] ?? "not named"), not \(Self.format)).")
    try require(
      metadata["sha256"] == Self.checksum(of: file),
      "the demonstrations are damaged: the checksum is not that of the content.")
    try require(
      metadata["environment"] == environment.name,
      "the demonstrations are of \(metadata["environment"] ?? "no environment"), not of "
        + "\(environment.name).")
    let space = metadata["action_space"].flatMap {
      try? JSONDecoder().decode(ActionSpace.self, from: Data($0.utf8))
    }
    try require(
      space == environment.actionSpace,
      "the actions are \(space.map { "\($0)" } ?? "not described"), \(environment.name) takes "
        + "\(environment.actionSpace).")
    let hasMasks = file.tensors.contains { $0.name == "masks" }
    self.init(
      of: environment, origin: metadata["expert"] ?? "unknown",
      choices: hasMasks ? environment.actionSpace.choices : 0)
    var read = Trajectories(
      observationWidth: environment.observationSpace.count,
      actionWidth: environment.actionSpace.width,
      choices: hasMasks ? environment.actionSpace.choices : 0)
    try read.fill(from: file)
    try read.check(in: environment.actionSpace) { DemonstrationsError(file.path, $0) }
    replace(with: read)
  }

  /// The sum over metadata but for itself, and over each tensor's name, shape and bytes.
  private static func checksum(of file: SafetensorsFile) -> String {
    var text = ""
    for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) where key != "sha256" {
      text += "\(key)=\(value)\n"
    }
    for tensor in file.tensors.sorted(by: { $0.name < $1.name }) {
      text += "\(tensor.name) \(tensor.shape) \(Checksum(of: tensor.bytes))\n"
    }
    return Checksum(of: Array(text.utf8)).description
  }
}

extension Demonstrations: Checkpointable {
  /// Writes the trajectories.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("observations", trajectories.observations.elements)
    checkpoint.tensor("actions", trajectories.actions.elements)
    if let masks = trajectories.masks { checkpoint.tensor("masks", masks.elements) }
    checkpoint.tensor("rewards", trajectories.rewards)
    checkpoint.tensor("finalObservations", trajectories.finalObservations.elements)
    try checkpoint.value("lengths", trajectories.ranges.map(\.count))
    try checkpoint.value("endings", trajectories.endings.map(\.rawValue))
  }

  /// Takes over the trajectories that demonstrations of the same environment wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    var read = trajectories
    read.removeAll()
    let lengths: [Int] = try checkpoint.value("lengths")
    let endings: [UInt8] = try checkpoint.value("endings")
    let rewards: Vector<Scalar> = try checkpoint.tensor("rewards")
    guard lengths.count == endings.count, lengths.allSatisfy({ $0 > 0 && $0 <= rewards.count }),
      lengths.reduce(0, +) == rewards.count
    else {
      throw checkpoint.refuse("the trajectories' lengths do not fit \(rewards.count) steps")
    }
    try read.append(
      lengths: lengths, endings: endings, rewards: rewards,
      observations: checkpoint.tensor(
        "observations", count: rewards.count * read.observations.columns),
      actions: checkpoint.tensor("actions", count: rewards.count * read.actions.columns),
      finalObservations: checkpoint.tensor(
        "finalObservations", count: lengths.count * read.finalObservations.columns),
      masks: read.masks.map {
        try checkpoint.tensor("masks", count: rewards.count * $0.columns)
      }, { checkpoint.refuse($0) })
    replace(with: read)
  }
}

extension Trajectories {
  /// Takes over the trajectories of a file of demonstrations.
  fileprivate mutating func fill(from file: SafetensorsFile) throws {
    func defect(_ text: String) -> DemonstrationsError { DemonstrationsError(file.path, text) }
    let lengths: Vector<Double> = try file.vector(named: "lengths")
    let endings = try file.bytes(named: "endings")
    let rewards: Vector<Scalar> = try file.vector(named: "rewards")
    guard lengths.count == endings.count,
      (0..<lengths.count).allSatisfy({ lengths[$0] >= 1 && lengths[$0] == lengths[$0].rounded() }),
      (0..<lengths.count).reduce(0, { $0 + lengths[$1] }) == Double(rewards.count)
    else {
      throw defect(
        "\(lengths.count) lengths do not fit \(endings.count) endings and \(rewards.count) steps.")
    }
    func rows(_ name: String, _ count: Int, _ columns: Int) throws -> Vector<Scalar> {
      let found = try file.tensor(named: name).shape
      guard found == [count, columns] else {
        throw defect("the tensor \(name) has the shape \(found), not [\(count), \(columns)].")
      }
      return try file.vector(named: name)
    }
    try append(
      lengths: (0..<lengths.count).map { Int(lengths[$0]) }, endings: endings, rewards: rewards,
      observations: rows("observations", rewards.count, observations.columns),
      actions: rows("actions", rewards.count, actions.columns),
      finalObservations: rows("final_observations", lengths.count, finalObservations.columns),
      masks: masks.map { try rows("masks", rewards.count, $0.columns) }, defect)
  }

  /// Adds trajectories that lie one after another in vectors whose lengths fit.
  fileprivate mutating func append(
    lengths: [Int], endings: [UInt8], rewards: Vector<Scalar>, observations seen: Vector<Scalar>,
    actions done: Vector<Scalar>, finalObservations last: Vector<Scalar>,
    masks allowed: Vector<Scalar>?, _ defect: (String) -> any Error
  ) throws {
    var row = 0
    let choices = masks?.columns ?? 0
    for (i, length) in lengths.enumerated() {
      guard let ending = Status(rawValue: endings[i]), ending != .running else {
        throw defect("trajectory \(i) has the ending \(endings[i]), which is none.")
      }
      for _ in 0..<length {
        seen.withUnsafePointer { observations.append($0 + row * observations.columns) }
        done.withUnsafePointer { actions.append($0 + row * actions.columns) }
        allowed?.withUnsafePointer { masks?.append($0 + row * choices) }
        self.rewards.append(rewards[row])
        row += 1
      }
      last.withUnsafePointer { close(ending, finalObservation: $0 + i * finalObservations.columns) }
    }
  }

  /// Makes sure that numbers are finite and actions are some of `space`.
  fileprivate func check(
    in space: ActionSpace, _ defect: (String) -> DemonstrationsError
  ) throws {
    func areFinite(_ elements: Vector<Scalar>) -> Bool {
      (0..<elements.count).allSatisfy { elements[$0].isFinite }
    }
    guard
      [observations.elements, actions.elements, rewards, finalObservations.elements]
        .allSatisfy(areFinite)
    else {
      throw defect("a number of the demonstrations is not finite.")
    }
    let counts: [Int]
    switch space {
    case .continuous: return
    case .discrete(let count): counts = [count]
    case .multiDiscrete(let all): counts = all
    }
    for t in 0..<steps {
      for (j, count) in counts.enumerated() {
        let action = actions[t, j]
        guard action >= 0, action < Scalar(count), action == action.rounded() else {
          throw defect("step \(t) has the action \(action), which is none of 0..<\(count).")
        }
      }
    }
  }
}
