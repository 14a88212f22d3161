/// Why a problem of linear algebra has no result.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// The matrix of `order` rows is singular: elimination met a pivot of exactly 0 in column `pivot`.
  case singular(order: Int, pivot: Int)
  /// The element of `operand` in the given row and column is infinite or NaN.
  case notFinite(operand: String, row: Int, column: Int)
  /// The leading part of `order` rows and columns is the first that is not positive definite.
  case notPositiveDefinite(order: Int)
  /// The columns of the matrix depend on each other, at least up to rounding.
  case rankDeficient(rows: Int, columns: Int)
  /// LAPACK's iteration for eigenvalues or singular values ended with the positive code `info`.
  case decompositionFailed(routine: String, info: Int)
  /// An iteration was not done after as many steps as it was allowed.
  case noConvergence(iterations: Int)
  /// No feedback was found that stabilises the system; the iteration ended after `iterations` steps.
  case notStabilizable(iterations: Int)
  /// A direction p with pᵀ A p ≤ 0 was met in the given iteration, counted from 1.
  case nonPositiveCurvature(iteration: Int)

  /// What is wrong and where.
  public var description: String {
    switch self {
    case .singular(let order, let pivot):
      "The \(order)×\(order) matrix is singular: elimination left 0 on its diagonal in column "
        + "\(pivot), so its equations have no or no unique solution."
    case .notFinite(let operand, let row, let column):
      "\(operand) is not finite in row \(row), column \(column)."
    case .notPositiveDefinite(let order):
      "The matrix is not positive definite: its leading part of \(order)×\(order) is not. Adding a "
        + "multiple of the identity makes it so."
    case .rankDeficient(let rows, let columns):
      "The \(columns) columns of the \(rows)×\(columns) matrix depend on each other; leastSquares "
        + "gives the solution of least norm."
    case .decompositionFailed(let routine, let info):
      "LAPACK \(routine) did not converge (info \(info))."
    case .noConvergence(let iterations):
      "The iteration did not converge in \(iterations) steps."
    case .notStabilizable(let iterations):
      "No stabilising feedback was found in \(iterations) doubling steps: a mode of A with an "
        + "eigenvalue on or outside the unit circle is not reached by B or costs nothing in Q."
    case .nonPositiveCurvature(let iteration):
      "The operator is not positive definite: pᵀ A p ≤ 0 in iteration \(iteration). More damping "
        + "makes it so."
    }
  }
}

/// Throws where the first infinite or NaN element stands.
func requireFinite<Element: BLASScalar>(
  _ matrix: Matrix<Element>, _ operand: String
) throws(LinearAlgebraError) {
  if matrix.isFinite { return }
  for i in 0..<matrix.rows {
    for j in 0..<matrix.columns where !matrix[i, j].isFinite {
      throw .notFinite(operand: operand, row: i, column: j)
    }
  }
}

/// Stops the program, naming the shape, if `matrix` is not square.
func requireSquare<Element: BLASScalar>(_ matrix: Matrix<Element>) {
  precondition(
    matrix.rows == matrix.columns, "A matrix of \(matrix.rows)×\(matrix.columns) is not square.")
}

/// Stops the program, naming both shapes, if `b` has not `rows` rows.
func requireRows<Element: BLASScalar>(
  _ b: Matrix<Element>, _ rows: Int, of rowsOfA: Int, _ columnsOfA: Int
) {
  precondition(
    b.rows == rows,
    "A right-hand side of \(b.rows)×\(b.columns) does not fit a matrix of \(rowsOfA)×\(columnsOfA)."
  )
}

/// Stops the program if LAPACK took an argument for invalid or had no memory: a defect or the machine's limit.
func requireAccepted(_ info: Int, _ routine: String) {
  precondition(info > -1000, "LAPACK \(routine) found no memory for its work (info \(info)).")
  precondition(info >= 0, "LAPACK \(routine) rejected its argument \(-info).")
}
