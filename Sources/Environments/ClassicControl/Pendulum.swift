public import LinearAlgebra

/// A pendulum that is to be swung up and held upright by a torque too weak to lift it at once.
///
/// The equations and constants are those of Gymnasium's Pendulum: mass and length 1, g = 10, semi-implicit
/// Euler steps of 0.05 s, torque within ±2 and angular velocity within ±8. The reward
/// −(θ² + 0.1 θ̇² + 0.001 u²) is that of the state *before* the step, with θ in [−π, π) and 0 upright.
/// Episodes do not end by themselves; Pendulum-v1 is `TimeLimit(Pendulum(), steps: 200)`.
///
/// A torque outside the bounds is clipped, as in Gymnasium. A torque that is NaN makes the reward and the
/// state NaN from then on; it never turns into a bound.
public struct Pendulum: Environment, Equatable, Codable {
  /// The state of the pendulum.
  public struct State: Sendable, Equatable, Codable {
    /// The angle θ from the upright, in radians, not wrapped.
    public var angle: Double
    /// The angular velocity θ̇, in radians per second.
    public var angularVelocity: Double

    /// A state; by default hanging down at rest.
    public init(angle: Double = .pi, angularVelocity: Double = 0) {
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  enum Constant {
    static let gravity = 10.0
    static let mass = 1.0
    static let length = 1.0
    static let timeStep = 0.05
    static let maximumTorque = 2.0
    static let maximumSpeed = 8.0
  }

  /// The present state.
  public var state: State {
    get { present }
    set {
      present = newValue
      (sine, cosine) = sineAndCosine(newValue.angle)
    }
  }

  private var present: State
  // Of the present angle: what is observed is what the next step needs.
  private(set) var sine: Double
  private(set) var cosine: Double

  /// A pendulum in the given state.
  public init(state: State = State()) {
    present = state
    (sine, cosine) = sineAndCosine(state.angle)
  }

  private static let observations = ObservationSpace(
    shape: [3], low: [-1, -1, -Constant.maximumSpeed], high: [1, 1, Constant.maximumSpeed])
  private static let actions = ActionSpace.continuous(
    low: [-Constant.maximumTorque], high: [Constant.maximumTorque])

  /// cos θ, sin θ and θ̇.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The torque u, within ±2.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins an episode with θ drawn from U(−π, π) and θ̇ from U(−1, 1).
  public mutating func reset(using stream: inout RandomStream) {
    let angle = stream.uniform(-.pi, .pi)
    state = State(angle: angle, angularVelocity: stream.uniform(-1, 1))
  }

  /// Applies a torque for one time step.
  public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
    -> Step
  {
    let torque = Self.clip(action[0], within: Constant.maximumTorque)
    let θ = Self.normalized(present.angle)
    let ω = present.angularVelocity
    let cost = θ * θ + 0.1 * ω * ω + 0.001 * (torque * torque)

    let gravity = 3 * Constant.gravity / (2 * Constant.length) * sine
    let push = 3 / (Constant.mass * Constant.length * Constant.length) * torque
    let speed = ω + (gravity + push) * Constant.timeStep
    let clipped = Self.clip(speed, within: Constant.maximumSpeed)
    state = State(angle: present.angle + clipped * Constant.timeStep, angularVelocity: clipped)
    return Step(reward: -cost, status: .running)
  }

  /// Writes cos θ, sin θ and θ̇.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(cosine)
    row[1] = Scalar(sine)
    row[2] = Scalar(present.angularVelocity)
  }

  /// The rod, upright at θ = 0, and its hinge.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-1.2, -1.2), high: .init(1.2, 1.2))
    let tip = Picture.Point(
      -Constant.length * sine, Constant.length * cosine)
    picture.add(.line([.init(0, 0), tip], width: 0.15), .limb)
    picture.add(.circle(.init(0, 0), radius: 0.05), .ground)
    return picture
  }

  /// `x` within ±`bound`; NaN stays NaN.
  static func clip(_ x: Double, within bound: Double) -> Double {
    x > bound ? bound : x < -bound ? -bound : x
  }

  /// The angle in [−π, π) that differs from `angle` by whole turns.
  ///
  /// Pendulums hang about ±π, so up to one turn too many is usual, and is taken off without a branch: at other
  /// copies the processor would guess wrong half of the time. The bits are those of the remainder.
  @inline(__always)
  private static func normalized(_ angle: Double) -> Double {
    let shifted = angle + .pi
    if abs(angle) < 9 {
      let offset: Double = shifted < 0 ? 2 * .pi : shifted >= 2 * .pi ? -2 * .pi : 0
      return shifted + offset - .pi
    }
    let turned = shifted.truncatingRemainder(dividingBy: 2 * .pi)
    return (turned < 0 ? turned + 2 * .pi : turned) - .pi
  }
}

extension Pendulum {
  private enum Key: String, CodingKey {
    case state
  }

  /// Reads a pendulum.
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
