import LinearAlgebra
import NeuralNetworks
import Testing

/// Windows, pooling and convolutions against plain loops and central differences, over random geometries.
@Suite struct ImageTests {
  /// A window over an image in which something goes out on every side now and then.
  static func geometry(
    _ stream: inout RandomStream, channels: Int? = nil
  ) -> (image: ImageShape, window: Window) {
    let window = Window(
      height: 1 + stream.integer(below: 3), width: 1 + stream.integer(below: 3),
      stride: 1 + stream.integer(below: 3))
    let padded = Window(
      height: window.height, width: window.width, stride: window.stride,
      padding: stream.integer(below: min(window.height, window.width)))
    let image = ImageShape(
      height: window.height + stream.integer(below: 4),
      width: window.width + stream.integer(below: 4),
      channels: channels ?? 1 + stream.integer(below: 3))
    return (image, padded)
  }

  /// The pixel of the image, or nil in the padding.
  static func column(
    _ image: ImageShape, _ window: Window, _ oy: Int, _ ox: Int, _ ky: Int, _ kx: Int, _ c: Int
  ) -> Int? {
    let y = oy * window.stride + ky - window.padding
    let x = ox * window.stride + kx - window.padding
    guard y >= 0, y < image.height, x >= 0, x < image.width else { return nil }
    return (y * image.width + x) * image.channels + c
  }

  static func random<E: BLASScalar>(
    _ rows: Int, _ columns: Int, _ stream: inout RandomStream
  ) -> Matrix<E> {
    Matrix(rows: rows, columns: columns) { _, _ in E(stream.normal()) }
  }

  private func checkLoops<E: BLASScalar>(_: E.Type, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    for _ in 0..<60 {
      // Many channels now and then, for the vectorised loops.
      let (image, window) = Self.geometry(
        &stream, channels: stream.bernoulli(0.2) ? 17 : nil)
      let batch = 1 + stream.integer(below: 3)
      let x: Matrix<E> = Self.random(batch, image.count, &stream)
      let positions = window.positions(over: image, channels: image.channels)
      let filters = 1 + stream.integer(below: 4)
      var layout = ParameterLayout()
      let layer = Conv2D(
        image, filters: filters, window, activation: .identity, bias: .glorot, name: "c",
        in: &layout)
      let θ: Vector<E> = layout.initialParameters(using: &stream)
      let tape = Tape<E>()
      let input = tape.input(x)
      let convolved = layer(input, tape.input(θ))
      let sums = input.pooled(window, over: image)
      let means = input.averagePooled(window, over: image)
      let maxima = input.maxPooled(window, over: image)
      #expect(layer.output.count == convolved.columns && convolved.rows == batch)
      for b in 0..<batch {
        for oy in 0..<positions.height {
          for ox in 0..<positions.width {
            let p = oy * positions.width + ox
            for f in 0..<filters {
              var sum = Double(θ[layer.bias.offset + f])
              for ky in 0..<window.height {
                for kx in 0..<window.width {
                  for c in 0..<image.channels {
                    guard let j = Self.column(image, window, oy, ox, ky, kx, c) else { continue }
                    let k = (ky * window.width + kx) * image.channels + c
                    sum += Double(x[b, j]) * Double(θ[layer.weight.offset + k * filters + f])
                  }
                }
              }
              let got = Double(convolved[b, p * filters + f])
              #expect(abs(got - sum) <= 1e3 * Double(E.ulpOfOne) * (1 + abs(sum)))
            }
            for c in 0..<image.channels {
              var (sum, largest) = (0.0, -Double.infinity)
              for ky in 0..<window.height {
                for kx in 0..<window.width {
                  guard let j = Self.column(image, window, oy, ox, ky, kx, c) else { continue }
                  sum += Double(x[b, j])
                  largest = max(largest, Double(x[b, j]))
                }
              }
              let at = p * image.channels + c
              let slack = 100 * Double(E.ulpOfOne)
              #expect(abs(Double(sums[b, at]) - sum) <= slack)
              #expect(abs(Double(means[b, at]) - sum / Double(window.count)) <= slack)
              #expect(Double(maxima[b, at]) == largest)
            }
          }
        }
      }
    }
  }

