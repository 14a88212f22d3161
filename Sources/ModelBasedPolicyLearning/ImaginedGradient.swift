package import LinearAlgebra
package import ModelBasedRL
package import NeuralNetworks
package import ReinforcementLearning

/// The gradient of the mean return of rollouts on an ensemble, each network with its part of them; the networks are computed side by
/// side on as many threads, whose number does not decide the bits. Scratch, not state.
package struct ImaginedGradient: Sendable {
  private let parts: [ImaginedReturn]
  private let pool: WorkerPool
  private var starts: TransitionBatch

  /// Room for `rollouts` rollouts, a multiple of the number of networks.
  package init(
    _ policy: StochasticPolicy<Scalar>, _ ensemble: DynamicsEnsemble, _ layout: ReplayLayout,
    _ settings: ImaginedReturn.Settings, rollouts: Int, threads: Int
  ) {
    precondition(
      rollouts > 0 && rollouts % ensemble.count == 0,
      "\(rollouts) rollouts cannot be shared among \(ensemble.count) networks.")
    parts = ensemble.networks.map {
      ImaginedReturn(
        policy, $0, ensemble.coding, settings, rows: rollouts / ensemble.count)
    }
    pool = WorkerPool(threads: min(threads, ensemble.count))
    starts = TransitionBatch(layout, size: rollouts)
  }

  private var whole: Variable<Scalar> { parts[0].gradient }

  /// Makes rollouts from observations of `replay`, and differentiates the mean of −return.
  /// - Returns: The mean return.
  package mutating func evaluate(
    _ policy: StochasticPolicy<Scalar>, _ ensemble: DynamicsEnsemble, from replay: ReplayBuffer,
    using random: inout RandomStream
  ) -> Double {
    replay.sample(into: &starts, discount: 1, using: &random)
    for part in parts { part.drawNoise(using: &random) }
    let (parts, pool, rows) = (parts, pool, starts.count / parts.count)
    policy.parameters.withUnsafePointer { θ in
      starts.observations.withUnsafePointer { states in
        nonisolated(unsafe) let (θ, states) = (θ, states)
        pool.run(parts.count) { i in
          ensemble.networks[i].parameters.withUnsafePointer { φ in
            parts[i].differentiate(
              θ, φ, ensemble.coding, from: states + i * rows * ensemble.coding.features)
          }
        }
      }
    }
    for part in parts.dropFirst() {
      Scalar.axpy(whole.count, 1, part.gradient.pointer, 1, whole.pointer, 1)
    }
    let scale = -1 / Scalar(starts.count)
    for e in 0..<whole.count { whole.pointer[e] *= scale }
    return parts.reduce(0) { $0 + $1.returns } / Double(starts.count)
  }

  /// Scales the gradient so that its norm is at most `limit`.
  /// - Returns: The norm before.
  package func clip(to limit: Double?) -> Double {
    guard let limit else { return Double(whole.norm) }
    return Double(
      GradientClipping.norm(limit).apply(to: whole.pointer, count: whole.count))
  }

  /// The gradient of the mean of −return, for an optimiser that descends.
  package var descent: UnsafePointer<Scalar> { UnsafePointer(whole.pointer) }
}
