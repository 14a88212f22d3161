import Experiments
import LinearAlgebra
import Testing

struct SearchSpaceTests {
  private func space(_ yaml: String) throws -> SearchSpace {
    let folder = try TemporaryFolder()
    try folder.write(yaml, to: "space.yml")
    return try SearchSpace(contentsOf: folder.path + "/space.yml", for: "reinforce")
  }

  @Test func reading() throws {
    let space = try space(
      """
      # What is searched.
      learningRate: {logUniform: [1.0e-4, 0.1]}
      discount: {uniform: [0.9, 1]}
      batchSize: {integer: [50, 500]}
      updatesPerBatch: {logInteger: [1, 30]}
      hiddenWidths: {choice: [[8], [16, 16]]}
      activation:
        choice:
          - tanh
          - relu
      """)
    #expect(
      space.dimensions.map(\.name) == [
        "learningRate", "discount", "batchSize", "updatesPerBatch", "hiddenWidths", "activation",
      ])
    #expect(
      space.dimensions.map(\.distribution) == [
        .logUniform(1e-4...0.1), .uniform(0.9...1), .integer(50...500), .logInteger(1...30),
        .choice(["[8]", "[16, 16]"]), .choice(["tanh", "relu"]),
      ])
  }

  /// Each distribution against its own mean, its bounds and its ends.
  @Test func draws() throws {
    let space = try SearchSpace([
      ("a", .uniform(-1...3)), ("b", .logUniform(1e-4...1e-2)), ("c", .integer(2...4)),
      ("d", .logInteger(1...100)), ("e", .choice(["x", "y", "z"])),
    ])
    var stream = RandomStream(seed: 5)
    let draws = (0..<4000).map { _ in space.draw(using: &stream).map(\.text) }
    func numbers(_ j: Int) -> [Double] { draws.compactMap { Double($0[j]) } }
    for (j, low, high) in [(0, -1.0, 3.0), (1, 1e-4, 1e-2), (2, 2, 4), (3, 1, 100)] {
      let values = numbers(j)
      #expect(values.count == 4000 && values.allSatisfy { $0 >= low && $0 <= high }, "\(j)")
    }
    // Means within four standard errors: of 4 / √12, a factor of 10 below and above 1e-3, and √(2/3).
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let root = Double(4000).squareRoot()
    #expect(abs(mean(numbers(0)) - 1) < 4 * 1.155 / root)
    #expect(abs(mean(numbers(1).map { $0 < 1e-3 ? 1 : 0 }) - 0.5) < 4 * 0.5 / root)
    #expect(abs(mean(numbers(2)) - 3) < 4 * 0.8165 / root)
    // log(10.5 / 0.5) / log(100.5 / 0.5).
    #expect(abs(mean(numbers(3).map { $0 <= 10 ? 1 : 0 }) - 0.5741) < 4 * 0.5 / root)
    #expect(numbers(3).contains(1) && numbers(3).contains(100))
    for word in ["x", "y", "z"] {
      let share = mean(draws.map { $0[4] == word ? 1 : 0 })
      #expect(abs(share - 1 / 3) < 4 * 0.4714 / root)
    }
    // Four significant digits.
    #expect(draws.allSatisfy { $0[1].filter(\.isNumber).count <= 9 })
  }

  static let bad: [(String, String)] = [
    (
      "learningRat: {uniform: [0, 1]}",
      "line 1: learningRat is not a known key; did you mean \"learningRate\"?"
    ),
    ("learningRate: 0.1", "line 1: learningRate is not a distribution"),
    ("learningRate: {normal: [0, 1]}", "has the distribution normal, which is not a known key"),
    ("learningRate: {logUnifrom: [1, 2]}", "did you mean \"logUniform\"?"),
    ("learningRate: {uniform: 3}", "needs the ends of a range, such as {uniform: [1, 10]}"),
    ("learningRate: {uniform: [1, 2, 3]}", "needs the ends of a range"),
    ("learningRate: {uniform: [a, b]}", "has a range whose ends are not numbers"),
    ("learningRate: {uniform: [2, 1]}", "has an empty range, from 2 to 1"),
    ("learningRate: {uniform: [1, 1]}", "has an empty range, from 1 to 1"),
    ("learningRate: {uniform: [1, .inf]}", "has an empty range"),
    ("learningRate: {logUniform: [0, 1]}", "begins at 0; a logarithmic range must be positive"),
    ("batchSize: {integer: [1.5, 3]}", "has a range whose ends are not whole numbers"),
    ("batchSize: {integer: [5, 4]}", "has an empty range, from 5 to 4"),
    ("batchSize: {logInteger: [0, 4]}", "begins at 0"),
    ("activation: {choice: []}", "has no values to choose from"),
    ("activation: {choice: tanh}", "needs a list of values"),
    ("activation: {choice: [tanh, tanh]}", "has a value twice"),
    ("", "there is no option to search"),
    ("[1, 2]", "is not a YAML mapping"),
    ("learningRate: {uniform: [0, 1]}\nlearningRate: {uniform: [0, 1]}", "occurs twice"),
    ("learningRate: {uniform: [0, 1]", "not valid YAML"),
  ]

  @Test(arguments: bad) func whatIsNoSpace(yaml: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) { try space(yaml) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
  }

  static let unfit: [(String, SearchSpace.Distribution, String)] = [
    ("batchSize", .uniform(50...100.5), "batchSize is 100.5; a whole number, positive is expected"),
    ("batchSize", .integer(-5...5), "batchSize can be -5; it must be positive"),
    ("discount", .uniform(0.5...1.5), "discount can be 1.5; it must lie in (0, 1]"),
    ("activation", .choice(["tanh", "thin"]), "activation is \"thin\"; one of"),
    ("normalizesAdvantages", .choice(["true", "perhaps"]), "true or false is expected"),
    ("hiddenWidths", .choice(["[8]", "[0]"]), "hiddenWidths can be [0]; it must be positive"),
    ("noSuchOption", .uniform(0...1), "noSuchOption is not a known key"),
  ]

  /// Values that the option cannot take are found before anything is trained.
  @Test(arguments: unfit)
  func valuesThatDoNotFit(name: String, distribution: SearchSpace.Distribution, message: String)
    throws
  {
    let error = #expect(throws: ConfigurationError.self) {
      try HyperparameterSearch(
        "reinforce", environment: "CartPole-v0", space: SearchSpace([(name, distribution)]),
        plan: SearchPlan(budget: .iterations(1)))
    }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }
}