  @Test func plainLoopsAgree() {
    checkLoops(Float.self, seed: 1)
    checkLoops(Double.self, seed: 2)
  }

  /// ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for both pairs.
  @Test func partnersAreTransposed() {
    var stream = RandomStream(seed: 3)
    for _ in 0..<60 {
      let (image, window) = Self.geometry(&stream)
      let batch = 1 + stream.integer(below: 3)
      let tape = Tape<Double>()
      let x = tape.input(Self.random(batch, image.count, &stream))
      let patches = x.patches(window, over: image)
      let pooled = x.pooled(window, over: image)
      let p = tape.input(Self.random(patches.rows, patches.columns, &stream))
      let q = tape.input(Self.random(pooled.rows, pooled.columns, &stream))
      let first = (patches * p).sum() - (x * p.unpatches(window, over: image)).sum()
      let second = (pooled * q).sum() - (x * q.unpooled(window, over: image)).sum()
      #expect(abs(first.scalar) < 1e-12 && abs(second.scalar) < 1e-12)
    }
  }

  @Test func derivatives() {
    var stream = RandomStream(seed: 4)
    for _ in 0..<8 {
      let (image, window) = Self.geometry(&stream, channels: 1 + stream.integer(below: 2))
      let batch = 1 + stream.integer(below: 2)
      let positions = window.positions(over: image, channels: image.channels)
      let images = [GradientTests.random(batch, image.count, &stream)]
      let pooled = [GradientTests.random(batch, positions.count, &stream)]
      let patches = [
        GradientTests.random(
          batch * positions.height * positions.width, window.count * image.channels, &stream)
      ]
      GradientTests.check("patches", images) { square($0[0].patches(window, over: image)) }
      GradientTests.check("unpatches", patches) { square($0[0].unpatches(window, over: image)) }
      GradientTests.check("pooled", images) { square($0[0].averagePooled(window, over: image)) }
      GradientTests.check("unpooled", pooled) { square($0[0].unpooled(window, over: image)) }
      GradientTests.check("maximum", images) { square($0[0].maxPooled(window, over: image)) }
    }
  }

  @Test(arguments: Activation.allCases) func convolutions(_ activation: Activation) {
    var stream = RandomStream(seed: 5)
    for _ in 0..<3 {
      let (image, window) = Self.geometry(&stream, channels: 2)
      var layout = ParameterLayout()
      let first = Conv2D(
        image, filters: 2, window, activation: activation, bias: .glorot, name: "0", in: &layout)
      let second = ConvTranspose2D(
        first.output, filters: 1, window, activation: activation, bias: .glorot, name: "1",
        in: &layout)
      let θ: Vector<Double> = layout.initialParameters(using: &stream)
      GradientTests.check(
        "convolutions",
        [
          GradientTests.random(2, image.count, &stream), Matrix(θ, rows: 1, columns: θ.count),
        ]
      ) { second(first($0[0], $0[1]), $0[1]) }
    }
  }

  @Test func upsamplingRepeatsPixels() {
    let image = ImageShape(height: 2, width: 1, channels: 2)
    let tape = Tape<Float>()
    let x = tape.input(Matrix(rows: 1, columns: 4) { _, j in Float(j) })
    #expect(
      Array(x.upsampled(2, over: image).vector) == [0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3, 2, 3])
  }

  @Test func aNaNIsTheLargest() {
    let image = ImageShape(height: 1, width: 3, channels: 1)
    let tape = Tape<Float>()
    let x = tape.input(Matrix(rows: 1, columns: 3) { _, j in j == 1 ? .nan : Float(j) })
    #expect(x.maxPooled(Window(height: 1, width: 3), over: image).scalar.isNaN)
  }

  @Test func mistakesStop() async {
    await #expect(processExitsWith: .failure) {
      _ = Window(3).positions(over: ImageShape(height: 2, width: 5, channels: 1), channels: 1)
    }
    await #expect(processExitsWith: .failure) { _ = Window(2, padding: 2) }
    await #expect(processExitsWith: .failure) {
      let x = Tape<Float>().input(rows: 1, columns: 5)
      _ = x.patches(Window(1), over: ImageShape(height: 2, width: 2, channels: 1))
    }
  }
}
