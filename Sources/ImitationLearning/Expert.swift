public import Environments
internal import NeuralNetworks
public import ReinforcementLearning

/// Who shows what to do, and is asked what would have been right: any policy, or a rule that somebody wrote down.
public struct Expert: Sendable {
  /// What acts.
  public let controller: any Controller
  /// The statistic of its observations; nil if it sees them as they are.
  public let normalizer: ObservationNormalizer?
  /// Where it comes from, in a word: `controller`, or the checksum of a policy's file.
  public let origin: String

  /// The expert that acts by `policy`.
  public init(_ policy: any Policy, normalizer: ObservationNormalizer? = nil) {
    self.init(PolicyController(policy), normalizer: normalizer, origin: "policy")
  }

  /// The expert `controller`.
  public init(
    _ controller: any Controller, normalizer: ObservationNormalizer? = nil,
    origin: String = "controller"
  ) {
    self.controller = controller
    self.normalizer = normalizer
    self.origin = origin
  }

  /// The word that stands for the environment's own controller.
  public static let controllerName = "controller"

  /// The expert that a configuration names: `controller` for the one that ``controllers`` has for the environment, or
  /// the path of a policy's file or of a run's folder.
  /// - Throws: ``ExpertError`` if there is no such controller or file, or it does not fit the environment, and what
  ///   reading a policy throws.
  public init(named name: String, in environment: EnvironmentSpecification) throws {
    if name == Self.controllerName {
      guard let controller = Self.controllers[environment.name] else {
        throw ExpertError(
          "There is no controller for \(environment.name), only for "
            + Self.controllers.keys.sorted().joined(separator: ", ")
            + "; name the file of a policy or the folder of a run as expert.")
      }
      self.init(controller)
    } else {
      let path = AtomicFile.isFolder(name) ? "\(name)/policy.safetensors" : name
      let file: SafetensorsFile
      do {
        file = try SafetensorsFile(contentsOf: path)
      } catch {
        throw ExpertError(
          "The expert \(name) is neither \"\(Self.controllerName)\" nor a policy: \(error)")
      }
      let policy = try PolicyFile.policy(in: file)
      self.init(
        PolicyController(policy),
        normalizer: try ObservationNormalizer(from: file, features: policy.observationWidth),
        origin: Checksum(of: file.encoded()).description)
    }
    let space = environment.actionSpace
    guard controller.observationWidth == environment.observationSpace.count,
      controller.acts(in: space)
    else {
      throw ExpertError(
        "The expert \(name) sees \(controller.observationWidth) features and does not fit "
          + "\(environment.name), which shows \(environment.observationSpace.count) and takes \(space)."
      )
    }
  }

  /// The environments' own controllers, by the environments' names.
  public static let controllers: [String: any Controller] = [
    "CartPole-v0": CartPoleController(), "CartPole-v1": CartPoleController(),
    "Pendulum-v1": PendulumController(), "MountainCar-v0": MountainCarController(),
    "Slalom-v0": SlalomController(), "Patrol-v0": PatrolController(),
  ]
}

/// There is no such expert.
public struct ExpertError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What is missing, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
