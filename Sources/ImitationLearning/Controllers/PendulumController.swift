public import Environments
internal import Foundation
public import LinearAlgebra

/// Swings Pendulum up by its energy and catches it at the top (K. Åström and K. Furuta, "Swinging up a pendulum by
/// energy control", 2000).
///
/// With θ from upright, θ̈ = 15 sin θ + 3u. The energy E = ½θ̇² + 15 (cos θ − 1) is 0 at the top, and
/// u = −k E θ̇ brings it there, since Ė = 3uθ̇. Near the top u = −(k₁θ + k₂θ̇) takes over.
public struct PendulumController: RuleController {
  private static let energyGain = 0.4
  private static let angleGain = 12.0
  private static let velocityGain = 3.0
  private static let catchAngle = 0.5

  /// The controller.
  public init() {}

  /// 3.
  public var observationWidth: Int { 3 }
  /// One torque.
  public func acts(in space: ActionSpace) -> Bool {
    if case .continuous = space { space.width == 1 } else { false }
  }

  /// The torque, within ±2.
  public func act(
    on observation: Span<Scalar>, memory: inout Void, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream
  ) {
    let (cosine, sine) = (Double(observation[0]), Double(observation[1]))
    let (θ, ω) = (atan2(sine, cosine), Double(observation[2]))
    let energy = 0.5 * ω * ω + 15 * (cosine - 1)
    // At rest and hanging, the energy law stands still.
    let swing = -Self.energyGain * energy * (ω == 0 ? 1 : ω)
    let u =
      abs(θ) < Self.catchAngle && abs(θ + 0.25 * ω) < Self.catchAngle
      ? -(Self.angleGain * θ + Self.velocityGain * ω) : swing
    action[0] = Scalar(max(-2, min(2, u)))
  }
}
