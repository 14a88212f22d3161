import CAllocationCounter
import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// Each optimiser against a plain loop, and clipping against numbers computed by hand.
@Suite struct OptimizerTests {
  static let count = 37
  static let rate = 0.05

  /// Runs an optimiser on the gradient of a bowl, 12 steps, beside `step`, which moves θ with its own state.
  private func compare<O: Optimizer>(
    _ optimizer: O, scale: Double = 0.7, sourceLocation: SourceLocation = #_sourceLocation,
    _ step: (inout [Double], [Double]) -> Void
  ) where O.Element == Double {
    var (optimizer, stream) = (optimizer, RandomStream(seed: 50))
    var θ = Vector<Double>((0..<Self.count).map { _ in stream.uniform(-1, 1) })
    var expected = Array(θ)
    for t in 0..<12 {
      let g = (0..<Self.count).map { i in θ[i] * Double(i % 5 + 1) + Foundation.sin(Double(t * i)) }
      step(&expected, g.map { $0 * scale })
      let vector = Vector(g)
      vector.withUnsafePointer { optimizer.update(&θ, gradient: $0, scale: scale) }
      for i in 0..<Self.count {
        #expect(
          Swift.abs(θ[i] - expected[i]) < 1e-13, "step \(t), element \(i)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test func stochasticGradientDescent() {
    for (μ, isNesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
      var u = [Double](repeating: 0, count: Self.count)
      compare(
        SGD<Double>(
          count: Self.count, learningRate: Self.rate, momentum: μ, isNesterov: isNesterov)
      ) { θ, g in
        for i in θ.indices {
          u[i] = μ * u[i] + g[i]
          θ[i] -= Self.rate * (isNesterov ? g[i] + μ * u[i] : u[i])
        }
      }
    }
  }

  @Test func adamAndAdamW() {
    for λ in [0, 0.1] {
      var (m, v, t) = ([Double](repeating: 0, count: 37), [Double](repeating: 0, count: 37), 0)
      compare(
        Adam<Double>(
          count: Self.count, learningRate: Self.rate, firstDecay: 0.8, secondDecay: 0.95,
          epsilon: 1e-4, weightDecay: λ)
      ) { θ, g in
        t += 1
        for i in θ.indices {
          m[i] = 0.8 * m[i] + 0.2 * g[i]
          v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i]
          let (m̂, v̂) = (m[i] / (1 - pow(0.8, Double(t))), v[i] / (1 - pow(0.95, Double(t))))
          // The decay acts on the parameter as it was, beside the step.
          θ[i] = θ[i] * (1 - Self.rate * λ) - Self.rate * m̂ / (v̂.squareRoot() + 1e-4)
        }
      }
    }
  }

  @Test func rmsProp() {
    for (μ, isCentered) in [(0.0, false), (0.9, false), (0.0, true), (0.5, true)] {
      var (v, u, mean) = (
        [Double](repeating: 0, count: 37), [Double](repeating: 0, count: 37),
        [Double](repeating: 0, count: 37)
      )
      compare(
        RMSProp<Double>(
          count: Self.count, learningRate: Self.rate, decay: 0.9, epsilon: 1e-3, momentum: μ,
          isCentered: isCentered)
      ) { θ, g in
        for i in θ.indices {
          v[i] = 0.9 * v[i] + 0.1 * g[i] * g[i]
          mean[i] = 0.9 * mean[i] + 0.1 * g[i]
          let variance = isCentered ? v[i] - mean[i] * mean[i] : v[i]
          u[i] = μ * u[i] + g[i] / (variance.squareRoot() + 1e-3)
          θ[i] -= Self.rate * u[i]
        }
      }
    }
  }

  @Test func centeredRMSPropSurvivesRounding() {
    // A constant gradient: v − ḡ² tends to 0 and may be rounded below.
    var optimizer = RMSProp<Float>(
      count: 3, learningRate: 1e-9, decay: 0.5, epsilon: 1e-3, isCentered: true)
    var θ = Vector<Float>(count: 3)
    let g = Vector<Float>([0.1, 0.7, -1.3])
    for _ in 0..<200 { g.withUnsafePointer { optimizer.update(&θ, gradient: $0) } }
    #expect(θ.isFinite)
  }

  @Test func clippingByHand() {
    var g = Vector<Double>([3, -4, 12])
    #expect(g.clip(.norm(26)) == 13)
    #expect(g == [3, -4, 12])
    #expect(g.clip(.norm(6.5)) == 13)
    #expect(g == [1.5, -2, 6])
    #expect(g.clip(.value(1.75)) == 6.5)
    #expect(g == [1.5, -1.75, 1.75])
    var zero = Vector<Double>(count: 2)
    #expect(zero.clip(.norm(1)) == 0 && zero == [0, 0])
    var bad = Vector<Double>([1, .infinity])
    #expect(bad.clip(.norm(1)) == .infinity && bad == [1, .infinity])
    #expect(GradientClipping.factor(norm: .nan, limit: 1.0) == 1)
  }

  @Test(arguments: [GradientClipping.norm(0.5), .norm(100), .value(0.25)])
  func clippedUpdates(_ clipping: GradientClipping) {
    let tape = Tape<Double>()
    let values = Vector<Double>([0.3, -0.4, 1.2])
    var clipped = values
    let norm = clipped.clip(clipping)
    for scale in [1.0, -2] {
      var (first, second) = (Vector<Double>([1, 2, 3]), Vector<Double>([1, 2, 3]))
      var a = SGD<Double>(count: 3, learningRate: 0.1)
      var b = a
      let g = tape.input(values)
      #expect(a.update(&first, gradient: g, scale: scale, clipping: clipping) == norm)
      b.update(&second, gradient: tape.input(clipped), scale: scale)
      for i in 0..<3 { #expect(Swift.abs(first[i] - second[i]) < 1e-15) }
    }
  }

  @Test func stepsAllocateNothing() {
    let tape = Tape<Float>()
    let g = tape.input(Vector<Float>(repeating: 0.1, count: 100))
    var θ = Vector<Float>(count: 100)
    func check<O: Optimizer>(_ optimizer: O) where O.Element == Float {
      var optimizer = optimizer
      optimizer.update(&θ, gradient: g)
      allocation_counter_start_thread()
      for t in 0..<10 {
        optimizer.learningRate = 1 / Double(t + 1)
        optimizer.update(&θ, gradient: g, clipping: .norm(0.5))
        optimizer.update(&θ, gradient: g, clipping: .value(0.5))
      }
      #expect(allocation_counter_stop_thread() == 0, "\(O.self)")
    }
    check(SGD(count: 100, learningRate: 0.1))
    check(Adam(count: 100, learningRate: 0.1))
    check(RMSProp(count: 100, learningRate: 0.1))
    check(RMSProp(count: 100, learningRate: 0.1, isCentered: true))
  }

  @Test func continuesFromASavedState() throws {
    var optimizer = RMSProp<Double>(count: 2, learningRate: 0.1, momentum: 0.5, isCentered: true)
    var θ = Vector<Double>([1, 2])
    let g = Vector<Double>([0.3, -0.2])
    g.withUnsafePointer { optimizer.update(&θ, gradient: $0) }
    let data = try JSONEncoder().encode(optimizer)
    var restored = try JSONDecoder().decode(RMSProp<Double>.self, from: data)
    #expect(restored == optimizer)
    var copy = θ
    g.withUnsafePointer {
      optimizer.update(&θ, gradient: $0)
      restored.update(&copy, gradient: $0)
    }
    #expect(θ == copy)
  }

  @Test func heInitializer() {
    var (stream, θ) = (RandomStream(seed: 51), Vector<Double>(count: 200 * 100))
    θ.withUnsafeMutablePointer {
      Initializer.he.fill($0, rows: 200, columns: 100, using: &stream)
    }
    let n = Double(θ.count)
    #expect(Swift.abs(θ.mean()) < 5 * (0.01 / n).squareRoot())
    // The variance of a sample variance of normal numbers is 2σ⁴/n.
    #expect(Swift.abs(θ.dot(θ) / n - 0.01) < 5 * 0.01 * (2 / n).squareRoot())
  }
}
