public import Foundation

extension EnvironmentCatalogue {
  /// A package trait and the environments that need it.
  struct Trait {
    let name: String
    /// The Debian package of the library that it needs.
    let package: String
    let environments: [String]
  }

  /// The traits and their environments, whether or not this build has them.
  static let traits = [
    Trait(
      name: "Box2D", package: "libbox2d-dev",
      environments: [
        "LunarLander-v3", "LunarLanderContinuous-v3", "LunarLander-course", "BipedalWalker-v3",
        "BipedalWalkerHardcore-v3",
      ]),
    Trait(
      name: "MuJoCo", package: "libmujoco-dev",
      environments: [
        "HalfCheetah-v4", "Hopper-v4", "Walker2d-v4", "Ant-v4", "Humanoid-v4", "Swimmer-v4",
        "Reacher-v4", "InvertedPendulum-v4", "InvertedDoublePendulum-v4", "HalfCheetah150-v4",
        "NoisyHopper-v4", "SparseHalfCheetah-v0", "cheetah-cs285", "reacher-cs285",
      ]),
  ]

  /// The families of the traits with which this build was made.
  static var familiesOfTraits: [Family] {
    var families: [Family] = []
    #if Box2D
      families.append(Family(name: "Box2D", environments: box2D))
    #endif
    #if MuJoCo
      families.append(Family(name: "MuJoCo", environments: muJoCo))
    #endif
    return families
  }
}

/// The name of an environment that Apus has, but not in this build.
public struct MissingTraitError: Error, Equatable, Sendable {
  /// The environment.
  public let environment: String
  /// The package trait that it needs.
  public let trait: String
  /// The Debian package of the library behind the trait.
  public let package: String
}

extension MissingTraitError: CustomStringConvertible, LocalizedError {
  /// What is missing, and how to build with it.
  public var description: String {
    "the environment \"\(environment)\" needs the package trait \(trait), which this build has not: "
      + "install \(package) and build with --traits \(trait)"
  }

  /// The description.
  public var errorDescription: String? { description }
}
