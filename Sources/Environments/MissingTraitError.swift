public import Foundation

/// The name of an environment that exists, but not in this build: a package trait is off.
public struct MissingTraitError: Error, Equatable, Sendable {
  /// The environment's name.
  public let environment: String
  /// The package trait that it needs.
  public let trait: String
  /// The Debian package of the library behind the trait.
  public let debianPackage: String

  /// How names begin that are there only with a trait, the trait, and the Debian package that it needs.
  private static let families: [(prefixes: [String], trait: String, debianPackage: String)] = [
    (["LunarLander", "BipedalWalker"], "Box2D", "libbox2d-dev")
  ]

  /// An error about an environment that was not found, or nil if its name is not one of a trait's.
  init?(environment: String) {
    let family = Self.families.first { $0.prefixes.contains(where: environment.hasPrefix) }
    guard let family, !Self.enabled.contains(family.trait) else { return nil }
    self.environment = environment
    (trait, debianPackage) = (family.trait, family.debianPackage)
  }

  /// The traits that this build has.
  private static var enabled: [String] {
    var traits: [String] = []
    #if Box2D
      traits.append("Box2D")
    #endif
    return traits
  }
}

extension MissingTraitError: CustomStringConvertible, LocalizedError {
  /// What is missing and how to build with it.
  public var description: String {
    "\(environment) is not in this build: it needs the package trait \(trait); install \(debianPackage) and "
      + "build with --traits \(trait), or in a package of your own depend on Apus with traits: [\"\(trait)\"]"
  }

  /// The description.
  public var errorDescription: String? { description }
}
