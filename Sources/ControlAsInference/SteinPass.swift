internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// What a sampling network computes on a batch: K actions for each state, and the gradient that moves them by Stein
/// variational gradient descent. Recorded once and replayed part by part; scratch, not state.
///
/// The particles are u = f_θ(s, ξ) before tanh. With κ(u, v) = exp(−‖u − v‖²/h), where h is the median of the squared
/// distances by log(K + 1), and the target p(u) ∝ exp(Q(s, tanh u)/α) Π (1 − tanh² u), particle i moves along
/// 1/K Σⱼ κ(uⱼ, uᵢ) ∇log p(uⱼ) + ∇_{uⱼ} κ(uⱼ, uᵢ).
final class SteinPass: @unchecked Sendable {
  private let states: Int
  private let count: Int
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let input: Variable<Scalar>
  private let particles: Variable<Scalar>
  private let actions: Variable<Scalar>
  private let direction: Variable<Scalar>
  private let descent: Variable<Scalar>
  private let forward: Range<Int>
  private let backward: Range<Int>
  private var score: [Double]
  private var distances: [Double]

  init(_ policy: SamplingPolicy, states: Int, particles count: Int) {
    self.states = states
    self.count = count
    let (tape, width, rows) = (tape, policy.scaling.width, states * count)
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count, trainable: true)
    }
    input = tape.input(rows: rows, columns: policy.network.inputs)
    direction = tape.input(rows: rows, columns: width)
    let start = tape.count
    particles = policy.network(input, θ)
    actions = tanh(particles)
    forward = start..<tape.count
    descent = tape.gradient(of: particles, cotangent: direction, withRespectTo: θ)
    backward = forward.upperBound..<tape.count
    score = Array(repeating: 0, count: count * width)
    distances = Array(repeating: 0, count: count * (count - 1) / 2)
  }

  /// Draws K actions for each observation, beside which they are written.
  func propose(_ policy: SamplingPolicy, _ batch: CriticBatch, using random: inout RandomStream) {
    let (rows, features, width) = (states * count, batch.observations, batch.actions)
    for row in 0..<rows {
      let target = input.pointer + row * (features + width)
      target.update(from: batch.proposed + row * (features + width), count: features)
      for j in 0..<width { target[features + j] = Scalar(random.normal()) }
    }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(forward)
    }
    batch.write(positions: actions.pointer, count: rows, first: 0, into: batch.proposed)
  }

  /// The gradient of θ whose descent moves the particles along their direction, given ∂(Q/α)/∂a of the last proposal.
  func gradient(
    _ policy: SamplingPolicy, _ slopes: UnsafePointer<Scalar>
  ) -> Variable<Scalar> {
    for state in 0..<states { move(state * count, slopes) }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(backward)
    }
    return descent
  }

  /// Writes the negative direction of the particles of one state, the first of which is number `first`.
  private func move(_ first: Int, _ slopes: UnsafePointer<Scalar>) {
    let width = particles.columns
    let (u, a) = (particles.pointer + first * width, actions.pointer + first * width)
    let (slope, result) = (slopes + first * width, direction.pointer + first * width)
    // ∇log p(u) = ∂(Q/α)/∂a (1 − a²) − 2a.
    for e in 0..<count * width {
      let a = Double(a[e])
      score[e] = Double(slope[e]) * (1 - a * a) - 2 * a
      result[e] = 0
    }
    func squaredDistance(_ i: Int, _ j: Int) -> Double {
      var sum = 0.0
      for k in 0..<width {
        let d = Double(u[i * width + k] - u[j * width + k])
        sum += d * d
      }
      return sum
    }
    var pair = 0
    for i in 0..<count {
      for j in 0..<i {
        distances[pair] = squaredDistance(i, j)
        pair += 1
      }
    }
    let h = max(Self.median(&distances) / log(Double(count + 1)), 1e-6)
    let scale = -1 / Double(count * count * states)
    for i in 0..<count {
      for j in 0..<count {
        let κ = exp(-squaredDistance(i, j) / h)
        for k in 0..<width {
          let repulsion = 2 / h * Double(u[i * width + k] - u[j * width + k])
          result[i * width + k] += Scalar(scale * κ * (score[j * width + k] + repulsion))
        }
      }
    }
  }

  /// The element in the middle of the sorted order (the lower of two), by partition in place.
  static func median(_ values: inout [Double]) -> Double {
    values.isEmpty ? 0 : values.select(rank: (values.count - 1) / 2)
  }
}
