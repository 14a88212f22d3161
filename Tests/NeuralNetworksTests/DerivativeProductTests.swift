import CAllocationCounter
import LinearAlgebra
import NeuralNetworks
import Testing

/// Products of derivatives with vectors, and gradients of several networks in one pass.
@Suite struct DerivativeProductTests {
  /// A perceptron on a batch, with its parameters and a direction.
  private struct Problem {
    let tape = Tape<Double>()
    let x: Variable<Double>
    let θ: Variable<Double>
    let v: Variable<Double>
    let network: MLP
    var stream = RandomStream(seed: 5)

    init(_ activation: Activation = .tanh) {
      var layout = ParameterLayout()
      network = MLP([3, 5, 4, 2], hidden: activation, in: &layout)
      let parameters: Vector<Double> = layout.initialParameters(using: &stream)
      var noise = RandomStream(seed: 6)
      x = tape.input(Matrix(rows: 4, columns: 3) { _, _ in noise.normal() }, trainable: true)
      θ = tape.input(parameters, trainable: true)
      v = tape.input(rows: 1, columns: layout.count)
    }

    /// The mean divergence from fixed logits.
    func divergence(_ output: Variable<Double>) -> Variable<Double> {
      let fixed = Matrix<Double>(rows: 4, columns: 2) { i, j in Double(i - j) / 3 }
      return Categorical(logits: tape.input(fixed)).divergence(from: Categorical(logits: output))
        .mean()
    }
  }

  private func dot(_ a: Variable<Double>, _ b: Variable<Double>) -> Double {
    (0..<a.count).reduce(0) { $0 + a.pointer[$1] * b.pointer[$1] }
  }

  private func unit(_ i: Int, _ count: Int) -> Vector<Double> {
    Vector((0..<count).map { $0 == i ? 1 : 0 })
  }

  @Test(arguments: Activation.allCases) func hessianAlongEveryAxis(_ activation: Activation) {
    let problem = Problem(activation)
    let (tape, θ, v) = (problem.tape, problem.θ, problem.v)
    let loss = problem.divergence(problem.network(problem.x, θ))
    let gradient = tape.gradient(of: loss, withRespectTo: θ)
    let product = tape.hessianVectorProduct(of: loss, withRespectTo: θ, along: v)
    let n = θ.count
    var hessian = Matrix<Double>(rows: n, columns: n)
    for i in 0..<n {
      v.assign(unit(i, n))
      tape.replay()
      for j in 0..<n { hessian[i, j] = product.pointer[j] }
    }
    let start = θ.vector
    let step = 1e-5
    for i in 0..<n {
      func slope(_ delta: Double) -> Vector<Double> {
        var moved = start
        moved[i] += delta
        θ.assign(moved)
        tape.replay()
        return gradient.vector
      }
      let (plus, minus) = (slope(step), slope(-step))
      for j in 0..<n {
        #expect(abs(hessian[i, j] - (plus[j] - minus[j]) / (2 * step)) < 1e-8)
        #expect(abs(hessian[i, j] - hessian[j, i]) < 1e-14)
      }
    }
  }

  @Test func jacobianFromBothSides() {
    var problem = Problem()
    let (tape, θ, v) = (problem.tape, problem.θ, problem.v)
    let y = problem.network(problem.x, θ)
    let u = tape.input(rows: y.rows, columns: y.columns)
    let forward = tape.jacobianVectorProduct(of: y, along: v, withRespectTo: θ)
    let backward = tape.vectorJacobianProduct(of: y, along: u, withRespectTo: θ)
    let start = θ.vector
    for _ in 0..<3 {
      u.assign(Vector((0..<u.count).map { _ in problem.stream.normal() }))
      v.assign(Vector((0..<v.count).map { _ in problem.stream.normal() }))
      tape.replay()
      #expect(abs(dot(u, forward) - dot(v, backward)) < 1e-12)
      let product = forward.vector
      func output(_ step: Double) -> Vector<Double> {
        θ.assign(Vector((0..<start.count).map { start[$0] + step * v.pointer[$0] }))
        tape.replay()
        return y.vector
      }
      let (plus, minus) = (output(1e-5), output(-1e-5))
      for i in 0..<product.count {
        #expect(abs(product[i] - (plus[i] - minus[i]) / 2e-5) < 1e-7)
      }
      θ.assign(start)
    }
  }

