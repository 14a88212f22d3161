internal import Foundation
public import LinearAlgebra

/// A pole on a cart that is pushed to the left or to the right so that the pole does not fall.
///
/// The equations and constants are those of Gymnasium's CartPole: explicit Euler steps of 0.02 s, reward 1
/// for each step, the last included, and termination where |x| > 2.4 or |θ| > 12°. Without a time limit an
/// episode can last for ever; CartPole-v0 is `TimeLimit(CartPole(), steps: 200)`, CartPole-v1 has 500.
///
/// Source: A. Barto, R. Sutton and C. Anderson, "Neuronlike adaptive elements that can solve difficult
/// learning control problems", 1983; for the equations, R. Florian, "Correct equations for the dynamics
/// of the cart-pole system", 2007.
public struct CartPole: Environment, Equatable, Codable {
  /// The state of cart and pole.
  public struct State: Sendable, Equatable, Codable {
    /// The cart's position x, in metres.
    public var position: Double
    /// The cart's velocity ẋ, in metres per second.
    public var velocity: Double
    /// The pole's angle θ from the upright, in radians.
    public var angle: Double
    /// The pole's angular velocity θ̇, in radians per second.
    public var angularVelocity: Double

    /// A state; by default the unstable equilibrium, at rest in the middle with the pole upright.
    public init(
      position: Double = 0, velocity: Double = 0, angle: Double = 0, angularVelocity: Double = 0
    ) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  private enum Constant {
    static let gravity = 9.8
    static let poleMass = 0.1
    static let totalMass = 1.1
    static let halfLength = 0.5
    static let poleMoment = poleMass * halfLength
    static let force = 10.0
    static let timeStep = 0.02
    static let positionLimit = 2.4
    static let angleLimit = 12 * 2 * Double.pi / 360
  }

  /// The present state.
  public var state: State

  /// A cart and pole in the given state.
  public init(state: State = State()) { self.state = state }

  private static let space = ObservationSpace(
    shape: [4],
    low: [-2 * Constant.positionLimit, -.infinity, -2 * Constant.angleLimit, -.infinity],
    high: [2 * Constant.positionLimit, .infinity, 2 * Constant.angleLimit, .infinity])

  /// x, ẋ, θ and θ̇; position and angle within twice the limits at which the episode ends.
  public var observationSpace: ObservationSpace { Self.space }

  /// 0 pushes to the left, 1 to the right.
  public var actionSpace: ActionSpace { .discrete(2) }

  /// Begins an episode with each component of the state drawn from U(−0.05, 0.05).
  public mutating func reset(using stream: inout RandomStream) {
    state.position = stream.uniform(-0.05, 0.05)
    state.velocity = stream.uniform(-0.05, 0.05)
    state.angle = stream.uniform(-0.05, 0.05)
    state.angularVelocity = stream.uniform(-0.05, 0.05)
  }

  /// Pushes the cart for one time step.
  /// - Precondition: `action` is 0 or 1.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(action == 0 || action == 1, "CartPole's actions are 0 and 1, not \(action).")
    let force = Double(2 * action - 1) * Constant.force
    let (sine, cosine) = sineAndCosineNearZero(state.angle)
    let ω = state.angularVelocity

    let pushed = (force + Constant.poleMoment * ω * ω * sine) / Constant.totalMass
    let angularAcceleration =
      (Constant.gravity * sine - cosine * pushed)
      / (Constant.halfLength
        * (4.0 / 3.0 - Constant.poleMass * cosine * cosine / Constant.totalMass))
    let acceleration =
      pushed - Constant.poleMoment * angularAcceleration * cosine / Constant.totalMass

    state.position += Constant.timeStep * state.velocity
    state.velocity += Constant.timeStep * acceleration
    state.angle += Constant.timeStep * ω
    state.angularVelocity += Constant.timeStep * angularAcceleration

    let hasFallen =
      abs(state.position) > Constant.positionLimit || abs(state.angle) > Constant.angleLimit
    return Step(reward: 1, status: hasFallen ? .terminated : .running)
  }

  /// Writes x, ẋ, θ and θ̇.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(state.position)
    row[1] = Scalar(state.velocity)
    row[2] = Scalar(state.angle)
    row[3] = Scalar(state.angularVelocity)
  }

  /// The track, the cart and the pole.
  public func picture() -> Picture? {
    var picture = Picture(low: .init(-2.6, -0.6), high: .init(2.6, 1.4))
    picture.add(.line([.init(-2.4, 0), .init(2.4, 0)], width: 0.02), .ground)
    let x = state.position
    picture.addRectangle(from: .init(x - 0.25, -0.15), to: .init(x + 0.25, 0.15), .agent)
    let tip = Picture.Point(
      x + 2 * Constant.halfLength * sin(state.angle), 2 * Constant.halfLength * cos(state.angle))
    picture.add(.line([.init(x, 0), tip], width: 0.08), .limb)
    return picture
  }
}

/// sin x and cos x, faster near 0 than `sineAndCosine`.
///
/// Up to |x| = 0.25, which is beyond the angle at which an episode ends, the Taylor polynomials of degree
/// 11 and 12 do; what they leave out is below 10⁻¹⁷, and the result is within one unit in the last place of
/// the C library's.
@inline(__always)
package func sineAndCosineNearZero(_ x: Double) -> (sine: Double, cosine: Double) {
  guard abs(x) <= 0.25 else { return sineAndCosine(x) }
  let y = x * x
  let sine =
    x + x * y
    * (-1 / 6.0 + y
      * (1 / 120.0 + y * (-1 / 5_040.0 + y * (1 / 362_880.0 - y * (1 / 39_916_800.0)))))
  let cosine =
    1 + y
    * (-0.5 + y
      * (1 / 24.0 + y
        * (-1 / 720.0 + y * (1 / 40_320.0 + y * (-1 / 3_628_800.0 + y * (1 / 479_001_600.0))))))
  return (sine, cosine)
}
