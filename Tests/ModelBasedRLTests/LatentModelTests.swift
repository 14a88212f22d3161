import Environments
import Foundation
import LinearAlgebra
import ModelBasedRL
import NeuralNetworks
import ReinforcementLearning
import Testing

extension Steps {
  /// Settings of a small latent model.
  static func latent(_ change: (inout LatentSettings) -> Void = { _ in }) -> LatentSettings {
    var latent = LatentSettings()
    (latent.size, latent.hiddenWidths, latent.activation) = (3, [5], .tanh)
    change(&latent)
    return latent
  }

  /// A latent model that has taken the steps in.
  func latentModel(
    _ latent: LatentSettings = Steps.latent(), members: Int = 2, isProbabilistic: Bool = false,
    observations: ObservationSpace? = nil, seed: UInt64 = 1
  ) -> LatentModel {
    var (settings, random) = (ModelSettings(), RandomStream(seed: seed))
    (settings.members, settings.hiddenWidths) = (members, [4])
    settings.isProbabilistic = isProbabilistic
    var model = LatentModel(
      observations: observations ?? ObservationSpace(shape: [replay.layout.features]),
      actions: space, latent: latent, model: settings, using: &random)
    model.take(batch, count: batch.count)
    model.settle()
    return model
  }
}

/// What a latent model says, in Double and step by step: the slow twin of the tapes.
struct PlainLatentModel {
  let model: LatentModel

  private func outputs(_ network: MLP, _ x: [Double]) -> [Double] {
    let θ = model.autoencoder.parameters
    return network.layers.reduce(x) { x, layer in
      (0..<layer.weight.columns).map { j in
        var sum = Double(θ[layer.bias.offset + j])
        for i in 0..<layer.weight.rows {
          sum += x[i] * Double(θ[layer.weight.offset + i * layer.weight.columns + j])
        }
        return layer.activation == .tanh ? tanh(sum) : sum
      }
    }
  }

  func coded(_ observation: [Double]) -> [Double] {
    let standard = model.observations.standard
    return observation.indices.map {
      (observation[$0] - Double(standard.mean[$0])) / Double(standard.deviation[$0])
    }
  }

  func state(_ observation: [Double]) -> [Double] {
    let h = outputs(model.autoencoder.encoder, coded(observation))
    guard model.autoencoder.normalizes else { return h }
    let scale = (h.reduce(0) { $0 + $1 * $1 } / Double(h.count) + 1e-6).squareRoot()
    return h.map { $0 / scale }
  }

  func decoded(_ state: [Double]) -> [Double] { outputs(model.autoencoder.decoder, state) }

  /// The notes' objective with the other sign, without the constants of the Gaussians.
  func loss(
    _ batch: TransitionBatch, _ latent: LatentSettings, weights: (Int, Int) -> Double
  ) -> Double {
    let (count, members) = (batch.count, model.ensemble.count)
    var sum = 0.0
    for i in 0..<count {
      let o = (0..<batch.observations.columns).map { Double(batch.observations[i, $0]) }
      let next = o.indices.map { Double(batch.nextObservations[i, $0]) }
      let (s, after) = (state(o), state(next))
      for (x, y) in zip(coded(o), decoded(s)) {
        sum += (x - y) * (x - y) / (2 * pow(latent.observationDeviation, 2)) / Double(count)
      }
      for (b, network) in model.ensemble.networks.enumerated() {
        let plain = PlainModel(coding: model.ensemble.coding, network: network)
        let said = plain.says(s + [Double(batch.actions[i, 0])])
        let output = model.ensemble.coding.output
        let reward =
          (Double(batch.rewards[i]) - Double(output.mean[s.count]))
          / Double(output.deviation[s.count])
        var member = 0.0
        for j in 0...s.count {
          let target = j < s.count ? after[j] - s[j] : reward
          let fixed = (j < s.count ? latent.latentDeviation : latent.rewardDeviation) ?? 0.1
          let square = (said.mean[j] - target) * (said.mean[j] - target)
          member +=
            said.logVariance.isEmpty
            ? square / (2 * fixed * fixed)
            : 0.5 * (square * exp(-said.logVariance[j]) + said.logVariance[j])
        }
        let d = said.termination
        member -= batch.discounts[i] == 0 ? log(d) : log(1 - d)
        sum += weights(i, b) * member / Double(members * count)
      }
    }
    for network in model.ensemble.networks {
      guard let bounds = network.bounds else { continue }
      for j in 0..<network.predictions {
        let θ = network.parameters
        sum +=
          0.01 * Double(θ[bounds.high.offset + j] - θ[bounds.low.offset + j])
          / Double(network.predictions * members)
      }
    }
    return sum
  }
}

