import Environments
import Foundation
import LinearAlgebra
import ModelBasedRL
import NeuralNetworks
import Planning
import ReinforcementLearning
import Testing

@Suite("Learned models")
struct LearnedModelTests {
  private let state: Vector<Scalar> = [0.3, -0.4]

  private func sequences(_ count: Int, steps: Int) -> Matrix<Scalar> {
    var random = RandomStream(seed: 8)
    return Matrix(rows: count, columns: steps) { _, _ in Scalar(random.uniform(-1, 1)) }
  }

  /// Σ γᵗ r of one network, in Double and step by step.
  private func plainReturn(
    _ model: PlainModel, _ actions: [Double], discount: Double, canTerminate: Bool,
    reward: RewardFunction? = nil
  ) -> Double {
    var s = Array(state).map { Double($0) }
    var (sum, weight, survival) = (0.0, 1.0, 1.0)
    for a in actions {
      let said = model.says(s + [a])
      let y = said.mean.indices.map {
        Double(model.coding.output.mean[$0]) + Double(model.coding.output.deviation[$0])
          * said.mean[$0]
      }
      let next = zip(s, y).map { $0 + $1 }
      let (before, action, after) = (s.map(Scalar.init), [Scalar(a)], next.map(Scalar.init))
      sum +=
        weight * survival * (reward.map { $0(before.span, action.span, after.span) } ?? y[2])
      s = next
      weight *= discount
      if canTerminate { survival *= 1 - said.termination }
    }
    return sum
  }

  @Test("Returns are the mean over the networks of what they say step by step")
  func byHand() {
    let steps = Steps(40)
    let ensemble = steps.ensemble(3, hidden: [6])
    let tried = sequences(7, steps: 4)
    let known: RewardFunction = { Double($0[0] * $2[1] + $1[0]) }
    for (canTerminate, reward) in [(true, nil), (false, nil), (true, known)]
      as [(Bool, RewardFunction?)]
    {
      var model = LearnedModel(
        ensemble, actionSpace: steps.space, candidates: 7, canTerminate: canTerminate,
        reward: reward)
      var returns = [Double](repeating: 0, count: 7)
      model.evaluate(tried, from: state, discount: 0.9, into: &returns)
      for i in 0..<7 {
        let expected = ensemble.networks.map {
          plainReturn(
            PlainModel(coding: ensemble.coding, network: $0), (0..<4).map { Double(tried[i, $0]) },
            discount: 0.9, canTerminate: canTerminate, reward: reward)
        }
        #expect(abs(returns[i] - expected.reduce(0, +) / 3) < 1e-4)
      }
      // Scratch is not state: a second call says the same.
      var again = returns
      model.evaluate(tried, from: state, discount: 0.9, into: &again)
      #expect(again == returns)
    }
  }

  @Test("Particles move by chance about the mean, the same for the same seed and any threads")
  func particles() {
    let steps = Steps(40)
    var ensemble = steps.ensemble(2, hidden: [], isProbabilistic: true)
    // A linear model whose variances are constant: the expected return of its chance is that of its means.
    for i in 0..<2 {
      let slot = ensemble.networks[i].network.layers[0].weight
      for row in 0..<slot.rows {
        for j in 3..<slot.columns {
          ensemble.networks[i].parameters[slot.offset + row * slot.columns + j] = 0
        }
      }
    }
    let tried = sequences(3, steps: 3)
    func returns(particles: Int, threads: Int = 1, seed: UInt64 = 5) -> [Double] {
      var model = LearnedModel(
        ensemble, actionSpace: steps.space, candidates: 3, particles: particles,
        canTerminate: false, seed: seed, threads: threads)
      var returns = [Double](repeating: 0, count: 3)
      model.evaluate(tried, from: state, discount: 1, into: &returns)
      return returns
    }
    let first = returns(particles: 2000)
    #expect(returns(particles: 2000, threads: 2) == first)
    #expect(returns(particles: 2000, seed: 6) != first)
    for i in 0..<3 {
      let expected = ensemble.networks.map {
        plainReturn(
          PlainModel(coding: ensemble.coding, network: $0), (0..<3).map { Double(tried[i, $0]) },
          discount: 1, canTerminate: false)
      }
      #expect(abs(first[i] - (expected[0] + expected[1]) / 2) < 0.2)
      #expect(abs(returns(particles: 1)[i] - first[i]) > 1e-3)
    }
  }

  @Test("A sequence whose return is not finite is never chosen")
  func notFinite() {
    let steps = Steps(10)
    var ensemble = steps.ensemble()
    ensemble.networks[0].parameters[0] = .infinity
    var model = LearnedModel(ensemble, actionSpace: steps.space, candidates: 2)
    var returns = [0.0, 0]
    model.evaluate(sequences(2, steps: 2), from: state, discount: 1, into: &returns)
    #expect(returns == [-.infinity, -.infinity])
  }

  @Test("What a fit learns of an end is that of a termination, not of a truncation")
  func ends() throws {
    func endReturn(_ ending: Status) throws -> Double {
      let space = ActionSpace.discrete(2)
      let layout = ReplayLayout(
        capacity: 100, copies: 1, observations: ObservationSpace(shape: [1]), actions: space)
      var replay = ReplayBuffer(layout)
      let one = Matrix<Scalar>([[1]])
      replay.begin(one)
      for _ in 0..<40 {
        replay.append(
          actions: one, rewards: [1], statuses: [ending], observations: one,
          finalObservations: one)
      }
      var random = RandomStream(seed: 1)
      var ensemble = DynamicsEnsemble(
        count: 2, features: 1, actions: space, hidden: [8], using: &random)
      var configuration = DynamicsFit.Configuration()
      (configuration.batchSize, configuration.learningRate) = (20, 0.05)
      var fit = DynamicsFit(ensemble, layout, configuration: configuration, using: &random)
      var (batch, places): (TransitionBatch, [Int]) = (TransitionBatch(layout, size: 40), [])
      replay.writePlaces(into: &places)
      replay.take(places[...], into: &batch)
      ensemble.take(batch, count: 40)
      _ = fit.fit(&ensemble, to: replay, steps: 200)
      var model = LearnedModel(ensemble, actionSpace: space, candidates: 1)
      var returns = [0.0]
      model.evaluate(Matrix<Scalar>([[1, 1, 1, 1]]), from: [1], discount: 1, into: &returns)
      return returns[0]
    }
    #expect(abs(try endReturn(.terminated) - 1) < 0.1)
    #expect(abs(try endReturn(.truncated) - 4) < 0.2)
  }
}
