import AdvancedPolicyGradients
import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// PPO's objective against its definition, written out row by row.
struct PPOObjectiveTests {
  /// A rollout on CartPole and a network that has moved since.
  private func example(
    _ configuration: PPO.Configuration, environment: String = "CartPole-v1", moved: Scalar = 0.05
  ) throws -> (rollout: Rollout, old: ActorCriticNetwork<Scalar>, new: ActorCriticNetwork<Scalar>) {
    var configuration = configuration
    (configuration.copies, configuration.horizon, configuration.hiddenWidths) = (2, 16, [8])
    let specification = try EnvironmentCatalogue.named(environment)
    var random = RandomStream(seed: 3)
    configuration.initialization = .glorot
    let old = try configuration.makeNetwork(for: specification, using: &random)
    var collector = configuration.makeCollector(specification, old, using: &random)
    try collector.collect(old)
    collector.rollout.estimateAdvantages(discount: 0.9, lambda: 0.8)
    var new = old
    for i in 0..<new.parameters.count { new.parameters[i] += moved * Scalar(random.normal()) }
    return (collector.rollout, old, new)
  }

  /// −J of the given rows in Double arithmetic.
  private func loss(
    _ configuration: PPO.Configuration, _ rollout: Rollout, _ old: ActorCriticNetwork<Scalar>,
    _ new: ActorCriticNetwork<Scalar>, _ rows: [Int], proximity ε: Double
  ) -> Double {
    let tape = Tape<Scalar>()
    let x = tape.input(rollout.observations)
    let θ = tape.input(new.parameters)
    let (π, v, _) = new.outputs(x, θ)
    let logπ = π.logProbability(of: tape.input(rollout.actions))
    let divergence = old.distribution(x, tape.input(old.parameters)).divergence(from: π)
    let entropy = π.entropy()
    var a = rows.map { Double(rollout.advantages[$0]) }
    let n = Double(rows.count)
    if configuration.normalizesAdvantages {
      let mean = a.reduce(0, +) / n
      let deviation = (a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
      a = a.map { ($0 - mean) / (deviation + 1e-8) }
    }
    var sum = 0.0
    for (i, row) in rows.enumerated() {
      let ρ = exp(Double(logπ[row, 0] - rollout.logProbabilities[row]))
      switch configuration.proximity {
      case .clip: sum -= min(ρ * a[i], min(max(ρ, 1 - ε), 1 + ε) * a[i])
      case .penalty: sum -= ρ * a[i] - ε * Double(divergence[row, 0])
      }
      let (value, target) = (Double(v[row, 0]), Double(rollout.returns[row]))
      var error = (value - target) * (value - target)
      if let bound = configuration.valueClip {
        let before = Double(rollout.values[row])
        let near = before + min(max(value - before, -bound), bound)
        error = max(error, (near - target) * (near - target))
      }
      sum += configuration.valueCoefficient * error
      sum -= configuration.entropyCoefficient * Double(entropy[entropy.rows == 1 ? 0 : row, 0])
    }
    return sum / n
  }

  static let changes: [@Sendable (inout PPO.Configuration) -> Void] = [
    { _ in },
    { $0.normalizesAdvantages = false },
    { $0.valueClip = 0.02 },
    { $0.entropyCoefficient = 0.3 },
    { $0.proximity = .penalty },
  ]

  /// The terms add up to −J, and the gradient is that of −J along a few directions.
  @Test(arguments: changes.indices, ["CartPole-v1", "Pendulum-v1"])
  func valueAndGradient(_ change: Int, _ environment: String) throws {
    var configuration = PPO.Configuration()
    Self.changes[change](&configuration)
    let (rollout, old, new) = try example(configuration, environment: environment)
    let rows = [31, 0, 7, 12, 5, 22, 9, 16]
    let proximity = configuration.proximity == .clip ? 0.1 : 2
    let objective = PPOObjective(new, rows: rows.count, isMasked: false, configuration)
    let terms = objective.evaluate(
      new, old.parameters, rollout, rows[...], proximity: proximity)
    let total =
      terms.policyLoss + configuration.valueCoefficient * terms.valueLoss
      - configuration.entropyCoefficient * terms.entropy
    let expected = loss(configuration, rollout, old, new, rows, proximity: proximity)
    #expect(abs(total - expected) < 1e-4 * max(1, abs(expected)))

    let gradient = objective.gradient.vector
    var random = RandomStream(seed: 8)
    for _ in 0..<3 {
      let direction = (0..<gradient.count).map { _ in Scalar(random.normal()) }
      func moved(_ step: Scalar) -> ActorCriticNetwork<Scalar> {
        var network = new
        for i in direction.indices { network.parameters[i] += step * direction[i] }
        return network
      }
      let h: Scalar = 2e-3
      let difference =
        (loss(configuration, rollout, old, moved(h), rows, proximity: proximity)
          - loss(configuration, rollout, old, moved(-h), rows, proximity: proximity))
        / Double(2 * h)
      let slope = (0..<gradient.count).reduce(0.0) {
        $0 + Double(gradient[$1]) * Double(direction[$1])
      }
      #expect(abs(slope - difference) < 0.03 * max(1, abs(difference)))
    }
  }

  /// Where every ratio is beyond the range on the side that its advantage favours, nothing pulls at the policy.
  @Test func clippedRowsHaveNoGradient() throws {
    var configuration = PPO.Configuration()
    configuration.normalizesAdvantages = false
    configuration.valueCoefficient = 0
    let (start, old, new) = try example(configuration, moved: 0.3)
    var rollout = start
    let tape = Tape<Scalar>()
    let logπ = new.distribution(tape.input(rollout.observations), tape.input(new.parameters))
      .logProbability(of: tape.input(rollout.actions))
    let ratios = (0..<rollout.count).map {
      exp(Double(logπ[$0, 0] - rollout.logProbabilities[$0]))
    }
    // A range that half of the ratios are beyond.
    let ε = ratios.map { abs($0 - 1) }.sorted()[rollout.count / 2] * 1.0001
    var (clipped, free): ([Int], [Int]) = ([], [])
    for (row, ρ) in ratios.enumerated() {
      rollout.advantages[row] = ρ > 1 ? 1 : -1
      if abs(ρ - 1) > ε { clipped.append(row) } else { free.append(row) }
    }
    #expect(clipped.count >= 4 && free.count >= 4)
    func gradient(_ rows: [Int]) -> (Vector<Scalar>, Double) {
      let objective = PPOObjective(new, rows: rows.count, isMasked: false, configuration)
      let terms = objective.evaluate(new, old.parameters, rollout, rows[...], proximity: ε)
      return (objective.gradient.vector, terms.clippedShare)
    }
    #expect(gradient(clipped).0.norm == 0 && gradient(clipped).1 == 1)
    #expect(gradient(free).0.norm > 0 && gradient(free).1 == 0)
  }
}
