import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

/// The critics' passes against plain ones: values, regression, targets and gradients with respect to actions.
struct CriticEnsembleTests {
  private let rows = 9

  /// An ensemble whose inputs are filled with random numbers.
  private func ensemble(count: Int = 2, threads: Int = 1) -> CriticEnsemble {
    var random = RandomStream(seed: 4)
    let critics = CriticEnsemble(
      count: count, observations: 3, actions: 2, hidden: [8, 8], activation: .tanh,
      learningRate: 0.01, batchSize: rows, threads: threads, using: &random)
    let batch = critics.batch
    for place in [batch.present, batch.proposed, batch.next] {
      for e in 0..<rows * 5 { place[e] = Scalar(random.normal()) }
    }
    for row in 0..<rows { batch.targets[row] = Scalar(random.normal()) }
    return critics
  }

  private func row(_ i: Int, of place: UnsafeMutablePointer<Scalar>) -> [Scalar] {
    (0..<5).map { place[i * 5 + $0] }
  }

  @Test func theSmallestTargetCounts() {
    var critics = ensemble()
    var targets = (critics.critic(0), critics.critic(1))
    _ = critics.update(movingTargetsBy: 0.1)
    targets.0.parameters = critics.target(0)
    targets.1.parameters = critics.target(1)
    let smallest = critics.evaluateTargets()
    for i in 0..<rows {
      let input = row(i, of: critics.batch.next)
      #expect(abs(smallest[i] - min(targets.0.value(input), targets.1.value(input))) < 1e-5)
    }
  }

  @Test func anUpdateIsAStepOfAdamOnTheMeanSquaredError() {
    var critics = ensemble()
    var losses = 0.0
    var expected: [Critic] = []
    for number in 0..<2 {
      var critic = critics.critic(number)
      let tape = Tape<Scalar>()
      let φ = tape.input(critic.parameters, trainable: true)
      let x = tape.input(Matrix((0..<rows).map { row($0, of: critics.batch.present) }))
      let y = tape.input(Matrix((0..<rows).map { [critics.batch.targets[$0]] }))
      let loss = square(critic.network(x, φ) - y).mean()
      losses += Double(loss.scalar) / 2
      var optimizer = Adam<Scalar>(count: critic.layout.count, learningRate: 0.01)
      optimizer.update(&critic.parameters, gradient: tape.gradient(of: loss, withRespectTo: φ))
      expected.append(critic)
    }
    let before = critics.target(0)
    #expect(abs(critics.update(movingTargetsBy: 0.25) - losses) < 1e-5)
    for number in 0..<2 {
      for (a, b) in zip(
        Array(critics.critic(number).parameters), Array(expected[number].parameters))
      {
        #expect(abs(a - b) < 1e-5)
      }
    }
    // The target has moved, a quarter of the way.
    for e in 0..<before.count {
      let moved = before[e] + 0.25 * (critics.critic(0).parameters[e] - before[e])
      #expect(abs(critics.target(0)[e] - moved) < 1e-6)
    }
    #expect(critics.target(0) != before)
    let unmoved = critics.target(0)
    _ = critics.update(movingTargetsBy: 0)
    #expect(critics.target(0) == unmoved)
  }

  @Test(arguments: [1, 2])
  func theGradientWithRespectToTheActionIsThatOfTheSmallestValue(evaluated: Int) {
    var critics = ensemble()
    _ = critics.update(movingTargetsBy: 0, thenEvaluating: evaluated)
    let (values, gradient) = critics.smallestPolicyValues(of: evaluated)
    func smallest(_ input: [Scalar]) -> Scalar {
      (0..<evaluated).map { critics.critic($0).value(input) }.min() ?? .nan
    }
    for i in 0..<rows {
      let input = row(i, of: critics.batch.proposed)
      #expect(abs(values[i] - smallest(input)) < 1e-5)
      for j in 0..<2 {
        let h: Scalar = 1e-2
        var (low, high) = (input, input)
        low[3 + j] -= h
        high[3 + j] += h
        let slope = (smallest(high) - smallest(low)) / (2 * h)
        #expect(abs(gradient[i * 2 + j] - slope) < 2e-3)
      }
    }
  }

  @Test func threadsDoNotDecideTheBits() {
    func run(threads: Int) -> [Vector<Scalar>] {
      var critics = ensemble(count: 3, threads: threads)
      for _ in 0..<20 {
        _ = critics.evaluateTargets()
        _ = critics.update(movingTargetsBy: 0.1, thenEvaluating: 2)
      }
      return (0..<3).flatMap { [critics.critic($0).parameters, critics.target($0)] }
    }
    #expect(run(threads: 1) == run(threads: 2))
  }
}
