import Apus

/// Factorisations and solvers of a matrix of 64 rows in double precision.
enum FactorizationBenchmarks {
  static let size = 64

  static var all: [Benchmark] {
    let right = Matrix<Double>(rows: size, columns: 1) { i, _ in Double(i % 7) - 3 }
    let direction = Vector<Double>((0..<size).map { Double($0 % 7) - 3 })
    return [
      benchmark("cholesky") { a in { _ = try! CholeskyFactorization(a) } },
      benchmark("cholesky-solve") { a in
        let factorization = try! CholeskyFactorization(a)
        return { _ = try! factorization.solve(right) }
      },
      benchmark("cholesky-inverse") { a in
        let factorization = try! CholeskyFactorization(a)
        return { _ = try! factorization.inverse() }
      },
      benchmark("lu") { a in { _ = try! LUFactorization(a) } },
      benchmark("lu-solve") { a in
        let factorization = try! LUFactorization(a)
        return { _ = try! factorization.solve(right) }
      },
      benchmark("triangular-solve") { a in { _ = try! solveTriangular(a, right, .lower) } },
      benchmark("qr") { a in { _ = try! QRFactorization(a) } },
      benchmark("symmetric-eigen") { a in { _ = try! SymmetricEigen(a) } },
      benchmark("spectral-radius") { a in { _ = try! spectralRadius(of: a) } },
      benchmark("singular-values") { a in { _ = try! SingularValues(a) } },
      benchmark("least-squares") { a in
        { _ = try! QRFactorization(a).leastSquares(Vector<Double>(count: size)) }
      },
      benchmark("least-norm") { a in { _ = try! leastSquares(a, right) } },
      benchmark("conjugate-gradient-10") { a in
        var solver = ConjugateGradient<Double>(
          count: size, maximumIterations: 10, tolerance: 0, damping: 0)
        var x = Vector<Double>(count: size)
        return {
          _ = try! solver.solve(direction, into: &x) { p, product in
            multiply(a, by: p, into: &product)
          }
        }
      },
      riccati,
    ]
  }

  /// What `make` prepares from a symmetric and positive definite matrix, which suits every routine.
  static func benchmark(
    _ name: String, _ make: @escaping (Matrix<Double>) -> () -> Void
  ) -> Benchmark {
    Benchmark(name: "linear-algebra/\(name)/\(size)", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      let root = Matrix<Double>(rows: size, columns: size) { _, _ in random.normal() }
      var a = Matrix<Double>(rows: size, columns: size)
      multiply(root, transposed: false, by: root, transposed: true, into: &a)
      for i in 0..<size { a[i, i] += 1 }
      return Benchmark.Work(own: make(a))
    }
  }

  /// A linear-quadratic regulator of 12 states and 4 actions.
  static var riccati: Benchmark {
    Benchmark(name: "linear-algebra/riccati/12-4", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      let a = Matrix<Double>(rows: 12, columns: 12) { i, j in
        (i == j ? 1 : 0) + 0.1 * random.normal()
      }
      let b = Matrix<Double>(rows: 12, columns: 4) { _, _ in random.normal() }
      let q = Matrix<Double>(rows: 12, columns: 12) { i, j in i == j ? 1 : 0 }
      let r = Matrix<Double>(rows: 4, columns: 4) { i, j in i == j ? 1 : 0 }
      return Benchmark.Work(own: { _ = try! DiscreteRiccati(a: a, b: b, q: q, r: r) })
    }
  }
}
