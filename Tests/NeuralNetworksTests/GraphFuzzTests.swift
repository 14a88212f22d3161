import LinearAlgebra
import NeuralNetworks
import Testing

/// Random small graphs of all operations against central differences. A failure names its seed:
/// `RandomGraph(seed:)` makes the graph again, and `GraphCheck().check(seed)` its checks.
@Suite struct GraphFuzzTests {
  static let parts = 20
  static let graphsInAPart = 500

  @Test(arguments: 0..<parts) func gradients(_ part: Int) {
    var check = GraphCheck()
    for number in 0..<Self.graphsInAPart {
      check.check(UInt64(part * Self.graphsInAPart + number), second: number % 10 == 0)
    }
    #expect(
      check.skipped <= check.compared / 50,
      "\(check.skipped) comparisons stood too near a kink, \(check.compared) did not")
  }

  @Test func everyOperationOccurs() {
    var counts = [Int](repeating: 0, count: RandomGraph.operations.count)
    for seed in 0..<1_000 {
      for step in RandomGraph(seed: UInt64(seed)).steps { counts[step.operation] += 1 }
    }
    for (operation, count) in zip(RandomGraph.operations, counts) {
      #expect(count >= 5, "\(operation.name) occurs \(count) times in 1,000 graphs")
    }
  }
}

/// Compares derivatives of random graphs with differences, and replays with recordings.
struct GraphCheck {
  /// The relative error that is tolerated.
  private static let tolerance = 4e-6

  private let values = Tape<Double>()
  private let gradients = Tape<Double>()
  private let again = Tape<Double>()
  private let products = Tape<Double>()
  private(set) var compared = 0
  private(set) var skipped = 0

  mutating func check(_ seed: UInt64, second: Bool = true) {
    let graph = RandomGraph(seed: seed)
    var stream = RandomStream(seed: seed ^ 0x5EED)
    let directions = graph.points.map { point in
      Matrix<Double>(rows: point.rows, columns: point.columns) { _, _ in stream.uniform(-1, 1) }
    }
    let recorded = Recording(graph, graph.points, on: gradients)
    checkFirst(graph, directions, recorded)
    checkReplay(graph, directions, recorded)
    if second { checkProducts(graph, directions) }
  }

  /// A graph's value and its gradients of both kinds.
  private struct Recording {
    let inputs: [Variable<Double>]
    let value: Variable<Double>
    let firstOrder: [Variable<Double>]
    let differentiable: [Variable<Double>]

    init(_ graph: RandomGraph, _ points: [Matrix<Double>], on tape: Tape<Double>) {
      tape.reset()
      inputs = points.map { tape.input($0, trainable: true) }
      value = graph.record(inputs)
      firstOrder = tape.gradient(of: value, withRespectTo: inputs)
      differentiable = tape.gradient(of: value, withRespectTo: inputs, differentiable: true)
    }

    /// The bits of everything.
    var bits: [UInt64] {
      ([value] + firstOrder + differentiable).flatMap { v in
        (0..<v.count).map { v.pointer[$0].bitPattern }
      }
    }
  }

  private func fail(_ graph: RandomGraph, _ what: String) { Issue.record("\(what); \(graph)") }

  /// The derivative at 0, or nil if f has a kink nearby or is too steep for differences.
  private func slope(_ f: (Double) -> Double) -> Double? {
    for step in [1e-3, 1e-4, 1e-5] {
      let wide = (f(step) - f(-step)) / (2 * step)
      let narrow = (f(step / 2) - f(-step / 2)) / step
      if abs(wide - narrow) <= 1e-6 * (1 + abs(narrow)) { return (4 * narrow - wide) / 3 }
    }
    return nil
  }

  private mutating func compare(
    _ analytic: Double, _ numeric: Double?, magnitude: Double, _ graph: RandomGraph, _ what: String
  ) {
    guard let numeric else {
      skipped += 1
      return
    }
    compared += 1
    let error = abs(analytic - numeric)
    if !(error <= Self.tolerance * (1 + magnitude)) {
      fail(graph, "\(what): \(analytic) against \(numeric)")
    }
  }