@Suite("Latent models")
struct LatentModelTests {
  @Test(
    "Bytes are divided by 255; other features, actions and rewards are standardised, latent states are not"
  )
  func coding() {
    let steps = Steps(30)
    let model = steps.latentModel()
    let column = (0..<30).map { Double(steps.batch.observations[$0, 1]) }
    let mean = column.reduce(0, +) / 30
    #expect(abs(Double(model.observations.standard.mean[1]) - mean) < 1e-6)
    let rewards = (0..<30).map { Double(steps.batch.rewards[$0]) }
    let coding = model.ensemble.coding
    #expect(abs(Double(coding.output.mean[3]) - rewards.reduce(0, +) / 30) < 1e-6)
    #expect(Array(coding.output.mean[0..<3]) == [0, 0, 0])
    #expect(Array(coding.output.deviation[0..<3]) == [1, 1, 1])
    #expect(Array(coding.input.deviation[0..<3]) == [1, 1, 1] && coding.input.deviation[3] != 1)
    let bytes = steps.latentModel(
      observations: ObservationSpace(shape: [2], storage: .byte, low: 0, high: 255))
    #expect(bytes.observations.standard.mean == [0, 0])
    #expect(bytes.observations.standard.deviation == [255, 255])
  }

  @Test("With parameters that are 0 the loss is what can be computed by hand")
  func byHand() {
    let steps = Steps(2)
    let latent = Steps.latent { ($0.observationDeviation, $0.rewardDeviation) = (0.5, 2) }
    var model = steps.latentModel(latent)
    model.autoencoder.parameters = Vector(count: model.autoencoder.layout.count)
    for b in 0..<2 {
      model.ensemble.networks[b].parameters = Vector(
        count: model.ensemble.networks[b].layout.count)
    }
    let pass = LatentPass(model, latent, batchSize: 2)
    // Two steps, standardised, have ±1 in each of the two features and in the reward; s = s′ = 0, and d = ½.
    let expected = 0.5 * 2 / 0.25 + 0.5 * 1 / 4 + log(2.0)
    #expect(abs(Double(pass.evaluate(model, on: steps.batch)) - expected) < 1e-5)
  }

  @Test(
    "The loss is that of the formula, the gradient that of differences",
    arguments: [(false, false), (false, true), (true, true)])
  func gradient(isProbabilistic: Bool, normalizes: Bool) {
    let steps = Steps(20)
    let latent = Steps.latent {
      $0.normalizes = normalizes
      $0.observationDeviation = 0.8
      if !isProbabilistic { ($0.latentDeviation, $0.rewardDeviation) = (0.5, 0.7) }
    }
    var model = steps.latentModel(latent, isProbabilistic: isProbabilistic)
    let pass = LatentPass(model, latent, batchSize: 20)
    func weight(_ row: Int, _ b: Int) -> Int { (row + b) % 3 }
    let found = pass.evaluate(model, on: steps.batch) { Scalar(weight($0, $1)) }
    func value() -> Double {
      PlainLatentModel(model: model).loss(steps.batch, latent) { Double(weight($0, $1)) }
    }
    #expect(abs(Double(found) - value()) < 2e-5 * max(1, abs(value())))
    // Parameters are scalars, so that the step has to be large; the formula is in Double.
    func check(
      _ parameters: WritableKeyPath<LatentModel, Vector<Scalar>>, _ slope: [Double], _ name: String
    ) {
      for k in slope.indices {
        let (h, θ): (Scalar, Scalar) = (1.0 / 512, model[keyPath: parameters][k])
        model[keyPath: parameters][k] = θ + h
        let above = value()
        model[keyPath: parameters][k] = θ - h
        let below = value()
        model[keyPath: parameters][k] = θ
        let difference = (above - below) / Double((θ + h) - (θ - h))
        #expect(abs(difference - slope[k]) < 5e-4 * max(1, abs(slope[k])), "\(name) \(k)")
      }
    }
    let encoder = (0..<model.autoencoder.layout.count).map { Double(pass.autoencoderGradient[$0]) }
    check(\.autoencoder.parameters, encoder, "encoder and decoder")
    for b in 0..<2 {
      let count = model.ensemble.networks[b].layout.count
      let slope = (0..<count).map { Double(pass.gradient(of: b)[$0]) }
      check(\.ensemble.networks[b].parameters, slope, "network \(b)")
    }
  }

