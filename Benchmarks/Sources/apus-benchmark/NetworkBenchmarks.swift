import Apus

/// Products, updates of perceptrons and inference.
enum NetworkBenchmarks {
  static var all: [Benchmark] {
    [(64, 64, 64), (100, 64, 64), (256, 17, 256), (256, 256, 256)].map(gemm)
      + [
        update([17, 256, 256, 6], batch: 256, .relu), update([17, 256, 256, 6], batch: 256, .tanh),
        update([3, 64, 64, 1], batch: 100, .relu), update([4, 64, 64, 2], batch: 64, .tanh),
        inference([4, 64, 64, 2]), inference([3, 64, 64, 1]), inference([17, 256, 256, 6]),
      ]
  }

  /// `multiply(_:by:into:)` into existing storage, against the bare call.
  static func gemm(_ m: Int, _ k: Int, _ n: Int) -> Benchmark {
    Benchmark(
      name: "gemm/\(m)-\(k)-\(n)", unit: .rate(count: 2 * Double(m * n * k) * 1e-9, of: "GFLOP")
    ) {
      var random = RandomStream(seed: 1)
      let a = Matrix<Float>(rows: m, columns: k) { _, _ in Float(random.normal()) }
      let b = Matrix<Float>(rows: k, columns: n) { _, _ in Float(random.normal()) }
      var c = Matrix<Float>(rows: m, columns: n)
      return Benchmark.Work(
        own: { multiply(a, by: b, into: &c) },
        reference: {
          a.withUnsafePointer { a in
            b.withUnsafePointer { b in
              c.withUnsafeMutablePointer {
                Float.gemm(.none, .none, m, n, k, 1, a, k, b, n, 0, $0, n)
              }
            }
          }
        })
    }
  }

  /// Forward, backward and Adam on a squared error, replayed; against the update's matrix products alone.
  static func update(_ widths: [Int], batch: Int, _ activation: Activation) -> Benchmark {
    let name = widths.map(String.init).joined(separator: "-")
    return Benchmark(
      name: "mlp-update/\(name)/\(batch)/\(activation.rawValue)",
      unit: .rate(count: 1, of: "updates")
    ) {
      let update = PerceptronUpdate(widths, batch: batch, activation)
      let products = BareProducts(widths, batch: batch)
      return Benchmark.Work(own: { update.step() }, reference: { products.run() })
    }
  }

  /// One observation to outputs.
  static func inference(_ widths: [Int]) -> Benchmark {
    let name = widths.map(String.init).joined(separator: "-")
    return Benchmark(name: "mlp-inference/\(name)/1", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      var layout = ParameterLayout()
      let network = MLP(widths, hidden: .tanh, in: &layout)
      let parameters: Vector<Float> = layout.initialParameters(using: &random)
      let input = Matrix<Float>(rows: 1, columns: widths[0]) { _, _ in Float(random.normal()) }
      let tape = Tape<Float>()
      let θ = parameters.withUnsafePointer { tape.borrow($0, rows: 1, columns: parameters.count) }
      let x = tape.input(input)
      _ = network(x, θ)
      return Benchmark.Work {
        x.assign(input)
        parameters.withUnsafePointer {
          tape.bind(θ, to: $0)
          tape.replay()
        }
      }
    }
  }
}

/// A perceptron trained on one batch: what an update of a value function costs.
final class PerceptronUpdate {
  var parameters: Vector<Float>
  var adam: Adam<Float>
  let tape = Tape<Float>()
  let θ: Variable<Float>
  let gradient: Variable<Float>

  init(_ widths: [Int], batch: Int, _ activation: Activation) {
    var random = RandomStream(seed: 1)
    var layout = ParameterLayout()
    let network = MLP(widths, hidden: activation, in: &layout)
    parameters = layout.initialParameters(using: &random)
    adam = Adam(count: layout.count, learningRate: 1e-3)
    let input = Matrix<Float>(rows: batch, columns: widths[0]) { _, _ in Float(random.normal()) }
    let target = Matrix<Float>(rows: batch, columns: widths[widths.count - 1]) { _, _ in
      Float(random.normal())
    }
    let (tape, count) = (tape, layout.count)
    (θ, gradient) = parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: count, trainable: true)
      let loss = square(network(tape.input(input), θ) - tape.input(target)).mean()
      return (θ, tape.gradient(of: loss, withRespectTo: θ))
    }
  }

  func step() {
    parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    adam.update(&parameters, gradient: gradient)
  }
}

/// Exactly the matrix products of an update: forward, weight gradients, and input gradients of all layers
/// but the first; raw calls on the same shapes, transpositions and buffers.
final class BareProducts {
  let widths: [Int]
  let batch: Int
  var values: [UnsafeMutablePointer<Float>] = []
  var gradients: [UnsafeMutablePointer<Float>] = []
  var weights: [UnsafeMutablePointer<Float>] = []
  var weightGradients: [UnsafeMutablePointer<Float>] = []

  init(_ widths: [Int], batch: Int) {
    self.widths = widths
    self.batch = batch
    func memory(_ count: Int) -> UnsafeMutablePointer<Float> {
      var random = RandomStream(seed: 2)
      let raw = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
      let pointer = raw.bindMemory(to: Float.self, capacity: count)
      for i in 0..<count { pointer[i] = Float(random.uniform(-0.1, 0.1)) }
      return pointer
    }
    values = widths.map { memory(batch * $0) }
    gradients = widths.map { memory(batch * $0) }
    weights = zip(widths, widths.dropFirst()).map { memory($0 * $1) }
    weightGradients = zip(widths, widths.dropFirst()).map { memory($0 * $1) }
  }

  func forward() {
    for l in weights.indices {
      let (k, n) = (widths[l], widths[l + 1])
      Float.gemm(.none, .none, batch, n, k, 1, values[l], k, weights[l], n, 0, values[l + 1], n)
    }
  }

  func run() {
    forward()
    for l in stride(from: weights.count - 1, through: 0, by: -1) {
      let (k, n) = (widths[l], widths[l + 1])
      Float.gemm(
        .transposed, .none, k, n, batch, 1, values[l], k, gradients[l + 1], n, 0,
        weightGradients[l], n)
      if l > 0 { backward(l) }
    }
  }

  /// Forward, and back to the inputs; the weights are left alone.
  func runToInputs() {
    forward()
    for l in stride(from: weights.count - 1, through: 0, by: -1) { backward(l) }
  }

  /// The gradient of a layer's inputs.
  private func backward(_ l: Int) {
    let (k, n) = (widths[l], widths[l + 1])
    Float.gemm(
      .none, .transposed, batch, k, n, 1, gradients[l + 1], n, weights[l], n, 0, gradients[l], k)
  }

  deinit { for pointer in values + gradients + weights + weightGradients { pointer.deallocate() } }
}
