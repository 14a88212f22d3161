import LinearAlgebra
import NeuralNetworks
import Testing

@Suite struct ParameterLayoutTests {
  @Test func slotsLieOneAfterTheOther() {
    var layout = ParameterLayout()
    let a = layout.add("a", rows: 2, columns: 3, .constant(1))
    let b = layout.add("b", rows: 1, columns: 4, .constant(2))
    let none = layout.add("none", rows: 0, columns: 4, .constant(3))
    let c = layout.add("c", rows: 1, columns: 1, .constant(4))
    #expect(layout.slots == [a, b, none, c])
    #expect(layout.slots.map(\.offset) == [0, 6, 10, 10])
    #expect(layout.slots.map(\.count) == [6, 4, 0, 1])
    #expect(layout.count == 11)
    var stream = RandomStream(seed: 0)
    let θ: Vector<Float> = layout.initialParameters(using: &stream)
    #expect(θ == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4])
  }

  @Test func initialParametersDependOnTheSeedAlone() {
    var layout = ParameterLayout()
    _ = layout.add("a", rows: 3, columns: 4, .glorot)
    _ = layout.add("b", rows: 4, columns: 3, .orthogonal(gain: 1))
    func θ(_ seed: UInt64) -> Vector<Float> {
      var stream = RandomStream(seed: seed)
      return layout.initialParameters(using: &stream)
    }
    #expect(θ(1) == θ(1))
    #expect(θ(1) != θ(2))
  }

  @Test func namesAreUnique() async {
    await #expect(processExitsWith: .failure) {
      var layout = ParameterLayout()
      _ = layout.add("w", rows: 1, columns: 1, .glorot)
      _ = layout.add("w", rows: 2, columns: 1, .glorot)
    }
  }
}
