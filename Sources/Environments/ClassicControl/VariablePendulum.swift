internal import Foundation
public import LinearAlgebra

/// `Pendulum` with physical parameters that can be changed, for domain randomisation.
///
/// With its initial parameters it makes the same steps.
public struct VariablePendulum: EnvironmentWrapper, PhysicalParameters, Equatable, Codable {
  /// The physics.
  public struct Parameters: Sendable, Equatable, Codable {
    /// The acceleration of gravity, in metres per second squared.
    public var gravity = 10.0
    /// The rod's mass, in kilograms.
    public var mass = 1.0
    /// The rod's length, in metres.
    public var length = 1.0
    /// What a torque is multiplied by, as by a motor that grows weak.
    public var torqueGain = 1.0

    /// The parameters of `Pendulum`.
    public init() {}
  }

  private static let timeStep = 0.05
  private static let maximumTorque = 2.0
  private static let maximumSpeed = 8.0

  /// The pendulum whose state, start and observation these are.
  public var base: Pendulum
  /// The physics.
  public var parameters: Parameters

  /// A pendulum with the given physics.
  public init(_ base: Pendulum = Pendulum(), parameters: Parameters = Parameters()) {
    self.base = base
    self.parameters = parameters
  }

  /// The parameters' names.
  public static let physicalParameters = [
    "gravity", "mass", "length", "torqueGain",
  ]

  /// The parameter at position `i` of the names.
  /// - Precondition: There is one.
  public subscript(physical i: Int) -> Double {
    get {
      switch i {
      case 0: parameters.gravity
      case 1: parameters.mass
      case 2: parameters.length
      case 3: parameters.torqueGain
      default: preconditionFailure("There is no parameter \(i) of 4.")
      }
    }
    set {
      switch i {
      case 0: parameters.gravity = newValue
      case 1: parameters.mass = newValue
      case 2: parameters.length = newValue
      case 3: parameters.torqueGain = newValue
      default: preconditionFailure("There is no parameter \(i) of 4.")
      }
    }
  }

  /// Applies a torque, clipped and then multiplied by the gain, for one time step; the clipped torque is what costs.
  public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
    -> Step
  {
    let (p, before) = (parameters, base.state)
    let torque = clip(action[0], -Self.maximumTorque, Self.maximumTorque)
    // The angle in [−π, π) that differs by whole turns.
    let turns = ((before.angle + .pi) / (2 * .pi)).rounded(.down)
    let θ = before.angle - 2 * .pi * turns
    let ω = before.angularVelocity
    let cost = θ * θ + 0.1 * ω * ω + 0.001 * (torque * torque)

    let gravity = 3 * p.gravity / (2 * p.length) * sin(before.angle)
    let push = 3 / (p.mass * p.length * p.length) * (p.torqueGain * torque)
    let speed = clip(
      ω + (gravity + push) * Self.timeStep, -Self.maximumSpeed, Self.maximumSpeed)
    base.state = Pendulum.State(
      angle: before.angle + speed * Self.timeStep, angularVelocity: speed)
    return Step(reward: -cost, status: .running)
  }
}
