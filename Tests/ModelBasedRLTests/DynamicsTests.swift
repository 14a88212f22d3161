import Environments
import Foundation
import LinearAlgebra
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

/// A buffer with steps by chance: `features` features that are moved by `actions`, and what became of it.
struct Steps {
  var replay: ReplayBuffer
  var batch: TransitionBatch
  let space: ActionSpace

  /// `count` steps; each third one terminates and each third one after it truncates an episode.
  init(_ count: Int, features: Int = 2, space: ActionSpace = .continuous(low: [-1], high: [1])) {
    self.space = space
    let layout = ReplayLayout(
      capacity: 4 * count, copies: 1, observations: ObservationSpace(shape: [features]),
      actions: space)
    replay = ReplayBuffer(layout)
    batch = TransitionBatch(layout, size: count)
    var random = RandomStream(seed: 3)
    func row() -> Matrix<Scalar> {
      Matrix(rows: 1, columns: features) { _, _ in Scalar(random.normal()) }
    }
    replay.begin(row())
    for i in 0..<count {
      let action = Matrix<Scalar>(rows: 1, columns: space.width) { _, _ in
        space.choices > 0 ? Scalar(random.integer(below: 2)) : Scalar(random.uniform(-1, 1))
      }
      let status: Status = i % 3 == 1 ? .terminated : i % 3 == 2 ? .truncated : .running
      replay.append(
        actions: action, rewards: Vector([Scalar(random.normal())]), statuses: [status],
        observations: row(), finalObservations: row())
    }
    var places: [Int] = []
    replay.writePlaces(into: &places)
    replay.take(places[...], into: &batch)
  }

  func ensemble(
    _ count: Int = 1, hidden: [Int] = [], isProbabilistic: Bool = false, seed: UInt64 = 1
  ) -> DynamicsEnsemble {
    var random = RandomStream(seed: seed)
    var ensemble = DynamicsEnsemble(
      count: count, features: replay.layout.features, actions: space, hidden: hidden,
      isProbabilistic: isProbabilistic, using: &random)
    ensemble.take(batch, count: batch.count)
    ensemble.coding.settle()
    return ensemble
  }
}

/// What an ensemble says, in Double and step by step: the slow twin of the tapes.
struct PlainModel {
  let coding: StepCoding
  let network: DynamicsNetwork

  struct Said {
    var mean: [Double]
    var logVariance: [Double]
    var termination: Double
  }

  /// The network's outputs for [s, a] as they are.
  func outputs(_ raw: [Double]) -> [Double] {
    var x = zip(raw, zip(coding.input.mean, coding.input.deviation)).map {
      ($0 - Double($1.0)) / Double($1.1)
    }
    for layer in network.network.layers {
      let θ = network.parameters
      x = (0..<layer.weight.columns).map { j in
        var sum = Double(θ[layer.bias.offset + j])
        for i in 0..<layer.weight.rows {
          sum += x[i] * Double(θ[layer.weight.offset + i * layer.weight.columns + j])
        }
        return layer.activation == .tanh ? Foundation.tanh(sum) : sum
      }
    }
    return x
  }

  func says(_ raw: [Double]) -> Said {
    let (x, n) = (outputs(raw), network.predictions)
    func softplus(_ x: Double) -> Double { log1p(exp(x)) }
    var logs: [Double] = []
    if let bounds = network.bounds {
      logs = (0..<n).map { j in
        let low = Double(network.parameters[bounds.low.offset + j])
        let high = Double(network.parameters[bounds.high.offset + j])
        return low + softplus(high - softplus(high - x[n + j]) - low)
      }
    }
    return Said(
      mean: Array(x[0..<n]), logVariance: logs, termination: 1 / (1 + exp(-x[x.count - 1])))
  }
}

@Suite("Dynamics networks")
struct DynamicsTests {
  @Test("Steps are coded as differences with indicators, and standardised by what was taken in")
  func coding() {
    var coding = StepCoding(features: 2, actions: .multiDiscrete([2, 3]))
    #expect(coding.inputCount == 7 && coding.outputCount == 3)
    var (input, output) = ([Scalar](repeating: 9, count: 7), [Scalar](repeating: 9, count: 3))
    coding.writeInput([1, 2], [1, 2], to: &input)
    #expect(input == [1, 2, 0, 1, 0, 0, 1])
    coding.writeOutput([1, 2], [1.5, 2], 4, to: &output)
    #expect(output == [0.5, 0, 4])
    coding.take(input: input, output: output)
    coding.writeInput([3, 2], [0, 2], to: &input)
    coding.writeOutput([1, 2], [2.5, 2], 8, to: &output)
    coding.take(input: input, output: output)
    // Nothing changes before it settles; what never changed is divided by 1.
    #expect(coding.input.deviation == [1, 1, 1, 1, 1, 1, 1])
    coding.settle()
    #expect(coding.input.mean == [2, 2, 0.5, 0.5, 0, 0, 1])
    #expect(coding.input.deviation == [1, 1, 0.5, 0.5, 1, 1, 1])
    #expect(coding.output.mean == [1, 0, 6] && coding.output.deviation == [0.5, 1, 2])
  }

