import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing
import ValueFunctions

@Suite("TD(λ)")
struct TemporalDifferenceTests {
  private func near(
    _ a: Double, _ b: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(abs(a - b) < 1e-12, "\(a) is not \(b)", sourceLocation: sourceLocation)
  }

  private struct Sample {
    var features: Vector<Double>
    var reward: Double
    var next: Vector<Double>
    var status: Status
  }

  private func episode(_ steps: Int, features: Int, status: Status, seed: UInt64) -> [Sample] {
    var stream = RandomStream(seed: seed)
    func draw() -> Vector<Double> { Vector((0..<features).map { _ in stream.normal() }) }
    var x = draw()
    return (0..<steps).map { t in
      let next = draw()
      defer { x = next }
      return Sample(
        features: x, reward: stream.normal(), next: next, status: t == steps - 1 ? status : .running
      )
    }
  }

  @Test("One step by hand: a truncation keeps the last state's value, a termination does not")
  func byHand() {
    for (status, expected) in [(Status.running, 5.0), (.truncated, 5), (.terminated, 2.5)] {
      var td = TemporalDifferencePrediction(
        features: 2, learningRate: 0.5, discount: 0.5, traceDecay: 0)
      td.weights = [2, 10]
      // δ = 3 + ½ · 10 − 2 = 6, or 1 without the second part.
      td.update([1, 0], reward: 3, next: [0, 1], status: status)
      near(td.weights[0], expected)
      near(td.weights[1], 10)
    }
  }

  @Test("TD(1) with accumulating traces and tiny steps is Monte Carlo", arguments: [0.8, 1.0])
  func monteCarlo(discount: Double) {
    // With α → 0 the updates of an episode add up to Σ_t α (G_t − V(s_t)) x_t.
    let samples = episode(6, features: 3, status: .terminated, seed: 2)
    let α = 1e-9
    var td = TemporalDifferencePrediction(
      features: 3, learningRate: α, discount: discount, traceDecay: 1)
    for s in samples { td.update(s.features, reward: s.reward, next: s.next, status: s.status) }
    var (expected, target) = (Vector<Double>(count: 3), 0.0)
    for s in samples.reversed() {
      target = s.reward + discount * target
      expected.add(s.features, scaledBy: target)
    }
    #expect(distance((1 / α) * td.weights, expected) < 1e-6)
  }

  @Test(
    "True online TD(λ) is the online λ-return algorithm",
    arguments: [Status.terminated, .truncated], [0.0, 0.6, 1])
  func trueOnline(status: Status, λ: Double) {
    let (γ, α) = (0.9, 0.2)
    let samples = episode(7, features: 3, status: status, seed: 4)
    var td = TemporalDifferencePrediction(
      features: 3, learningRate: α, discount: γ, traceDecay: λ, form: .trueOnline)
    // After each horizon h the episode is gone through again from the first weights, each state moving towards its
    // λ-return that is cut off at h; bootstraps use the weights that had been reached at their time.
    var reached: [Vector<Double>] = [td.weights]
    for h in 1...samples.count {
      let s = samples[h - 1]
      td.update(s.features, reward: s.reward, next: s.next, status: s.status)
      var w = reached[0]
      for t in 0..<h {
        // G^{λ|h}_t = (1 − λ) Σ_n λ^{n−1} G_{t:t+n} + λ^{h−t−1} G_{t:h}.
        var (target, rewards, factor) = (0.0, 0.0, 1.0)
        for n in 1...h - t {
          let last = samples[t + n - 1]
          rewards += factor * last.reward
          factor *= γ
          let bootstrap =
            last.status == .terminated ? 0 : factor * reached[t + n - 1].dot(last.next)
          let weight = n == h - t ? power(λ, n - 1) : (1 - λ) * power(λ, n - 1)
          target += weight * (rewards + bootstrap)
        }
        w.add(samples[t].features, scaledBy: α * (target - w.dot(samples[t].features)))
      }
      reached.append(w)
      #expect(distance(td.weights, w) < 1e-10, "horizon \(h)")
    }
  }

  private func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { p, _ in p * x } }

  @Test(
    "The values of the random walk of five states are 1/6…5/6",
    arguments: [TraceForm.accumulating, .replacing, .dutch, .trueOnline])
  func randomWalk(form: TraceForm) {
    var td = TemporalDifferencePrediction(
      features: 5, learningRate: 0.1, discount: 1, traceDecay: 0.5, form: form)
    var stream = RandomStream(seed: 1)
    let states = (0..<5).map { s in Vector((0..<5).map { $0 == s ? 1.0 : 0 }) }
    for episode in 0..<4000 {
      td.learningRate = 0.1 / (1 + Double(episode) / 100)
      var s = 2
      while (0..<5).contains(s) {
        let next = stream.bernoulli(0.5) ? s + 1 : s - 1
        let ends = !(0..<5).contains(next)
        td.update(
          states[s], reward: next == 5 ? 1 : 0, next: states[ends ? s : next],
          status: ends ? .terminated : .running)
        s = next
      }
    }
    for s in 0..<5 { #expect(abs(td.weights[s] - Double(s + 1) / 6) < 0.04) }
  }
}
