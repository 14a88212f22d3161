import LinearAlgebra
import Testing

@Suite struct SubmatrixTests {
  @Test func aBlockIsACopy() {
    let a = Matrix<Double>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    var block = a.submatrix(rows: 1..<3, columns: 0..<2)
    #expect(block == Matrix([[4, 5], [7, 8]]))
    block[0, 0] = 0
    #expect(a[1, 0] == 4)
    #expect(a.submatrix(rows: 0..<3, columns: 0..<3) == a)
    #expect(a.submatrix(rows: 3..<3, columns: 1..<3) == Matrix(rows: 0, columns: 2))
    #expect(a.submatrix(rows: 1..<2, columns: 2..<2) == Matrix(rows: 1, columns: 0))
    #expect(a.diagonal() == [1, 5, 9])
    #expect(a.submatrix(rows: 0..<3, columns: 1..<3).diagonal() == [2, 6])
    #expect(Matrix<Float>(rows: 0, columns: 2).diagonal().count == 0)
  }

  @Test func aBlockIsReplaced() {
    let a = Matrix<Float>(rows: 3, columns: 3)
    var b = a
    b.replaceSubmatrix(row: 1, column: 1, with: Matrix([[1, 2], [3, 4]]))
    #expect(b == Matrix([[0, 0, 0], [0, 1, 2], [0, 3, 4]]))
    #expect(a == Matrix(rows: 3, columns: 3))
    b.replaceSubmatrix(row: 0, column: 0, with: b)
    b.replaceSubmatrix(row: 3, column: 3, with: Matrix(rows: 0, columns: 0))
    #expect(b[2, 2] == 4)
  }

  @Test func rangesMustLieInside() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 2).submatrix(rows: 0..<3, columns: 0..<1)
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Double>(rows: 2, columns: 2).submatrix(rows: 0..<1, columns: -1..<1)
    }
    await #expect(processExitsWith: .failure) {
      var a = Matrix<Double>(rows: 2, columns: 2)
      a.replaceSubmatrix(row: 1, column: 0, with: .identity(2))
    }
  }
}
