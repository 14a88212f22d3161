import Foundation
import LinearAlgebra
import NeuralNetworks
import Testing

/// GRU and LSTM with PyTorch's weights give its outputs and gradients; see scripts/fixtures/torch_fixtures.py.
@Suite struct RecurrentFixtureTests {
  /// A layer of PyTorch's on one sequence; the gradients are those of the sum of squared outputs.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var name: String
    var inputs, state, outputs, last: Matrix<Double>
    var parameters, gradients: [Matrix<Double>]
    var testDescription: String { name }

    static let all: [Case] = {
      let url = Bundle.module.bundleURL.appending(path: "Fixtures/recurrent.json")
      do {
        return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
      } catch {
        fatalError("\(url.path): \(error)")
      }
    }()
  }

  @Test(arguments: Case.all) func agreesWithPyTorch(_ fixture: Case) {
    var layout = ParameterLayout()
    let (inputs, units) = (fixture.inputs.columns, fixture.state.columns)
    let tape = Tape<Double>()
    let θ = tape.input(Vector(fixture.parameters.flatMap(numbers)), trainable: true)
    let (x, state) = (tape.input(fixture.inputs), tape.input(fixture.state))
    let (outputs, last): (Variable<Double>, Variable<Double>)
    if fixture.name == "lstm" {
      (outputs, last) = LSTM(inputs: inputs, units: units, name: "l", in: &layout)(
        x, state: state, θ)
    } else {
      outputs = GRU(inputs: inputs, units: units, name: "g", in: &layout)(x, state: state, θ)
      let count = fixture.last.count
      last = outputs.view(
        offset: outputs.count - count, rows: fixture.last.rows, columns: units)
    }
    #expect(layout.count == θ.count)
    let gradient = tape.gradient(of: square(outputs).sum(), withRespectTo: θ)
    expectClose(outputs, fixture.outputs)
    expectClose(last, fixture.last)
    let expected = fixture.gradients.flatMap(numbers)
    for i in expected.indices { #expect(abs(gradient.matrix[0, i] - expected[i]) < 1e-12) }
  }

  private func numbers(_ matrix: Matrix<Double>) -> [Double] {
    (0..<matrix.count).map { matrix.elements[$0] }
  }

  private func expectClose(_ a: Variable<Double>, _ b: Matrix<Double>) {
    let value = a.matrix
    #expect(value.rows == b.rows && value.columns == b.columns)
    for i in 0..<b.count { #expect(abs(value.elements[i] - b.elements[i]) < 1e-13) }
  }
}
