package import LinearAlgebra
package import ModelBasedRL
package import NeuralNetworks

/// What a policy earns in H steps on one network of an ensemble, as a function of θ: rollouts recorded once and replayed, with the
/// gradient through policy, dynamics and rewards. Scratch, not state.
package final class ImaginedReturn: @unchecked Sendable {
  /// What a rollout is made and counted by.
  package struct Settings {
    /// H.
    let horizon: Int
    /// γ.
    let discount: Double
    /// α, the weight of −log π(a|s) beside the reward.
    let entropyWeight: Double
    /// Whether the network's word on terminations counts.
    let canTerminate: Bool

    /// Rollouts of `horizon` steps, at least one.
    package init(horizon: Int, discount: Double, entropyWeight: Double = 0, canTerminate: Bool) {
      precondition(horizon > 0, "A rollout of \(horizon) steps earns nothing.")
      self.horizon = horizon
      self.discount = discount
      self.entropyWeight = entropyWeight
      self.canTerminate = canTerminate
    }
  }

  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let φ: Variable<Scalar>
  private let starts: Variable<Scalar>
  /// The noise of the actions, and of the network if it is probabilistic, of each step.
  private var noise: [Variable<Scalar>] = []
  private let input: Standard
  private let output: Standard
  private let sum: Variable<Scalar>
  /// The gradient of the sum of the rollouts' returns with respect to θ.
  package let gradient: Variable<Scalar>
  private let pass: Range<Int>

  /// Means and deviations as leaves [1 × count].
  private struct Standard {
    let mean: Variable<Scalar>
    let deviation: Variable<Scalar>

    init(_ tape: Tape<Scalar>, _ standard: StepCoding.Standard) {
      mean = tape.input(Vector(standard.mean))
      deviation = tape.input(Vector(standard.deviation))
    }

    func load(_ standard: StepCoding.Standard) {
      for j in standard.mean.indices {
        mean.pointer[j] = standard.mean[j]
        deviation.pointer[j] = standard.deviation[j]
      }
    }
  }

  /// The recording of `rows` rollouts.
  package init(
    _ policy: StochasticPolicy<Scalar>, _ network: DynamicsNetwork, _ coding: StepCoding,
    _ settings: Settings, rows: Int
  ) {
    let tape = tape
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count, trainable: true)
    }
    φ = network.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: network.layout.count)
    }
    starts = tape.input(rows: rows, columns: coding.features)
    (input, output) = (Standard(tape, coding.input), Standard(tape, coding.output))
    for _ in 0..<settings.horizon {
      noise.append(tape.input(rows: rows, columns: policy.actionWidth))
      guard network.isProbabilistic else { continue }
      noise.append(tape.input(rows: rows, columns: network.predictions))
    }

    let first = tape.count
    var noise = noise.makeIterator()
    var s = starts
    /// The chance that the episode goes on up to here; nil for 1.
    var survival: Variable<Scalar>?
    var total: Variable<Scalar>?
    var weight = 1.0
    for _ in 0..<settings.horizon {
      // a = c + h tanh(μ_θ(s) + σ_θ(s) ε).
      guard case .squashedGaussian(let π) = policy.distribution(s, θ), let ε = noise.next() else {
        preconditionFailure("The head \(policy.head) is not a squashed Gaussian.")
      }
      let (a, logProbability) = π.sample(noise: ε)
      // s′ = s + f(s, a), and r.
      let said = network((concatenateColumns([s, a]) - input.mean) / input.deviation, φ)
      var y = said.mean
      if let logVariance = said.logVariance, let ε = noise.next() {
        y = y + exp(0.5 * logVariance) * ε
      }
      let change = output.mean + output.deviation * y
      let r = change.column(coding.features)
      var gain = r - Scalar(settings.entropyWeight) * logProbability
      if let survival { gain = survival * gain }
      let earned = Scalar(weight) * gain.sum()
      total = total.map { $0 + earned } ?? earned
      s = s + change.columns(0..<coding.features)
      weight *= settings.discount
      guard settings.canTerminate else { continue }
      let goesOn = sigmoid(-said.logit)
      survival = survival.map { $0 * goesOn } ?? goesOn
    }
    guard let total else { preconditionFailure("A rollout of no steps earns nothing.") }
    sum = total
    gradient = tape.gradient(of: total, withRespectTo: θ)
    pass = first..<tape.count
  }

  /// The sum of the rollouts' returns of the last ``differentiate(_:_:_:from:)``.
  package var returns: Double { Double(sum.scalar) }

  /// Draws the noise of the rollouts.
  package func drawNoise(using random: inout RandomStream) {
    for leaf in noise {
      for e in 0..<leaf.count { leaf.pointer[e] = Scalar(random.normal()) }
    }
  }

  /// Computes returns and gradient for rollouts from `states` [rows × features].
  package func differentiate(
    _ parameters: UnsafePointer<Scalar>, _ network: UnsafePointer<Scalar>, _ coding: StepCoding,
    from states: UnsafePointer<Scalar>
  ) {
    starts.assign(states)
    input.load(coding.input)
    output.load(coding.output)
    tape.bind(θ, to: parameters)
    tape.bind(φ, to: network)
    tape.replay(pass)
  }
}
