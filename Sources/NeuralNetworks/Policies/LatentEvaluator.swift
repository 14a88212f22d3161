public import LinearAlgebra

/// Draws actions from a latent policy without allocating: the tape and its recording for one batch size.
///
/// It is scratch, not state; the policy is an argument of each call.
public final class LatentEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  private let z: Variable<Element>
  private var sampler: DistributionSampler<Element>
  private let architecture: LatentPolicy<Element>.Architecture

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once.
  public init(_ policy: LatentPolicy<Element>, rows: Int) {
    architecture = policy.architecture
    let tape = tape
    (θ, observations, z, sampler) = policy.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: policy.parameters.count)
      let x = tape.input(rows: rows, columns: policy.architecture.observations)
      let z = tape.input(rows: rows, columns: policy.architecture.latent)
      return (θ, x, z, policy.decoded(x, z, θ).sampler())
    }
  }

  /// Draws z ∼ N(0, I) and an action from p(a|s, z) for each row of `observations` [rows × features], row i with
  /// `streams[i]`.
  public func sample(
    _ policy: LatentPolicy<Element>, _ observations: Matrix<Element>,
    into actions: inout Matrix<Element>, using streams: inout [RandomStream]
  ) {
    precondition(streams.count == z.rows, "\(streams.count) streams do not fit \(z.rows) rows.")
    for i in streams.indices {
      for j in 0..<z.columns { z.pointer[i * z.columns + j] = Element(streams[i].normal()) }
    }
    evaluate(policy, observations)
    sampler.sample(into: &actions, using: &streams)
  }

  /// The mean of p(a|s, 0) for each row of `observations` [rows × features]: one action of many, which need not be a
  /// likely one where the expert's actions have several peaks.
  public func mode(
    _ policy: LatentPolicy<Element>, _ observations: Matrix<Element>,
    into actions: inout Matrix<Element>
  ) {
    z.pointer.update(repeating: 0, count: z.count)
    evaluate(policy, observations)
    sampler.mode(into: &actions)
  }

  private func evaluate(_ policy: LatentPolicy<Element>, _ input: Matrix<Element>) {
    precondition(
      policy.architecture == architecture,
      "A policy of \(policy.architecture) does not fit an evaluator for \(architecture).")
    observations.assign(input)
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
  }
}
