import CVectorKernels
import LinearAlgebra
import Testing

/// The kernels of images, normalisation and recurrent cells: every instruction set of this machine against the
/// baseline, whose results the tests of the networks hold against plain loops. And narrow products.
@Suite struct NetworkKernelTests {
  /// The outputs of all kernels for one geometry; `fill` gives random numbers in a fixed order.
  private func outputs(_ t: vk_kernels_f32, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed)
    func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    func zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
    var all: [Float] = []

    var window = vk_window(
      height: Int32(4 + stream.integer(below: 4)), width: Int32(4 + stream.integer(below: 4)),
      channels: Int32(1 + stream.integer(below: 20)), kernel_height: 3,
      kernel_width: Int32(1 + stream.integer(below: 4)),
      stride: Int32(1 + stream.integer(below: 2)),
      padding: 0)
    window.padding = Int32(stream.integer(below: Int(min(3, window.kernel_width))))
    let image = Int(window.height * window.width * window.channels)
    let positions = Int(vk_window_out_height(&window) * vk_window_out_width(&window))
    let patch = Int(window.kernel_height * window.kernel_width * window.channels)
    let channels = Int(window.channels)
    let maps = [
      (t.window.0, image, positions * patch), (t.window.1, positions * patch, image),
      (t.window.2, image, positions * channels), (t.window.3, positions * channels, image),
      (t.window.4, image, positions * channels),
    ]
    for (map, inputs, count) in maps {
      var y = zeros(2 * count)
      map?(&y, random(2 * inputs), 2, &window)
      all += y
    }

    let (rows, n) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 70))
    let (x, gain, bias) = (random(rows * n), random(n), random(n))
    var (y, statistics) = (zeros(rows * n), zeros(2 * rows))
    t.layer_norm(&y, &statistics, x, gain, bias, rows, n, 1e-5)
    var (dx, dgain, dbias) = (zeros(rows * n), random(n), random(n))
    t.layer_norm_gradient(&dx, &dgain, &dbias, y, x, statistics, gain, rows, n)
    all += y + statistics + dx + dgain + dbias

    let (b, c, previous) = (random(4 * n), random(4 * n), random(rows * n))
    var (h, cell, gates) = (zeros(rows * n), zeros(rows * n), zeros(rows * 5 * n))
    let (input, product) = (random(rows * 4 * n), random(rows * 4 * n))
    var (carry, cellCarry, sums) = (random(rows * n), random(rows * n), random(4 * n))
    var (dInput, dProduct) = (zeros(rows * 4 * n), zeros(rows * 4 * n))
    t.gru(&h, &gates, input, product, b, c, previous, rows, n)
    t.gru_gradient(&dInput, &dProduct, &carry, &sums, h, gates, previous, rows, n)
    all += h + gates + dInput + dProduct + carry + sums
    t.lstm(&h, &cell, &gates, input, product, b, c, previous, rows, n)
    t.lstm_gradient(&dInput, &carry, &cellCarry, &sums, h, cell, gates, previous, rows, n)
    return all + h + cell + gates + dInput + carry + cellCarry + sums
  }

  @Test func instructionSetsAgree() throws {
    let baseline = try #require(vk_f32_named("baseline")).pointee
    for name in kernelNames.dropFirst() {
      guard let table = vk_f32_named(name)?.pointee else { continue }
      for seed in 0..<40 {
        let (a, b) = (outputs(table, seed: UInt64(seed)), outputs(baseline, seed: UInt64(seed)))
        let agree = zip(a, b).allSatisfy { abs($0 - $1) <= 2e-4 * (1 + abs($1)) }
        #expect(a.count == b.count && agree, "\(name), seed \(seed)")
      }
    }
  }

  private func checkNarrow<T: BLASScalar>(_: T.Type) {
    var stream = RandomStream(seed: 7)
    for n in 1...40 {
      for beta in [T(0), 1] {
        let (m, k) = (2 + stream.integer(below: 15), 2 + stream.integer(below: 60))
        let a = (0..<m * k).map { _ in T(stream.normal()) }
        let b = (0..<k * n).map { _ in T(stream.normal()) }
        var c = (0..<m * n).map { _ in T(stream.normal()) }
        let before = c
        T.product(.none, .none, m, n, k, a, b, beta: beta, into: &c)
        for i in 0..<m {
          for j in 0..<n {
            var sum = Double(beta) * Double(before[i * n + j])
            for p in 0..<k { sum += Double(a[i * k + p]) * Double(b[p * n + j]) }
            let error = abs(Double(c[i * n + j]) - sum)
            #expect(error <= 100 * Double(T.ulpOfOne), "\(m)×\(n)×\(k)")
          }
        }
      }
    }
  }

  @Test func narrowProductsAgreeWithLoops() {
    checkNarrow(Float.self)
    checkNarrow(Double.self)
  }
}
