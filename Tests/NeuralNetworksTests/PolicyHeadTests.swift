import CAllocationCounter
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Policies of every head: they act, allocate nothing, differentiate, and come back from a file.
@Suite struct PolicyHeadTests {
  static let heads: [PolicyHead] = [
    .categorical(actions: 4), .multiCategorical(counts: [3, 2, 4]),
    .autoregressive(counts: [3, 2, 4], features: 5), .bernoulli(components: 3),
    .gaussian(components: 2, deviation: 0.5),
    .stateDependentGaussian(components: 2, deviation: 0.5),
    .squashedGaussian(low: [-2, 0], high: [2, 1], deviation: 0.5),
    .beta(low: [-2, 0], high: [2, 1]), .mixture(components: 2, modes: 3, deviation: 0.5),
    .gsde(components: 2, deviation: 0.5, interval: 3),
    .fullGaussian(components: 3, deviation: 0.5),
  ]

  static func policy<E: BLASScalar>(
    _ head: PolicyHead, hidden: [Int] = [6]
  ) -> StochasticPolicy<E> {
    var random = RandomStream(seed: 40)
    return StochasticPolicy(observations: 3, head: head, hidden: hidden, using: &random)
  }

  static func observations<E: BLASScalar>(rows: Int) -> Matrix<E> {
    Matrix(rows: rows, columns: 3) { i, j in E((3 * i + j) % 5) / 3 - 0.5 }
  }

