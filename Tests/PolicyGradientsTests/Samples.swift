import Environments
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning

/// Trajectories of the given steps, written by hand.
func trajectories(
  _ episodes: [[(observation: [Scalar], action: [Scalar], reward: Scalar)]]
) -> Trajectories {
  let first = episodes[0][0]
  var result = Trajectories(
    observationWidth: first.observation.count, actionWidth: first.action.count)
  for episode in episodes {
    for step in episode {
      result.observations.append(step.observation)
      result.actions.append(step.action)
      result.rewards.append(step.reward)
    }
    result.close(.terminated, finalObservation: episode[episode.count - 1].observation)
  }
  return result
}

/// A policy computed in Double with plain loops, the twin of `StochasticPolicy`.
struct NaivePolicy {
  let policy: StochasticPolicy<Scalar>

  /// The network's outputs for one observation: logits or means.
  func outputs(_ observation: [Double], _ θ: [Double]) -> [Double] {
    var x = observation
    for (i, layer) in policy.network.layers.enumerated() {
      let (inputs, outputs) = (layer.weight.rows, layer.weight.columns)
      var y = [Double](repeating: 0, count: outputs)
      for k in 0..<outputs {
        y[k] = θ[layer.bias.offset + k]
        for j in 0..<inputs { y[k] += x[j] * θ[layer.weight.offset + j * outputs + k] }
        if i < policy.network.layers.count - 1 { y[k] = tanh(y[k]) }
      }
      x = y
    }
    return x
  }

  private func logDeviations(_ θ: [Double]) -> [Double] {
    guard let slot = policy.layout.slots.first(where: { $0.name == "policy.log_deviation" }) else {
      return []
    }
    return Array(θ[slot.offset..<slot.offset + slot.count])
  }

  func logProbability(_ action: [Double], _ observation: [Double], _ θ: [Double]) -> Double {
    let y = outputs(observation, θ)
    if case .categorical = policy.head {
      return y[Int(action[0])] - log(y.map { exp($0) }.reduce(0, +))
    }
    let logDeviations = logDeviations(θ)
    var sum = 0.0
    for j in y.indices {
      let z = (action[j] - y[j]) / exp(logDeviations[j])
      sum -= 0.5 * z * z + logDeviations[j] + 0.5 * log(2 * Double.pi)
    }
    return sum
  }

  func entropy(_ observation: [Double], _ θ: [Double]) -> Double {
    if case .categorical = policy.head {
      let y = outputs(observation, θ)
      let normalizer = log(y.map { exp($0) }.reduce(0, +))
      return y.reduce(0) { $0 - exp($1 - normalizer) * ($1 - normalizer) }
    }
    return logDeviations(θ).reduce(0) { $0 + $1 + 0.5 * (1 + log(2 * Double.pi)) }
  }

  /// log π_θ of every step.
  func logProbabilities(_ trajectories: Trajectories, _ θ: [Double]) -> [Double] {
    (0..<trajectories.steps).map {
      logProbability(row(trajectories.actions, $0), row(trajectories.observations, $0), θ)
    }
  }

  /// The mean entropy over the steps.
  func meanEntropy(_ trajectories: Trajectories, _ θ: [Double]) -> Double {
    (0..<trajectories.steps).reduce(0) { $0 + entropy(row(trajectories.observations, $1), θ) }
      / Double(trajectories.steps)
  }

  private func row(_ rows: RowBuffer, _ i: Int) -> [Double] {
    (0..<rows.columns).map { Double(rows[i, $0]) }
  }
}

extension StochasticPolicy<Scalar> {
  /// θ in Double.
  var θ: [Double] { Array(parameters).map { Double($0) } }
}

extension Variable<Scalar> {
  /// The elements in Double.
  var doubles: [Double] { (0..<count).map { Double(pointer[$0]) } }
}

/// The central differences of `f` at `θ`.
func centralDifferences(_ θ: [Double], _ f: ([Double]) -> Double) -> [Double] {
  var θ = θ
  return θ.indices.map { i in
    let (value, h) = (θ[i], 1e-5)
    θ[i] = value + h
    let above = f(θ)
    θ[i] = value - h
    let below = f(θ)
    θ[i] = value
    return (above - below) / (2 * h)
  }
}

/// The greatest distance of two vectors' elements, relative to the greatest element.
func relativeDistance(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  let scale = b.map(abs).max() ?? 0
  return (zip(a, b).map { abs($0 - $1) }.max() ?? 0) / max(scale, 1e-12)
}
