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
  public static let families: [Family] =
    [
      Family(name: "Classic control", environments: classicControl),
      Family(name: "Toy text", environments: toyText),
      Family(name: "The course", environments: course),
      Family(name: "Partially observed", environments: partiallyObserved),
      Family(name: "MinAtar", environments: minAtar),
    ] + familiesOfTraits

  /// All environments, in the order in which they are listed.
  public static let all: [EnvironmentSpecification] = families.flatMap(\.environments)

  /// The environment with the given name.
  /// - Throws: `UnknownNameError`, with the name that was probably meant; `MissingTraitError` if this build
  ///   lacks the trait that the environment needs; what `prepare` of the specification throws.
  public static func named(_ name: String) throws -> EnvironmentSpecification {
    guard let specification = all.first(where: { $0.name == name }) else {
      if let trait = traits.first(where: { $0.environments.contains(name) }) {
        throw MissingTraitError(environment: name, trait: trait.name, package: trait.package)
      }
      throw UnknownNameError(kind: "environment", name: name, candidates: all.map(\.name))
    }
    try specification.prepare()
    return specification
  }
}
