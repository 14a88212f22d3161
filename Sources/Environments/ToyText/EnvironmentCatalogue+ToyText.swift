extension EnvironmentCatalogue {
  /// Finite tasks: Gymnasium's toy texts, gridworlds, and small processes from books and papers.
  static let toyText: [EnvironmentSpecification] = [
    EnvironmentSpecification(
      name: "FrozenLake-v1", summary: "Cross a slippery lake of 4×4 cells between holes.",
      environment: FiniteEnvironment(FrozenLake()), stepLimit: 100, rewardThreshold: 0.7),
    EnvironmentSpecification(
      name: "FrozenLake8x8-v1", summary: "FrozenLake with 8×8 cells.",
      environment: FiniteEnvironment(FrozenLake(map: .large)), stepLimit: 200,
      rewardThreshold: 0.85),
    EnvironmentSpecification(
      name: "FrozenLakeNotSlippery-v1", summary: "FrozenLake on ice that holds.",
      environment: FiniteEnvironment(FrozenLake(isSlippery: false)), stepLimit: 100),
    EnvironmentSpecification(
      name: "FrozenLake8x8NotSlippery-v1", summary: "FrozenLake with 8×8 cells that hold.",
      environment: FiniteEnvironment(FrozenLake(map: .large, isSlippery: false)), stepLimit: 200),
    EnvironmentSpecification(
      name: "CliffWalking-v1", summary: "Walk along a cliff without falling.",
      environment: FiniteEnvironment(CliffWalking())),
    EnvironmentSpecification(
      name: "CliffWalkingSlippery-v1", summary: "CliffWalking where steps may go astray.",
      environment: FiniteEnvironment(CliffWalking(isSlippery: true))),
    EnvironmentSpecification(
      name: "Taxi-v3", summary: "Fetch a passenger and bring it to its destination.",
      environment: FiniteEnvironment(Taxi()), stepLimit: 200, rewardThreshold: 8),
    EnvironmentSpecification(
      name: "TaxiMasked-v3", summary: "Taxi with a mask of the actions that do something.",
      environment: FiniteEnvironment(WithoutNoops(Taxi())), stepLimit: 200, rewardThreshold: 8),
    EnvironmentSpecification(
      name: "Blackjack-v1", summary: "Draw cards up to 21, against a dealer.",
      environment: FiniteEnvironment(Blackjack(), observation: .features)),
    EnvironmentSpecification(
      name: "WindyGridworld5x5-v0", summary: "Stay in the corner of 5×5 cells against the wind.",
      environment: FiniteEnvironment(Gridworld.windy), stepLimit: 15),
    EnvironmentSpecification(
      name: "DynaMaze-v0", summary: "Find the way through the maze on which Dyna is shown.",
      environment: FiniteEnvironment(Gridworld.dynaMaze)),
    EnvironmentSpecification(
      name: "MaximizationBias-v0", summary: "Do not be deceived by the best of noisy estimates.",
      environment: FiniteEnvironment(MaximizationBias())),
    EnvironmentSpecification(
      name: "DeepSea-v0", summary: "Find the treasure to which ten steps to the right lead.",
      environment: FiniteEnvironment(DeepSea())),
    EnvironmentSpecification(
      name: "ExplorationChain-v0", summary: "Find the far end of a chain of 20 states.",
      environment: FiniteEnvironment(ExplorationChain(), observation: .features),
      stepLimit: ExplorationChain().stepLimit),
    EnvironmentSpecification(
      name: "RandomProcess-v0", summary: "Act in a random process of 30 states.",
      environment: FiniteEnvironment(RandomProcess()), stepLimit: 100),
    EnvironmentSpecification(
      name: "Objectworld-v0", summary: "Stay near objects of the right colours.",
      environment: FiniteEnvironment(Objectworld(), observation: .features), stepLimit: 8),
    EnvironmentSpecification(
      name: "BernoulliBandit-v0", summary: "Pull the best of ten arms in 100 pulls.",
      environment: Bandit(arms: 10), stepLimit: 100),
    EnvironmentSpecification(
      name: "GaussianBandit-v0", summary: "Pull the best of ten noisy arms in 100 pulls.",
      environment: Bandit(arms: 10, reward: .gaussian), stepLimit: 100),
  ]
}
