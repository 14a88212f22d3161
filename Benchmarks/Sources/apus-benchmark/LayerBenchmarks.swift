import Apus

/// Updates of convolutional and recurrent networks, and layer normalisation.
enum LayerBenchmarks {
  static var all: [Benchmark] { [gru, lstm, convolution, norm] + optimizers }

  /// GRU(32) on 8 inputs, unrolled 60 steps at batch 64; forward, backward and Adam on the mean of the squared
  /// outputs, against the update's matrix products alone.
  static var gru: Benchmark {
    Benchmark(name: "gru-update/32-60/64", unit: .rate(count: 1, of: "updates")) {
      let (inputs, units, steps, batch) = (8, 32, 60, 64)
      let update = LayerUpdate(rows: steps * batch, columns: inputs) { layout in
        let layer = GRU(inputs: inputs, units: units, name: "gru", in: &layout)
        return { x, θ in
          square(layer(x, state: x.tape.input(rows: batch, columns: units), θ)).mean()
        }
      }
      let rows = steps * batch
      let whole = Products([
        (.none, .none, rows, 3 * units, inputs), (.transposed, .none, units, 3 * units, rows),
        (.transposed, .none, inputs, 3 * units, rows),
      ])
      let step = Products([
        (.none, .none, batch, 3 * units, units), (.none, .transposed, batch, units, 3 * units),
      ])
      return Benchmark.Work(
        own: { update.step() },
        reference: {
          whole.run()
          for _ in 0..<steps { step.run() }
        })
    }
  }

  /// The same for an LSTM(32).
  static var lstm: Benchmark {
    Benchmark(name: "lstm-update/32-60/64", unit: .rate(count: 1, of: "updates")) {
      let (inputs, units, steps, batch) = (8, 32, 60, 64)
      let rows = steps * batch
      let update = LayerUpdate(rows: rows, columns: inputs) { layout in
        let layer = LSTM(inputs: inputs, units: units, name: "lstm", in: &layout)
        return { x, θ in
          square(layer(x, state: x.tape.input(rows: 2 * batch, columns: units), θ).outputs).mean()
        }
      }
      let whole = Products([
        (.none, .none, rows, 4 * units, inputs), (.transposed, .none, units, 4 * units, rows),
        (.transposed, .none, inputs, 4 * units, rows),
      ])
      let step = Products([
        (.none, .none, batch, 4 * units, units), (.none, .transposed, batch, units, 4 * units),
      ])
      return Benchmark.Work(
        own: { update.step() },
        reference: {
          whole.run()
          for _ in 0..<steps { step.run() }
        })
    }
  }

  /// One step on 65,536 parameters.
  static var optimizers: [Benchmark] {
    let count = 1 << 16
    func benchmark<O: Optimizer>(_ name: String, _ optimizer: O) -> Benchmark
    where O.Element == Float {
      Benchmark(name: "optimizer/\(name)/\(count)", unit: .nanoseconds(perElementOf: count)) {
        var (optimizer, random) = (optimizer, RandomStream(seed: 1))
        var parameters = Vector<Float>((0..<count).map { _ in Float(random.normal()) })
        let tape = Tape<Float>()
        let gradient = tape.input(
          Matrix<Float>(rows: 1, columns: count) { _, _ in Float(random.normal()) })
        return Benchmark.Work(own: { optimizer.update(&parameters, gradient: gradient) })
      }
    }
    return [
      benchmark("adam", Adam<Float>(count: count, learningRate: 1e-4)),
      benchmark("adamw", Adam<Float>(count: count, learningRate: 1e-4, weightDecay: 1e-2)),
      benchmark("rmsprop", RMSProp<Float>(count: count, learningRate: 1e-4)),
      benchmark(
        "nesterov", SGD<Float>(count: count, learningRate: 1e-4, momentum: 0.9, isNesterov: true)),
    ]
  }

