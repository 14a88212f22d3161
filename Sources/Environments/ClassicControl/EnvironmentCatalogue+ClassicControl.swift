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
      name: "CartPoleSwingUp-v0",
      summary: "Swing a pole up and balance it by a continuous force on its cart.",
      environment: CartPoleSwingUp(), stepLimit: 40),
    EnvironmentSpecification(
      name: "Pendulum-v1",
      summary: "Swing a pendulum up and hold it upright with a weak torque.",
      environment: Pendulum(), stepLimit: 200),
    EnvironmentSpecification(
      name: "MountainCar-v0",
      summary: "Drive a weak car out of a valley by building up momentum.",
      environment: MountainCar(), stepLimit: 200, rewardThreshold: -110),
    EnvironmentSpecification(
      name: "SparseMountainCar-v0",
      summary: "MountainCar that rewards its goal alone.",
      environment: SparseGoalReward(MountainCar()), stepLimit: 500),
    EnvironmentSpecification(
      name: "MountainCarContinuous-v0",
      summary: "MountainCar with a continuous force that costs its square.",
      environment: MountainCarContinuous(), stepLimit: 999, rewardThreshold: 90),
    EnvironmentSpecification(
      name: "Acrobot-v1",
      summary: "Swing the tip of two links above a line by a motor between them.",
      environment: Acrobot(), stepLimit: 500, rewardThreshold: -100),
  ]
}
