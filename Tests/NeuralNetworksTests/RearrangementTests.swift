import LinearAlgebra
import NeuralNetworks
import Testing

/// Rearrangements, indexing, choices and running sums on numbers computed by hand, and what they refuse.
@Suite struct RearrangementTests {
  private let tape = Tape<Double>()

  private func matrix(_ rows: [[Double]]) -> Matrix<Double> {
    Matrix(rows: rows.count, columns: rows[0].count) { rows[$0][$1] }
  }
  private func input(_ rows: [[Double]]) -> Variable<Double> {
    tape.input(matrix(rows), trainable: true)
  }
  private func expect(
    _ x: Variable<Double>, _ rows: [[Double]], _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(x.matrix == matrix(rows), sourceLocation: location)
  }

  @Test func partsAndPadding() {
    let x = input([[1, 2, 3], [4, 5, 6]])
    expect(x.rows(1..<2), [[4, 5, 6]])
    expect(x.columns(1..<3), [[2, 3], [5, 6]])
    expect(x.slice(row: 0, column: 2, rows: 2, columns: 1), [[3], [6]])
    expect(x.reshaped(rows: 3, columns: 2), [[1, 2], [3, 4], [5, 6]])
    expect(
      x.rows(0..<1).padded(rows: 2, columns: 5, row: 1, column: 1),
      [[0, 0, 0, 0, 0], [0, 1, 2, 3, 0]])
    #expect(x.rows(1..<1).rows == 0 && x.columns(2..<2).columns == 0)
  }

  @Test func concatenations() {
    let (x, y) = (input([[1, 2], [3, 4]]), input([[5, 6]]))
    expect(concatenateRows([x, y, x]), [[1, 2], [3, 4], [5, 6], [1, 2], [3, 4]])
    expect(concatenateColumns([x, x.columns(0..<1)]), [[1, 2, 1], [3, 4, 3]])
    expect(concatenateColumns([y]), [[5, 6]])
  }

  @Test func indexing() {
    let x = input([[1, 2, 3], [4, 5, 6]])
    let numbers = tape.input(matrix([[2, 0], [1, 1]]))
    expect(x.gather(numbers), [[3, 1], [5, 5]])
    expect(
      input([[7, 8], [9, 10]]).scatter(numbers, count: 3), [[8, 0, 7], [0, 19, 0]])
    expect(x.rows(at: numbers.rows(1..<2)), [[4, 5, 6], [4, 5, 6]])
    let rows = tape.input(matrix([[1], [1]]))
    expect(x.scatterRows(to: rows, count: 3), [[0, 0, 0], [5, 7, 9], [0, 0, 0]])
    expect(rows.oneHot(count: 3), [[0, 1, 0], [0, 1, 0]])
  }

  @Test func extremes() {
    let x = input([[1, 3, 3], [4, -5, 2]])
    expect(x.rowArgmax(), [[1], [0]])
    expect(x.rowArgmin(), [[0], [1]])
    expect(x.rowMaxima(), [[3], [4]])
    expect(x.rowMinima(), [[1], [-5]])
    expect(x.columnMaxima(), [[4, 3, 3]])
    expect(x.columnMinima(), [[1, -5, 2]])
    #expect(x.maximum().scalar == 4 && x.minimum().scalar == -5)
    let gradient = tape.gradient(of: x.rowMaxima().sum(), withRespectTo: x)
    expect(gradient, [[0, 1, 0], [1, 0, 0]])
    let holed = input([[1, .nan, 5], [.infinity, -.infinity, 0]])
    expect(holed.rowArgmax(), [[1], [0]])
    expect(holed.rowArgmin(), [[1], [1]])
  }

  @Test func runningSums() {
    let x = input([[1, 2, 3], [4, 5, 6]])
    expect(x.rowCumulativeSums(), [[1, 3, 6], [4, 9, 15]])
    expect(x.rowCumulativeSums(reversed: true), [[6, 5, 3], [15, 11, 6]])
    expect(x.columnCumulativeSums(), [[1, 2, 3], [5, 7, 9]])
    expect(x.columnCumulativeSums(reversed: true), [[5, 7, 9], [4, 5, 6]])
  }

  @Test func masks() {
    let (x, y) = (input([[1, 2, 3]]), input([[3, 2, 1]]))
    expect(x .> y, [[0, 0, 1]])
    expect(x .>= y, [[0, 1, 1]])
    expect(x .< y, [[1, 0, 0]])
    expect(x .<= y, [[1, 1, 0]])
    expect(x .== y, [[0, 1, 0]])
  }

