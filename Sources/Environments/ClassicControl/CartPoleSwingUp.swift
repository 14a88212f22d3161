internal import Foundation
public import LinearAlgebra

/// A pole that hangs from a cart, to be swung up and balanced by a force of any size within ±10 N.
///
/// The equations and constants are those of PILCO's cart-pole task: cart 0.5 kg, pole 0.5 kg and 0.5 m as a thin
/// rod, friction 0.1 N s/m between cart and ground, g = 9.82; the force is held for 0.1 s, here integrated
/// by five Runge–Kutta steps of fourth order. Starts at N(0, 0.1²) in each component around hanging at rest
/// in the middle.
///
/// The reward is that of PETS without its cost of actions, exp(−d²/l²) with the distance d of the pole's tip after the
/// step from where it is when balanced in the middle, and l the pole's length; so it is 1 when
/// balanced and e⁻⁴ when hanging. PILCO's own cost is 1 − exp(−d²/(2 · 0.25²)), the same with a narrower width.
/// Episodes do not end by themselves, and the track has no end; CartPoleSwingUp-v0 is
/// `TimeLimit(CartPoleSwingUp(), steps: 40)`, PILCO's horizon of 4 s. A force outside the bounds is clipped;
/// one that is NaN makes reward and state NaN from then on.
///
/// Source: M. Deisenroth, "Efficient reinforcement learning using Gaussian processes", 2010, appendix C;
/// the PILCO software, 2013; for the reward, K. Chua et al., "Deep reinforcement learning in a handful of
/// trials using probabilistic dynamics models", 2018.
public struct CartPoleSwingUp: Environment, Equatable, Codable {
  /// The state of cart and pole.
  public struct State: Sendable, Equatable, Codable {
    /// The cart's position x, in metres.
    public var position: Double
    /// The cart's velocity ẋ, in metres per second.
    public var velocity: Double
    /// The pole's angle θ from hanging down, in radians, not wrapped; π is upright.
    public var angle: Double
    /// The pole's angular velocity θ̇, in radians per second.
    public var angularVelocity: Double

    /// A state; by default at rest in the middle, the pole hanging down.
    public init(
      position: Double = 0, velocity: Double = 0, angle: Double = 0, angularVelocity: Double = 0
    ) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }

    fileprivate func moved(_ slope: State, by h: Double) -> State {
      State(
        position: position + h * slope.position, velocity: velocity + h * slope.velocity,
        angle: angle + h * slope.angle,
        angularVelocity: angularVelocity + h * slope.angularVelocity)
    }
  }

  private enum Constant {
    static let gravity = 9.82
    static let cartMass = 0.5
    static let poleMass = 0.5
    static let length = 0.5
    static let friction = 0.1
    static let maximumForce = 10.0
    static let timeStep = 0.1
    static let parts = 5
    static let startDeviation = 0.1
  }

  /// The present state.
  public var state: State

  /// A cart and pole in the given state.
  public init(state: State = State()) { self.state = state }

  private static let observations = ObservationSpace(
    shape: [5], low: [-.infinity, -.infinity, -1, -1, -.infinity],
    high: [.infinity, .infinity, 1, 1, .infinity])
  private static let actions = ActionSpace.continuous(
    low: [-Constant.maximumForce], high: [Constant.maximumForce])

  /// x, ẋ, cos θ, sin θ and θ̇, with θ from hanging down.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The force on the cart, within ±10 N.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins an episode with each component of the state drawn from N(0, 0.1²).
  public mutating func reset(using stream: inout RandomStream) {
    state.position = Constant.startDeviation * stream.normal()
    state.velocity = Constant.startDeviation * stream.normal()
    state.angle = Constant.startDeviation * stream.normal()
    state.angularVelocity = Constant.startDeviation * stream.normal()
  }

  /// Pushes the cart for one time step.
  public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
    -> Step
  {
    let bound = Constant.maximumForce
    let force = action[0] > bound ? bound : action[0] < -bound ? -bound : action[0]
    let h = Constant.timeStep / Double(Constant.parts)
    for _ in 0..<Constant.parts {
      let a = Self.slope(state, force)
      let b = Self.slope(state.moved(a, by: h / 2), force)
      let c = Self.slope(state.moved(b, by: h / 2), force)
      let d = Self.slope(state.moved(c, by: h), force)
      state = state.moved(a, by: h / 6).moved(b, by: h / 3).moved(c, by: h / 3)
        .moved(d, by: h / 6)
    }
    return Step(reward: reward, status: .running)
  }

  /// The reward of the present state, exp(−d²/l²).
  private var reward: Double {
    let (sine, cosine) = sineAndCosine(state.angle)
    return Self.reward(position: state.position, sine: sine, cosine: cosine)
  }

  private static func reward(position: Double, sine: Double, cosine: Double) -> Double {
    let x = position + Constant.length * sine
    let y = Constant.length * (1 + cosine)
    return exp(-(x * x + y * y) / (Constant.length * Constant.length))
  }

  /// The derivative of the state.
  private static func slope(_ s: State, _ force: Double) -> State {
    let (m, M, l, g) = (
      Constant.poleMass, Constant.cartMass, Constant.length, Constant.gravity
    )
    let (sine, cosine) = sineAndCosine(s.angle)
    let push = force - Constant.friction * s.velocity
    let whirl = m * l * s.angularVelocity * s.angularVelocity * sine
    let inverse = 1 / (4 * (M + m) - 3 * m * cosine * cosine)
    return State(
      position: s.velocity,
      velocity: (2 * whirl + 3 * m * g * sine * cosine + 4 * push) * inverse,
      angle: s.angularVelocity,
      angularVelocity: -(3 * whirl * cosine + 6 * (M + m) * g * sine + 6 * push * cosine)
        * inverse / l)
  }

  /// Writes x, ẋ, cos θ, sin θ and θ̇.
  public func observe(into row: inout MutableSpan<Scalar>) {
    let (sine, cosine) = sineAndCosine(state.angle)
    row[0] = Scalar(state.position)
    row[1] = Scalar(state.velocity)
    row[2] = Scalar(cosine)
    row[3] = Scalar(sine)
    row[4] = Scalar(state.angularVelocity)
  }

  /// The track, the cart, the pole, and where its tip should be; the frame follows a cart that leaves it.
  public func picture() -> Picture? {
    let x = state.position
    let middle = abs(x) <= 2 ? 0 : x
    var picture = Picture(low: .init(middle - 2.2, -0.7), high: .init(middle + 2.2, 0.8))
    picture.add(.line([.init(middle - 2.2, 0), .init(middle + 2.2, 0)], width: 0.02), .ground)
    picture.add(.circle(.init(0, Constant.length), radius: 0.05), .goal)
    picture.addRectangle(from: .init(x - 0.15, -0.08), to: .init(x + 0.15, 0.08), .agent)
    let (sine, cosine) = sineAndCosine(state.angle)
    let tip = Picture.Point(x + Constant.length * sine, -Constant.length * cosine)
    picture.add(.line([.init(x, 0), tip], width: 0.05), .limb)
    return picture
  }
}

extension CartPoleSwingUp: ObservableReward {
  /// exp(−d²/l²) of the state after the step.
  public static func reward(
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double {
    reward(position: Double(next[0]), sine: Double(next[3]), cosine: Double(next[2]))
  }
}
