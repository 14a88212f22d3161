import Foundation
import LinearAlgebra
import Testing

/// What scripts/fixtures/linear_algebra_fixtures.py writes: matrices with NumPy's factorisations of them.
struct FactorizationFixture: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var a: Matrix<Double>
  var b: Matrix<Double>
  var rank: Int
  var singularValues: [Double]
  var leastSquares: Matrix<Double>
  var pseudoInverse: Matrix<Double>
  var absoluteR: Matrix<Double>
  var sign: Double?
  var logDeterminant: Double?
  var spectralRadius: Double?
  var eigenvalues: [Double]?
  var cholesky: Matrix<Double>?
  var triangular: Matrix<Double>?

  static let all: [FactorizationFixture] = Fixtures.load("factorizations")

  /// The ratio of the largest and the smallest singular value that counts.
  var condition: Double { singularValues[0] / singularValues[rank - 1] }
  var isSquare: Bool { a.rows == a.columns }
  var testDescription: String { name }
}

/// Systems with SciPy's solution of their Riccati equation.
struct RiccatiFixture: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var a: Matrix<Double>
  var b: Matrix<Double>
  var q: Matrix<Double>
  var r: Matrix<Double>
  var s: Matrix<Double>
  var solution: Matrix<Double>
  var gain: Matrix<Double>
  var openLoopRadius: Double
  var closedLoopRadius: Double

  static let all: [RiccatiFixture] = Fixtures.load("riccati")
  var testDescription: String { name }
}

/// One file of cases.
private struct Fixtures<Case: Decodable>: Decodable { var cases: [Case] }

extension Fixtures where Case == Never {
  static func load<T: Decodable>(_ name: String) -> [T] {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/\(name).json")
    do {
      return try JSONDecoder().decode(Fixtures<T>.self, from: Data(contentsOf: url)).cases
    } catch {
      fatalError("\(url.path): \(error)")
    }
  }
}

extension Matrix {
  /// The elements in another precision.
  init<Other: BLASScalar>(converting other: Matrix<Other>) {
    self.init(rows: other.rows, columns: other.columns) { Element(other[$0, $1]) }
  }

  /// The Frobenius norm.
  var frobenius: Element { elements.norm }

  /// Elements drawn from the standard normal distribution.
  static func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var stream = RandomStream(seed: seed)
    return Matrix(rows: rows, columns: columns) { _, _ in Element(stream.normal()) }
  }

  /// The diagonal matrix of the given elements.
  static func diagonal(_ elements: Vector<Element>) -> Matrix {
    Matrix(rows: elements.count, columns: elements.count) { $0 == $1 ? elements[$0] : 0 }
  }
}

/// Whether ‖a − b‖ ≤ `tolerance` · max(`scale`, ‖b‖), with the numbers in the failure.
func expectClose<T: BLASScalar>(
  _ a: Matrix<T>, _ b: Matrix<T>, _ tolerance: T, scale: T = 0, _ what: String = "",
  at place: SourceLocation = #_sourceLocation
) {
  guard a.rows == b.rows && a.columns == b.columns else {
    Issue.record(
      "\(what): \(a.rows)×\(a.columns) is not \(b.rows)×\(b.columns)", sourceLocation: place)
    return
  }
  let distance = (a - b).frobenius
  let bound = tolerance * max(scale, b.frobenius)
  #expect(distance <= bound, "\(T.self) \(what)", sourceLocation: place)
}

/// That the columns of `q` are orthonormal up to rounding.
func expectOrthonormalColumns<T: BLASScalar>(
  _ q: Matrix<T>, at place: SourceLocation = #_sourceLocation
) {
  expectClose(
    q.transposed * q, .identity(q.columns), 10 * T.ulpOfOne * T(q.rows + 1), scale: 1,
    "orthonormality", at: place)
}

/// The error that `body` throws for a matrix with a NaN, and for one with an infinity, in row 1, column 0.
func expectNotFinite<T: BLASScalar>(
  rows: Int = 2, columns: Int = 2, _ type: T.Type, at place: SourceLocation = #_sourceLocation,
  _ body: (Matrix<T>) throws(LinearAlgebraError) -> Void
) {
  for bad in [T.nan, .infinity] {
    var a = Matrix<T>(rows: rows, columns: columns) { $0 == $1 ? 2 : 0.5 }
    a[1, 0] = bad
    do throws(LinearAlgebraError) {
      try body(a)
      Issue.record("\(bad) was accepted.", sourceLocation: place)
    } catch {
      guard case .notFinite(_, 1, 0) = error else {
        Issue.record("\(error)", sourceLocation: place)
        continue
      }
    }
  }
}