  /// 10×10×4 → 16 filters 3×3 → dense 128 → 6 with rectifiers at batch 32; forward, backward and Adam on a
  /// squared error, against the update's matrix products alone.
  static var convolution: Benchmark {
    Benchmark(name: "conv-update/minatar/32", unit: .rate(count: 1, of: "updates")) {
      let image = ImageShape(height: 10, width: 10, channels: 4)
      let batch = 32
      let update = LayerUpdate(rows: batch, columns: image.count) { layout in
        let first = Conv2D(image, filters: 16, Window(3), name: "0", in: &layout)
        let rest = MLP([first.output.count, 128, 6], hidden: .relu, name: "1", in: &layout)
        var random = RandomStream(seed: 3)
        let target = Matrix<Float>(rows: batch, columns: 6) { _, _ in Float(random.normal()) }
        return { x, θ in square(rest(first(x, θ), θ) - x.tape.input(target)).mean() }
      }
      let products = Products([
        (.none, .none, 64 * batch, 16, 36), (.none, .none, batch, 128, 1024),
        (.none, .none, batch, 6, 128), (.transposed, .none, 128, 6, batch),
        (.none, .transposed, batch, 128, 6), (.transposed, .none, 1024, 128, batch),
        (.none, .transposed, batch, 1024, 128), (.transposed, .none, 36, 16, 64 * batch),
      ])
      return Benchmark.Work(own: { update.step() }, reference: { products.run() })
    }
  }

  /// Forward and backward of a normalisation of rows of 256, fused; against the same in plain operations.
  static var norm: Benchmark {
    Benchmark(name: "layer-norm/256/256", unit: .microseconds) {
      func tape(isFused: Bool) -> (Tape<Float>, Variable<Float>) {
        let tape = Tape<Float>()
        var random = RandomStream(seed: 1)
        let x = tape.input(
          Matrix(rows: 256, columns: 256) { _, _ in Float(random.normal()) }, trainable: true)
        let θ = tape.input(rows: 1, columns: 512, trainable: true)
        let y: Variable<Float>
        if isFused {
          y = x.layerNormalized(θ, gain: 0, bias: 256)
        } else {
          let centred = x - x.rowSums() * (1 / 256)
          let scale = reciprocal(sqrt(square(centred).rowSums() * (1 / 256) + 1e-5))
          y =
            centred * scale * θ.view(offset: 0, rows: 1, columns: 256)
            + θ.view(offset: 256, rows: 1, columns: 256)
        }
        let cotangent = tape.input(rows: 256, columns: 256)
        return (tape, tape.gradient(of: y, cotangent: cotangent, withRespectTo: [x, θ])[0])
      }
      let (fused, plain) = (tape(isFused: true).0, tape(isFused: false).0)
      return Benchmark.Work(own: { fused.replay() }, reference: { plain.replay() })
    }
  }
}

/// A network trained on one batch, whatever its layers.
final class LayerUpdate {
  typealias Loss = (Variable<Float>, Variable<Float>) -> Variable<Float>

  private var parameters: Vector<Float>
  private var adam: Adam<Float>
  private let tape = Tape<Float>()
  private let θ: Variable<Float>
  private let gradient: Variable<Float>

  init(rows: Int, columns: Int, _ makeLoss: (inout ParameterLayout) -> Loss) {
    var random = RandomStream(seed: 1)
    var layout = ParameterLayout()
    let loss = makeLoss(&layout)
    parameters = layout.initialParameters(using: &random)
    adam = Adam(count: layout.count, learningRate: 1e-3)
    let input = Matrix<Float>(rows: rows, columns: columns) { _, _ in Float(random.normal()) }
    let (tape, count) = (tape, layout.count)
    (θ, gradient) = parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: count, trainable: true)
      return (θ, tape.gradient(of: loss(tape.input(input), θ), withRespectTo: θ))
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

/// Raw products of the given transpositions and shapes m × n × k, on memory of their own.
final class Products {
  typealias Shape = (a: Transposition, b: Transposition, m: Int, n: Int, k: Int)
  private let shapes: [Shape]
  private var operands: [[UnsafeMutablePointer<Float>]] = []

  init(_ shapes: [Shape]) {
    self.shapes = shapes
    var random = RandomStream(seed: 2)
    operands = shapes.map { shape in
      [shape.m * shape.k, shape.k * shape.n, shape.m * shape.n].map { count in
        let raw = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
        let pointer = raw.bindMemory(to: Float.self, capacity: count)
        for i in 0..<count { pointer[i] = Float(random.uniform(-0.1, 0.1)) }
        return pointer
      }
    }
  }

  func run() {
    for (shape, memory) in zip(shapes, operands) {
      let (m, n, k) = (shape.m, shape.n, shape.k)
      Float.gemm(
        shape.a, shape.b, m, n, k, 1, memory[0], shape.a == .none ? k : m, memory[1],
        shape.b == .none ? n : k, 0, memory[2], n)
    }
  }

  deinit { for pointer in operands.joined() { pointer.deallocate() } }
}