  @Test func selectionKeepsNaNOut() {
    let mask = tape.input(matrix([[1], [0]]))
    let a = input([[1, .nan], [.infinity, .nan]])
    let b = input([[5, 6]])
    let first = a.columns(0..<1)
    expect(select(mask, first, b), [[1, 1], [5, 6]])
    let gradients = tape.gradient(
      of: square(select(mask, first, b)).sum(), withRespectTo: (a, b))
    expect(gradients.0, [[4, 0], [0, 0]])
    expect(gradients.1, [[10, 12]])
  }

  @Test func batchedProducts() {
    let x = input([[1, 2], [3, 4]])
    let y = input([[1, 0], [0, 1], [2, 0], [0, 2]])
    expect(x.times(y, batch: 2), [[1, 2], [6, 8]])
    expect(x.times(x, batch: 2, otherTransposed: true), [[5], [25]])
    expect(x.times(x, batch: 2, transposed: true), [[1, 2], [2, 4], [9, 12], [12, 16]])
  }

  @Test func functions() {
    let x = input([[-1, 0, 2]])
    expect(pow(x, 3), [[-1, 0, 8]])
    expect(pow(x, 0), [[1, 1, 1]])
    #expect(abs(gelu(x)[0, 0] + 0.158655253931457) < 1e-15)
    #expect(abs(swish(x)[0, 2] - 1.761594155955765) < 1e-15)
    #expect(abs(elu(x)[0, 0] + 0.632120558828558) < 1e-15)
    #expect(abs(erf(x)[0, 2] - 0.995322265018953) < 1e-15)
  }

  /// Numbers are inputs: another replay may ask for others.
  @Test func numbersMayChange() {
    let x = input([[1, 2], [3, 4]])
    let numbers = tape.input(rows: 2, columns: 1)
    let (chosen, rows) = (x.gather(numbers), x.rows(at: numbers))
    numbers.assign(Vector([1, 0]))
    tape.replay()
    expect(chosen, [[2], [3]])
    expect(rows, [[3, 4], [1, 2]])
  }

  private typealias Mistake = @Sendable (Variable<Double>, Variable<Double>) -> Void

  /// With a [2 × 3] and b [3 × 2].
  private static let mistakes: [Mistake] = [
    { a, _ in _ = a.rows(1..<3) }, { a, _ in _ = a.columns(2..<4) },
    { a, _ in _ = a.slice(row: -1, column: 0, rows: 1, columns: 1) },
    { a, _ in _ = a.padded(rows: 2, columns: 3, row: 1) },
    { a, _ in _ = a.reshaped(rows: 4, columns: 2) }, { a, b in _ = concatenateRows([a, b]) },
    { a, b in _ = concatenateColumns([a, b]) }, { a, b in _ = a.gather(b) },
    { a, b in _ = a.scatter(b, count: 4) }, { a, b in _ = a.scatterRows(to: b, count: 4) },
    { a, b in _ = select(a, b, b) }, { a, b in _ = a.times(a, batch: 1) },
    { a, b in _ = a.times(b, batch: 2) }, { a, _ in _ = a.columns(0..<0).rowMaxima() },
    { a, b in _ = a.tape.jacobianVectorProduct(of: a, along: b, withRespectTo: a) },
    { a, b in _ = a.tape.vectorJacobianProduct(of: a, along: b, withRespectTo: a) },
  ]

  /// One after the other: each runs in a process of its own.
  @Test func mistakesNameTheShapes() async throws {
    for number in Self.mistakes.indices {
      let result = await #expect(
        processExitsWith: .failure, observing: [\.standardErrorContent]
      ) { [number = number as Int] in
        let tape = Tape<Double>()
        let a = tape.input(Matrix(rows: 2, columns: 3), trainable: true)
        RearrangementTests.mistakes[number](a, tape.input(Matrix(rows: 3, columns: 2)))
      }
      #if DEBUG  // An optimised program stops without the message.
        let message = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(message.contains("2×3") || message.contains("2×0") || message.contains("3×2"))
      #else
        _ = result
      #endif
    }
  }

  @Test func numbersOutOfRange() async {
    for number in 0..<6 {
      await #expect(processExitsWith: .failure) { [number = number as Int] in
        let tape = Tape<Double>()
        let place = tape.constant([3, -1, .nan][number / 2])
        if number % 2 == 0 {
          _ = tape.input(Matrix<Double>(rows: 1, columns: 3)).gather(place)
        } else {
          _ = tape.input(Matrix<Double>(rows: 3, columns: 1)).rows(at: place)
        }
      }
    }
  }
}
