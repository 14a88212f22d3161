internal import Foundation
public import LinearAlgebra

/// `CartPole` with physical parameters that can be changed, for domain randomisation.
///
/// With its initial parameters it makes the same steps.
public struct VariableCartPole: EnvironmentWrapper, PhysicalParameters, Equatable, Codable {
  /// The physics.
  public struct Parameters: Sendable, Equatable, Codable {
    /// The acceleration of gravity, in metres per second squared.
    public var gravity = 9.8
    /// The cart's mass, in kilograms.
    public var cartMass = 1.0
    /// The pole's mass, in kilograms.
    public var poleMass = 0.1
    /// Half the pole's length, in metres.
    public var halfLength = 0.5
    /// The force of a push, in newtons.
    public var force = 10.0

    /// The parameters of `CartPole`.
    public init() {}
  }

  private static let timeStep = 0.02

  /// The cart and pole whose state, start, observation and limits these are.
  public var base: CartPole
  /// The physics.
  public var parameters: Parameters

  /// A cart and pole with the given physics.
  public init(_ base: CartPole = CartPole(), parameters: Parameters = Parameters()) {
    self.base = base
    self.parameters = parameters
  }

  /// The parameters' names.
  public static let physicalParameters = [
    "gravity", "cartMass", "poleMass", "halfLength", "force",
  ]

  /// The parameter at position `i` of the names.
  /// - Precondition: There is one.
  public subscript(physical i: Int) -> Double {
    get {
      switch i {
      case 0: parameters.gravity
      case 1: parameters.cartMass
      case 2: parameters.poleMass
      case 3: parameters.halfLength
      case 4: parameters.force
      default: preconditionFailure("There is no parameter \(i) of 5.")
      }
    }
    set {
      switch i {
      case 0: parameters.gravity = newValue
      case 1: parameters.cartMass = newValue
      case 2: parameters.poleMass = newValue
      case 3: parameters.halfLength = newValue
      case 4: parameters.force = newValue
      default: preconditionFailure("There is no parameter \(i) of 5.")
      }
    }
  }

  /// Pushes the cart for one time step.
  /// - Precondition: `action` is 0 or 1.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(action == 0 || action == 1, "CartPole's actions are 0 and 1, not \(action).")
    let (p, before) = (parameters, base.state)
    let totalMass = p.cartMass + p.poleMass
    let poleMoment = p.poleMass * p.halfLength
    let (sine, cosine) = (sin(before.angle), cos(before.angle))
    let ω = before.angularVelocity

    let pushed = (Double(2 * action - 1) * p.force + poleMoment * ω * ω * sine) / totalMass
    let angularAcceleration =
      (p.gravity * sine - cosine * pushed)
      / (p.halfLength * (4.0 / 3.0 - p.poleMass * cosine * cosine / totalMass))
    let acceleration = pushed - poleMoment * angularAcceleration * cosine / totalMass
    let after = CartPole.State(
      position: before.position + Self.timeStep * before.velocity,
      velocity: before.velocity + Self.timeStep * acceleration,
      angle: before.angle + Self.timeStep * ω,
      angularVelocity: ω + Self.timeStep * angularAcceleration)
    base.state = after
    let space = base.observationSpace
    // The limits are half the bounds of what is observed.
    let hasFallen =
      abs(after.position) > space.high[0] / 2 || abs(after.angle) > space.high[2] / 2
    return Step(reward: 1, status: hasFallen ? .terminated : .running)
  }
}
