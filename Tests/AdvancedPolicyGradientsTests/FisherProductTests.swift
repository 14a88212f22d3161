import AdvancedPolicyGradients
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// Fisher–vector products against the Fisher information written out, in Double.
struct FisherProductTests {
  private struct Case {
    let network: ActorCriticNetwork<Double>
    let states: Matrix<Double>
    let masks: Matrix<Double>?
    let product: FisherProduct<Double>

    init(_ head: PolicyHead, rows: Int = 12, isMasked: Bool = false) {
      var random = RandomStream(seed: 11)
      network = ActorCriticNetwork(
        observations: 3, head: head, hidden: [4], valueHidden: [2], using: &random)
      states = Matrix(rows: rows, columns: 3) { _, _ in random.normal() }
      masks =
        isMasked
        ? Matrix(rows: rows, columns: head.choices) { $1 == $0 % head.choices ? 0 : 1 } : nil
      product = FisherProduct(network, rows: rows, isMasked: isMasked)
      product.prepare(network, states, masks: masks, rows: ArraySlice(0..<rows))
    }

    /// F = 1/n Σₛ Σₐ π(a|s) ∇log π(a|s) ∇log π(a|s)ᵀ for a categorical policy.
    var categoricalFisher: Matrix<Double> {
      let count = network.policyCount
      var fisher = Matrix<Double>(rows: count, columns: count)
      let tape = Tape<Double>()
      for i in 0..<states.rows {
        for action in 0..<network.head.choices {
          tape.reset()
          let θ = tape.input(network.policy.parameters, trainable: true)
          let x = tape.input(
            Matrix<Double>(rows: 1, columns: 3) { _, j in states[i, j] })
          let mask = masks.map { masks in
            tape.input(Matrix<Double>(rows: 1, columns: masks.columns) { masks[i, $1] })
          }
          if let masks, masks[i, action] == 0 { continue }
          let logπ = network.distribution(x, θ, allowed: mask)
            .logProbability(of: tape.input(Matrix<Double>([[Double(action)]])))
          let g = tape.gradient(of: logπ, withRespectTo: θ)
          let weight = exp(logπ).scalar / Double(states.rows)
          for k in 0..<count {
            for l in 0..<count { fisher[k, l] += weight * g[0, k] * g[0, l] }
          }
        }
      }
      return fisher
    }

    /// F of a Gaussian with free log σ: 1/n Σₛ Jᵀ diag(σ⁻²) J for the means, and 2 for each log σ.
    var gaussianFisher: Matrix<Double> {
      let count = network.policyCount
      var fisher = Matrix<Double>(rows: count, columns: count)
      let tape = Tape<Double>()
      for i in 0..<states.rows {
        for j in 0..<network.actionWidth {
          tape.reset()
          let θ = tape.input(network.policy.parameters, trainable: true)
          let x = tape.input(
            Matrix<Double>(rows: 1, columns: 3) { _, k in states[i, k] })
          guard case .gaussian(let π) = network.distribution(x, θ) else {
            Issue.record("no Gaussian")
            return fisher
          }
          let g = tape.gradient(of: π.mean.columns(j..<j + 1), withRespectTo: θ)
          let weight = exp(-2 * π.logDeviation)[0, j] / Double(states.rows)
          for k in 0..<count {
            for l in 0..<count { fisher[k, l] += weight * g[0, k] * g[0, l] }
          }
        }
      }
      // log σ is the last of the policy's tensors.
      for j in 1...network.actionWidth { fisher[count - j, count - j] += 2 }
      return fisher
    }
  }

  private func check(_ fisher: Matrix<Double>, _ product: FisherProduct<Double>) {
    var random = RandomStream(seed: 4)
    for _ in 0..<3 {
      let v = Vector<Double>((0..<product.count).map { _ in random.normal() })
      var result = Vector<Double>(count: product.count)
      product.multiply(v, into: &result)
      for k in 0..<product.count {
        let expected = (0..<product.count).reduce(0) { $0 + fisher[k, $1] * v[$1] }
        #expect(abs(result[k] - expected) < 1e-12)
      }
    }
  }

  @Test func categorical() {
    let example = Case(.categorical(actions: 3))
    check(example.categoricalFisher, example.product)
  }

  @Test func maskedCategorical() {
    let example = Case(.categorical(actions: 3), isMasked: true)
    check(example.categoricalFisher, example.product)
  }

  @Test func gaussian() {
    let example = Case(.gaussian(components: 2, deviation: 0.5))
    check(example.gaussianFisher, example.product)
  }

  /// Conjugate gradients on products find what a direct solution of (F + λ I) x = g finds.
  @Test(arguments: [false, true])
  func theDirectionIsTheExplicitSolution(isGaussian: Bool) throws {
    let example = Case(
      isGaussian ? .gaussian(components: 2, deviation: 0.5) : .categorical(actions: 3), rows: 40)
    var fisher = isGaussian ? example.gaussianFisher : example.categoricalFisher
    let (product, count) = (example.product, example.product.count)
    let damping = 1e-3
    for k in 0..<count { fisher[k, k] += damping }
    var random = RandomStream(seed: 9)
    let g = Vector<Double>((0..<count).map { _ in random.normal() })
    let expected = try CholeskyFactorization(fisher).solve(g)
    var solver = ConjugateGradient<Double>(
      count: count, maximumIterations: 10 * count, damping: damping)
    var x = Vector<Double>(count: count)
    try solver.solve(g, into: &x) { product.multiply($0, into: &$1) }
    let scale = expected.norm
    for k in 0..<count { #expect(abs(x[k] - expected[k]) < 1e-8 * scale) }
  }

  /// Products on some of the states are the products for these states alone.
  @Test func aSubsetOfStates() {
    let example = Case(.categorical(actions: 2))
    let few = FisherProduct(example.network, rows: 3)
    few.prepare(example.network, example.states, rows: [1, 5, 9])
    let other = FisherProduct(example.network, rows: 3)
    let rows = Matrix<Double>(rows: 3, columns: 3) { example.states[1 + 4 * $0, $1] }
    other.prepare(example.network, rows, rows: [0, 1, 2])
    let v = Vector<Double>((0..<few.count).map { Double($0 % 5) - 2 })
    var (a, b) = (Vector<Double>(count: few.count), Vector<Double>(count: few.count))
    few.multiply(v, into: &a)
    other.multiply(v, into: &b)
    #expect(a == b && a.norm > 0)
  }
}
