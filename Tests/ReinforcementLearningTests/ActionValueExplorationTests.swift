import LinearAlgebra
import ReinforcementLearning
import Testing

@Suite("Exploration by action values")
struct ActionValueExplorationTests {
  typealias Form = ActionValueExploration.Form

  private func probabilities(
    _ form: Form, _ parameter: Double, _ values: [Double], allowed: [Float]? = nil
  ) -> [Double] {
    let exploration = ActionValueExploration(form, .constant(parameter))
    var result = Array(repeating: 0.0, count: values.count)
    var span = result.mutableSpan
    if let allowed {
      exploration.writeProbabilities(
        values.span, allowed: allowed.span, parameter: parameter, into: &span)
    } else {
      exploration.writeProbabilities(values.span, parameter: parameter, into: &span)
    }
    return result
  }

  private func expectNear(
    _ a: [Double], _ b: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }, "\(a) is not \(b)",
      sourceLocation: sourceLocation)
  }

  @Test("The two readings of ε differ in whether the greedy action is among the explored ones")
  func epsilon() {
    let values = [1.0, 3, 2, 0]
    expectNear(probabilities(.epsilonGreedy, 0.2, values), [0.05, 0.85, 0.05, 0.05])
    let others = 0.2 / 3
    expectNear(probabilities(.epsilonOthers, 0.2, values), [others, 0.8, others, others])
  }

  @Test("Equal values share the greedy action, forbidden actions have none")
  func tiesAndMasks() {
    let values = [3.0, 3, 2, 9]
    let allowed: [Float] = [1, 1, 1, 0]
    expectNear(
      probabilities(.epsilonGreedy, 0.3, values, allowed: allowed), [0.45, 0.45, 0.1, 0])
    // Either is greedy with 1/2: 1/2 · 0.7 + 1/2 · 0.3/2, and the third always has 0.3/2.
    expectNear(
      probabilities(.epsilonOthers, 0.3, values, allowed: allowed), [0.425, 0.425, 0.15, 0])
    expectNear(probabilities(.epsilonOthers, 0.3, [1, 2], allowed: [1, 0]), [1, 0])
  }

  @Test("Boltzmann's probabilities are the softmax of Q/τ, and do not overflow")
  func boltzmann() {
    // exp(0), exp(log 2), exp(log 5) with τ = 1; τ = 1/2 squares the weights.
    let values = [0, 0.693147180559945309, 1.609437912434100375]
    expectNear(probabilities(.boltzmann, 1, values), [0.125, 0.25, 0.625])
    expectNear(probabilities(.boltzmann, 0.5, values), [1.0 / 30, 4.0 / 30, 25.0 / 30])
    expectNear(probabilities(.boltzmann, 1, values, allowed: [1, 1, 0]), [1.0 / 3, 2.0 / 3, 0])
    expectNear(probabilities(.boltzmann, 1e-3, [1e6, 0]), [1, 0])
  }

  @Test(
    "Drawn actions have the probabilities that are written",
    arguments: [(Form.epsilonGreedy, 0.4), (.epsilonOthers, 0.4), (.boltzmann, 0.7)])
  func frequencies(form: Form, parameter: Double) {
    let (values, allowed): ([Float], [Float]) = ([1, 2, 2, 5, 0], [1, 1, 1, 0, 1])
    let exploration = ActionValueExploration(form, .constant(parameter))
    var stream = RandomStream(seed: 7)
    var counts = Array(repeating: 0.0, count: 5)
    let draws = 40_000
    for step in 0..<draws {
      counts[
        exploration.choose(values.span, allowed: allowed.span, step: step, using: &stream)] += 1
    }
    let expected = probabilities(form, parameter, values.map(Double.init), allowed: allowed)
    for (count, p) in zip(counts, expected) {
      let z = (count - p * Double(draws)) / max(1, (p * (1 - p) * Double(draws)).squareRoot())
      #expect(abs(z) < 4.5, "\(count / Double(draws)) instead of \(p)")
    }
  }

  @Test("The parameter follows its schedule")
  func schedule() {
    let exploration = ActionValueExploration(
      .epsilonGreedy, .linear(from: 1, to: 0, over: 100))
    var stream = RandomStream(seed: 3)
    let values: [Float] = [0, 0, 1, 0]
    let early = (0..<2000).count { _ in
      exploration.choose(values.span, step: 0, using: &stream) == 2
    }
    let late = (0..<2000).count { _ in
      exploration.choose(values.span, step: 100, using: &stream) == 2
    }
    #expect(late == 2000)
    #expect((400...600).contains(early))
  }

  @Test("Parameters out of range are refused with the option's name")
  func validation() {
    let wrong: [(Form, Schedule)] = [
      (.epsilonGreedy, .constant(1.5)), (.epsilonOthers, .linear(from: 1, to: -0.1, over: 10)),
      (.boltzmann, .linear(from: 1, to: 0, over: 10)),
      (.epsilonGreedy, .piecewise([])),
    ]
    for (form, schedule) in wrong {
      let error = #expect(throws: InvalidConfigurationError.self) {
        try ActionValueExploration(form, schedule).validate(option: "epsilon")
      }
      #expect(error?.option == "epsilon")
    }
    #expect(throws: Never.self) {
      try ActionValueExploration(.boltzmann, .exponential(from: 5, to: 0.1, over: 9))
        .validate(option: "temperature")
    }
  }
}
