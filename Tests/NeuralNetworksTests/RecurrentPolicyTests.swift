import CAllocationCounter
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Policies with a memory: sequences against single steps, gradients, files.
@Suite struct RecurrentPolicyTests {
  private typealias Cell = RecurrentNetwork.Cell

  private func policy<E: BLASScalar>(
    _ cell: RecurrentNetwork.Cell, _ head: PolicyHead = .gaussian(components: 2, deviation: 0.5),
    encoder: [Int] = [5], hidden: [Int] = [6]
  ) -> RecurrentPolicy<E> {
    var stream = RandomStream(seed: 90)
    var policy = RecurrentPolicy<E>(
      RecurrentPolicy.Architecture(
        observations: 3, head: head, encoder: encoder, cell: cell, units: 4, hidden: hidden),
      using: &stream)
    for i in 0..<policy.parameters.count { policy.parameters[i] += E(0.3 * stream.normal()) }
    return policy
  }

  /// A whole sequence with episodes that begin on the way gives what single steps give, copy by copy.
  @Test(arguments: RecurrentNetwork.Cell.allCases, [[], [5]])
  func sequencesAndSingleStepsAgree(cell: RecurrentNetwork.Cell, encoder: [Int]) {
    let (steps, batch) = (7, 3)
    let policy: RecurrentPolicy<Double> = policy(cell, encoder: encoder)
    var stream = RandomStream(seed: 91)
    let observations: Matrix<Double> = normal(steps * batch, 3, &stream)
    let resets = Matrix<Double>(rows: steps * batch, columns: 1) { row, _ in
      // Copy 1 begins anew at step 3, copy 2 at steps 2 and 6; what stands at step 0 has no effect on a zero state.
      [0, 3 * batch + 1, 2 * batch + 2, 6 * batch + 2].contains(row) ? 1 : 0
    }
    let tape = Tape<Double>()
    let (π, last) = policy.distribution(
      tape.input(observations), state: tape.input(policy.initialState(batch: batch)),
      resets: tape.input(resets), tape.input(policy.parameters))
    guard case .gaussian(let gaussian) = π else {
      Issue.record("\(π)")
      return
    }
    let evaluator = RecurrentEvaluator(policy, rows: batch)
    var state = policy.initialState(batch: batch)
    var actions = Matrix<Double>(rows: batch, columns: 2)
    for t in 0..<steps {
      for copy in 0..<batch where resets[t * batch + copy, 0] == 1 {
        policy.forget(copy, of: batch, in: &state)
      }
      let seen = Matrix<Double>(rows: batch, columns: 3) { observations[t * batch + $0, $1] }
      evaluator.mode(policy, seen, state: &state, into: &actions)
      for i in 0..<batch {
        for j in 0..<2 {
          #expect(abs(actions[i, j] - gaussian.mean[t * batch + i, j]) < 1e-12)
        }
      }
    }
    for i in 0..<state.rows {
      for j in 0..<state.columns { #expect(abs(state[i, j] - last[i, j]) < 1e-12) }
    }
    #expect(state.rows == cell.states * batch && last.rows == state.rows)
  }

  @Test func forgettingConcernsOneEpisode() {
    let policy: RecurrentPolicy<Float> = policy(.lstm)
    var state = Matrix<Float>(repeating: 1, rows: 6, columns: 4)
    policy.forget(1, of: 3, in: &state)
    for i in 0..<6 {
      for j in 0..<4 { #expect(state[i, j] == (i % 3 == 1 ? 0 : 1)) }
    }
  }

  /// log π of whole sequences, with respect to θ and the first state.
  @Test(arguments: RecurrentNetwork.Cell.allCases) func gradients(cell: RecurrentNetwork.Cell) {
    let (steps, batch) = (3, 2)
    for head in [
      PolicyHead.gaussian(components: 2, deviation: 0.5),
      .mixture(components: 2, modes: 2, deviation: 0.7),
      .autoregressive(counts: [3, 2], features: 3),
    ] {
      let policy: RecurrentPolicy<Double> = policy(cell, head, hidden: [])
      var stream = RandomStream(seed: 92)
      let observations: Matrix<Double> = normal(steps * batch, 3, &stream)
      let actions: Matrix<Double> =
        head.choices > 0
        ? Matrix(rows: 6, columns: 2) { i, j in Double((i + j) % 2) } : normal(6, 2, &stream)
      let resets = Matrix<Double>([[0], [0], [0], [1], [0], [0]])
      let state: Matrix<Double> = normal(cell.states * batch, 4, &stream)
      let parameters = Matrix<Double>(rows: 1, columns: policy.parameters.count) { _, j in
        policy.parameters[j]
      }
      let checker = GradientChecker(points: [parameters, state]) { arguments in
        let tape = arguments[0].tape
        let (π, _) = policy.distribution(
          tape.input(observations), state: arguments[1], resets: tape.input(resets), arguments[0])
        return π.logProbability(of: tape.input(actions))
      }
      checker.checkFirst("\(cell), \(head)")
    }
  }

  @Test(arguments: RecurrentNetwork.Cell.allCases) func actingAllocatesNothing(
    cell: RecurrentNetwork.Cell
  ) {
    guard allocation_counter_is_active() else { return }
    let policy: RecurrentPolicy<Float> = policy(cell)
    let evaluator = RecurrentEvaluator(policy, rows: 4)
    var state = policy.initialState(batch: 4)
    var actions = Matrix<Float>(rows: 4, columns: 2)
    var streams = (0..<4).map { RandomStream(seed: $0) }
    let observations = Matrix<Float>(repeating: 0.5, rows: 4, columns: 3)
    func step() {
      evaluator.sample(policy, observations, state: &state, into: &actions, using: &streams)
    }
    for _ in 0..<3 { step() }
    allocation_counter_start_thread()
    for _ in 0..<5 { step() }
    #expect(allocation_counter_stop_thread() == 0)
  }

  private func actions(_ policy: RecurrentPolicy<Float>) -> Matrix<Float> {
    var stream = RandomStream(seed: 93)
    var streams = stream.split(5)
    var actions = Matrix<Float>(rows: 5, columns: policy.actionWidth)
    var state = policy.initialState(batch: 5)
    let evaluator = RecurrentEvaluator(policy, rows: 5)
    for _ in 0..<3 {
      evaluator.sample(
        policy, normal(5, 3, &stream), state: &state, into: &actions, using: &streams)
    }
    return actions
  }

  @Test(arguments: RecurrentNetwork.Cell.allCases) func roundTrip(cell: RecurrentNetwork.Cell)
    throws
  {
    for head in [
      PolicyHead.categorical(actions: 3), .gaussian(components: 2, deviation: 0.5),
      .autoregressive(counts: [2, 3], features: 4),
      .gsde(components: 2, deviation: 0.5, interval: 2),
    ] {
      let policy: RecurrentPolicy<Float> = policy(cell, head)
      let file = try SafetensorsFile(
        parsing: policy.checkpoint(metadata: ["seed": "1"]).encoded(), path: "policy")
      #expect(file.metadata["seed"] == "1")
      let copy = try RecurrentPolicy<Float>(restoring: file)
      #expect(copy.architecture == policy.architecture)
      #expect(bits(copy.parameters) == bits(policy.parameters))
      #expect(actions(copy) == actions(policy))
    }
  }

  @Test func filesThatDoNotFit() throws {
    let good = try (policy(.gru) as RecurrentPolicy<Float>).checkpoint()
    let text = try #require(good.metadata["recurrent_policy"])
    func restore(_ text: String?) throws {
      var file = SafetensorsFile(metadata: text.map { ["recurrent_policy": $0] } ?? [:])
      for tensor in good.tensors { file.append(tensor.name, tensor) }
      _ = try RecurrentPolicy<Float>(restoring: file)
    }
    try restore(text)
    #expect(throws: PolicyFileError.self) { try restore(nil) }
    #expect(throws: PolicyFileError.self) { try restore("{}") }
    for (old, new) in [
      (#""units":4"#, #""units":0"#), (#""units":4"#, #""units":9000000000000000000"#),
      (#""encoder":[5]"#, #""encoder":[-5]"#), (#""cell":"gru""#, #""cell":"rnn""#),
    ] {
      #expect(text.contains(old))
      let wrong = text.replacingOccurrences(of: old, with: new)
      #expect(throws: PolicyFileError.self, "\(new)") { try restore(wrong) }
    }
    let error = #expect(throws: TensorMismatchError.self) {
      try restore(text.replacingOccurrences(of: #""units":4"#, with: #""units":5"#))
    }
    #expect(error?.tensor == "policy.memory.weight_ih")
    #expect(throws: TensorMismatchError.self) {
      try restore(text.replacingOccurrences(of: #""cell":"gru""#, with: #""cell":"lstm""#))
    }
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      let policy = RecurrentPolicy<Float>(
        .init(observations: 3, head: .categorical(actions: 2)), using: &stream)
      var state = policy.initialState(batch: 2)
      policy.forget(2, of: 2, in: &state)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 0)
      let policy = RecurrentPolicy<Float>(
        .init(observations: 3, head: .categorical(actions: 2)), using: &stream)
      var state = policy.initialState(batch: 3)
      var actions = Matrix<Float>(rows: 2, columns: 1)
      RecurrentEvaluator(policy, rows: 2).mode(
        policy, Matrix(rows: 2, columns: 3), state: &state, into: &actions)
    }
  }
}
