import Environments
import LinearAlgebra
import ReinforcementLearning
import Testing
import ValueFunctions

@Suite("Fitted value iteration")
struct FittedTests {
  private func identity(_ n: Int) -> Matrix<Double> {
    Matrix(rows: n, columns: n) { $0 == $1 ? 1 : 0 }
  }

  @Test("With a table, or one feature a state, it is value iteration")
  func table() throws {
    let process = try TabularMDP(RandomProcess(states: 9, discount: 0.8, seed: 3).transitionTable())
    var exact = ValueIteration(process)
    var table = FittedValueIteration(
      process, features: identity(9), approximator: TableApproximator(states: 9))
    var linear = FittedValueIteration(
      process, features: identity(9), approximator: LinearApproximator(inputs: 9))
    for _ in 0..<5 {
      exact.iterate()
      try table.iterate()
      try linear.iterate()
      #expect(distance(exact.values, table.values) < 1e-12)
      #expect(distance(exact.values, linear.values) < 1e-12)
    }
    for _ in 0..<150 { try table.iterate() }
    exact.solve()
    #expect(distance(exact.values, table.values) < 1e-10)
  }

  @Test("Means over groups of states converge, to within the spread of V* in a group / (1 − γ)")
  func aggregation() throws {
    let process = try TabularMDP(
      RandomProcess(states: 12, discount: 0.9, seed: 5).transitionTable())
    let groups = Matrix<Double>(rows: 12, columns: 4) { $0 / 3 == $1 ? 1 : 0 }
    var iteration = FittedValueIteration(
      process, features: groups, approximator: TableApproximator(states: 4))
    for _ in 0..<300 { try iteration.iterate() }
    let settled = iteration.values
    try iteration.iterate()
    #expect(distance(settled, iteration.values) < 1e-10)
    var exact = ValueIteration(process)
    exact.solve()
    var spread = 0.0
    for g in 0..<4 {
      let own = (0..<3).map { exact.values[3 * g + $0] }
      spread = max(spread, own.max()! - own.min()!)
    }
    #expect(distance(settled, exact.values) <= spread / (1 - 0.9))
  }

  @Test("A terminal state is worth 0 whatever its features say")
  func terminal() throws {
    let example = try Counterexamples.tsitsiklisVanRoy(discount: 0.9, ending: 1)
    var iteration = FittedValueIteration(
      example.process, features: Matrix([[1], [2], [1000]]),
      approximator: LinearApproximator(weights: Matrix([[1]])))
    #expect(iteration.values == [1, 2, 0])
    // Targets 0.9 · 2 and 0: φ = (1 · 1.8 + 2 · 0)/5.
    try iteration.iterate()
    #expect(distance(iteration.values, [0.36, 0.72, 0]) < 1e-12)
  }

  @Test("Semi-gradient steps diverge on Baird's star, where a table and the argmin converge")
  func baird() throws {
    let star = try Counterexamples.baird()
    var gradient = FittedValueIteration(
      star.process, features: star.features,
      approximator: LinearApproximator(
        weights: star.weights, fit: .gradient(steps: 1, rate: 0.01)))
    var norms: [Double] = []
    for _ in 0..<2000 {
      try gradient.iterate()
      norms.append(gradient.approximator.weights.elements.norm)
    }
    #expect(norms[1999] > 10 * norms[999] && norms[999] > 2 * norms[99])
    var exact = FittedValueIteration(
      star.process, features: star.features,
      approximator: LinearApproximator(weights: star.weights))
    for _ in 0..<2000 { try exact.iterate() }
    #expect((0..<7).allSatisfy { abs(exact.values[$0]) < 1e-6 })
  }

  @Test("Least squares multiply the two states' value by γ (6 − 4ε)/5", arguments: [0.0, 0.25])
  func twoStates(ending: Double) throws {
    let example = try Counterexamples.tsitsiklisVanRoy(discount: 0.95, ending: ending)
    var iteration = FittedValueIteration(
      example.process, features: example.features,
      approximator: LinearApproximator(weights: example.weights))
    var expected = 1.0
    for _ in 0..<40 {
      try iteration.iterate()
      expected *= 0.95 * (6 - 4 * ending) / 5
      #expect(abs(iteration.approximator.weights[0, 0] / expected - 1) < 1e-9)
    }
    #expect(ending == 0 ? expected > 100 : expected < 1)
  }

  @Test("A network learns the values of a small process")
  func network() throws {
    let process = try TabularMDP(RandomProcess(states: 5, discount: 0.7, seed: 1).transitionTable())
    var exact = ValueIteration(process)
    exact.solve()
    var stream = RandomStream(seed: 1)
    var iteration = FittedValueIteration(
      process, features: identity(5),
      approximator: NetworkApproximator(
        inputs: 5, hidden: [16], learningRate: 0.01, gradientSteps: 40, using: &stream))
    for _ in 0..<60 { try iteration.iterate() }
    #expect(distance(exact.values, iteration.values) < 0.05)
  }

  @Test(
    "Least squares of several outputs use each one's own samples; a table keeps what it does not see"
  )
  func outputs() throws {
    var linear = LinearApproximator(inputs: 2, outputs: 2)
    // Output 0: 1 + 2x at x = 0 and 1; output 1: 4 at x = 3 and 6 at x = 5.
    try linear.fit(
      Matrix([[1, 0], [1, 3], [1, 1], [1, 5]]), outputs: [0, 1, 0, 1], targets: [1, 4, 3, 6])
    #expect(distance(linear.predict(Matrix([[1, 10]])).elements, [21, 11]) < 1e-9)
    var table = TableApproximator(states: 2, outputs: 2)
    try table.fit(Matrix([[1, 0], [1, 0]]), outputs: [1, 1], targets: [2, 4])
    #expect(table.values == Matrix([[0, 3], [0, 0]]))
  }

  @Test("Features that are not one-hot stop a table")
  func notOneHot() async {
    await #expect(processExitsWith: .failure) {
      var table = TableApproximator(states: 2)
      _ = table.predict(Matrix([[0.5, 0.5]]))
    }
  }
}
