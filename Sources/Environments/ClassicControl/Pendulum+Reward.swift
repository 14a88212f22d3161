internal import Foundation
public import LinearAlgebra

extension Pendulum: ObservableReward {
  /// −(θ² + 0.1 θ̇² + 0.001 u²) of the state before the step.
  public static func reward(
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double {
    let θ = atan2(Double(observation[1]), Double(observation[0]))
    let ω = Double(observation[2])
    let torque = clip(Double(action[0]), within: Constant.maximumTorque)
    return -(θ * θ + 0.1 * ω * ω + 0.001 * (torque * torque))
  }
}