  @Test(arguments: heads, [[], [6]]) func actsWithoutAllocating(_ head: PolicyHead, _ hidden: [Int])
  {
    let policy: StochasticPolicy<Float> = Self.policy(head, hidden: hidden)
    let (rows, observations) = (4, Self.observations(rows: 4) as Matrix<Float>)
    let evaluator = PolicyEvaluator(policy, rows: rows)
    var streams = RandomStream(seed: 41).splitting(rows)
    var actions = Matrix<Float>(rows: rows, columns: policy.actionWidth)
    evaluator.sample(policy, observations, into: &actions, using: &streams)
    evaluator.mode(policy, observations, into: &actions)

    allocation_counter_start_thread()
    for _ in 0..<20 {
      evaluator.sample(policy, observations, into: &actions, using: &streams)
      evaluator.mode(policy, observations, into: &actions)
    }
    #expect(allocation_counter_stop_thread() == 0)

    evaluator.sample(policy, observations, into: &actions, using: &streams)
    let tape = Tape<Float>()
    let π = policy.distribution(tape.input(observations), tape.input(policy.parameters))
    #expect(π.logProbability(of: tape.input(actions)).vector.isFinite)
    if π.hasEntropy { #expect(π.entropy().vector.isFinite) }
  }

  @Test(arguments: heads) func eachRowHasItsStream(_ head: PolicyHead) {
    let policy: StochasticPolicy<Float> = Self.policy(head)
    let observations: Matrix<Float> = Self.observations(rows: 4)
    func sample(_ seeds: [UInt64]) -> Matrix<Float> {
      let evaluator = PolicyEvaluator(policy, rows: 4)
      var streams = seeds.map { RandomStream(seed: $0) }
      var actions = Matrix<Float>(rows: 4, columns: policy.actionWidth)
      // Several draws, so that no choice comes out equal by chance.
      var sum = actions
      for k in 0..<30 {
        evaluator.sample(policy, observations, into: &actions, using: &streams)
        for i in 0..<4 {
          for j in 0..<policy.actionWidth { sum[i, j] += Float(k % 7 + 1) * actions[i, j] }
        }
      }
      return sum
    }
    let (first, second) = (sample([1, 2, 3, 4]), sample([1, 2, 99, 4]))
    #expect(sample([1, 2, 3, 4]) == first)
    for i in 0..<4 {
      let isEqual = (0..<policy.actionWidth).allSatisfy { first[i, $0] == second[i, $0] }
      #expect(isEqual == (i != 2))
    }
  }

  @Test(arguments: heads) func gradients(_ head: PolicyHead) {
    let policy: StochasticPolicy<Double> = Self.policy(head)
    let observations: Matrix<Double> = Self.observations(rows: 2)
    var streams = RandomStream(seed: 42).splitting(2)
    var actions = Matrix<Double>(rows: 2, columns: policy.actionWidth)
    PolicyEvaluator(policy, rows: 2).sample(
      policy, observations, into: &actions, using: &streams)
    let drawn = actions
    if case .gsde = head {
      // Its features take no gradient by definition, so that differences would disagree.
      let tape = Tape<Double>()
      let θ = tape.input(policy.parameters, trainable: true)
      let π = policy.distribution(tape.input(observations), θ)
      let g = tape.gradient(of: π.entropy().sum(), withRespectTo: θ)
      let slot = policy.layout.slots.last
      for k in 0..<θ.count { #expect((g[0, k] != 0) == (k >= slot?.offset ?? 0)) }
      return
    }
    GradientTests.check(
      "\(head)", [Matrix(policy.parameters, rows: 1, columns: policy.parameters.count)]
    ) {
      let tape = $0[0].tape
      return policy.distribution(tape.input(observations), $0[0])
        .logProbability(of: tape.input(drawn))
    }
  }

  /// μ and L = [[½ e^0.3, 0], [½ 0.7, ½ e^−0.4]] from the outputs of a network that gives its biases.
  @Test func aFullGaussianByHand() {
    var policy: StochasticPolicy<Double> = Self.policy(
      .fullGaussian(components: 2, deviation: 0.5), hidden: [])
    let outputs = [0.1, -0.2, 0.3, 0.7, -0.4]
    let count = policy.parameters.count
    policy.parameters = Vector(
      (0..<count).map { $0 < count - 5 ? 0 : outputs[$0 - (count - 5)] })
    let tape = Tape<Double>()
    let π = policy.distribution(
      tape.input(rows: 1, columns: 3), tape.input(policy.parameters))
    let (a, b, c) = (0.5 * exp(0.3), 0.35, 0.5 * exp(-0.4))
    let first = (0.4 - 0.1) / a
    let second = (0.3 + 0.2 - b * first) / c
    let expected = -0.5 * (first * first + second * second) - log(a) - log(c) - log(2 * Double.pi)
    let action = tape.input(Matrix([[0.4, 0.3]]))
    #expect(abs(π.logProbability(of: action).scalar - expected) < 1e-12)
    #expect(abs(π.entropy().scalar - (log(a * c) + 1 + log(2 * Double.pi))) < 1e-12)
  }

  @Test func boundedActionsStayWithinTheirBounds() {
    for head in [
      PolicyHead.squashedGaussian(low: [0.1], high: [0.3], deviation: 5),
      .beta(low: [0.1], high: [0.3]),
    ] {
      let policy: StochasticPolicy<Float> = Self.policy(head)
      let evaluator = PolicyEvaluator(policy, rows: 2)
      var streams = RandomStream(seed: 43).splitting(2)
      var actions = Matrix<Float>(rows: 2, columns: 1)
      var isInside = true
      for _ in 0..<2_000 {
        evaluator.sample(
          policy, Self.observations(rows: 2), into: &actions, using: &streams)
        for i in 0..<2 { isInside = isInside && actions[i, 0] >= 0.1 && actions[i, 0] <= 0.3 }
      }
      #expect(isInside)
    }
  }

  @Test(arguments: heads.filter { $0.choices > 0 }) func masksForbid(_ head: PolicyHead) {
    let policy: StochasticPolicy<Float> = Self.policy(head)
    let observations: Matrix<Float> = Self.observations(rows: 2)
    let evaluator = PolicyEvaluator(policy, rows: 2, isMasked: true)
    // Row 0 has one choice left in each component, row 1 all but the first of the last component.
    let counts =
      switch head {
      case .multiCategorical(let counts), .autoregressive(let counts, _): counts
      default: [head.choices]
      }
    var mask = Matrix<Float>(repeating: 1, rows: 2, columns: head.choices)
    var start = 0
    for count in counts {
      for k in 0..<count where k != 1 { mask[0, start + k] = 0 }
      start += count
    }
    mask[1, start - (counts.last ?? 0)] = 0
    var streams = RandomStream(seed: 44).splitting(2)
    var actions = Matrix<Float>(rows: 2, columns: policy.actionWidth)
    evaluator.sample(policy, observations, allowed: mask, into: &actions, using: &streams)
    evaluator.mode(policy, observations, allowed: mask, into: &actions)
    allocation_counter_start_thread()
    for _ in 0..<300 {
      evaluator.sample(
        policy, observations, allowed: mask, into: &actions, using: &streams)
      for j in counts.indices { precondition(actions[0, j] == 1) }
      precondition(actions[1, counts.count - 1] != 0)
      evaluator.mode(policy, observations, allowed: mask, into: &actions)
      for j in counts.indices { precondition(actions[0, j] == 1) }
      precondition(actions[1, counts.count - 1] != 0)
    }
    #expect(allocation_counter_stop_thread() == 0)

    let tape = Tape<Float>()
    let π = policy.distribution(
      tape.input(observations), tape.input(policy.parameters), allowed: tape.input(mask))
    let ones = Matrix<Float>(repeating: 1, rows: 2, columns: policy.actionWidth)
    #expect(Swift.abs(π.logProbability(of: tape.input(ones))[0, 0]) < 1e-6)
  }

  @Test func noiseIsKeptSavedAndRenewed() {
    let policy: StochasticPolicy<Float> = Self.policy(Self.heads[9])
    let observations: Matrix<Float> = Self.observations(rows: 2)
    let evaluator = PolicyEvaluator(policy, rows: 2)
    var streams = RandomStream(seed: 45).splitting(2)
    var drawn: [Matrix<Float>] = []
    var actions = Matrix<Float>(rows: 2, columns: 2)
    var (noise, saved): (ExplorationNoise<Float>?, [RandomStream]) = (nil, [])
    for step in 0..<8 {
      if step == 5 { (noise, saved) = (evaluator.noise, streams) }
      evaluator.sample(policy, observations, into: &actions, using: &streams)
      drawn.append(actions)
    }
    #expect(drawn[0] == drawn[1] && drawn[1] == drawn[2] && drawn[3] == drawn[5])
    #expect(drawn[2] != drawn[3] && drawn[5] != drawn[6])

    let other = PolicyEvaluator(policy, rows: 2)
    other.noise = noise
    for step in 5..<8 {
      other.sample(policy, observations, into: &actions, using: &saved)
      #expect(actions == drawn[step])
    }
    other.noise?.renew()
    other.sample(policy, observations, into: &actions, using: &saved)
    #expect(actions != drawn[7])
    #expect(
      PolicyEvaluator(Self.policy(Self.heads[0]) as StochasticPolicy<Float>, rows: 1).noise == nil)
  }

  @Test(arguments: heads) func comesBackFromAFile(_ head: PolicyHead) throws {
    let policy: StochasticPolicy<Float> = Self.policy(head, hidden: [6, 5])
    let restored = try StochasticPolicy<Float>(restoring: policy.checkpoint())
    #expect(restored.head == head && restored.network == policy.network)
    #expect(restored.parameters == policy.parameters && restored.layout == policy.layout)
  }

  @Test func filesOfTheEarlierFormatAreRead() throws {
    func older(_ head: PolicyHead, _ size: String) throws -> StochasticPolicy<Float> {
      let policy: StochasticPolicy<Float> = Self.policy(head)
      let text = #"{"activation":"tanh","# + size + #","hidden":[6],"observations":3}"#
      return try StochasticPolicy(restoring: policy.tensors(metadata: ["policy": text]))
    }
    #expect(try older(.categorical(actions: 4), #""actions":4"#).head == .categorical(actions: 4))
    #expect(
      try older(.gaussian(components: 2, deviation: 0.5), #""components":2"#).head
        == .gaussian(components: 2, deviation: 1))
    #expect(throws: PolicyFileError.self) {
      try older(.categorical(actions: 4), #""actions":4,"components":4"#)
    }
    #expect(throws: PolicyFileError.self) {
      try older(.categorical(actions: 4), #""head":{"categorical":{"actions":-4}}"#)
    }
    #expect(throws: TensorMismatchError.self) {
      try older(.categorical(actions: 4), #""head":{"bernoulli":{"components":5}}"#)
    }
  }

  @Test func mistakesAreNamed() async {
    await #expect(processExitsWith: .failure) {
      let _: StochasticPolicy<Float> = Self.policy(.beta(low: [0, 1], high: [1, 1]))
    }
    await #expect(processExitsWith: .failure) {
      let policy: StochasticPolicy<Float> = Self.policy(.gaussian(components: 1, deviation: 1))
      _ = PolicyEvaluator(policy, rows: 1, isMasked: true)
    }
    await #expect(processExitsWith: .failure) {
      let π: StochasticPolicy<Float> = Self.policy(.mixture(components: 1, modes: 2, deviation: 1))
      let tape = Tape<Float>()
      _ = π.distribution(tape.input(rows: 1, columns: 3), tape.input(π.parameters)).entropy()
    }
  }
}

extension RandomStream {
  /// `count` streams, from a stream that is not used for anything else.
  fileprivate func splitting(_ count: Int) -> [RandomStream] {
    var copy = self
    return copy.split(count)
  }
}
