#if Box2D

  internal import CBox2D
  internal import Foundation
  internal import LinearAlgebra

  /// The rules of the bipedal walkers, Gymnasium's. An input is the torque of each motor within ±1.
  struct WalkerGame: Box2DGame {
    /// What does not change from episode to episode.
    struct Settings: Sendable, Codable, Equatable {
      /// Whether there are stumps, stairs and pits.
      var hardcore = false
    }

    static let scale = 30.0
    static let usualSteps = 2_000

    private enum Constant {
      static let torque = 80.0
      static let hipSpeed = 4.0
      static let kneeSpeed = 6.0
      static let lidarRange = 160 / scale
      static let friction = 2.5
      static let firstPush = 5.0
      static let legDown = -8 / scale
      static let framesPerSecond = 50.0
      static let viewWidth = 600 / scale
      static let viewHeight = 400 / scale
    }

    /// The corners of the hull.
    static let hull: InlineArray<5, Picture.Point> = [
      .init(-30 / scale, 9 / scale), .init(6 / scale, 9 / scale), .init(34 / scale, 1 / scale),
      .init(34 / scale, -8 / scale), .init(-30 / scale, -8 / scale),
    ]
    static let legWidth = 8 / scale
    static let legHeight = 34 / scale
    /// The lower legs are narrower than the upper ones.
    static let lowerWidth = 0.8 * legWidth
    /// Ten rays from straight down to almost straight ahead.
    private static let rays: InlineArray<10, box2d_vector> = InlineArray { i in
      let angle = 1.5 * Double(i) / 10
      return box2d_vector(
        x: Float(sin(angle) * Constant.lidarRange), y: Float(-cos(angle) * Constant.lidarRange))
    }

    let settings: Settings
    /// The stream from which the terrain can be drawn again.
    private(set) var terrainStream: RandomStream?
    /// Gymnasium's 24 numbers: hull, joints and contacts of the legs, lidar.
    private(set) var features = InlineArray<24, Double>(repeating: 0)
    /// The hull, then upper and lower leg of each side.
    private(set) var poses = InlineArray<5, Pose>(repeating: Pose())
    private var shaping: Double?

    init(_ settings: Settings) { self.settings = settings }

    mutating func begin(in scene: Box2DScene, using stream: inout RandomStream) {
      scene.clear(gravity: -10)
      terrainStream = stream
      let terrain = WalkerTerrain(hardcore: settings.hardcore, using: &stream) {
        scene.addGround($0.corners, friction: Constant.friction)
      }
      for i in 1..<WalkerTerrain.points {
        scene.addEdge(
          from: terrain.point(i - 1), to: terrain.point(i), friction: Constant.friction)
      }
      let start = Picture.Point(
        WalkerTerrain.stride * Double(WalkerTerrain.startPad) / 2,
        WalkerTerrain.level + 2 * Self.legHeight)
      scene.addPolygon(Self.hull, at: start, density: 5, friction: 0.1)
      let push = stream.uniform(-Constant.firstPush, Constant.firstPush)
      scene.apply(force: .init(push, 0), to: 0)
      for (i, side) in [(1, -1.0), (3, 1.0)] { addLeg(i, side, start, to: scene) }
      _ = advance(by: .zero, in: scene)
    }

    /// Upper and lower leg of a side, with hip and knee.
    private func addLeg(
      _ i: Int, _ side: Double, _ start: Picture.Point, to scene: Box2DScene
    ) {
      let half = Self.legHeight / 2
      scene.addBox(
        width: Self.legWidth, height: Self.legHeight,
        at: .init(start.x, start.y - half - Constant.legDown), angle: side * 0.05, density: 1)
      scene.addJoint(
        0, at: .init(0, Constant.legDown), i, at: .init(0, half), angles: -0.8...1.1, speed: side,
        torque: Constant.torque)
      scene.addBox(
        width: Self.lowerWidth, height: Self.legHeight,
        at: .init(start.x, start.y - 3 * half - Constant.legDown), angle: side * 0.05, density: 1)
      scene.addJoint(
        i, at: .init(0, -half), i + 1, at: .init(0, half), angles: -1.6 ... -0.1, speed: 1,
        torque: Constant.torque)
    }

    mutating func advance(by input: Box2DInput, in scene: Box2DScene) -> Step {
      var effort = 0.0
      for i in 0..<4 {
        let action = input[i]
        let sign: Double = action > 0 ? 1 : action < 0 ? -1 : 0
        let size = min(abs(action), 1)
        scene.setMotor(
          i, speed: (i % 2 == 0 ? Constant.hipSpeed : Constant.kneeSpeed) * sign,
          torque: Constant.torque * size)
        effort += 0.00035 * Constant.torque * size
      }
      scene.step()
      observe(scene)

      let x = poses[0].x
      let potential = 130 * x / Self.scale - 5 * abs(features[0])
      let reward = (shaping.map { potential - $0 } ?? 0) - effort
      shaping = potential
      if scene.body(0).has_touched || x < 0 { return Step(reward: -100, status: .terminated) }
      let end = Double(WalkerTerrain.points - WalkerTerrain.grass) * WalkerTerrain.stride
      return Step(reward: reward, status: x > end ? .terminated : .running)
    }

    private mutating func observe(_ scene: Box2DScene) {
      let hull = scene.body(0)
      for i in poses.indices { poses[i] = scene.pose(i) }
      features[0] = Double(hull.angle)
      features[1] = 2 * Double(hull.angular_velocity) / Constant.framesPerSecond
      features[2] =
        0.3 * Double(hull.velocity.x) * Constant.viewWidth / Constant.framesPerSecond
      features[3] =
        0.3 * Double(hull.velocity.y) * Constant.viewHeight / Constant.framesPerSecond
      for leg in 0..<2 {
        let (hip, knee) = (scene.joint(2 * leg), scene.joint(2 * leg + 1))
        let first = 4 + 5 * leg
        features[first] = Double(hip.angle)
        features[first + 1] = Double(hip.speed) / Constant.hipSpeed
        features[first + 2] = Double(knee.angle) + 1
        features[first + 3] = Double(knee.speed) / Constant.kneeSpeed
        features[first + 4] = scene.body(2 * leg + 2).touches ? 1 : 0
      }
      let fractions = scene.fractions(from: hull.position, along: Self.rays)
      for i in 0..<10 { features[14 + i] = Double(fractions[i]) }
    }
  }

#endif