  /// The loss in Double.
  private func loss(_ model: PlainModel, _ batch: TransitionBatch) -> (Double, error: Double) {
    let (n, features, count) = (model.network.predictions, model.coding.features, batch.count)
    var (sum, squares) = (0.0, 0.0)
    for i in 0..<count {
      let s = (0..<features).map { Double(batch.observations[i, $0]) }
      let said = model.says(s + [Double(batch.actions[i, 0])])
      let output =
        (0..<features).map { Double(batch.nextObservations[i, $0]) - s[$0] }
        + [Double(batch.rewards[i])]
      for j in 0..<n {
        let y =
          (output[j] - Double(model.coding.output.mean[j]))
          / Double(model.coding.output.deviation[j])
        let square = (said.mean[j] - y) * (said.mean[j] - y)
        squares += square / Double(n * count)
        let log = said.logVariance.isEmpty ? 0 : said.logVariance[j]
        sum += (square * exp(-log) + log) / Double(n * count)
      }
      let d = said.termination
      sum -= (batch.discounts[i] == 0 ? log(d) : log(1 - d)) / Double(count)
    }
    if let bounds = model.network.bounds {
      for j in 0..<n {
        let θ = model.network.parameters
        sum += 0.01 * Double(θ[bounds.high.offset + j] - θ[bounds.low.offset + j]) / Double(n)
      }
    }
    return (sum, squares)
  }

  @Test(
    "Loss and error are those of the formula, the gradient that of differences",
    arguments: [false, true])
  func gradient(isProbabilistic: Bool) {
    let steps = Steps(30)
    // Two truncations for a termination each: what is truncated does not count as the end.
    #expect((0..<30).count { steps.batch.discounts[$0] == 0 } == 10)
    let ensemble = steps.ensemble(hidden: [5], isProbabilistic: isProbabilistic)
    var network = ensemble.networks[0]
    let pass = DynamicsPass(network, batchSize: 30)
    let (found, gradient) = pass.gradient(network, on: steps.batch, ensemble.coding)
    let plain = loss(PlainModel(coding: ensemble.coding, network: network), steps.batch)
    #expect(abs(Double(found) - plain.0) < 1e-5)
    let slope = (0..<network.layout.count).map { Double(gradient[$0]) }
    #expect(
      abs(Double(pass.error(network, on: steps.batch, ensemble.coding)) - plain.error) < 1e-5)
    // Parameters are scalars, so that the step has to be large; the formula is in Double.
    for k in 0..<network.layout.count {
      let (h, θ): (Scalar, Scalar) = (1.0 / 256, network.parameters[k])
      func value(_ x: Scalar) -> Double {
        network.parameters[k] = x
        return loss(PlainModel(coding: ensemble.coding, network: network), steps.batch).0
      }
      let difference = (value(θ + h) - value(θ - h)) / Double((θ + h) - (θ - h))
      network.parameters[k] = θ
      #expect(abs(difference - slope[k]) < 2e-4 * max(1, abs(slope[k])), "parameter \(k)")
    }
  }

  private func fitted(threads: Int = 1, bootstraps: Bool = false, seed: UInt64 = 1)
    -> (DynamicsEnsemble, Double)
  {
    let steps = Steps(50)
    var ensemble = steps.ensemble(3, hidden: [8])
    var (configuration, random) = (DynamicsFit.Configuration(), RandomStream(seed: seed))
    configuration.batchSize = 10
    configuration.bootstraps = bootstraps
    var fit = DynamicsFit(
      ensemble, steps.replay.layout, configuration: configuration, threads: threads,
      using: &random)
    _ = fit.fit(&ensemble, to: steps.replay, steps: 20)
    return (ensemble, fit.fit(&ensemble, to: steps.replay, steps: 20))
  }

  @Test("A fit depends on its seed and on bootstraps, not on the number of threads")
  func threads() {
    func parameters(_ fit: (DynamicsEnsemble, Double)) -> [Vector<Scalar>] {
      fit.0.networks.map(\.parameters)
    }
    let first = parameters(fitted())
    #expect(parameters(fitted(threads: 2)) == first && parameters(fitted(threads: 3)) == first)
    #expect(parameters(fitted(seed: 2)) != first)
    #expect(parameters(fitted(bootstraps: true)) != first)
    #expect(first[0] != first[1])
  }

  @Test("A fit lowers the loss; more networks than threads are all fitted")
  func losses() {
    let steps = Steps(60)
    var ensemble = steps.ensemble(2, hidden: [16], isProbabilistic: true)
    var (configuration, random) = (DynamicsFit.Configuration(), RandomStream(seed: 1))
    configuration.batchSize = 60
    configuration.learningRate = 1e-2
    var fit = DynamicsFit(
      ensemble, steps.replay.layout, configuration: configuration, using: &random)
    let first = fit.fit(&ensemble, to: steps.replay, steps: 5)
    let before = fit.error(of: ensemble, on: steps.batch)
    for _ in 0..<20 { _ = fit.fit(&ensemble, to: steps.replay, steps: 20) }
    #expect(fit.fit(&ensemble, to: steps.replay, steps: 5) < first - 0.3)
    #expect(fit.error(of: ensemble, on: steps.batch) < 0.8 * before)
  }
}