  private func dot(
    _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> (Double, magnitude: Double) {
    var (sum, magnitude) = (0.0, 0.0)
    for i in 0..<count {
      sum += a[i] * b[i]
      magnitude += abs(a[i] * b[i])
    }
    return (sum, magnitude)
  }

  private func move(
    _ inputs: [Variable<Double>], _ graph: RandomGraph, _ directions: [Matrix<Double>],
    by step: Double
  ) {
    for (input, (point, direction)) in zip(inputs, zip(graph.points, directions)) {
      let leaf = input.pointer
      point.withUnsafePointer { point in
        direction.withUnsafePointer { direction in
          for i in 0..<input.count { leaf[i] = point[i] + step * direction[i] }
        }
      }
    }
  }

  private mutating func checkFirst(
    _ graph: RandomGraph, _ directions: [Matrix<Double>], _ recorded: Recording
  ) {
    let tape = values
    tape.reset()
    let inputs = graph.points.map { tape.input($0, trainable: true) }
    let value = graph.record(inputs)
    let numeric = slope { step in
      move(inputs, graph, directions, by: step)
      tape.replay()
      return value.scalar
    }
    for (name, gradients) in [
      ("first-order gradient", recorded.firstOrder),
      ("differentiable gradient", recorded.differentiable),
    ] {
      var (sum, magnitude) = (0.0, 0.0)
      for (gradient, direction) in zip(gradients, directions) {
        let part = direction.withUnsafePointer { dot(gradient.pointer, $0, gradient.count) }
        sum += part.0
        magnitude += part.magnitude
      }
      compare(sum, numeric, magnitude: magnitude, graph, name)
    }
    for (a, b) in zip(recorded.firstOrder, recorded.differentiable) {
      for i in 0..<a.count {
        let difference = abs(a.pointer[i] - b.pointer[i])
        if !(difference <= 1e-11 * (1 + abs(b.pointer[i]))) {
          fail(graph, "the two gradients: \(a.pointer[i]) and \(b.pointer[i])")
        }
      }
    }
  }

  /// A replay on other points gives the bits of a recording there, and a replay on the first points the first.
  private func checkReplay(
    _ graph: RandomGraph, _ directions: [Matrix<Double>], _ recorded: Recording
  ) {
    let before = recorded.bits
    move(recorded.inputs, graph, directions, by: 0.3)
    gradients.replay()
    let fresh = Recording(graph, recorded.inputs.map(\.matrix), on: again)
    if recorded.bits != fresh.bits { fail(graph, "a replay differs from a recording") }
    move(recorded.inputs, graph, directions, by: 0)
    gradients.replay()
    if recorded.bits != before { fail(graph, "a second replay differs from the recording") }
  }

  /// Hessian–vector and Jacobian–vector products, with all points as views of one vector.
  private mutating func checkProducts(_ graph: RandomGraph, _ directions: [Matrix<Double>]) {
    let tape = products
    tape.reset()
    let count = graph.points.reduce(0) { $0 + $1.count }
    let θ = tape.input(Matrix(rows: 1, columns: count), trainable: true)
    let v = tape.input(rows: 1, columns: count)
    var start: [Double] = []
    var direction: [Double] = []
    for (point, d) in zip(graph.points, directions) {
      start += Array(point.elements)
      direction += Array(d.elements)
    }
    θ.assign(Vector(start))
    var offset = 0
    let inputs = graph.points.map { point in
      defer { offset += point.count }
      return θ.view(offset: offset, rows: point.rows, columns: point.columns)
    }
    let value = graph.record(inputs)
    let gradient = tape.gradient(of: value, withRespectTo: θ)
    let hessian = tape.hessianVectorProduct(of: value, withRespectTo: θ, along: v)
    let third = tape.hessianVectorProduct(
      of: value, withRespectTo: θ, along: v, differentiable: true)
    let jacobian = tape.jacobianVectorProduct(of: value, along: v, withRespectTo: θ)

    // The direction comes only now: it must be an input to all of them.
    v.assign(Vector(direction))
    tape.replay()
    let weights = (0..<count).map { 0.4 + Double(($0 * 3) % 5) / 4 }
    let (sum, magnitude) = dot(hessian.pointer, weights, count)
    let (same, _) = dot(third.pointer, weights, count)
    let slopeAlong = jacobian.scalar
    let (expected, size) = dot(gradient.pointer, direction, count)
    if !(abs(slopeAlong - expected) <= 1e-10 * (1 + size)) {
      fail(graph, "Jacobian–vector product: \(slopeAlong) against \(expected)")
    }
    let numeric = slope { step in
      for i in 0..<count { θ.pointer[i] = start[i] + step * direction[i] }
      tape.replay()
      return dot(gradient.pointer, weights, count).0
    }
    compare(sum, numeric, magnitude: magnitude, graph, "Hessian–vector product")
    compare(same, numeric, magnitude: magnitude, graph, "differentiable Hessian–vector product")
  }
}
