import CAllocationCounter
import Foundation
import LinearAlgebra
import MetaLearning
import NeuralNetworks
import Probes
import Testing

/// Numbers from N(0, 1).
private func normals(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
  var random = RandomStream(seed: seed)
  return Matrix(rows: rows, columns: columns) { _, _ in random.normal() }
}

private func bits(_ x: Vector<Float>) -> [UInt32] { (0..<x.count).map { x[$0].bitPattern } }

@Suite struct AdaptationPassTests {
  private let network: MLP
  private let θ: Vector<Double>

  init() {
    var layout = ParameterLayout()
    network = MLP([2, 4, 1], hidden: .tanh, name: "n", in: &layout)
    var random = RandomStream(seed: 1)
    θ = layout.initialParameters(using: &random)
  }

  private func pass(
    _ network: MLP, _ θ: Vector<Double>, steps: Int, isSecondOrder: Bool
  ) -> AdaptationPass<Double> {
    let pass = AdaptationPass(
      network, θ, shots: 5, queries: 3, steps: steps, rate: 0.3, isSecondOrder: isSecondOrder)
    pass.support.x.assign(normals(5, 2, seed: 2))
    pass.support.y.assign(normals(5, 1, seed: 3))
    pass.query.x.assign(normals(3, 2, seed: 4))
    pass.query.y.assign(normals(3, 1, seed: 5))
    pass.run(θ)
    return pass
  }

  /// The gradient through none, one and three steps against central differences.
  @Test(arguments: [0, 1, 3]) func gradientThroughTheSteps(_ steps: Int) {
    let pass = pass(network, θ, steps: steps, isSecondOrder: true)
    let gradient = pass.gradient.vector
    for i in 0..<θ.count {
      var (up, down) = (θ, θ)
      up[i] += 1e-5
      down[i] -= 1e-5
      pass.run(up)
      let high = pass.loss.scalar
      pass.run(down)
      let numeric = (high - pass.loss.scalar) / 2e-5
      #expect(abs(gradient[i] - numeric) < 1e-7 * (1 + abs(numeric)))
    }
  }

  /// One weight, one example x = 1, y = 0: L = (w + b)², whose steps are by hand.
  @Test func stepsByHand() {
    var layout = ParameterLayout()
    let line = MLP([1, 1], name: "line", in: &layout)
    let pass = AdaptationPass<Double>(
      line, [2, 1], shots: 1, queries: 1, steps: 2, rate: 0.1, isSecondOrder: true)
    for examples in [pass.support, pass.query] {
      examples.x.assign(Matrix([[1]]))
      examples.y.assign(Matrix([[0]]))
    }
    pass.run([2, 1])
    // w + b falls by 2 · 0.1 · 2 (w + b) = 0.4 (w + b) in each step: 3, 1.8, 1.08.
    #expect(abs(pass.adapted[0, 0] + pass.adapted[0, 1] - 1.08) < 1e-12)
    #expect(abs(pass.loss.scalar - 1.08 * 1.08) < 1e-12)
    // d/dw (0.36 (w + b))² = 2 · 0.36² · 3
    #expect(abs(pass.gradient[0, 0] - 2 * 0.1296 * 3) < 1e-12)
    // The first order leaves out the factor 0.36 of ∂θ′/∂θ.
    let first = AdaptationPass<Double>(
      line, [2, 1], shots: 1, queries: 1, steps: 2, rate: 0.1, isSecondOrder: false)
    for examples in [first.support, first.query] {
      examples.x.assign(Matrix([[1]]))
      examples.y.assign(Matrix([[0]]))
    }
    first.run([2, 1])
    #expect(abs(first.gradient[0, 0] - 2 * 1.08) < 1e-12)
  }

  /// The gradient of the first order is the plain one at θ′.
  @Test func firstOrder() {
    let first = pass(network, θ, steps: 2, isSecondOrder: false)
    let adapted = first.adapted.vector
    let plain = pass(network, adapted, steps: 0, isSecondOrder: true)
    for i in 0..<θ.count {
      #expect(abs(first.gradient[0, i] - plain.gradient[0, i]) < 1e-12)
    }
  }
}

