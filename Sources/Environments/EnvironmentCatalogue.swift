/// The environments that come with the library, by name.
public enum EnvironmentCatalogue {
  /// Environments that belong together, such as those of classic control.
  public struct Family: Sendable {
    /// What the family is called in lists.
    public let name: String
    /// Its environments, in the order in which they are listed.
    public let environments: [EnvironmentSpecification]
  }

  /// The families, in the order in which they are listed.
  public static let families: [Family] = [
    Family(name: "Classic control", environments: classicControl),
    Family(name: "Box2D", environments: box2D),
  ].filter { !$0.environments.isEmpty }

  /// All environments, in the order in which they are listed.
  public static let all: [EnvironmentSpecification] = families.flatMap(\.environments)

  /// The environment with the given name.
  /// - Throws: `MissingTraitError` if the package was built without what the environment needs, and otherwise
  ///   `UnknownNameError`, with the name that was probably meant.
  public static func named(_ name: String) throws -> EnvironmentSpecification {
    guard let specification = all.first(where: { $0.name == name }) else {
      if let error = MissingTraitError(environment: name) { throw error }
      throw UnknownNameError(kind: "environment", name: name, candidates: all.map(\.name))
    }
    return specification
  }
}