  @Test("Errors are shares of what there is to be said")
  func errors() {
    let steps = Steps(20)
    let model = steps.latentModel()
    let plain = PlainLatentModel(model: model)
    let found = LatentPass(model, Steps.latent(), batchSize: 20).errors(of: model, on: steps.batch)
    var (missed, moved, blurred, rewards) = (0.0, 0.0, 0.0, 0.0)
    var (seen, states): ([[Double]], [[Double]]) = ([], [])
    for i in 0..<20 {
      let o = (0..<2).map { Double(steps.batch.observations[i, $0]) }
      let s = plain.state(o)
      let after = plain.state((0..<2).map { Double(steps.batch.nextObservations[i, $0]) })
      seen.append(plain.coded(o))
      states.append(s)
      blurred += zip(plain.coded(o), plain.decoded(s)).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
      for network in model.ensemble.networks {
        let said = PlainModel(coding: model.ensemble.coding, network: network)
          .says(s + [Double(steps.batch.actions[i, 0])])
        for j in 0..<3 { missed += pow(said.mean[j] - after[j] + s[j], 2) / 2 }
        let output = model.ensemble.coding.output
        let r = Double((steps.batch.rewards[i] - output.mean[3]) / output.deviation[3])
        rewards += pow(said.mean[3] - r, 2) / 40
      }
      moved += zip(s, after).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
    }
    func spread(_ rows: [[Double]]) -> Double {
      rows[0].indices.reduce(0) { sum, j in
        let mean = rows.reduce(0) { $0 + $1[j] } / 20
        return sum + rows.reduce(0) { $0 + pow($1[j] - mean, 2) }
      }
    }
    #expect(abs(found.dynamics - missed / moved) < 1e-4 * missed / moved)
    #expect(abs(found.reconstruction - blurred / spread(seen)) < 1e-4)
    #expect(abs(found.reward - rewards) < 1e-4)
    #expect(abs(found.latentDeviation - (spread(states) / 60).squareRoot()) < 1e-4)
  }

  @Test("States and reconstructions are those of the plain networks, in the observations' units")
  func reconstructions() {
    let steps = Steps(20)
    let model = steps.latentModel()
    let plain = PlainLatentModel(model: model)
    let (states, seen) = (
      model.encode(steps.batch.observations), model.reconstruct(steps.batch.observations)
    )
    for i in 0..<20 {
      let s = plain.state((0..<2).map { Double(steps.batch.observations[i, $0]) })
      for j in 0..<3 { #expect(abs(Double(states[i, j]) - s[j]) < 1e-5) }
      for (j, y) in plain.decoded(s).enumerated() {
        let standard = model.observations.standard
        let expected = Double(standard.mean[j]) + Double(standard.deviation[j]) * y
        #expect(abs(Double(seen[i, j]) - expected) < 1e-5)
      }
    }
  }

  @Test(
    "The planner's model is the encoder, and then the networks step by step",
    arguments: [false, true])
  func planning(normalizes: Bool) throws {
    let steps = Steps(20)
    let model = steps.latentModel(Steps.latent { $0.normalizes = normalizes })
    let plain = PlainLatentModel(model: model)
    var random = RandomStream(seed: 8)
    let tried = Matrix<Scalar>(rows: 7, columns: 4) { _, _ in Scalar(random.uniform(-1, 1)) }
    let observation = Matrix<Scalar>([[0.3, -0.4]])
    var planned = LearnedModel(model.ensemble, actionSpace: steps.space, candidates: 7)
    var returns = [Double](repeating: 0, count: 7)
    planned.evaluate(
      tried, from: model.encode(observation).elements, discount: 0.9, into: &returns)
    for i in 0..<7 {
      var mean = 0.0
      for network in model.ensemble.networks {
        let dynamics = PlainModel(coding: model.ensemble.coding, network: network)
        let output = model.ensemble.coding.output
        var s = plain.state([Double(observation[0, 0]), Double(observation[0, 1])])
        var (weight, survival) = (1.0, 1.0)
        for t in 0..<4 {
          let said = dynamics.says(s + [Double(tried[i, t])])
          let reward = Double(output.mean[3]) + Double(output.deviation[3]) * said.mean[3]
          mean += weight * survival * reward / 2
          for j in 0..<3 { s[j] += said.mean[j] }
          let scale = (s.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
          if normalizes { s = s.map { $0 / scale } }
          weight *= 0.9
          survival *= 1 - said.termination
        }
      }
      #expect(abs(returns[i] - mean) < 1e-4)
    }

    // The policy's actor does the same as a planner that is given the latent state.
    var planner = PlannerSettings()
    (planner.horizon, planner.candidates) = (4, 7)
    let policy = try LatentPlanningPolicy(
      model, Steps.latent(), actionSpace: steps.space, planner: planner)
    func act(_ actor: any PolicyActor, _ rows: Matrix<Scalar>) -> Matrix<Scalar> {
      var (actor, streams) = (actor, [RandomStream(seed: 4)])
      var action = Matrix<Scalar>(rows: 1, columns: 1)
      actor.begin(0)
      actor.act(rows, allowed: nil, isStochastic: true, into: &action, using: &streams)
      return action
    }
    #expect(
      act(policy.makeActor(copies: 1, isMasked: false), observation)
        == act(
          policy.planning.makeActor(copies: 1, isMasked: false), model.encode(observation)))
  }
}
