public import Environments
internal import Foundation
internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension LatentPlanningPolicy: Policy {
  /// `latentPlanningPolicy`.
  public static var fileKey: String { "latentPlanningPolicy" }
  /// Where the description of the policy that plans from latent states stands.
  private static let planningKey = "latentPlanningPolicy.planning"

  /// The number of features of an observation.
  public var observationWidth: Int { model.observations.features }

  /// Whether the actions are those of `space`.
  public func acts(in space: ActionSpace) -> Bool { planning.acts(in: space) }

  /// An actor that plans for each copy by itself; it takes what the planner finds, be it asked to draw or not.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    makePlanningActor(copies: copies)
  }

  /// What is needed to build the policy again, beside the tensors and the policy that plans.
  private struct Description: Codable {
    var latent: LatentSettings
    var observations: ObservationCoding

    /// Compares the weights' shapes with what is described, before anything of their size is allocated.
    func check(shapesIn file: SafetensorsFile) throws {
      let widths = [observations.features] + latent.hiddenWidths + [latent.size]
      for (name, widths) in [("encoder", widths), ("decoder", widths.reversed())] {
        for (layer, (rows, columns)) in zip(widths, widths.dropFirst()).enumerated() {
          let name = "\(name).\(layer).weight"
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
    var file = try planning.checkpoint(metadata: metadata)
    file.metadata[Self.planningKey] = file.metadata.removeValue(forKey: PlanningPolicy.fileKey)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    file.metadata[Self.fileKey] = String(
      decoding: try encoder.encode(
        Description(latent: latent, observations: model.observations)), as: UTF8.self)
    for tensor in model.autoencoder.tensors().tensors { file.append(tensor.name, tensor) }
    return file
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    var planning = file
    planning.metadata[PlanningPolicy.fileKey] = file.metadata[Self.planningKey]
    let search = try PlanningPolicy(restoring: planning)
    let isProbabilistic = search.ensemble.networks[0].isProbabilistic
    guard let text = file.metadata[Self.fileKey],
      let found = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
      (try? found.latent.validate(isProbabilistic: isProbabilistic)) != nil,
      found.observations.isConsistent, found.latent.size == search.ensemble.coding.features,
      (search.ensemble.coding.meanSquare == 1) == found.latent.normalizes
    else {
      throw PolicyFileError(
        "\(file.path): the description under \"\(Self.fileKey)\" is missing or not understood.")
    }
    try found.check(shapesIn: file)
    var random = RandomStream(seed: 0)
    var autoencoder = LatentAutoencoder(
      features: found.observations.features, found.latent, using: &random)
    try autoencoder.restore(from: file)
    self.init(
      LatentModel(
        observations: found.observations, autoencoder: autoencoder, ensemble: search.ensemble),
      found.latent, search: search)
  }
}
