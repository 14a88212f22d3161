public import Environments
internal import Foundation
internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension PlanningPolicy: Policy {
  /// `planningPolicy`.
  public static var fileKey: String { "planningPolicy" }

  /// The number of features of an observation.
  public var observationWidth: Int { ensemble.coding.features }

  /// Whether the actions are those of `space`.
  public func acts(in space: ActionSpace) -> Bool { space == actionSpace }

  /// An actor that plans for each copy by itself; it takes what the planner finds, be it asked to draw or not.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    makePlanningActor(copies: copies)
  }

  /// What is needed to build the policy again, beside the tensors.
  private struct Description: Codable {
    var planner: PlannerSettings
    var particles: Int
    var canTerminate: Bool
    var low: [Double]?
    var high: [Double]?
    var choices: [Int]?
    var isMultiple: Bool
    var members: Int
    var hidden: [Int]
    var activation: Activation
    var isProbabilistic: Bool
    var coding: StepCoding
    var rewards: String?

    var actionSpace: ActionSpace? {
      if let low, let high, !low.isEmpty, low.count == high.count {
        return .continuous(low: low, high: high)
      }
      guard let choices, !choices.isEmpty, choices.allSatisfy({ $0 > 0 }) else { return nil }
      return isMultiple ? .multiDiscrete(choices) : .discrete(choices[0])
    }

    /// Compares the weights' shapes with what is described, before anything of their size is allocated.
    func check(shapesIn file: SafetensorsFile) throws {
      let outputs = (isProbabilistic ? 2 : 1) * coding.outputCount + 1
      let widths = [coding.inputCount] + hidden + [outputs]
      for i in 0..<members {
        for (layer, (rows, columns)) in zip(widths, widths.dropFirst()).enumerated() {
          let name = "\(i).dynamics.\(layer).weight"
          let shape = try file.tensor(named: name).shape
          guard shape == [rows, columns] else {
            throw TensorMismatchError(
              file: file.path, tensor: name, expected: [rows, columns], found: shape)
          }
        }
      }
    }
  }

  /// The policy as a file that stands for itself: the networks' tensors, and all else as metadata.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    let layers = ensemble.networks[0].network.layers
    var description = Description(
      planner: planner, particles: particles, canTerminate: canTerminate, isMultiple: false,
      members: ensemble.count, hidden: layers.dropLast().map(\.weight.columns),
      activation: layers.count > 1 ? layers[0].activation : .tanh,
      isProbabilistic: ensemble.networks[0].isProbabilistic, coding: ensemble.coding,
      rewards: rewards?.environment)
    switch actionSpace {
    case .continuous(let low, let high): (description.low, description.high) = (low, high)
    case .discrete(let count): description.choices = [count]
    case .multiDiscrete(let counts):
      (description.choices, description.isMultiple) = (counts, true)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var metadata = metadata
    metadata[Self.fileKey] = String(decoding: try encoder.encode(description), as: UTF8.self)
    var file = SafetensorsFile(metadata: metadata)
    for i in 0..<ensemble.count {
      for tensor in ensemble.networks[i].tensors().tensors {
        file.append("\(i).\(tensor.name)", tensor)
      }
    }
    return file
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let text = file.metadata[Self.fileKey],
      let found = try? decoder.decode(Description.self, from: Data(text.utf8)),
      let space = found.actionSpace, found.coding.isConsistent, found.coding.fits(space),
      (1...64).contains(found.members), found.hidden.allSatisfy({ $0 > 0 }),
      (1...65536).contains(found.particles)
    else {
      throw PolicyFileError(
        "\(file.path): the description under \"\(Self.fileKey)\" is missing or not understood.")
    }
    try found.check(shapesIn: file)
    var random = RandomStream(seed: 0)
    var ensemble = DynamicsEnsemble(
      count: found.members, coding: found.coding, hidden: found.hidden,
      activation: found.activation, isProbabilistic: found.isProbabilistic, using: &random)
    for i in 0..<found.members {
      var part = SafetensorsFile()
      for slot in ensemble.networks[i].layout.slots {
        part.append(slot.name, try file.tensor(named: "\(i).\(slot.name)"))
      }
      try ensemble.networks[i].restore(from: part)
    }
    do {
      try self.init(
        ensemble, actionSpace: space, planner: found.planner, particles: found.particles,
        canTerminate: found.canTerminate,
        rewards: found.rewards.map { try RewardSource(EnvironmentCatalogue.named($0)) })
    } catch {
      throw PolicyFileError("\(file.path): the planner cannot be made: \(error)")
    }
  }
}
