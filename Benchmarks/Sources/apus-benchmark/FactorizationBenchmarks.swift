import Apus

/// Factorisations and solvers of a matrix of 64 rows in double precision.
enum FactorizationBenchmarks {
  static let size = 64

  static var all: [Benchmark] {
    [
      benchmark("cholesky") { _ = try! CholeskyFactorization($0) },
      benchmark("lu") { _ = try! LUFactorization($0) },
      benchmark("qr") { _ = try! QRFactorization($0) },
      benchmark("symmetric-eigen") { _ = try! SymmetricEigen($0) },
      benchmark("singular-values") { _ = try! SingularValues($0) },
      benchmark("least-squares") { a in
        _ = try! QRFactorization(a).leastSquares(Vector<Double>(count: size))
      },
    ]
  }

  static func benchmark(_ name: String, _ run: @escaping (Matrix<Double>) -> Void) -> Benchmark {
    Benchmark(name: "linear-algebra/\(name)/\(size)", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      // Symmetric and positive definite, so that it suits all of them.
      let root = Matrix<Double>(rows: size, columns: size) { _, _ in random.normal() }
      var a = Matrix<Double>(rows: size, columns: size)
      multiply(root, transposed: false, by: root, transposed: true, into: &a)
      for i in 0..<size { a[i, i] += 1 }
      return Benchmark.Work { run(a) }
    }
  }
}
