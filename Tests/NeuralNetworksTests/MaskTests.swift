import LinearAlgebra
import NeuralNetworks
import Testing

/// Forbidden choices have probability 0 and no gradient, and nothing is NaN.
@Suite struct MaskTests {
  static let mask = Matrix<Float>([[1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 1, 1]])
  static let logits = Matrix<Float>([[0.5, 9, -1, 200], [3, -5, 80, -7], [0, 1, 2, 3]])

  @Test func probabilitiesAndGradients() {
    let tape = Tape<Float>()
    let leaf = tape.input(Self.logits, trainable: true)
    let mask = tape.input(Self.mask)
    let p = Categorical(logits: leaf, allowed: mask)
    let q = Categorical(logits: leaf * 0.5 + 1, allowed: mask)
    let probabilities = p.probabilities
    for i in 0..<3 {
      for j in 0..<4 where Self.mask[i, j] == 0 { #expect(probabilities[i, j] == 0) }
    }
    #expect(probabilities[1, 3] == 1)
    #expect(p.entropy()[1, 0] == 0 && p.divergence(from: q)[1, 0] == 0)

    let actions = tape.input(Matrix<Float>([[2], [3], [0]]))
    for value in [p.logProbability(of: actions), p.entropy(), p.divergence(from: q)] {
      #expect(value.vector.isFinite)
      for differentiable in [false, true] {
        let g = tape.gradient(
          of: value.sum(), withRespectTo: leaf, differentiable: differentiable)
        #expect(g.vector.isFinite)
        for i in 0..<3 {
          for j in 0..<4 where Self.mask[i, j] == 0 { #expect(g[i, j] == 0) }
        }
        if differentiable {
          let direction = tape.input(Matrix<Float>(rows: 3, columns: 4) { i, j in Float(i - j) })
          let h = tape.gradient(of: (g * direction).sum(), withRespectTo: leaf)
          #expect(h.vector.isFinite)
          for i in 0..<3 {
            for j in 0..<4 where Self.mask[i, j] == 0 { #expect(h[i, j] == 0) }
          }
        }
      }
    }
  }

  @Test func equalsTheDistributionOverWhatIsAllowed() {
    var stream = RandomStream(seed: 30)
    let logits = GradientTests.random(3, 4, &stream)
    let mask = Matrix<Double>(rows: 3, columns: 4) { i, j in (i + j) % 4 == 1 ? 0 : 1 }
    GradientTests.check("masked", [logits]) {
      let p = Categorical(logits: $0[0], allowed: $0[0].tape.input(mask))
      return p.probabilities * p.entropy()
    }
    let tape = Tape<Double>()
    let full = Categorical(logits: tape.input(logits), allowed: tape.input(mask))
    let short = Categorical(
      logits: tape.input(
        Matrix<Double>(rows: 1, columns: 3) { _, j in logits[0, [0, 2, 3][j]] }))
    #expect(Swift.abs(full.entropy()[0, 0] - short.entropy()[0, 0]) < 1e-14)
    #expect(Swift.abs(full.probabilities[0, 2] - short.probabilities[0, 1]) < 1e-15)
  }

  @Test func nothingIsReadWhereItIsForbidden() {
    let tape = Tape<Float>()
    let leaf = tape.input(Matrix<Float>([[.nan, 1, .infinity, 2]]), trainable: true)
    let p = Categorical(logits: leaf, allowed: tape.input(Matrix<Float>([[0, 1, 0, 1]])))
    #expect(p.probabilities.vector.isFinite)
    let g = tape.gradient(of: p.entropy(), withRespectTo: leaf)
    #expect(g.vector.isFinite && g[0, 0] == 0 && g[0, 2] == 0 && g[0, 1] != 0)
  }

  @Test func everyComponentHasAMask() {
    let tape = Tape<Float>()
    let mask = Matrix<Float>([[0, 1, 1, 0, 1]])
    let logits = tape.input(Matrix<Float>([[9, 1, 9, 2, 0]]), trainable: true)
    let p = MultiCategorical(logits: logits, counts: [2, 3], allowed: tape.input(mask))
    #expect(p.components[0].probabilities.vector == [0, 1])
    #expect(p.components[1].probabilities[0, 1] == 0)
    let g = tape.gradient(
      of: p.logProbability(of: tape.input(Matrix<Float>([[1, 2]]))), withRespectTo: logits)
    #expect(g[0, 0] == 0 && g[0, 3] == 0 && g[0, 4] != 0)
  }

  @Test func aMaskChangesBetweenReplays() {
    let tape = Tape<Float>()
    let mask = tape.input(Matrix<Float>([[1, 1]]))
    let p = Categorical(logits: tape.input(Matrix<Float>([[0, 0]])), allowed: mask).probabilities
    #expect(p.vector == [0.5, 0.5])
    mask.assign(Matrix<Float>([[0, 1]]))
    tape.replay()
    #expect(p.vector == [0, 1])
  }

  @Test func aRowWithoutAnAllowedChoiceIsAMistake() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      _ = Categorical(
        logits: tape.input(rows: 2, columns: 2),
        allowed: tape.input(Matrix<Float>([[1, 0], [0, 0]])))
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape<Float>()
      let mask = tape.input(Matrix<Float>([[1, 0]]))
      _ = Categorical(logits: tape.input(rows: 1, columns: 2), allowed: mask)
      mask.assign(Matrix<Float>([[0, 0]]))
      tape.replay()
    }
  }
}