@Suite struct SinusoidTasksTests {
  @Test func examplesLieOnTheSine() {
    var random = RandomStream(seed: 1)
    let tasks = SinusoidTasks()
    var (low, high) = (Double.infinity, -Double.infinity)
    for _ in 0..<200 {
      let task = tasks.draw(using: &random)
      #expect((0.1...5).contains(task.amplitude) && (0...Double.pi).contains(task.phase))
      var (x, y) = ([Float](repeating: 0, count: 1), [Float](repeating: 0, count: 1))
      var xs = x.mutableSpan
      var ys = y.mutableSpan
      tasks.writeExample(of: task, x: &xs, y: &ys, using: &random)
      let expected = task.amplitude * sin(Double(x[0]) - task.phase)
      #expect(abs(Double(y[0]) - expected) < 1e-5)
      (low, high) = (min(low, Double(x[0])), max(high, Double(x[0])))
    }
    #expect(low < -4.5 && low >= -5 && high > 4.5 && high <= 5)
  }
}

@Suite(.serialized) struct MetaLearningDeterminismTests {
  private func maml(_ isSecondOrder: Bool = true, seed: UInt64 = 1) -> MAML<SinusoidTasks> {
    var configuration = MAML<SinusoidTasks>.Configuration()
    configuration.tasks = 4
    configuration.hiddenWidths = [8]
    configuration.isSecondOrder = isSecondOrder
    return MAML(SinusoidTasks(), configuration: configuration, seed: seed)
  }

  @Test func sameSeedSameBits() {
    var (a, b, other, first) = (maml(), maml(), maml(seed: 2), maml(false))
    for _ in 0..<10 {
      #expect(a.step() == b.step())
      other.step()
      first.step()
    }
    #expect(bits(a.parameters) == bits(b.parameters))
    #expect(bits(a.parameters) != bits(other.parameters))
    #expect(bits(a.parameters) != bits(first.parameters))
    var copy = a
    for _ in 0..<3 { a.step() }
    for _ in 0..<3 { copy.step() }
    #expect(bits(a.parameters) == bits(copy.parameters))
    var (c, d) = (Reptile(SinusoidTasks()), Reptile(SinusoidTasks()))
    for _ in 0..<3 { #expect(c.step() == d.step()) }
    #expect(c.adaptationErrors(tasks: 3, shots: 5, steps: 2, rate: 0.01, seed: 1).count == 3)
  }

  @Test(.enabled(if: isRelease && allocation_counter_is_active())) func stepsAllocateNothing() {
    var (maml, reptile) = (maml(), Reptile(SinusoidTasks()))
    func steps() {
      for _ in 0..<3 {
        maml.step()
        reptile.step()
      }
    }
    steps()
    allocation_counter_start_thread()
    steps()
    #expect(allocation_counter_stop_thread() == 0)
  }
}

/// In release.
@Suite(.enabled(if: isRelease)) struct MetaLearningLearningTests {
  /// After one gradient step on 10 examples of a new sine MAML is far ahead of what was pre-trained.
  @Test func adaptsFast() {
    var errors: [String: [Double]] = [:]
    for (name, steps, isSecondOrder) in [
      ("second", 1, true), ("first", 1, false), ("pretrained", 0, true),
    ] {
      var configuration = MAML<SinusoidTasks>.Configuration()
      configuration.innerSteps = steps
      configuration.isSecondOrder = isSecondOrder
      var learner = MAML(SinusoidTasks(), configuration: configuration, seed: 1)
      for _ in 0..<5000 { learner.step() }
      errors[name] = learner.adaptationErrors(
        tasks: 200, shots: 10, steps: 5, rate: 0.01, seed: 7)
    }
    let (second, first, pretrained) = (
      errors["second"]!, errors["first"]!, errors["pretrained"]!
    )
    #expect(second[1] < 1.3 && second[5] < 0.9, "\(errors)")
    #expect(first[1] < 1.8, "\(errors)")
    #expect(pretrained[1] > 2 && pretrained[1] > second[1] + 1, "\(errors)")
  }

  @Test func reptileAdaptsToo() {
    var configuration = Reptile<SinusoidTasks>.Configuration()
    configuration.totalSteps = 10000
    var learner = Reptile(SinusoidTasks(), configuration: configuration, seed: 1)
    for _ in 0..<10000 { learner.step() }
    let errors = learner.adaptationErrors(tasks: 200, shots: 10, steps: 32, rate: 0.02, seed: 7)
    #expect(errors[32] < 1 && errors[32] < errors[0] / 2, "\(errors)")
  }
}
