extension EnvironmentCatalogue {
  /// Small games after those of the Atari 2600: v1 with the moves that do something, v0 with all six.
  static let minAtar: [EnvironmentSpecification] = [
    EnvironmentSpecification(
      name: "MinAtar/Asterix-v0", summary: "Asterix with all six actions.",
      environment: MinAtarAsterix(actions: .full)),
    EnvironmentSpecification(
      name: "MinAtar/Asterix-v1",
      summary: "Collect treasure and avoid enemies that come from both sides.",
      environment: MinAtarAsterix()),
    EnvironmentSpecification(
      name: "MinAtar/Breakout-v0", summary: "Breakout with all six actions.",
      environment: MinAtarBreakout(actions: .full)),
    EnvironmentSpecification(
      name: "MinAtar/Breakout-v1", summary: "Bounce a ball with a paddle to break bricks.",
      environment: MinAtarBreakout()),
    EnvironmentSpecification(
      name: "MinAtar/Freeway-v0", summary: "Freeway with all six actions.",
      environment: MinAtarFreeway(actions: .full)),
    EnvironmentSpecification(
      name: "MinAtar/Freeway-v1", summary: "Cross eight lanes of cars, again and again.",
      environment: MinAtarFreeway()),
    EnvironmentSpecification(
      name: "MinAtar/Seaquest-v0", summary: "Seaquest; all six actions do something.",
      environment: MinAtarSeaquest(actions: .full)),
    EnvironmentSpecification(
      name: "MinAtar/Seaquest-v1",
      summary: "Rescue divers, shoot enemies and come up for air; the same as v0.",
      environment: MinAtarSeaquest()),
    EnvironmentSpecification(
      name: "MinAtar/SpaceInvaders-v0", summary: "Space Invaders with all six actions.",
      environment: MinAtarSpaceInvaders(actions: .full)),
    EnvironmentSpecification(
      name: "MinAtar/SpaceInvaders-v1", summary: "Shoot aliens that come nearer and shoot back.",
      environment: MinAtarSpaceInvaders()),
  ]
}
