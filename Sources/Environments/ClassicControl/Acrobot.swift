public import LinearAlgebra

/// Two links in a row that hang from a hinge, with a motor between them, to be swung above a line.
///
/// The equations and constants are those of Gymnasium's Acrobot: lengths, masses and moments of inertia 1,
/// centres of mass in the middle, g = 9.8, one Runge–Kutta step of fourth order over 0.2 s, torques of −1, 0
/// and 1 on the joint between the links, angular velocities within ±4π and ±9π. The reward is −1 for each
/// step, 0 for the last: the episode terminates where the tip is more than one length above the hinge,
/// −cos θ₁ − cos(θ₁ + θ₂) > 1. Acrobot-v1 is `TimeLimit(Acrobot(), steps: 500)`.
///
/// Source: R. Sutton, "Generalization in reinforcement learning: successful examples using sparse coarse
/// coding", 1996; the equations in the form of R. Sutton and A. Barto's book, which has a term
/// −sin θ₂ θ̇₁² / 2 in θ̈₂ that the paper lacks.
public struct Acrobot: Environment, Equatable, Codable {
  /// The state of the links.
  public struct State: Sendable, Equatable, Codable {
    /// The angle θ₁ of the upper link from hanging down, in radians.
    public var angle1: Double
    /// The angle θ₂ of the lower link from the upper, in radians.
    public var angle2: Double
    /// The angular velocity θ̇₁, in radians per second.
    public var angularVelocity1: Double
    /// The angular velocity θ̇₂, in radians per second.
    public var angularVelocity2: Double

    /// A state; by default hanging down at rest.
    public init(
      angle1: Double = 0, angle2: Double = 0, angularVelocity1: Double = 0,
      angularVelocity2: Double = 0
    ) {
      self.angle1 = angle1
      self.angle2 = angle2
      self.angularVelocity1 = angularVelocity1
      self.angularVelocity2 = angularVelocity2
    }
  }

  private enum Constant {
    static let gravity = 9.8
    static let timeStep = 0.2
    static let maximumSpeed1 = 4 * Double.pi
    static let maximumSpeed2 = 9 * Double.pi
  }

  /// The sines and cosines of a state's angles.
  private struct Trigonometry: Equatable {
    var sine1: Double
    var cosine1: Double
    var sine2: Double
    var cosine2: Double

    @inline(__always)
    init(_ angle1: Double, _ angle2: Double) {
      (sine1, cosine1) = sineAndCosine(angle1)
      (sine2, cosine2) = sineAndCosine(angle2)
    }

    /// sin(θ₁ + θ₂).
    var sineOfSum: Double { sine1 * cosine2 + cosine1 * sine2 }
    /// cos(θ₁ + θ₂).
    var cosineOfSum: Double { cosine1 * cosine2 - sine1 * sine2 }
  }

  /// The present state; its angles are within ±π after a step.
  public var state: State {
    get { present }
    set {
      present = newValue
      trigonometry = Trigonometry(newValue.angle1, newValue.angle2)
    }
  }

  private var present: State
  // Of the present angles: what is observed is what the next step begins with.
  private var trigonometry: Trigonometry

  /// An acrobot in the given state.
  public init(state: State = State()) {
    present = state
    trigonometry = Trigonometry(state.angle1, state.angle2)
  }

  private static let bounds = [1, 1, 1, 1, Constant.maximumSpeed1, Constant.maximumSpeed2]
  private static let space = ObservationSpace(shape: [6], low: bounds.map { -$0 }, high: bounds)

  /// cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁ and θ̇₂.
  public var observationSpace: ObservationSpace { Self.space }

  /// 0, 1 and 2 for the torques −1, 0 and 1.
  public var actionSpace: ActionSpace { .discrete(3) }

  /// Begins an episode with each component of the state drawn from U(−0.1, 0.1).
  public mutating func reset(using stream: inout RandomStream) {
    var start = State()
    start.angle1 = stream.uniform(-0.1, 0.1)
    start.angle2 = stream.uniform(-0.1, 0.1)
    start.angularVelocity1 = stream.uniform(-0.1, 0.1)
    start.angularVelocity2 = stream.uniform(-0.1, 0.1)
    state = start
  }

  /// Applies a torque for one time step.
  /// - Precondition: `action` is 0, 1 or 2.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(0 <= action && action < 3, "Acrobot's actions are 0, 1 and 2, not \(action).")
    let torque = Double(action - 1)
    let (s, h) = (present, Constant.timeStep)
    let (v1, v2) = (s.angularVelocity1, s.angularVelocity2)

