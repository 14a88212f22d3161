import Exploration
import Foundation
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

@Suite("Exemplar discriminators")
struct ExemplarTests {
  private static let features = 2
  private static let latents = 2

  private func network(seed: UInt64 = 1) -> ExemplarNetwork {
    var random = RandomStream(seed: seed)
    var network = ExemplarNetwork(
      features: Self.features, hidden: [3], latents: Self.latents, using: &random)
    // Deviations other than 1.
    for i in 0..<network.parameters.count {
      network.parameters[i] += Scalar(0.1 * random.normal())
    }
    return network
  }

  /// A perceptron of one hidden layer in plain loops; returns the number of parameters that it took.
  private func perceptron(_ x: [Double], _ θ: ArraySlice<Double>, _ hidden: Int, _ outputs: Int)
    -> ([Double], Int)
  {
    var p = Array(θ)[...]
    func layer(_ x: [Double], _ width: Int) -> [Double] {
      let w = Array(p.prefix(x.count * width))
      p = p.dropFirst(x.count * width)
      let b = Array(p.prefix(width))
      p = p.dropFirst(width)
      return (0..<width).map { j in
        b[j] + x.indices.reduce(0) { $0 + x[$1] * w[$1 * width + j] }
      }
    }
    let y = layer(layer(x, hidden).map { tanh($0) }, outputs)
    return (y, θ.count - p.count)
  }

  /// The loss as it is written in the documentation, one pair after another.
  private func plainLoss(
    _ θ: [Double], _ states: [[Double]], _ exemplars: [[Double]], _ labels: [Double],
    _ noise: ([[Double]], [[Double]]), λ: Double
  ) -> Double {
    var (likelihood, divergence) = (0.0, 0.0)
    for i in labels.indices {
      var rest = θ[...]
      var code: [Double] = []
      for (s, ε) in [(states[i], noise.0[i]), (exemplars[i], noise.1[i])] {
        let (μ, used) = perceptron(s, rest, 3, Self.latents)
        rest = rest.dropFirst(used)
        let logσ = Array(rest.prefix(Self.latents))
        rest = rest.dropFirst(Self.latents)
        for j in 0..<Self.latents {
          let σ = exp(logσ[j])
          code.append(μ[j] + σ * ε[j])
          divergence += (μ[j] * μ[j] + σ * σ - 1) / 2 - logσ[j]
        }
      }
      let logit = perceptron(code, rest, 3, 1).0[0]
      let probability = 1 / (1 + exp(-logit))
      likelihood += log(labels[i] == 1 ? probability : 1 - probability)
    }
    return (-likelihood + λ * divergence) / Double(labels.count)
  }

  private func numbers(_ rows: Int, seed: UInt64) -> [[Double]] {
    var random = RandomStream(seed: seed)
    return (0..<rows).map { _ in (0..<2).map { _ in random.normal() } }
  }

  @Test("The loss is that of plain loops, and its gradient the central differences, in Double")
  func gradient() {
    let network = network()
    let θ = network.parameters.span.indices.map { Double(network.parameters[$0]) }
    let (states, exemplars) = (numbers(4, seed: 2), numbers(4, seed: 3))
    let noise = (numbers(4, seed: 4), numbers(4, seed: 5))
    let labels = [1.0, 1, 0, 0]
    func plain(_ θ: [Double]) -> Double {
      plainLoss(θ, states, exemplars, labels, noise, λ: 0.3)
    }
    let tape = Tape<Double>()
    let φ = tape.input(Vector(θ), trainable: true)
    let loss = network.loss(
      tape.input(Matrix(states)), tape.input(Matrix(exemplars)),
      labels: tape.input(Matrix(labels.map { [$0] })),
      noise: (tape.input(Matrix(noise.0)), tape.input(Matrix(noise.1))), divergenceWeight: 0.3, φ)
    #expect(abs(loss.scalar - plain(θ)) < 1e-12)
    let gradient = tape.gradient(of: loss, withRespectTo: φ).vector
    for i in θ.indices {
      var (up, down) = (θ, θ)
      up[i] += 1e-5
      down[i] -= 1e-5
      let numeric = (plain(up) - plain(down)) / 2e-5
      #expect(abs(gradient[i] - numeric) < 1e-8, "\(i): \(gradient[i]) against \(numeric)")
    }
  }

  @Test("−log f is the logit of D, within its bounds")
  func logit() {
    var random = RandomStream(seed: 6)
    var options = ExemplarDensity.Configuration()
    options.steps = 3
    var model = ExemplarDensity(features: 2, configuration: options, using: &random)
    #expect(model.learn(RowBuffer(columns: 2)).isNaN)
    let states = square(300, 0, 1, seed: 7)
    // An untrained discriminator and one after three steps hardly know more than chance: log 2, and the divergences.
    #expect(abs(model.learn(rows(states)) - log(2)) < 0.5)
    var densities = Vector<Scalar>(count: 0)
    model.writeLogDensities(of: rows(states), into: &densities)
    let bonuses = bonuses(&model, states)
    for i in states.indices {
      #expect(bonuses[i] == -densities[i] && abs(bonuses[i]) <= 11.6)
    }
    // More rows than a block at once, and each as if alone.
    for i in [0, 255, 256, 299] {
      let alone = bonus(&model, states[i])
      #expect(abs(alone - bonuses[i]) < 1e-5)
    }
  }

  private func bonus(_ model: inout ExemplarDensity, _ state: [Scalar]) -> Scalar {
    bonuses(&model, [state])[0]
  }
}

@Suite("Exemplar discriminators learn densities")
struct ExemplarLearningTests {
  @Test("The bonus of states that can be told apart is −log p")
  func frequencies() {
    var random = RandomStream(seed: 8)
    var options = ExemplarDensity.Configuration()
    // Little holds the noise of the encodings up, and large batches keep the step's own noise small.
    (options.steps, options.divergenceWeight, options.batchSize) = (1500, 1e-4, 256)
    options.hiddenWidths = [16, 16]
    var model = ExemplarDensity(features: 2, configuration: options, using: &random)
    let corners: [[Scalar]] = [[0, 0], [1, 0], [0, 1], [1, 1]]
    let counts = [600, 250, 100, 50]
    let states = zip(corners, counts).flatMap { Array(repeating: $0, count: $1) }
    let first = model.learn(rows(states))
    let second = model.learn(rows(states))
    #expect(second < first)
    for (bonus, count) in zip(bonuses(&model, corners), counts) {
      let expected = -log(Double(count) / 1000)
      #expect(abs(Double(bonus) - expected) < 0.3, "\(bonus) for \(expected)")
    }
  }
}
