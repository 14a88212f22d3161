#if Box2D

  internal import CBox2D
  internal import Foundation
  internal import LinearAlgebra

  /// The rules of all lunar landers: Gymnasium's, and those of the course where `Settings.rules` says so.
  ///
  /// An input is the power of the main engine (0, or 0.5 to 1), that of the side engines with the sign of their
  /// direction, and two random numbers from U(−1, 1) by which the engines' thrust is off.
  struct LanderGame: Box2DGame {
    /// Whose rules hold.
    enum Rules: String, Sendable, Codable {
      /// The pad in the middle, episodes over when the lander sleeps.
      case gymnasium
      /// The pad anywhere, episodes over when it is landed on.
      case course
    }

    /// What does not change from episode to episode.
    struct Settings: Sendable, Codable, Equatable {
      var rules = Rules.gymnasium
      var gravity = -10.0
      var wind: LunarLander.Wind?
    }

    static let scale = 30.0
    static let usualSteps = 1_000

    private enum Constant {
      static let mainPower = 13.0
      static let sidePower = 0.6
      static let mainHeight = 4 / scale
      static let sideHeight = 14 / scale
      static let sideAway = 12 / scale
      static let legAway = 20 / scale
      static let legDown = 18 / scale
      static let springTorque = 40.0
      static let firstPush = 1_000.0
      static let framesPerSecond = 50.0
    }

    /// The corners of the hull.
    static let hull: InlineArray<6, Picture.Point> = [
      .init(-14 / scale, 17 / scale), .init(-17 / scale, 0), .init(-17 / scale, -10 / scale),
      .init(17 / scale, -10 / scale), .init(17 / scale, 0), .init(14 / scale, 17 / scale),
    ]
    /// Half the width and half the height of a leg.
    static let leg = Picture.Point(2 / scale, 8 / scale)

    let settings: Settings
    private(set) var terrain = LanderTerrain()
    /// x, y, ẋ, ẏ, θ, θ̇ in Gymnasium's units, the contact of each leg, and the pad's x, which only the
    /// course observes.
    private(set) var features = InlineArray<9, Double>(repeating: 0)
    /// The hull and the two legs.
    private(set) var poses = InlineArray<3, Pose>(repeating: Pose())
    /// The last step's power of the engines, for the flames.
    private(set) var power = (main: 0.0, side: 0.0)
    private var shaping: Double?
    private var windPhase = 0
    private var turbulencePhase = 0

    init(_ settings: Settings) { self.settings = settings }

    mutating func begin(in scene: Box2DScene, using stream: inout RandomStream) {
      scene.clear(gravity: settings.gravity)
      var heights = InlineArray<12, Double>(repeating: 0)
      for i in heights.indices { heights[i] = stream.uniform(0, LanderTerrain.height / 2) }
      let pad =
        settings.rules == .course ? 1 + stream.integer(below: LanderTerrain.points - 2) : 5
      terrain = LanderTerrain(heights, pad: pad)
      terrain.add(to: scene)

      let start = Picture.Point(LanderTerrain.width / 2, LanderTerrain.height)
      scene.addPolygon(Self.hull, at: start, density: 5, friction: 0.1)
      // Before the legs are there, so that it acts on the hull alone.
      let push = stream.uniform(-Constant.firstPush, Constant.firstPush)
      scene.apply(
        force: .init(push, stream.uniform(-Constant.firstPush, Constant.firstPush)), to: 0)
      if settings.wind != nil {
        windPhase = stream.integer(below: 19_998) - 9_999
        turbulencePhase = stream.integer(below: 19_998) - 9_999
      }
      for (i, side) in [(1, -1.0), (2, 1.0)] { addLeg(i, side, start, to: scene) }
      let noise = (stream.uniform(-1, 1), stream.uniform(-1, 1))
      _ = advance(by: Box2DInput(0, 0, noise.0, noise.1), in: scene)
    }

    private func addLeg(
      _ i: Int, _ side: Double, _ start: Picture.Point, to scene: Box2DScene
    ) {
      scene.addBox(
        width: 2 * Self.leg.x, height: 2 * Self.leg.y,
        at: .init(start.x - side * Constant.legAway, start.y), angle: side * 0.05, density: 1)
      // The spring presses each leg to the outer end of its freedom.
      scene.addJoint(
        0, at: .init(0, 0), i, at: .init(side * Constant.legAway, Constant.legDown),
        angles: side < 0 ? 0.9 - 0.5...0.9 : -0.9 ... -0.9 + 0.5, speed: 0.3 * side,
        torque: Constant.springTorque)
    }

    mutating func advance(by input: Box2DInput, in scene: Box2DScene) -> Step {
      if let wind = settings.wind, features[6] == 0, features[7] == 0 { blow(wind, scene) }
      fire(input, scene)
      scene.step()
      return observe(scene)
    }

    /// Wind and turbulence, while no leg has contact: tanh(sin 2kt + sin πkt) of their greatest strength.
    private mutating func blow(_ wind: LunarLander.Wind, _ scene: Box2DScene) {
      func strength(_ phase: Int) -> Double {
        tanh(sin(0.02 * Double(phase)) + sin(Double.pi * 0.01 * Double(phase)))
      }
      scene.apply(force: .init(strength(windPhase) * wind.power, 0), to: 0)
      scene.apply(torque: strength(turbulencePhase) * wind.turbulence, to: 0)
      windPhase += 1
      turbulencePhase += 1
    }

    /// The engines' impulses on the hull. Where the side engines act, x is computed with 17 units and y with 14, so
    /// that their lever changes with the angle; this is Gymnasium's.
    private mutating func fire(_ input: Box2DInput, _ scene: Box2DScene) {
      power = (input[0], input[1])
      guard power.main != 0 || power.side != 0 else { return }
      let hull = scene.body(0)
      let (x, y) = (Double(hull.position.x), Double(hull.position.y))
      let (sine, cosine) = (sin(Double(hull.angle)), cos(Double(hull.angle)))
      let (along, across) = (input[2] / Self.scale, input[3] / Self.scale)
      if power.main != 0 {
        let down = Constant.mainHeight + 2 * along
        let (ox, oy) = (sine * down - cosine * across, -cosine * down - sine * across)
        let impulse = Constant.mainPower * power.main
        scene.apply(impulse: .init(-ox * impulse, -oy * impulse), at: .init(x + ox, y + oy), to: 0)
      }
      if power.side != 0 {
        let away = 3 * across + (power.side < 0 ? -1 : 1) * Constant.sideAway
        let (ox, oy) = (sine * along - cosine * away, -cosine * along - sine * away)
        let impulse = Constant.sidePower * abs(power.side)
        let point = Picture.Point(
          x + ox - sine * 17 / Self.scale, y + oy + cosine * Constant.sideHeight)
        scene.apply(impulse: .init(-ox * impulse, -oy * impulse), at: point, to: 0)
      }
    }

    /// Reads the features, and from them the reward and whether the episode is over.
    private mutating func observe(_ scene: Box2DScene) -> Step {
      let hull = scene.body(0)
      let (halfWidth, halfHeight) = (LanderTerrain.width / 2, LanderTerrain.height / 2)
      let x = Double(hull.position.x)
      let isCourse = settings.rules == .course
      features[0] = (x - halfWidth) / halfWidth
      features[1] =
        (Double(hull.position.y) - (LanderTerrain.padHeight + Constant.legDown))
        / (isCourse ? halfWidth : halfHeight)
      features[2] = Double(hull.velocity.x) * halfWidth / Constant.framesPerSecond
      features[3] = Double(hull.velocity.y) * halfHeight / Constant.framesPerSecond
      features[4] = Double(hull.angle)
      features[5] = 20 * Double(hull.angular_velocity) / Constant.framesPerSecond
      features[6] = scene.body(1).touches ? 1 : 0
      features[7] = scene.body(2).touches ? 1 : 0
      features[8] = (terrain.padCentre - halfWidth) / halfWidth
      for i in poses.indices { poses[i] = scene.pose(i) }

      let distance = isCourse ? (x - terrain.padCentre) / halfWidth : features[0]
      let potential =
        -100 * (distance * distance + features[1] * features[1]).squareRoot()
        - 100 * (features[2] * features[2] + features[3] * features[3]).squareRoot()
        - 100 * abs(features[4]) + 10 * features[6] + 10 * features[7]
      var reward = shaping.map { potential - $0 } ?? 0
      shaping = potential
      reward -= power.main * 0.3 + abs(power.side) * 0.03

      let isLost = hull.has_touched || abs(features[0]) >= 1
      if isCourse {
        let isOnPad = terrain.padRange.contains(x) && features[1] <= 0
        let hasLanded = isOnPad && features[6] == 1 && features[7] == 1
        if isLost { return Step(reward: -100, status: .terminated) }
        guard hasLanded || !hull.is_awake else { return Step(reward: reward, status: .running) }
        return Step(reward: isOnPad ? 100 : reward, status: .terminated)
      }
      if !hull.is_awake { return Step(reward: 100, status: .terminated) }
      if isLost { return Step(reward: -100, status: .terminated) }
      return Step(reward: reward, status: .running)
    }
  }

#endif
