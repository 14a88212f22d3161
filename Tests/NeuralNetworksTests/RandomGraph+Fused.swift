import LinearAlgebra
import NeuralNetworks

/// What has kernels for a whole layer: windows over images, normalisation, recurrent cells.
extension RandomGraph {
  static let fused: [Operation] =
    windows + [
      Operation("layerNorm", 2) { operands, stream in
        let a = operands[0]
        // Gain and bias may overlap, in part or in whole.
        let θ = vector(operands[1], atLeast: a.columns + stream.integer(below: a.columns + 1))
        let end = θ.count - a.columns
        return a.layerNormalized(
          θ, gain: stream.integer(below: end + 1), bias: stream.integer(below: end + 1),
          epsilon: 0.3)
      },
      recurrent("gru", gates: 3, stateRows: 1) { x, state, keep, θ, weight, biases in
        x.gru(state: state, keep: keep, θ, weight: weight, biases: biases)
      },
      recurrent("lstm", gates: 4, stateRows: 2) { x, state, keep, θ, weight, biases in
        x.lstm(state: state, keep: keep, θ, weight: weight, biases: biases)
      },
    ]

  private static let windows: [Operation] = [
    window("patches") { a, image, window in a.patches(window, over: image) * 0.7 },
    window("unpatches") { a, image, window in
      tanh(a.patches(window, over: image)).unpatches(window, over: image) * 0.5
    },
    window("pooled") { a, image, window in a.pooled(window, over: image) * 0.5 },
    window("averagePooled") { a, image, window in a.averagePooled(window, over: image) },
    window("maxPooled") { a, image, window in a.maxPooled(window, over: image) },
    window("unpooled") { a, image, window in
      let cover = Window(height: window.height, width: window.width, stride: window.stride)
      return a.unpooled(cover, over: cover.covered(by: image, channels: image.channels))
    },
    window("upsampled") { a, image, _ in a.upsampled(2, over: image) },
  ]

  /// An operation on rows as images, of a random shape and under a random window.
  private static func window(
    _ name: String,
    _ function: @escaping @Sendable (Variable<Double>, ImageShape, Window) -> Variable<Double>
  ) -> Operation {
    Operation(name, 1) { operands, stream in
      let a = operands[0]
      let channels = divisor(of: a.columns, &stream)
      let height = divisor(of: a.columns / channels, &stream)
      let image = ImageShape(
        height: height, width: a.columns / channels / height, channels: channels)
      let (rows, columns) = (
        1 + stream.integer(below: image.height), 1 + stream.integer(below: image.width)
      )
      let window = Window(
        height: rows, width: columns, stride: 1 + stream.integer(below: 2),
        padding: stream.integer(below: min(rows, columns)))
      return function(a, image, window)
    }
  }

  /// A recurrent cell of one or two units over a sequence; the operands are its inputs, its state and θ.
  private static func recurrent(
    _ name: String, gates: Int, stateRows: Int,
    _ function:
      @escaping @Sendable (
        Variable<Double>, Variable<Double>, Variable<Double>?, Variable<Double>, Int, Int
      ) -> Variable<Double>
  ) -> Operation {
    Operation(name, 3) { operands, stream in
      let units = 1 + stream.integer(below: 2)
      let width = gates * units
      let x = widened(operands[0], to: width)
      let batch = divisor(of: x.rows, &stream)
      let stateCount = stateRows * batch * units
      let state = vector(operands[1], atLeast: stateCount)
        .view(offset: 0, rows: stateRows * batch, columns: units)
      let θ = vector(operands[2], atLeast: 1 + width * units + 2 * width)
      let keep = Matrix<Double>(rows: x.rows, columns: 1) { _, _ in stream.bernoulli(0.7) ? 1 : 0 }
      return function(
        x, state, stream.bernoulli(0.5) ? x.tape.input(keep) : nil, θ, 1, 1 + width * units)
    }
  }

  /// One of the divisors of `count`.
  private static func divisor(of count: Int, _ stream: inout RandomStream) -> Int {
    let divisors = (1...count).filter { count % $0 == 0 }
    return divisors[stream.integer(below: divisors.count)]
  }

  /// `a` side by side with itself until there are enough columns, and `columns` of them.
  private static func widened(_ a: Variable<Double>, to columns: Int) -> Variable<Double> {
    let copies = (columns + a.columns - 1) / a.columns
    let whole = copies == 1 ? a : concatenateColumns(Array(repeating: a, count: copies))
    return whole.columns(0..<columns)
  }

  /// The elements of `a` as one row, repeated until there are enough.
  private static func vector(_ a: Variable<Double>, atLeast count: Int) -> Variable<Double> {
    let row = a.reshaped(rows: 1, columns: a.count)
    return a.count >= count ? row : widened(row, to: count)
  }
}
