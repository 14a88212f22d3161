extension EnvironmentCatalogue {
  /// The textbook tasks of control with equations in closed form.
  static let classicControl: [EnvironmentSpecification] = [
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
}
