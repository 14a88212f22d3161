import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Policies in files: they come back as they were, and a file that is not one is an error.
@Suite struct PolicyCheckpointTests {
  private func policy<E: BLASScalar>(
    _ head: StochasticPolicy<E>.Head, hidden: [Int] = [8, 6], _ activation: Activation = .tanh,
    seed: UInt64 = 80
  ) -> StochasticPolicy<E> {
    var stream = RandomStream(seed: seed)
    var policy = StochasticPolicy<E>(
      observations: 4, head: head, hidden: hidden, activation: activation, using: &stream)
    for i in 0..<policy.parameters.count { policy.parameters[i] += E(0.3 * stream.normal()) }
    return policy
  }

  private func actions<E: BLASScalar>(_ policy: StochasticPolicy<E>) -> Matrix<E> {
    var stream = RandomStream(seed: 81)
    var streams = stream.split(5)
    var actions = Matrix<E>(rows: 5, columns: policy.actionWidth)
    PolicyEvaluator(policy, rows: 5).sample(
      policy, normal(5, 4, &stream), into: &actions, using: &streams)
    return actions
  }

  private func returns<E: BLASScalar>(_ policy: StochasticPolicy<E>) throws {
    let path = NSTemporaryDirectory() + "apus-policy-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try policy.checkpoint(metadata: ["algorithm": "REINFORCE"]).write(to: path)
    let file = try SafetensorsFile(contentsOf: path)
    #expect(file.metadata["algorithm"] == "REINFORCE")
    let copy = try StochasticPolicy<E>(restoring: file)
    #expect(bits(copy.parameters) == bits(policy.parameters))
    #expect(copy.layout.slots.map(\.name) == policy.layout.slots.map(\.name))
    #expect(copy.network.layers.map(\.activation) == policy.network.layers.map(\.activation))
    #expect(actions(copy) == actions(policy))
  }

  @Test(arguments: [[], [8], [8, 6]]) func roundTrip(_ hidden: [Int]) throws {
    for activation in Activation.allCases {
      try returns(
        policy(.categorical(actions: 3), hidden: hidden, activation) as StochasticPolicy<Float>)
      try returns(
        policy(.gaussian(components: 2, deviation: 0.5), hidden: hidden, activation)
          as StochasticPolicy<Float>)
    }
    try returns(
      policy(.gaussian(components: 2, deviation: 0.5), hidden: hidden) as StochasticPolicy<Double>)
  }

  /// The file of a policy, with a tensor left out or another in its place, and with other metadata.
  private func file(
    without name: String? = nil, shape: [Int]? = nil, metadata: [String: String]? = nil
  ) throws -> SafetensorsFile {
    let original = try (policy(.gaussian(components: 2, deviation: 1)) as StochasticPolicy<Float>)
      .checkpoint()
    var file = SafetensorsFile(metadata: metadata ?? original.metadata)
    for tensor in original.tensors {
      if tensor.name != name {
        file.append(
          tensor.name, shape: tensor.shape,
          try original.vector(named: tensor.name, of: Float.self))
      } else if let shape {
        file.append(name ?? "", shape: shape, Vector<Float>(count: shape.reduce(1, *)))
      }
    }
    return file
  }

