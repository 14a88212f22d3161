#if Box2D

  internal import CBox2D

  /// One of Box2D's worlds, with the few bodies and joints of an environment; freed with the last reference.
  final class Box2DScene {
    /// The category of whatever bodies collide with.
    static let groundCategory: UInt16 = 0x0001

    private let scene: OpaquePointer

    /// A scene without a world; `clear` makes one.
    init() {
      guard let scene = box2d_create() else { preconditionFailure("Box2D gives no scene.") }
      self.scene = scene
    }

    deinit { box2d_destroy(scene) }

    /// Begins a new and empty world.
    func clear(gravity: Double) { box2d_clear(scene, Float(gravity)) }

    /// Adds a line to the static ground.
    func addEdge(from: Picture.Point, to: Picture.Point, friction: Double) {
      let material = Self.material(
        density: 0, friction: friction, category: Self.groundCategory, mask: 0xFFFF)
      box2d_add_edge(scene, box2d_vector(from), box2d_vector(to), material)
    }

    /// Adds a convex polygon to the static ground.
    func addGround(_ corners: InlineArray<4, Picture.Point>, friction: Double) {
      var points = InlineArray<4, box2d_vector>(repeating: box2d_vector())
      for i in corners.indices { points[i] = box2d_vector(corners[i]) }
      let material = Self.material(
        density: 0, friction: friction, category: Self.groundCategory, mask: 0xFFFF)
      points.span.withUnsafeBufferPointer {
        box2d_add_ground(scene, $0.baseAddress, Int32($0.count), material)
      }
    }

    /// Adds a moving polygon that collides with the ground alone.
    func addPolygon<let count: Int>(
      _ corners: InlineArray<count, Picture.Point>, at position: Picture.Point, density: Double,
      friction: Double
    ) {
      var points = InlineArray<count, box2d_vector>(repeating: box2d_vector())
      for i in corners.indices { points[i] = box2d_vector(corners[i]) }
      let material = Self.material(
        density: density, friction: friction, category: 0x0020, mask: Self.groundCategory)
      points.span.withUnsafeBufferPointer {
        _ = box2d_add_polygon(
          scene, box2d_vector(position), 0, $0.baseAddress, Int32($0.count), material)
      }
    }

    /// Adds a moving box that collides with the ground alone, with Box2D's own friction of 0.2.
    func addBox(
      width: Double, height: Double, at position: Picture.Point, angle: Double, density: Double
    ) {
      let material = Self.material(
        density: density, friction: 0.2, category: 0x0020, mask: Self.groundCategory)
      _ = box2d_add_box(
        scene, box2d_vector(position), Float(angle), Float(width / 2), Float(height / 2), material)
    }

    /// Joins two bodies by a hinge with a motor and limits to its angle.
    func addJoint(
      _ a: Int, at anchorA: Picture.Point, _ b: Int, at anchorB: Picture.Point,
      angles: ClosedRange<Double>, speed: Double, torque: Double
    ) {
      _ = box2d_add_joint(
        scene,
        box2d_joint_definition(
          body_a: Int32(a), body_b: Int32(b), anchor_a: box2d_vector(anchorA),
          anchor_b: box2d_vector(anchorB), lower_angle: Float(angles.lowerBound),
          upper_angle: Float(angles.upperBound), motor_speed: Float(speed),
          maximum_torque: Float(torque)))
    }

    /// Applies a force to a body's centre of mass during the next step.
    func apply(force: Picture.Point, to body: Int) {
      box2d_apply_force(scene, Int32(body), box2d_vector(force))
    }

    /// Applies a torque to a body during the next step.
    func apply(torque: Double, to body: Int) {
      box2d_apply_torque(scene, Int32(body), Float(torque))
    }

    /// Changes a body's velocity as a blow at a point of the world does.
    func apply(impulse: Picture.Point, at point: Picture.Point, to body: Int) {
      box2d_apply_impulse(scene, Int32(body), box2d_vector(impulse), box2d_vector(point))
    }

    /// Sets what the motor of a joint strives for, and how hard.
    func setMotor(_ joint: Int, speed: Double, torque: Double) {
      box2d_set_motor(scene, Int32(joint), Float(speed), Float(torque))
    }

    /// Advances by a fiftieth of a second, with Gymnasium's 180 and 60 iterations of the solvers.
    func step() { box2d_step(scene, Float(1.0 / 50), 180, 60) }

    /// A body as the last step left it.
    func body(_ i: Int) -> box2d_body { box2d_bodies(scene)[i] }

    /// A joint as the last step left it.
    func joint(_ i: Int) -> box2d_joint { box2d_joints(scene)[i] }

    /// Where a body is, for pictures.
    func pose(_ i: Int) -> Pose {
      let body = body(i)
      return Pose(
        x: Double(body.position.x), y: Double(body.position.y), angle: Double(body.angle))
    }

    /// How far rays from a point get before they meet the ground, as fractions of their length.
    func fractions<let count: Int>(
      from origin: box2d_vector, along rays: InlineArray<count, box2d_vector>
    ) -> InlineArray<count, Float> {
      var fractions = InlineArray<count, Float>(repeating: 1)
      var span = fractions.mutableSpan
      span.withUnsafeMutableBufferPointer { fractions in
        rays.span.withUnsafeBufferPointer {
          box2d_cast_rays(
            scene, origin, $0.baseAddress, Int32(count), Self.groundCategory,
            fractions.baseAddress)
        }
      }
      return fractions
    }

    private static func material(
      density: Double, friction: Double, category: UInt16, mask: UInt16
    ) -> box2d_material {
      box2d_material(
        density: Float(density), friction: Float(friction), restitution: 0, category: category,
        mask: mask)
    }
  }

  extension box2d_vector {
    /// The point in single precision, as Box2D computes.
    init(_ point: Picture.Point) { self.init(x: Float(point.x), y: Float(point.y)) }
  }

  /// Where a body is and how it is turned.
  struct Pose: Sendable, Equatable {
    var x = 0.0
    var y = 0.0
    var angle = 0.0

    /// Where a point of the body is in the world.
    func point(_ x: Double, _ y: Double) -> Picture.Point {
      let (sine, cosine) = sineAndCosine(angle)
      return Picture.Point(self.x + cosine * x - sine * y, self.y + sine * x + cosine * y)
    }
  }

#endif
