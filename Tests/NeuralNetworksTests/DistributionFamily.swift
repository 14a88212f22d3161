import LinearAlgebra
import NeuralNetworks

/// A kind of distribution with random parameters, for tests that hold for all kinds.
struct DistributionFamily: Sendable, CustomStringConvertible {
  /// What can be drawn.
  enum Support {
    /// Every vector of choices among these counts.
    case choices([Int])
    /// A box, outside of which is no probability worth mentioning.
    case box(low: [Double], high: [Double])
  }

  /// A distribution under test.
  enum Subject {
    case action(ActionDistribution<Double>)
    case full(FullGaussian<Double>)

    func logProbability(of actions: Variable<Double>) -> Variable<Double> {
      switch self {
      case .action(let p): p.logProbability(of: actions)
      case .full(let p): p.logProbability(of: actions)
      }
    }
    func entropy() -> Variable<Double>? {
      switch self {
      case .action(let p): p.hasEntropy ? p.entropy() : nil
      case .full(let p): p.entropy()
      }
    }
    func divergence(from other: Subject) -> Variable<Double>? {
      switch (self, other) {
      case (.action(.mixture), _), (.action(.autoregressive), _): nil
      case (.action(let p), .action(let q)): p.divergence(from: q)
      case (.full(let p), .full(let q)): p.divergence(from: q)
      default: nil
      }
    }
    func sampler() -> DistributionSampler<Double> {
      switch self {
      case .action(let p): p.sampler()
      case .full(let p): p.sampler()
      }
    }
  }

  typealias Parameters = [(columns: Int, rows: Int?, range: ClosedRange<Double>)]

  let description: String
  /// Shapes and ranges of the parameters; a number of rows, where it is not the batch's.
  let parameters: Parameters
  let support: Support
  let make: @Sendable ([Variable<Double>]) -> Subject

  init(
    _ name: String, _ parameters: Parameters, _ support: Support,
    _ make: @escaping @Sendable ([Variable<Double>]) -> Subject
  ) {
    description = name
    self.parameters = parameters
    self.support = support
    self.make = make
  }

  /// Random parameters for a batch of `rows`.
  func random(rows: Int, _ stream: inout RandomStream) -> [Matrix<Double>] {
    parameters.map { columns, fixed, range in
      Matrix(rows: fixed ?? rows, columns: columns) { _, _ in
        stream.uniform(range.lowerBound, range.upperBound)
      }
    }
  }

  /// One distribution, `rows` times, for parameters that were drawn for one row.
  func repeated(_ points: [Matrix<Double>], rows: Int, on tape: Tape<Double>) -> Subject {
    make(
      zip(parameters, points).map { parameter, point in
        let leaf = tape.input(point)
        return parameter.rows == nil ? leaf.broadcast(rows: rows, columns: leaf.columns) : leaf
      })
  }

  /// The support as a grid: points [count × width], and the volume of each.
  func grid() -> (points: Matrix<Double>, volume: Double) {
    let (low, high, counts): ([Double], [Double], [Int])
    switch support {
    case .choices(let choices):
      (low, high, counts) = (
        choices.map { _ in -0.5 }, choices.map { Double($0) - 0.5 }, choices
      )
    case .box(let lowEnds, let highEnds):
      (low, high) = (lowEnds, highEnds)
      counts = low.map { _ in low.count == 1 ? 20_000 : 200 }
    }
    let steps = counts.indices.map { (high[$0] - low[$0]) / Double(counts[$0]) }
    let points = Matrix<Double>(rows: counts.reduce(1, *), columns: counts.count) { i, j in
      let k = i / counts[(j + 1)...].reduce(1, *) % counts[j]
      return low[j] + (Double(k) + 0.5) * steps[j]
    }
    return (points, steps.reduce(1, *))
  }

