public import LinearAlgebra
internal import ReinforcementLearning

/// Which estimate of A^π(sₜ, aₜ) multiplies ∇log π_θ(aₜ|sₜ).
public enum AdvantageForm: String, Sendable, Codable, CaseIterable {
  /// δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ), step 3 of Algorithms 3 and 4.
  case oneStep
  /// Σ_{t′=t}^{t+n−1} γ^{t′−t} r_t′ + γⁿ V(sₜ₊ₙ) − V(sₜ) (notes 5.2.3).
  case nStep
  /// Σ_{t′≥t} (γλ)^{t′−t} δ_t′, generalised advantage estimation (notes 5.2.4).
  case generalized

  /// Writes the advantages of the steps of one trajectory.
  ///
  /// - Parameters:
  ///   - rewards: rₜ, [steps].
  ///   - values: V(sₜ), [steps].
  ///   - trajectory: The rows of the trajectory.
  ///   - bootstrap: The value of the state after the last step; 0 if the episode terminated there.
  ///   - discount: γ.
  ///   - steps: n, for ``nStep``.
  ///   - lambda: λ, for ``generalized``.
  ///   - output: Âₜ, [steps].
  public func write(
    rewards: Vector<Scalar>, values: Vector<Scalar>, trajectory: Range<Int>, bootstrap: Scalar,
    discount: Double, steps: Int, lambda: Double, into output: inout Vector<Scalar>
  ) {
    switch self {
    case .oneStep:
      Advantages.temporalDifference(
        rewards: rewards, values: values, trajectory: trajectory, bootstrap: bootstrap,
        discount: discount, into: &output)
    case .nStep:
      Advantages.nStep(
        rewards: rewards, values: values, trajectory: trajectory, bootstrap: bootstrap,
        discount: discount, steps: steps, into: &output)
    case .generalized:
      Advantages.generalized(
        rewards: rewards, values: values, trajectory: trajectory, bootstrap: bootstrap,
        discount: discount, lambda: lambda, into: &output)
    }
  }
}
