import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct SGDTests {
  /// θ after each of three steps from 1 with α = ½ and the gradients 1, 2, −1.
  private func path(_ sgd: SGD<Double>, scale: Double = 1) -> [Double] {
    var (sgd, θ) = (sgd, [1] as Vector<Double>)
    let tape = Tape<Double>()
    return [1, 2, -1].map {
      sgd.update(&θ, gradient: tape.constant($0), scale: scale)
      return θ[0]
    }
  }

  @Test func byHand() {
    #expect(path(SGD(count: 1, learningRate: 0.5)) == [0.5, -0.5, 0])
    #expect(path(SGD(count: 1, learningRate: 0.5), scale: -1) == [1.5, 2.5, 2])
    // u = 1, 2.5, 0.25.
    #expect(path(SGD(count: 1, learningRate: 0.5, momentum: 0.5)) == [0.5, -0.75, -0.875])
    // Steps along g + u/2 = 1.5, 3.25, −0.875.
    #expect(
      path(SGD(count: 1, learningRate: 0.5, momentum: 0.5, isNesterov: true))
        == [0.25, -1.375, -0.9375])
  }

  @Test func everyElement() {
    var sgd = SGD<Float>(count: 37, learningRate: 0.5, momentum: 0.5)
    var θ = Vector<Float>(count: 37)
    let g = Tape<Float>().input(Vector((0..<37).map { Float($0) }))
    for _ in 0..<2 { sgd.update(&θ, gradient: g) }
    for i in 0..<37 { #expect(θ[i] == -1.25 * Float(i)) }
  }

  @Test(arguments: [false, true]) func aCopyFromAFileContinuesWithTheSameBits(_ nesterov: Bool)
    throws
  {
    var stream = RandomStream(seed: 52)
    var sgd = SGD<Float>(count: 9, learningRate: 0.1, momentum: 0.9, isNesterov: nesterov)
    var θ = Vector<Float>(count: 9)
    let tape = Tape<Float>()
    for _ in 0..<5 { sgd.update(&θ, gradient: tape.input(normal(1, 9, &stream))) }
    var copy = try JSONDecoder().decode(SGD<Float>.self, from: JSONEncoder().encode(sgd))
    var ϑ = θ
    for _ in 0..<5 {
      let g = tape.input(normal(1, 9, &stream, of: Float.self))
      sgd.update(&θ, gradient: g)
      copy.update(&ϑ, gradient: g)
      #expect(bits(θ) == bits(ϑ))
    }
    #expect(copy == sgd)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var sgd = SGD<Float>(count: 3, learningRate: 1)
      var θ = Vector<Float>(count: 3)
      sgd.update(&θ, gradient: Tape<Float>().input(rows: 1, columns: 2))
    }
  }
}
