import LinearAlgebra
import NeuralNetworks

/// A small random composition of tape operations, made from a seed: a program that can be recorded anywhere.
struct RandomGraph: CustomStringConvertible {
  typealias Builder = @Sendable ([Variable<Double>], inout RandomStream) -> Variable<Double>?

  /// One operation: which, on which values, and the seed of whatever it draws.
  struct Step {
    var operation: Int
    var operands: [Int]
    var seed: UInt64
  }

  let seed: UInt64
  /// Where the function is differentiated.
  let points: [Matrix<Double>]
  let steps: [Step]
  /// The values that no step reads; the function is the sum of their weighted elements.
  let open: [Int]

  /// No value has more elements than this, and none of larger magnitude comes out of a step.
  private static let largestCount = 36
  private static let largestMagnitude = 4.0

  init(seed: UInt64) {
    self.seed = seed
    var stream = RandomStream(seed: seed)
    points = (0..<1 + stream.integer(below: 3)).map { _ in
      let (rows, columns) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
      return Matrix(rows: rows, columns: columns) { _, _ in stream.uniform(-1.5, 1.5) }
    }
    let tape = Tape<Double>()
    var values = points.map { tape.input($0, trainable: true) }
    var steps: [Step] = []
    var isOpen = [Bool](repeating: true, count: values.count)
    func append(_ step: Step, _ value: Variable<Double>) {
      for operand in step.operands { isOpen[operand] = false }
      steps.append(step)
      values.append(value)
      isOpen.append(true)
    }
    let length = 2 + stream.integer(below: 6)
    var attempts = 0
    while steps.count < length && attempts < 200 {
      attempts += 1
      let number = stream.integer(below: Self.operations.count)
      let operation = Self.operations[number]
      let operands = (0..<operation.operands).map { _ in
        // The latest values more often, so that the graph is deep.
        stream.bernoulli(0.5)
          ? values.count - 1 - stream.integer(below: min(2, values.count))
          : stream.integer(below: values.count)
      }
      let step = Step(operation: number, operands: operands, seed: stream.next())
      guard let value = Self.record(step, values), value.count > 0,
        value.count <= Self.largestCount
      else { continue }
      append(step, value)
      if (0..<value.count).contains(where: { abs(value.pointer[$0]) > Self.largestMagnitude }) {
        let squash = Step(operation: Self.squash, operands: [values.count - 1], seed: 0)
        if let value = Self.record(squash, values) { append(squash, value) }
      }
    }
    self.steps = steps
    open = values.indices.filter { isOpen[$0] }
  }

  private static func record(_ step: Step, _ values: [Variable<Double>]) -> Variable<Double>? {
    var stream = RandomStream(seed: step.seed)
    return operations[step.operation].build(step.operands.map { values[$0] }, &stream)
  }

  /// Records the function of `inputs`, which have the shapes of `points`; [1 × 1].
  func record(_ inputs: [Variable<Double>]) -> Variable<Double> {
    var values = inputs
    for step in steps {
      guard let value = Self.record(step, values) else {
        preconditionFailure("Graph \(seed) cannot be recorded again.")
      }
      values.append(value)
    }
    var total = values[0].tape.constant(0)
    for (place, number) in open.enumerated() {
      let value = values[number]
      let weights = Matrix<Double>(rows: value.rows, columns: value.columns) { i, j in
        0.4 + Double((5 * i + 3 * j + place) % 7) / 5 * ((i + j) % 3 == 1 ? -1 : 1)
      }
      total = total + (value * value.tape.input(weights)).sum()
    }
    return total
  }

  var description: String {
    let inputs = points.map { "\($0.rows)×\($0.columns)" }
    let names = steps.map { step in
      "\(Self.operations[step.operation].name)(\(step.operands.map(String.init).joined(separator: ",")))"
    }
    return "seed \(seed): \(inputs.joined(separator: " ")); \(names.joined(separator: " "))"
  }
}
