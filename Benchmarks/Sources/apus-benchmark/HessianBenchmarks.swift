import Apus

/// Hessian–vector products of a policy's mean divergence from what it was, as in a natural gradient.
enum HessianBenchmarks {
  static var all: [Benchmark] {
    [
      product(observations: 4, .categorical(actions: 2), "categorical"),
      product(observations: 17, .gaussian(components: 6, deviation: 0.5), "gaussian"),
    ]
  }

  /// Replayed with a new direction; against exactly the matrix products in it.
  static func product(
    observations: Int, _ head: StochasticPolicy<Float>.Head, _ kind: String, batch: Int = 1_024
  ) -> Benchmark {
    var random = RandomStream(seed: 1)
    let policy = StochasticPolicy<Float>(observations: observations, head: head, using: &random)
    let widths = [observations] + policy.network.layers.map(\.weight.columns)
    let name = widths.map(String.init).joined(separator: "-")
    return Benchmark(
      name: "hvp/\(name)/\(batch)/\(kind)", unit: .rate(count: 1, of: "products")
    ) {
      let hessian = PolicyHessian(policy, batch: batch)
      let products = HessianProducts(widths, batch: batch)
      return Benchmark.Work(own: { hessian.multiply() }, reference: { products.run() })
    }
  }
}

/// The mean KL divergence of a policy from itself, to be multiplied by directions.
final class PolicyHessian {
  var policy: StochasticPolicy<Float>
  let direction: Vector<Float>
  let tape = Tape<Float>()
  let θ: Variable<Float>
  let v: Variable<Float>
  let product: Variable<Float>

  init(_ policy: StochasticPolicy<Float>, batch: Int) {
    self.policy = policy
    var random = RandomStream(seed: 2)
    let count = policy.parameters.count
    direction = Vector((0..<count).map { _ in Float(random.normal()) })
    let observations = Matrix<Float>(rows: batch, columns: policy.network.inputs) { _, _ in
      Float(random.normal())
    }
    let old = Self.fixed(policy, observations, on: tape)
    let x = tape.input(observations)
    θ = tape.input(policy.parameters, trainable: true)
    v = tape.input(rows: 1, columns: count)
    let divergence = old.divergence(from: policy.distribution(x, θ)).mean()
    product = tape.hessianVectorProduct(of: divergence, withRespectTo: θ, along: v)
  }

  /// The policy's distributions as inputs of `tape`.
  private static func fixed(
    _ policy: StochasticPolicy<Float>, _ observations: Matrix<Float>, on tape: Tape<Float>
  ) -> ActionDistribution<Float> {
    let other = Tape<Float>()
    switch policy.distribution(other.input(observations), other.input(policy.parameters)) {
    case .categorical(let old):
      return .categorical(Categorical(logits: tape.input(old.logits.matrix)))
    case .gaussian(let old):
      return .gaussian(
        DiagonalGaussian(
          mean: tape.input(old.mean.matrix), logDeviation: tape.input(old.logDeviation.matrix)))
    default: preconditionFailure("The benchmark has no policies with the head \(policy.head).")
    }
  }

  func multiply() {
    v.assign(direction)
    tape.replay()
  }
}

/// Exactly the matrix products of such a Hessian–vector product, as raw calls. For each layer of x W: forward,
/// the gradient G = δ Wᵀ; then, along V, the adjoints of both and of the weight gradient xᵀδ.
final class HessianProducts {
  private let widths: [Int]
  private let batch: Int
  private var x: [UnsafeMutablePointer<Float>] = []
  private var δ: [UnsafeMutablePointer<Float>] = []
  private var adjointX: [UnsafeMutablePointer<Float>] = []
  private var adjointδ: [UnsafeMutablePointer<Float>] = []
  private var adjointG: [UnsafeMutablePointer<Float>] = []
  private var w: [UnsafeMutablePointer<Float>] = []
  private var v: [UnsafeMutablePointer<Float>] = []
  private var adjointW: [UnsafeMutablePointer<Float>] = []

  init(_ widths: [Int], batch: Int) {
    self.widths = widths
    self.batch = batch
    var random = RandomStream(seed: 2)
    func memory(_ count: Int) -> UnsafeMutablePointer<Float> {
      let raw = UnsafeMutableRawPointer.allocate(byteCount: 4 * count, alignment: 64)
      let pointer = raw.bindMemory(to: Float.self, capacity: count)
      for i in 0..<count { pointer[i] = Float(random.uniform(-0.1, 0.1)) }
      return pointer
    }
    x = widths.map { memory(batch * $0) }
    δ = widths.map { memory(batch * $0) }
    adjointX = widths.map { memory(batch * $0) }
    adjointδ = widths.map { memory(batch * $0) }
    adjointG = widths.map { memory(batch * $0) }
    w = zip(widths, widths.dropFirst()).map { memory($0 * $1) }
    v = zip(widths, widths.dropFirst()).map { memory($0 * $1) }
    adjointW = zip(widths, widths.dropFirst()).map { memory($0 * $1) }
  }

  func run() {
    let layers = w.count
    // x[l] enters layer l and δ[l + 1] is the gradient of what leaves it, before the activation.
    func timesWeight(
      _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ l: Int, _ beta: Float,
      _ c: UnsafeMutablePointer<Float>
    ) {
      let (k, n) = (widths[l], widths[l + 1])
      Float.gemm(.none, .none, batch, n, k, 1, a, k, b, n, beta, c, n)
    }
    func timesTransposedWeight(
      _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ l: Int, _ beta: Float,
      _ c: UnsafeMutablePointer<Float>
    ) {
      let (k, n) = (widths[l], widths[l + 1])
      Float.gemm(.none, .transposed, batch, k, n, 1, a, n, b, n, beta, c, k)
    }
    func weightGradient(
      _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ l: Int
    ) {
      let (k, n) = (widths[l], widths[l + 1])
      Float.gemm(.transposed, .none, k, n, batch, 1, a, k, b, n, 0, adjointW[l], n)
    }
    for l in 0..<layers { timesWeight(x[l], w[l], l, 0, x[l + 1]) }
    for l in stride(from: layers - 1, to: 0, by: -1) {
      timesTransposedWeight(δ[l + 1], w[l], l, 0, δ[l])
    }
    for l in 0..<layers {
      if l > 0 {
        timesWeight(adjointG[l], w[l], l, 1, adjointδ[l + 1])
        weightGradient(adjointG[l], δ[l + 1], l)
        timesTransposedWeight(δ[l + 1], v[l], l, 1, adjointX[l])
      }
      timesWeight(x[l], v[l], l, 1, adjointδ[l + 1])
    }
    for l in stride(from: layers - 1, through: 0, by: -1) {
      weightGradient(x[l], adjointδ[l + 1], l)
      if l > 0 { timesTransposedWeight(adjointδ[l + 1], w[l], l, 1, adjointX[l]) }
    }
  }

  deinit {
    for pointer in x + δ + adjointX + adjointδ + adjointG + w + v + adjointW {
      pointer.deallocate()
    }
  }
}
