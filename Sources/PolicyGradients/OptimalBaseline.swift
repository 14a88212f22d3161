internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// The policy gradient with the baseline of least variance, one for each parameter.
///
/// With gᵢ = ∇log p_θ(τᵢ) = Σₜ ∇log π_θ(aₜⁱ|sₜⁱ): b = Σᵢ gᵢ² r(τᵢ) / Σᵢ gᵢ², ∇J ≈ 1/N Σᵢ gᵢ (r(τᵢ) − b), all
/// elementwise. Each trajectory is differentiated by itself; four sums over trajectories are enough.
struct OptimalBaseline {
  private let tape = Tape<Scalar>()
  private var g = Vector<Scalar>(count: 0)
  private var gr = Vector<Scalar>(count: 0)
  private var gg = Vector<Scalar>(count: 0)
  private var ggr = Vector<Scalar>(count: 0)

  /// The gradient as a leaf of `θ`'s tape; `returns` holds r(τᵢ) at every step of trajectory i.
  mutating func gradient(
    _ policy: StochasticPolicy<Scalar>, _ θ: Variable<Scalar>, _ trajectories: Trajectories,
    returns: Vector<Scalar>
  ) -> Variable<Scalar> {
    let count = θ.count
    clear(&g, count)
    clear(&gr, count)
    clear(&gg, count)
    clear(&ggr, count)
    for (i, range) in trajectories.ranges.enumerated() where !range.isEmpty {
      add(
        scoreGradient(policy, θ.pointer, trajectories, i), weightedBy: returns[range.lowerBound])
    }
    let n = Scalar(trajectories.count)
    for k in 0..<count {
      let b = gg[k] > 0 ? ggr[k] / gg[k] : 0
      gr[k] = (gr[k] - b * g[k]) / n
    }
    return θ.tape.input(gr)
  }

  /// gᵢ, valid until the next call.
  private func scoreGradient(
    _ policy: StochasticPolicy<Scalar>, _ parameters: UnsafePointer<Scalar>,
    _ trajectories: Trajectories, _ i: Int
  ) -> Variable<Scalar> {
    tape.reset()
    let θ = tape.borrow(parameters, rows: 1, columns: policy.layout.count, trainable: true)
    let range = trajectories.ranges[i]
    let π = policy.distribution(
      tape.input(trajectories.observations, range), θ,
      allowed: trajectories.masks.map { tape.input($0, range) })
    let logπ = π.logProbability(of: tape.input(trajectories.actions, range))
    return tape.gradient(of: logπ.sum(), withRespectTo: θ)
  }

  /// Makes `sum` a vector of `count` zeros on the memory that it has.
  private func clear(_ sum: inout Vector<Scalar>, _ count: Int) {
    sum.resize(count)
    sum.withUnsafeMutablePointer { $0.update(repeating: 0, count: count) }
  }

  private mutating func add(_ score: Variable<Scalar>, weightedBy r: Scalar) {
    let (s, count) = (score.pointer, score.count)
    g.withUnsafeMutablePointer { for k in 0..<count { $0[k] += s[k] } }
    gr.withUnsafeMutablePointer { for k in 0..<count { $0[k] += s[k] * r } }
    gg.withUnsafeMutablePointer { for k in 0..<count { $0[k] += s[k] * s[k] } }
    ggr.withUnsafeMutablePointer { for k in 0..<count { $0[k] += s[k] * s[k] * r } }
  }
}
