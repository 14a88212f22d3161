#if Box2D

  extension EnvironmentCatalogue {
    /// The tasks in Box2D's flat worlds of bodies and joints.
    static let box2D: [EnvironmentSpecification] = [
      EnvironmentSpecification(
        name: "LunarLander-v3", summary: "Land softly between two flags with three engines.",
        environment: LunarLander(), stepLimit: 1_000, rewardThreshold: 200),
      EnvironmentSpecification(
        name: "LunarLanderContinuous-v3", summary: "LunarLander with throttles.",
        environment: LunarLanderContinuous(), stepLimit: 1_000, rewardThreshold: 200),
      EnvironmentSpecification(
        name: "LunarLander-course",
        summary: "The course's LunarLander: the pad at a random place, two engines at once.",
        environment: CourseLunarLander(), stepLimit: 1_000),
      EnvironmentSpecification(
        name: "BipedalWalker-v3", summary: "Walk on two legs over slightly uneven grass.",
        environment: BipedalWalker(), stepLimit: 1_600, rewardThreshold: 300),
      EnvironmentSpecification(
        name: "BipedalWalkerHardcore-v3", summary: "BipedalWalker over stumps, stairs and pits.",
        environment: BipedalWalker(hardcore: true), stepLimit: 2_000, rewardThreshold: 300),
    ]
  }

#endif