  /// A product can be differentiated again: the gradient of vᵀHv, and of |J v|² with respect to the inputs.
  @Test func productsOfHigherOrder() {
    let tape = Tape<Double>()
    let x = tape.input(Vector<Double>([0.3, -0.8]), trainable: true)
    let v = tape.input(Vector<Double>([2, 1]))
    let f = (sin(x) * x).sum()
    let product = tape.hessianVectorProduct(
      of: f, withRespectTo: x, along: v, differentiable: true)
    let third = tape.gradient(of: (product * v).sum(), withRespectTo: x)
    let (sines, cosines) = (sin(x), cos(x))
    for i in 0..<2 {
      // (x sin x)‴ = −3 sin x − x cos x
      let expected = -3 * sines[0, i] - x[0, i] * cosines[0, i]
      #expect(abs(third[0, i] - v[0, i] * v[0, i] * expected) < 1e-14)
    }
    let jacobian = tape.jacobianVectorProduct(
      of: square(x), along: v, withRespectTo: x, differentiable: true)
    let slope = tape.gradient(of: square(jacobian).sum(), withRespectTo: x)
    #expect(abs(slope[0, 0] - 8 * 4 * 0.3) < 1e-14 && abs(slope[0, 1] + 8 * 0.8) < 1e-14)
  }

  @Test func independentOutputs() {
    let problem = Problem()
    let (tape, θ, v) = (problem.tape, problem.θ, problem.v)
    let other = square(problem.x).sum()
    #expect(
      tape.hessianVectorProduct(of: other, withRespectTo: θ, along: v).vector.allSatisfyZero)
    let forward = tape.jacobianVectorProduct(of: problem.x, along: v, withRespectTo: θ)
    #expect(forward.rows == 4 && forward.columns == 3 && forward.vector.allSatisfyZero)
    // A linear function has no second derivative.
    #expect(
      tape.hessianVectorProduct(of: θ.sum() * 2, withRespectTo: θ, along: v).vector.allSatisfyZero
    )
  }

  @Test func severalSourcesInOnePass() {
    let problem = Problem()
    let (tape, θ, x, v) = (problem.tape, problem.θ, problem.x, problem.v)
    let loss = (square(problem.network(x, θ)).sum() + (θ * v).sum()) * x.sum()
    let two = tape.gradient(of: loss, withRespectTo: (θ, x))
    let three = tape.gradient(of: loss, withRespectTo: (x, v, θ))
    #expect(two.0.vector == tape.gradient(of: loss, withRespectTo: θ).vector)
    #expect(two.1.vector == tape.gradient(of: loss, withRespectTo: x).vector)
    #expect(three.2.vector == two.0.vector && three.0.vector == two.1.vector)
    let total = x.sum().scalar
    #expect((0..<v.count).allSatisfy { abs(three.1.pointer[$0] - θ.pointer[$0] * total) < 1e-12 })
  }

  @Test(.enabled(if: allocation_counter_is_active())) func neitherReplayNorRecordingAllocates() {
    let tape = Tape<Double>()
    var layout = ParameterLayout()
    let network = MLP([3, 8, 2], hidden: .tanh, in: &layout)
    var stream = RandomStream(seed: 8)
    let parameters: Vector<Double> = layout.initialParameters(using: &stream)
    let direction = Vector<Double>(repeating: 1, count: layout.count)
    func record() -> Variable<Double> {
      tape.reset()
      let x = tape.input(rows: 4, columns: 3, trainable: true)
      let θ = tape.input(parameters, trainable: true)
      let v = tape.input(direction)
      let y = network(x, θ)
      let picked = y.gather(y.rowArgmax()) + y.columns(0..<1).rowCumulativeSums()
      let loss = select(picked .> tape.constant(0), square(picked), -picked).sum()
      let (slope, slopeOfInputs) = tape.gradient(of: loss, withRespectTo: (θ, x))
      let product = tape.hessianVectorProduct(of: loss, withRespectTo: θ, along: v)
      let forward = tape.jacobianVectorProduct(of: y, along: v, withRespectTo: θ)
      return product + slope + slopeOfInputs.sum() + forward.sum()
    }
    for _ in 0..<3 { _ = record() }
    allocation_counter_start_thread()
    for _ in 0..<10 { tape.replay() }
    #expect(allocation_counter_stop_thread() == 0)
    allocation_counter_start_thread()
    for _ in 0..<10 { _ = record() }
    let count = allocation_counter_stop_thread()
    #if !DEBUG  // Without optimisation, arrays of operands that are checked are allocated.
      #expect(count == 0)
    #endif
    #expect(count < 10_000)
  }
}

extension Vector<Double> {
  fileprivate var allSatisfyZero: Bool { (0..<count).allSatisfy { self[$0] == 0 } }
}
