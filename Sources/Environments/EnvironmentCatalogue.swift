/// The environments that come with the library, by name.
public enum EnvironmentCatalogue {
  /// All environments, in the order in which they are listed.
  public static let all: [EnvironmentSpecification] = [
    EnvironmentSpecification(
      name: "CartPole-v0", summary: "Keep a pole upright by pushing its cart left or right.",
      environment: CartPole(), stepLimit: 200, rewardThreshold: 195),
    EnvironmentSpecification(
      name: "CartPole-v1", summary: "CartPole over 500 steps.",
      environment: CartPole(), stepLimit: 500, rewardThreshold: 475),
    EnvironmentSpecification(
      name: "Pendulum-v1",
      summary: "Swing a pendulum up and hold it upright with a weak torque.",
      environment: Pendulum(), stepLimit: 200),
  ]

  /// The environment with the given name.
  /// - Throws: `UnknownNameError`, with the name that was probably meant.
  public static func named(_ name: String) throws -> EnvironmentSpecification {
    guard let specification = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "environment", name: name, candidates: all.map(\.name))
    }
    return specification
  }
}
