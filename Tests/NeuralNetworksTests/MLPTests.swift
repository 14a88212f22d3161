import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct MLPTests {
  @Test func offsetsAndNames() {
    var layout = ParameterLayout()
    let network = MLP([3, 5, 2], hidden: .relu, output: .tanh, name: "q", in: &layout)
    let second = MLP([2, 1], name: "v", in: &layout)
    #expect(
      layout.slots.map(\.name) == [
        "q.0.weight", "q.0.bias", "q.1.weight", "q.1.bias", "v.0.weight", "v.0.bias",
      ])
    #expect(layout.slots.map(\.offset) == [0, 15, 20, 30, 32, 34])
    #expect(layout.count == 35)
    #expect(network.layers.map(\.activation) == [.relu, .tanh])
    #expect((network.inputs, network.outputs) == (3, 2))
    #expect((second.inputs, second.outputs) == (2, 1))
  }

  @Test func initializers() {
    var layout = ParameterLayout()
    _ = MLP(
      [2, 2, 2, 2], initializer: .constant(3), outputInitializer: .constant(4), in: &layout)
    var stream = RandomStream(seed: 0)
    let θ: Vector<Double> = layout.initialParameters(using: &stream)
    #expect(θ == [3, 3, 3, 3, 0, 0, 3, 3, 3, 3, 0, 0, 4, 4, 4, 4, 0, 0])
  }

  /// Layer by layer and element by element.
  private func naive(
    _ network: MLP, _ x: Matrix<Double>, _ θ: Vector<Double>
  ) -> Matrix<Double> {
    var y = x
    for layer in network.layers {
      let input = y
      y = Matrix(rows: x.rows, columns: layer.weight.columns) { i, j in
        var z = θ[layer.bias.offset + j]
        for k in 0..<layer.weight.rows {
          z += input[i, k] * θ[layer.weight.offset + k * layer.weight.columns + j]
        }
        return switch layer.activation {
        case .identity: z
        case .relu: max(z, 0)
        case .tanh: Foundation.tanh(z)
        case .sigmoid: 1 / (1 + Foundation.exp(-z))
        case .elu: z > 0 ? z : Foundation.expm1(z)
        case .softplus: Foundation.log1p(Foundation.exp(z))
        case .swish: z / (1 + Foundation.exp(-z))
        case .gelu: z * 0.5 * Foundation.erfc(-z / 2.0.squareRoot())
        }
      }
    }
    return y
  }

  private func forwardEqualsTheLoop<E: BLASScalar>(
    _ type: E.Type, _ hidden: Activation, within tolerance: Double
  ) {
    for (rows, widths) in [(1, [3, 1]), (7, [5, 16, 3]), (33, [4, 17, 1, 9, 2])] {
      var layout = ParameterLayout()
      let network = MLP(widths, hidden: hidden, output: .sigmoid, in: &layout)
      var stream = RandomStream(seed: 70)
      // Biases that are not 0, as they start.
      let θ = normal(1, layout.count, &stream, of: E.self)
      let x = normal(rows, widths[0], &stream, of: E.self)
      let tape = Tape<E>()
      let y = network(tape.input(x), tape.input(θ))
      let expected = naive(
        network, Matrix(rows: rows, columns: x.columns) { Double(x[$0, $1]) },
        Vector((0..<θ.count).map { Double(θ.elements[$0]) }))
      #expect(y.rows == rows && y.columns == expected.columns)
      for i in 0..<y.count {
        #expect(Swift.abs(Double(y.pointer[i]) - expected.elements[i]) < tolerance)
      }
    }
  }

  @Test(arguments: Activation.allCases) func forward(_ hidden: Activation) {
    forwardEqualsTheLoop(Float.self, hidden, within: 2e-5)
    forwardEqualsTheLoop(Double.self, hidden, within: 1e-13)
  }

  @Test func preconditions() async {
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      let network = MLP([3, 2], in: &layout)
      let tape = Tape<Float>()
      _ = network(tape.input(rows: 1, columns: 4), tape.input(rows: 1, columns: layout.count))
    }
    await #expect(processExitsWith: .failure) {
      // Parameters of another network.
      var layout = ParameterLayout()
      let network = MLP([3, 2], in: &layout)
      let tape = Tape<Float>()
      _ = network(tape.input(rows: 1, columns: 3), tape.input(rows: 1, columns: layout.count - 1))
    }
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      _ = MLP([3], in: &layout)
    }
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      _ = MLP([3, 0, 2], in: &layout)
    }
    await #expect(processExitsWith: .failure) {
      // Two networks of one name.
      var layout = ParameterLayout()
      _ = MLP([3, 2], in: &layout)
      _ = MLP([3, 2], in: &layout)
    }
  }
}
