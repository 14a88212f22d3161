import Apus

/// Planning: a search for one action, and the parts of it.
enum PlanningBenchmarks {
  static var all: [Benchmark] { [simulator, crossEntropy, treeSearch, regulator] }

  private static let candidates = 200
  private static let horizon = 20

  /// Sequences tried on copies of Pendulum; the reference steps bare values, without batch and observations.
  static var simulator: Benchmark {
    Benchmark(
      name: "planning/simulator/Pendulum-v1/\(candidates)x\(horizon)",
      unit: .rate(count: Double(candidates * horizon), of: "steps")
    ) {
      let environment = try! EnvironmentCatalogue.named("Pendulum-v1")
      var model = SimulatorModel(environment, candidates: candidates, seed: 1)
      let batch = environment.makeBatch(1, 1, 1)
      var random = RandomStream(seed: 1)
      let sequences = Matrix<Float>(rows: candidates, columns: horizon) { _, _ in
        Float(random.uniform(-2, 2))
      }
      var returns = [Double](repeating: 0, count: candidates)
      var start = Pendulum()
      start.reset(using: &random)
      return Benchmark.Work {
        model.evaluate(sequences, from: batch, discount: 1, into: &returns)
      } reference: {
        for i in 0..<candidates {
          var (copy, sum) = (start, 0.0)
          for t in 0..<horizon {
            sum += copy.step([Double(sequences[i, t])], using: &random).reward
          }
          returns[i] = sum
        }
      }
    }
  }

  /// One action by CEM; the reference is its simulations alone.
  static var crossEntropy: Benchmark {
    Benchmark(name: "planning/cem/Pendulum-v1/\(candidates)x\(horizon)", unit: .microseconds) {
      let environment = try! EnvironmentCatalogue.named("Pendulum-v1")
      var options = CrossEntropyMethod.Configuration()
      (options.horizon, options.candidates) = (horizon, candidates)
      let model = SimulatorModel(environment, candidates: candidates, seed: 1)
      var controller = ModelPredictiveControl(
        try! CrossEntropyMethod(environment.actionSpace, configuration: options), on: model,
        seed: 1)
      let batch = environment.makeBatch(1, 1, 1)
      var action = Matrix<Float>(rows: 1, columns: 1)
      var alone = model
      let sequences = Matrix<Float>(rows: candidates, columns: horizon)
      var returns = [Double](repeating: 0, count: candidates)
      return Benchmark.Work {
        try! controller.act(in: batch, into: &action)
      } reference: {
        for _ in 0..<options.iterations {
          alone.evaluate(sequences, from: batch, discount: 1, into: &returns)
        }
      }
    }
  }

  /// One action by tree search.
  static var treeSearch: Benchmark {
    let simulations = 200
    return Benchmark(
      name: "planning/tree-search/CartPole-v1/\(simulations)",
      unit: .rate(count: Double(simulations), of: "simulations")
    ) {
      let environment = try! EnvironmentCatalogue.named("CartPole-v1")
      var options = MonteCarloTreeSearch.Configuration()
      options.simulations = simulations
      var search = try! MonteCarloTreeSearch(environment, configuration: options, seed: 1)
      let batch = environment.makeBatch(1, 1, 1)
      return Benchmark.Work { search.search(from: batch) }
    }
  }

  /// The backward pass of the regulator.
  static var regulator: Benchmark {
    let (n, m, steps) = (8, 3, 100)
    return Benchmark(name: "planning/lqr/\(n)-\(m)/\(steps)", unit: .microseconds) {
      var random = RandomStream(seed: 1)
      func normal(_ rows: Int, _ columns: Int) -> Matrix<Double> {
        Matrix(rows: rows, columns: columns) { _, _ in random.normal() }
      }
      let step = LinearQuadraticStep(
        a: 0.3 * normal(n, n), b: normal(n, m), q: .identity(n), r: .identity(m))
      let problem = Array(repeating: step, count: steps)
      return Benchmark.Work { _ = try! LinearQuadraticRegulator(problem) }
    }
  }
}