  @Test(arguments: [
    "policy.0.weight", "policy.0.bias", "policy.1.weight", "policy.2.weight", "policy.2.bias",
    "policy.log_deviation",
  ])
  func aTensorThatDoesNotFit(_ name: String) throws {
    let expected = try file().tensor(named: name).shape
    for found in [
      [3, 7], [expected[1], expected[0] + 1], [], [expected[0] * expected[1]], [0, 5],
    ] {
      let error = #expect(throws: TensorMismatchError.self) {
        try StochasticPolicy<Float>(restoring: file(without: name, shape: found))
      }
      #expect(error?.tensor == name)
      #expect(error?.expected == expected)
      #expect(error?.found == found)
      for part in [name, "\(expected)", "\(found)"] {
        #expect(error?.description.contains(part) == true)
      }
    }
    let missing = #expect(throws: SafetensorsError.self) {
      try StochasticPolicy<Float>(restoring: file(without: name))
    }
    guard case .missing(let tensor, _) = missing?.problem else {
      Issue.record("\(String(describing: missing))")
      return
    }
    #expect(tensor == name)
  }

  @Test func anotherPrecision() throws {
    let error = #expect(throws: SafetensorsError.self) {
      try StochasticPolicy<Double>(restoring: file())
    }
    guard case .wrongType = error?.problem else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aFailedRestoreChangesNothing() throws {
    var policy: StochasticPolicy<Float> = policy(.gaussian(components: 2, deviation: 1), seed: 82)
    let before = bits(policy.parameters)
    #expect(throws: SafetensorsError.self) {
      try policy.restore(from: file(without: "policy.log_deviation"))
    }
    #expect(bits(policy.parameters) == before)
    try policy.restore(from: file())
    #expect(bits(policy.parameters) != before)
  }

  @Test func noPolicyInTheMetadata() throws {
    let error = #expect(throws: PolicyFileError.self) {
      try StochasticPolicy<Float>(restoring: file(metadata: ["algorithm": "REINFORCE"]))
    }
    #expect(error?.description.contains("holds no policy") == true)
  }

  /// Descriptions that would crash or take all memory if they were believed.
  @Test(arguments: [
    "", "{", "[]", "null", "\"policy\"", "{}", "\u{0}", "{\"observations\":4}",
    description(observations: "-4"), description(observations: "0"),
    description(observations: "4.5"),
    description(observations: "1e300"), description(observations: "\"4\""),
    description(observations: "9223372036854775808"), description(hidden: "[-8,6]"),
    description(hidden: "[8,0]"), description(hidden: "8"), description(hidden: "[[8]]"),
    description(head: "\"components\":-2"), description(head: "\"components\":0"),
    description(head: "\"actions\":-1"), description(head: "\"actions\":2,\"components\":2"),
    description(head: "\"other\":2"), description(activation: "\"cube\""),
    description(hidden: String(repeating: "[", count: 100_000)),
  ])
  func aDescriptionThatIsNotUnderstood(_ text: String) throws {
    #expect(throws: PolicyFileError.self) {
      try StochasticPolicy<Float>(restoring: file(metadata: ["policy": text]))
    }
  }

  /// Descriptions of networks that are not in the file.
  @Test(arguments: [
    description(observations: "9223372036854775807"),
    description(hidden: "[9223372036854775807,6]"),
    description(hidden: "[4611686018427387904,4611686018427387904]"), description(hidden: "[6,8]"),
    description(observations: "3"),
  ])
  func aDescriptionThatDoesNotFit(_ text: String) throws {
    #expect(throws: TensorMismatchError.self) {
      try StochasticPolicy<Float>(restoring: file(metadata: ["policy": text]))
    }
  }

  /// Heads of a size that no policy has.
  @Test(arguments: [
    description(head: "\"components\":9223372036854775807"),
    description(head: "\"actions\":1000000000"),
  ])
  func aHeadThatIsTooLarge(_ text: String) throws {
    #expect(throws: PolicyFileError.self) {
      try StochasticPolicy<Float>(restoring: file(metadata: ["policy": text]))
    }
  }

  @Test func moreLayersThanInTheFile() throws {
    let hidden = "[" + String(repeating: "8,", count: 100_000) + "6]"
    #expect(throws: (any Error).self) {
      try StochasticPolicy<Float>(
        restoring: file(metadata: ["policy": Self.description(hidden: hidden)]))
    }
  }

  static func description(
    observations: String = "4", hidden: String = "[8,6]", head: String = "\"components\":2",
    activation: String = "\"tanh\""
  ) -> String {
    "{\"observations\":\(observations),\"hidden\":\(hidden),\(head),\"activation\":\(activation)}"
  }

  @Test func theDescriptionUsedAboveIsUnderstood() throws {
    _ = try StochasticPolicy<Float>(
      restoring: file(metadata: ["policy": Self.description()]))
  }

  @Test func truncatedFiles() throws {
    let bytes = try file().encoded()
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: SafetensorsError.self) {
        try StochasticPolicy<Float>(
          restoring: SafetensorsFile(parsing: Array(bytes[..<count]), path: "policy.safetensors"))
      }
    }
  }
}