    // Each stage has the slope (velocities, accelerations); the velocities of the next are in its state.
    let a = Self.accelerations(trigonometry, v1, v2, torque)
    let (b1, b2) = (v1 + h / 2 * a.0, v2 + h / 2 * a.1)
    let b = Self.accelerations(
      Trigonometry(s.angle1 + h / 2 * v1, s.angle2 + h / 2 * v2), b1, b2, torque)
    let (c1, c2) = (v1 + h / 2 * b.0, v2 + h / 2 * b.1)
    let c = Self.accelerations(
      Trigonometry(s.angle1 + h / 2 * b1, s.angle2 + h / 2 * b2), c1, c2, torque)
    let (d1, d2) = (v1 + h * c.0, v2 + h * c.1)
    let d = Self.accelerations(
      Trigonometry(s.angle1 + h * c1, s.angle2 + h * c2), d1, d2, torque)

    let speed1 = v1 + h / 6 * (a.0 + 2 * b.0 + 2 * c.0 + d.0)
    let speed2 = v2 + h / 6 * (a.1 + 2 * b.1 + 2 * c.1 + d.1)
    state = State(
      angle1: Self.wrapped(s.angle1 + h / 6 * (v1 + 2 * b1 + 2 * c1 + d1)),
      angle2: Self.wrapped(s.angle2 + h / 6 * (v2 + 2 * b2 + 2 * c2 + d2)),
      angularVelocity1: Self.clip(speed1, within: Constant.maximumSpeed1),
      angularVelocity2: Self.clip(speed2, within: Constant.maximumSpeed2))
    let isAbove = -trigonometry.cosine1 - trigonometry.cosineOfSum > 1
    return Step(reward: isAbove ? 0 : -1, status: isAbove ? .terminated : .running)
  }

  /// θ̈₁ and θ̈₂.
  @inline(__always)
  private static func accelerations(
    _ t: Trigonometry, _ v1: Double, _ v2: Double, _ torque: Double
  ) -> (Double, Double) {
    let d1 = 3.5 + t.cosine2
    let d2 = 1.25 + 0.5 * t.cosine2
    let φ2 = 0.5 * Constant.gravity * t.sineOfSum
    let φ1 =
      -0.5 * t.sine2 * (v2 * v2 + 2 * v1 * v2) + 1.5 * Constant.gravity * t.sine1 + φ2
    // Both sides of θ̈₂'s fraction times d₁, to divide once.
    let inverse = 1 / (d1 * (1.25 * d1 - d2 * d2))
    let push = d1 * (torque - 0.5 * v1 * v1 * t.sine2 - φ2) + d2 * φ1
    let acceleration2 = push * d1 * inverse
    let acceleration1 = -(d2 * push + φ1 * (1.25 * d1 - d2 * d2)) * inverse
    return (acceleration1, acceleration2)
  }

  /// Writes cos θ₁, sin θ₁, cos θ₂, sin θ₂, θ̇₁ and θ̇₂.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(trigonometry.cosine1)
    row[1] = Scalar(trigonometry.sine1)
    row[2] = Scalar(trigonometry.cosine2)
    row[3] = Scalar(trigonometry.sine2)
    row[4] = Scalar(present.angularVelocity1)
    row[5] = Scalar(present.angularVelocity2)
  }

  /// The two links, the hinge, and the line to be reached.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-2.2, -2.2), high: .init(2.2, 2.2))
    picture.add(.line([.init(-2.2, 1), .init(2.2, 1)], width: 0.03), .goal)
    let joint = Picture.Point(trigonometry.sine1, -trigonometry.cosine1)
    let tip = Picture.Point(
      joint.x + trigonometry.sineOfSum, joint.y - trigonometry.cosineOfSum)
    picture.add(.line([.init(0, 0), joint], width: 0.2), .limb)
    picture.add(.line([joint, tip], width: 0.2), .agent)
    picture.add(.circle(.init(0, 0), radius: 0.1), .ground)
    picture.add(.circle(joint, radius: 0.1), .ground)
    return picture
  }

  /// `x` within ±`bound`; NaN stays NaN.
  private static func clip(_ x: Double, within bound: Double) -> Double {
    x > bound ? bound : x < -bound ? -bound : x
  }

  /// The angle within ±π that differs from `angle` by whole turns.
  @inline(__always)
  private static func wrapped(_ angle: Double) -> Double {
    if abs(angle) <= .pi { return angle }
    return angle - 2 * .pi * ((angle + .pi) / (2 * .pi)).rounded(.down)
  }
}

extension Acrobot {
  private enum Key: String, CodingKey {
    case state
  }

  /// Reads an acrobot.
  /// - Throws: What the decoder throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(state: try container.decode(State.self, forKey: .state))
  }

  /// Writes the state.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(state, forKey: .state)
  }
}