  static let all: [DistributionFamily] = [
    DistributionFamily("categorical", [(4, nil, -2...2)], .choices([4])) {
      .action(.categorical(Categorical(logits: $0[0])))
    },
    DistributionFamily("multi-categorical", [(6, nil, -2...2)], .choices([3, 1, 2])) {
      .action(.multiCategorical(MultiCategorical(logits: $0[0], counts: [3, 1, 2])))
    },
    DistributionFamily("Bernoulli", [(3, nil, -2...2)], .choices([2, 2, 2])) {
      .action(.bernoulli(Bernoulli(logits: $0[0])))
    },
    DistributionFamily(
      "autoregressive", [(3, nil, -1...1), (layers.count, 1, -1...1)], .choices([3, 2, 2])
    ) {
      .action(
        .autoregressive(
          AutoregressiveCategorical(features: $0[0], layers: layers.layers, $0[1])))
    },
    DistributionFamily("Gaussian", [(2, nil, -1...1), (2, nil, -0.5...0.3)], wide) {
      .action(.gaussian(DiagonalGaussian(mean: $0[0], logDeviation: $0[1])))
    },
    DistributionFamily("Gaussian, free σ", [(2, nil, -1...1), (2, 1, -0.5...0.3)], wide) {
      .action(.gaussian(DiagonalGaussian(mean: $0[0], logDeviation: $0[1])))
    },
    DistributionFamily("full Gaussian", [(2, nil, -1...1), (3, nil, -0.5...0.3)], wide) {
      .full(FullGaussian(mean: $0[0], factor: $0[1]))
    },
    DistributionFamily("full Gaussian, free L", [(2, nil, -1...1), (3, 1, -0.5...0.3)], wide) {
      .full(FullGaussian(mean: $0[0], factor: $0[1]))
    },
    DistributionFamily(
      "squashed Gaussian", [(2, nil, -0.7...0.7), (2, nil, -1.2 ... -0.6)],
      .box(low: [-1, 0], high: [1, 3])
    ) {
      let bounds = ActionBounds(low: [-1, 0], high: [1, 3], on: $0[0].tape)
      return .action(
        .squashedGaussian(
          SquashedGaussian(
            DiagonalGaussian(mean: $0[0], logDeviation: $0[1]), bounds: bounds)))
    },
    DistributionFamily(
      "Beta", [(2, nil, 4...6), (2, nil, 4...6)], .box(low: [-1, 0], high: [1, 3])
    ) {
      let bounds = ActionBounds(low: [-1, 0], high: [1, 3], on: $0[0].tape)
      return .action(.beta(Beta(alpha: $0[0], beta: $0[1], bounds: bounds)))
    },
    DistributionFamily(
      "mixture", [(3, nil, -1...1), (6, nil, -3...3), (6, nil, -0.8...0.2)], wide
    ) {
      .action(
        .mixture(GaussianMixture(logits: $0[0], means: $0[1], logDeviations: $0[2])))
    },
    DistributionFamily(
      "mixture on a line", [(2, nil, -1...1), (2, nil, -3...3), (2, 1, -1...0)], line
    ) {
      .action(
        .mixture(GaussianMixture(logits: $0[0], means: $0[1], logDeviations: $0[2])))
    },
    DistributionFamily(
      "gSDE", [(2, nil, -1...1), (3, nil, 0.4...1), (2, 3, -0.6...0)], wide
    ) {
      .action(
        .gsde(GSDE(mean: $0[0], features: $0[1], logDeviation: $0[2]), interval: 1))
    },
  ]

  private static let wide = Support.box(low: [-11, -11], high: [11, 11])
  private static let line = Support.box(low: [-11], high: [11])

  /// An autoregressive head's layers on 3 features, and their number of parameters.
  static let layers: (layers: AutoregressiveCategorical<Double>.Layers, count: Int) = {
    var layout = ParameterLayout()
    let layers = AutoregressiveCategorical<Double>.Layers(
      counts: [3, 2, 2], features: 3, name: "test", in: &layout)
    return (layers, layout.count)
  }()
}
