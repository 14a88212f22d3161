import CAllocationCounter
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Conditional variational autoencoders of actions.
@Suite struct LatentPolicyTests {
  private func policy<E: BLASScalar>(hidden: [Int] = [5]) -> LatentPolicy<E> {
    var stream = RandomStream(seed: 70)
    var policy = LatentPolicy<E>(
      LatentPolicy.Architecture(
        observations: 3, components: 2, latent: 2, hidden: hidden, deviation: 0.5), using: &stream)
    for i in 0..<policy.parameters.count { policy.parameters[i] += E(0.3 * stream.normal()) }
    return policy
  }

  /// Without hidden layers and with all weights 0: q is N(0, 1), p is N(0, 0.5²), so that the bound is
  /// log N(a; 0, 0.5²), and with an encoder's bias (μ, log σ) it loses β times (μ² + σ² − 1)/2 − log σ a component.
  @Test func theBoundByHand() {
    var stream = RandomStream(seed: 71)
    var policy = LatentPolicy<Double>(
      LatentPolicy.Architecture(
        observations: 1, components: 1, latent: 1, hidden: [], deviation: 0.5), using: &stream)
    func bound(_ β: Double) -> Double {
      let tape = Tape<Double>()
      return policy.evidenceBound(
        tape.input(Matrix([[3]])), tape.input(Matrix([[0.25]])), noise: tape.input(Matrix([[0.7]])),
        divergenceWeight: β, tape.input(policy.parameters)
      ).scalar
    }
    for slot in policy.layout.slots where slot.name != "policy.log_deviation" {
      for i in 0..<slot.count { policy.parameters[slot.offset + i] = 0 }
    }
    let density = -0.5 * 0.25 - log(0.5) - 0.5 * log(2 * Double.pi)
    #expect(abs(bound(1) - density) < 1e-12)
    for slot in policy.layout.slots where slot.name == "encoder.0.bias" {
      policy.parameters[slot.offset] = 0.4
      policy.parameters[slot.offset + 1] = -0.3
    }
    let divergence = 0.5 * (0.16 + exp(-0.6) - 1) + 0.3
    #expect(abs(bound(1) - (density - divergence)) < 1e-12)
    #expect(abs(bound(0.1) - (density - 0.1 * divergence)) < 1e-12)
    // The decoder sees z = 0.4 + 0.7 exp(−0.3): with a weight of 1 on it, that is the mean.
    for slot in policy.layout.slots where slot.name == "policy.0.weight" {
      policy.parameters[slot.offset + 1] = 1
    }
    let z = 0.4 + 0.7 * exp(-0.3)
    let moved =
      -0.5 * pow((0.25 - z) / 0.5, 2) - log(0.5) - 0.5 * log(2 * Double.pi) - divergence
    #expect(abs(bound(1) - moved) < 1e-12)
  }

  @Test func gradients() {
    let policy: LatentPolicy<Double> = policy()
    var stream = RandomStream(seed: 72)
    let (x, a, ε): (Matrix<Double>, Matrix<Double>, Matrix<Double>) = (
      normal(3, 3, &stream), normal(3, 2, &stream), normal(3, 2, &stream)
    )
    let parameters = Matrix<Double>(rows: 1, columns: policy.parameters.count) { _, j in
      policy.parameters[j]
    }
    let checker = GradientChecker(points: [parameters]) { arguments in
      let tape = arguments[0].tape
      return policy.evidenceBound(
        tape.input(x), tape.input(a), noise: tape.input(ε), divergenceWeight: 0.7, arguments[0])
    }
    checker.checkFirst("evidence bound")
  }

  @Test func comesBackFromAFile() throws {
    let policy: LatentPolicy<Float> = policy()
    let file = try policy.checkpoint()
    let copy = try LatentPolicy<Float>(restoring: file)
    #expect(copy.architecture == policy.architecture)
    #expect(bits(copy.parameters) == bits(policy.parameters))
    let text = try #require(file.metadata["latent_policy"])
    for (old, new) in [(#""latent":2"#, #""latent":0"#), (#""hidden":[5]"#, #""hidden":[-5]"#)] {
      var wrong = SafetensorsFile(metadata: [
        "latent_policy": text.replacingOccurrences(of: old, with: new)
      ])
      for tensor in file.tensors { wrong.append(tensor.name, tensor) }
      #expect(throws: PolicyFileError.self) { try LatentPolicy<Float>(restoring: wrong) }
    }
    #expect(throws: PolicyFileError.self) {
      try LatentPolicy<Float>(restoring: SafetensorsFile())
    }
  }

  /// An action of another z is another action, but for the deterministic one; and to act allocates nothing.
  @Test func acting() {
    let policy: LatentPolicy<Float> = policy()
    let evaluator = LatentEvaluator(policy, rows: 4)
    let seen = Matrix<Float>(repeating: 0.5, rows: 4, columns: 3)
    var actions = Matrix<Float>(rows: 4, columns: 2)
    var streams = (0..<4).map { RandomStream(seed: $0) }
    evaluator.sample(policy, seen, into: &actions, using: &streams)
    #expect(actions[0, 0] != actions[1, 0])
    evaluator.mode(policy, seen, into: &actions)
    #expect(actions[0, 0] == actions[1, 0])
    guard allocation_counter_is_active() else { return }
    func step() { evaluator.sample(policy, seen, into: &actions, using: &streams) }
    for _ in 0..<3 { step() }
    allocation_counter_start_thread()
    for _ in 0..<5 { step() }
    #expect(allocation_counter_stop_thread() == 0)
  }
}
