import Apus

/// Functions of single elements over 4,096 floats, replayed on a tape: the kernel and one step of the tape.
enum KernelBenchmarks {
  static let count = 4096

  static var all: [Benchmark] {
    [
      function("tanh") { tanh($0) }, function("exp") { exp($0) }, function("log") { log($0) },
      function("sqrt") { sqrt($0) }, function("sigmoid") { sigmoid($0) },
      function("relu") { relu($0) }, function("softplus") { softplus($0) },
      function("expm1") { expm1($0) }, function("log1p") { log1p($0) },
      function("elu") { elu($0) }, function("swish") { swish($0) }, function("gelu") { gelu($0) },
      function("erf") { erf($0) }, function("sin") { sin($0) },
      function("softmax-8", columns: 8) { $0.softmax() },
      function("log-sum-exp-8", columns: 8) { $0.logSumExp() },
    ]
  }

  static func function(
    _ name: String, columns: Int = count,
    _ function: @escaping (Variable<Float>) -> Variable<Float>
  ) -> Benchmark {
    Benchmark(name: "kernel/\(name)/\(count)", unit: .nanoseconds(perElementOf: count)) {
      var random = RandomStream(seed: 1)
      let tape = Tape<Float>()
      let x = Matrix<Float>(rows: count / columns, columns: columns) { _, _ in
        Float(random.uniform(0.1, 4))
      }
      _ = function(tape.input(x))
      return Benchmark.Work { tape.replay() }
    }
  }
}
