import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

struct ActorCriticNetworkTests {
  private func network(
    shares: Bool = false, _ initialization: NetworkInitialization = .glorot
  ) -> ActorCriticNetwork<Double> {
    var random = RandomStream(seed: 2)
    return ActorCriticNetwork(
      observations: 3, head: .gaussian(components: 2, deviation: 0.5), hidden: [6, 5],
      valueHidden: shares ? nil : [7], sharesTrunk: shares, initialization: initialization,
      using: &random)
  }

  @Test(arguments: [false, true])
  func thePolicyIsAPrefix(shares: Bool) {
    let network = network(shares: shares)
    let policy = network.policy
    #expect(network.policyCount == policy.layout.count)
    #expect(Array(network.layout.slots.prefix(policy.layout.slots.count)) == policy.layout.slots)
    let value = shares ? 5 + 1 : 3 * 7 + 7 + 7 + 1
    #expect(network.layout.count == policy.layout.count + value)
    var changed = network
    var other = policy
    for i in 0..<other.parameters.count { other.parameters[i] += 1 }
    changed.policy = other
    #expect(changed.policy.parameters == other.parameters)
    for i in network.policyCount..<network.layout.count {
      #expect(changed.parameters[i] == network.parameters[i])
    }
  }

  @Test(arguments: [false, true])
  func bothOutputsAreThoseOfEach(shares: Bool) {
    let network = network(shares: shares)
    let tape = Tape<Double>()
    let θ = tape.input(network.parameters)
    var random = RandomStream(seed: 4)
    let x = tape.input(Matrix<Double>(rows: 5, columns: 3) { _, _ in random.normal() })
    let a = tape.input(Matrix<Double>(rows: 5, columns: 2) { _, _ in random.normal() })
    let (π, v, _) = network.outputs(x, θ)
    #expect(
      π.logProbability(of: a).vector
        == network.distribution(x, θ).logProbability(of: a).vector)
    #expect(v.vector == network.values(x, θ).vector)
  }

  /// A separate value function says nothing about the policy's parameters, one on a shared trunk does.
  @Test(arguments: [false, true])
  func whichParametersTheValueDependsOn(shares: Bool) {
    let network = network(shares: shares)
    let tape = Tape<Double>()
    let θ = tape.input(network.parameters, trainable: true)
    let x = tape.input(Matrix<Double>(rows: 4, columns: 3) { Double($0) - Double($1) })
    let gradient = tape.gradient(of: network.values(x, θ).sum(), withRespectTo: θ).vector
    let policyPart = (0..<network.policyCount).contains { gradient[$0] != 0 }
    #expect(policyPart == shares)
    #expect((network.policyCount..<network.layout.count).contains { gradient[$0] != 0 })
  }

  @Test func orthogonalWeightsHaveTheirGains() throws {
    let network = network(.orthogonal)
    let gains = [
      "policy.0.weight": 2.0, "policy.1.weight": 2, "policy.2.weight": 1e-4, "value.0.weight": 2,
      "value.1.weight": 1,
    ]
    for (name, square) in gains {
      let slot = try #require(network.layout.slots.first { $0.name == name })
      let w = Matrix<Double>(rows: slot.rows, columns: slot.columns) {
        network.parameters[slot.offset + $0 * slot.columns + $1]
      }
      // Rows or columns, whichever are fewer, are orthogonal and of the gain's length.
      let a = slot.rows <= slot.columns ? w : w.transposed
      for i in 0..<a.rows {
        for j in 0..<a.rows {
          let product = (0..<a.columns).reduce(0) { $0 + a[i, $1] * a[j, $1] }
          #expect(abs(product - (i == j ? square : 0)) < 1e-12)
        }
      }
    }
  }

  @Test func weightsAndBiasesByFanInAreUniform() throws {
    let network = network(.fanIn)
    let inputs = ["policy.0": 3.0, "policy.1": 6, "policy.2": 5, "value.0": 3, "value.1": 7]
    for (layer, count) in inputs {
      for tensor in ["weight", "bias"] {
        let slot = try #require(network.layout.slots.first { $0.name == "\(layer).\(tensor)" })
        let sizes = (0..<slot.rows * slot.columns).map {
          abs(network.parameters[slot.offset + $0]) * count.squareRoot()
        }
        #expect(sizes.allSatisfy { $0 > 0 && $0 <= 1 })
        // Twelve numbers and more, of which the largest is far from the bound with probability 2⁻¹².
        if sizes.count >= 12 { #expect(sizes.contains { $0 > 0.5 }) }
      }
    }
  }
}
