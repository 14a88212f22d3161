import Environments
import LinearAlgebra
import ModelBasedPolicyLearning
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite("Imagined returns")
struct ImaginedReturnTests {
  private let rows = 3
  private let starts = Matrix<Scalar>([[0.5, -0.2], [0, 0.4], [-1, 1]])

  private func ensemble(isProbabilistic: Bool) -> DynamicsEnsemble {
    var random = RandomStream(seed: 5)
    return DynamicsEnsemble(
      count: 1, features: 2, actions: .continuous(low: [-2], high: [1]), hidden: [7],
      isProbabilistic: isProbabilistic, using: &random)
  }

  private func policy(deviation: Double) -> StochasticPolicy<Scalar> {
    var random = RandomStream(seed: 6)
    return StochasticPolicy<Scalar>(
      observations: 2, head: .squashedGaussian(low: [-2], high: [1], deviation: deviation),
      hidden: [5], activation: .tanh, initializer: .fanIn, using: &random)
  }

  /// The sum of returns for the noise that stands in `rollouts`; the gradient is there too.
  private func differentiate(
    _ rollouts: ImaginedReturn, _ policy: StochasticPolicy<Scalar>, _ ensemble: DynamicsEnsemble
  ) -> Double {
    policy.parameters.withUnsafePointer { θ in
      ensemble.networks[0].parameters.withUnsafePointer { φ in
        starts.withUnsafePointer {
          rollouts.differentiate(θ, φ, ensemble.coding, from: $0)
        }
      }
    }
    return rollouts.returns
  }

  @Test(
    "The return is the discounted sum of the rewards as long as the episode goes on",
    arguments: [false, true])
  func byHand(canTerminate: Bool) {
    let (ensemble, policy) = (ensemble(isProbabilistic: false), policy(deviation: 1e-6))
    let rollouts = ImaginedReturn(
      policy, ensemble.networks[0], ensemble.coding,
      ImaginedReturn.Settings(horizon: 4, discount: 0.8, canTerminate: canTerminate), rows: rows)
    let evaluator = DynamicsEvaluator(ensemble.networks[0], rows: rows)
    let actor = PolicyEvaluator(policy, rows: rows)
    var (states, actions) = (starts, Matrix<Scalar>(rows: rows, columns: 1))
    var rewards = Vector<Scalar>(count: rows)
    var (sum, weights) = (0.0, [Double](repeating: 1, count: rows))
    for _ in 0..<4 {
      actor.mode(policy, states, into: &actions)
      evaluator.step(&states, actions, by: ensemble, member: 0, rewards: &rewards)
      for i in 0..<rows {
        sum += weights[i] * Double(rewards[i])
        weights[i] *= 0.8 * (canTerminate ? 1 - evaluator.termination(i) : 1)
      }
    }
    #expect(abs(differentiate(rollouts, policy, ensemble) - sum) < 1e-4)
  }

  @Test(
    "The gradient flows through rewards, dynamics, terminations and entropies",
    arguments: [false, true])
  func gradient(isProbabilistic: Bool) {
    let ensemble = ensemble(isProbabilistic: isProbabilistic)
    var policy = policy(deviation: 0.5)
    let rollouts = ImaginedReturn(
      policy, ensemble.networks[0], ensemble.coding,
      ImaginedReturn.Settings(
        horizon: 4, discount: 0.9, entropyWeight: 0.2, canTerminate: true), rows: rows)
    var random = RandomStream(seed: 7)
    rollouts.drawNoise(using: &random)
    _ = differentiate(rollouts, policy, ensemble)
    let gradient = rollouts.gradient.vector
    let θ = policy.parameters
    for _ in 0..<10 {
      let direction = Vector((0..<θ.count).map { _ in Scalar(random.normal()) })
      func value(_ ε: Scalar) -> Double {
        for k in 0..<θ.count { policy.parameters[k] = θ[k] + ε * direction[k] }
        return differentiate(rollouts, policy, ensemble)
      }
      let ε: Scalar = 2e-3
      let slope = (value(ε) - value(-ε)) / Double(2 * ε)
      let expected = (0..<θ.count).reduce(0.0) { $0 + Double(gradient[$1] * direction[$1]) }
      #expect(abs(slope - expected) < 0.01 * (1 + abs(expected)), "\(slope) \(expected)")
    }
  }

  @Test("The mean over networks does not depend on threads, and its norm can be limited")
  func mean() {
    var random = RandomStream(seed: 8)
    let space = ActionSpace.continuous(low: [-2], high: [1])
    let ensemble = DynamicsEnsemble(
      count: 3, features: 2, actions: space, hidden: [4], isProbabilistic: true, using: &random)
    let policy = policy(deviation: 0.5)
    let layout = ReplayLayout(
      capacity: 40, copies: 1, observations: ObservationSpace(shape: [2]), actions: space)
    var replay = ReplayBuffer(layout)
    func row() -> Matrix<Scalar> {
      Matrix(rows: 1, columns: 2) { _, _ in Scalar(random.normal()) }
    }
    replay.begin(row())
    for _ in 0..<20 {
      replay.append(
        actions: Matrix([[Scalar(random.uniform(-2, 1))]]), rewards: Vector([0]),
        statuses: [.running], observations: row(), finalObservations: row())
    }
    let steps = replay
    func evaluate(_ threads: Int) -> (Double, Double, Double, [Scalar]) {
      var gradient = ImaginedGradient(
        policy, ensemble, layout,
        ImaginedReturn.Settings(horizon: 3, discount: 1, canTerminate: true), rollouts: 12,
        threads: threads)
      var random = RandomStream(seed: 9)
      let mean = gradient.evaluate(policy, ensemble, from: steps, using: &random)
      let norm = gradient.clip(to: nil)
      _ = gradient.clip(to: norm / 2)
      let clipped = gradient.clip(to: nil)
      return (mean, norm, clipped, Array(UnsafeBufferPointer(start: gradient.descent, count: 5)))
    }
    let (mean, norm, clipped, first) = evaluate(1)
    let other = evaluate(2)
    #expect(other.0 == mean && other.1 == norm && other.3 == first)
    #expect(norm > 0 && abs(clipped - norm / 2) < 1e-5 * norm)
  }
}
