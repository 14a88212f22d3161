extension EnvironmentCatalogue {
  /// The tasks of the course's homework and of the papers that it follows.
  static let course: [EnvironmentSpecification] = [
    EnvironmentSpecification(
      name: "Obstacles-v0", summary: "Get round five rectangles to a goal.",
      environment: Obstacles(), stepLimit: 100),
    EnvironmentSpecification(
      name: "PointMass-v0", summary: "Find the one rewarded corner of a square.",
      environment: PointMass(), stepLimit: 20),
    EnvironmentSpecification(
      name: "PointmassEasy-v0", summary: "Drift along a corridor to its end.",
      environment: PointMassMaze(.easy), stepLimit: 50),
    EnvironmentSpecification(
      name: "PointmassMedium-v0", summary: "Drift through a maze.",
      environment: PointMassMaze(.medium), stepLimit: 150),
    EnvironmentSpecification(
      name: "PointmassHard-v0", summary: "Drift through four rooms.",
      environment: PointMassMaze(.hard), stepLimit: 100),
    EnvironmentSpecification(
      name: "MetaPointMass-v0", summary: "Find a goal that is not seen, another in each episode.",
      environment: MetaPointMass(), stepLimit: 20),
    EnvironmentSpecification(
      name: "MultiGoal-v0", summary: "Reach one of four equally good goals.",
      environment: MultiGoal(), stepLimit: 30),
    EnvironmentSpecification(
      name: "Navigation2D-v0", summary: "Find a nearby goal that is not seen, by small steps.",
      environment: Navigation2D(), stepLimit: 100),
    EnvironmentSpecification(
      name: "BitFlip-v0", summary: "Flip eight bits until they equal a goal.",
      environment: BitFlip(bits: 8), stepLimit: 8),
    EnvironmentSpecification(
      name: "BitFlip15-v0", summary: "Flip fifteen bits until they equal a goal.",
      environment: BitFlip(bits: 15), stepLimit: 15),
    EnvironmentSpecification(
      name: "GoalPointMass-v0", summary: "Get near a goal that is seen, with a sparse reward.",
      environment: GoalPointMass(), stepLimit: 50),
    EnvironmentSpecification(
      name: "GripGrid-v0", summary: "Carry a thing to its place: a move and a grip in each step.",
      environment: GripGrid(), stepLimit: 50),
    EnvironmentSpecification(
      name: "Slalom-v0", summary: "Pass three trees, each on either side.", environment: Slalom(),
      rewardThreshold: 2.7),
    EnvironmentSpecification(
      name: "Patrol-v0", summary: "Visit two posts in turn, seeing only where one is.",
      environment: Patrol(), stepLimit: 200),
  ]

  /// Tasks of classic control that hide the velocities, so that one observation does not tell the state, or show pictures.
  static let partiallyObserved: [EnvironmentSpecification] = [
    EnvironmentSpecification(
      name: "CartPole-v1-NoVelocity", summary: "CartPole that shows position and angle alone.",
      environment: FeatureSelection(CartPole(), keeping: [0, 2]), stepLimit: 500,
      rewardThreshold: 475),
    EnvironmentSpecification(
      name: "Pendulum-v1-NoVelocity", summary: "Pendulum that shows the angle alone.",
      environment: FeatureSelection(Pendulum(), keeping: [0, 1]), stepLimit: 200),
    EnvironmentSpecification(
      name: "Pendulum-v1-Pictures",
      summary: "Pendulum in two pictures of 16×16 pixels; each action is done twice.",
      environment: FrameStack(
        ActionRepeat(PictureObservation(Pendulum(), height: 16, width: 16), times: 2), frames: 2),
      stepLimit: 100),
  ]
}
