/// What the outputs of a policy's network mean: the kind of its distribution over actions, and its sizes.
///
/// Where a deviation is given, σ starts near it; where σ depends on the state, log σ is kept within [−20, 2].
public enum PolicyHead: Sendable, Equatable, Codable {
  /// Logits of this many discrete actions.
  case categorical(actions: Int)
  /// Logits of independent choices, among `counts[i]` for component i.
  case multiCategorical(counts: [Int])
  /// Features from which choices among `counts[i]` follow one after another, each given those before.
  case autoregressive(counts: [Int], features: Int)
  /// Continuous components within the intervals from `low` to `high`, each cut into `bins` bins that are chosen one
  /// after another from this many features; see ``DiscretizedActions``.
  case discretized(low: [Double], high: [Double], bins: Int, features: Int)
  /// Logits of this many independent bits.
  case bernoulli(components: Int)
  /// Means of this many components, whose log σ is a parameter that starts at log `deviation`.
  case gaussian(components: Int, deviation: Double)
  /// Means and log σ / `deviation` of this many components.
  case stateDependentGaussian(components: Int, deviation: Double)
  /// Means of this many components and the lower triangle of a Cholesky factor L of their covariance, row by row: log Lᵢᵢ /
  /// `deviation` on the diagonal and Lᵢⱼ / `deviation` below it.
  case fullGaussian(components: Int, deviation: Double)
  /// Means and log σ / `deviation` of this many components, squashed by tanh into the intervals from `low` to `high`.
  case squashedGaussian(low: [Double], high: [Double], deviation: Double)
  /// α and β on the intervals from `low` to `high`, as 1 + softplus of the outputs, so that there is one peak.
  case beta(low: [Double], high: [Double])
  /// Weights, means and log σ / `deviation` of this many Gaussians.
  case mixture(components: Int, modes: Int, deviation: Double)
  /// Means of this many components; the noise acts on the features of the last hidden layer (the observation,
  /// if there is none) and is drawn anew every `interval` steps. log σ [features × components] is a parameter
  /// that starts at log `deviation`. The features get no gradient through the noise's variance.
  case gsde(components: Int, deviation: Double, interval: Int)
  /// The same, squashed by tanh into the intervals from `low` to `high`. Means are kept within ±2 before that, and the
  /// features get the gradient through the noise's variance too, as in the soft actor-critic.
  case squashedGSDE(low: [Double], high: [Double], deviation: Double, interval: Int)

  /// The number of outputs of the network.
  public var outputs: Int {
    switch self {
    case .categorical(let actions): actions
    case .multiCategorical(let counts): counts.reduce(0, +)
    case .autoregressive(_, let features), .discretized(_, _, _, let features): features
    case .bernoulli(let components), .gaussian(let components, _), .gsde(let components, _, _):
      components
    case .stateDependentGaussian(let components, _): 2 * components
    case .fullGaussian(let components, _): components * (components + 3) / 2
    case .squashedGaussian(let low, _, _), .beta(let low, _): 2 * low.count
    case .squashedGSDE(let low, _, _, _): low.count
    case .mixture(let components, let modes, _): modes * (1 + 2 * components)
    }
  }

  /// The numbers of categories and of features of the layers that choose one component after another.
  var choiceLayers: (counts: [Int], features: Int)? {
    switch self {
    case .autoregressive(let counts, let features): (counts, features)
    case .discretized(let low, _, let bins, let features): (low.map { _ in bins }, features)
    default: nil
    }
  }

  /// The number of columns of a matrix of actions: 1 for the number of a discrete action.
  public var actionWidth: Int {
    switch self {
    case .categorical: 1
    case .multiCategorical(let counts), .autoregressive(let counts, _): counts.count
    case .bernoulli(let components), .gaussian(let components, _),
      .stateDependentGaussian(let components, _), .fullGaussian(let components, _),
      .mixture(let components, _, _), .gsde(let components, _, _):
      components
    case .squashedGaussian(let low, _, _), .beta(let low, _), .discretized(let low, _, _, _),
      .squashedGSDE(let low, _, _, _):
      low.count
    }
  }

  /// The number of entries in a mask of actions: Σ counts; 0 where actions cannot be masked.
  public var choices: Int {
    switch self {
    case .categorical(let actions): actions
    case .multiCategorical(let counts), .autoregressive(let counts, _): counts.reduce(0, +)
    default: 0
    }
  }

  /// What is wrong with it, if anything.
  var problem: String? {
    func isSize(_ sizes: [Int]) -> Bool {
      !sizes.isEmpty && sizes.allSatisfy { $0 > 0 && $0 <= 1 << 24 }
    }
    func isDeviation(_ σ: Double) -> Bool { σ > 0 && σ < .infinity }
    func areBounds(_ low: [Double], _ high: [Double]) -> Bool {
      low.count == high.count && isSize([low.count])
        && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite }
    }
    let isFine =
      switch self {
      case .categorical(let actions): isSize([actions])
      case .multiCategorical(let counts): isSize(counts)
      case .autoregressive(let counts, let features): isSize(counts + [features])
      case .discretized(let low, let high, let bins, let features):
        areBounds(low, high) && isSize([bins, features])
      case .bernoulli(let components): isSize([components])
      case .gaussian(let components, let deviation),
        .stateDependentGaussian(let components, let deviation):
        isSize([components]) && isDeviation(deviation)
      case .fullGaussian(let components, let deviation):
        isSize([components]) && components <= 1 << 12 && isDeviation(deviation)
      case .squashedGaussian(let low, let high, let deviation):
        areBounds(low, high) && isDeviation(deviation)
      case .beta(let low, let high): areBounds(low, high)
      case .mixture(let components, let modes, let deviation):
        isSize([components, modes]) && isDeviation(deviation)
      case .gsde(let components, let deviation, let interval):
        isSize([components, interval]) && isDeviation(deviation)
      case .squashedGSDE(let low, let high, let deviation, let interval):
        areBounds(low, high) && isSize([interval]) && isDeviation(deviation)
      }
    return isFine
      ? nil
      : "The head \(self) needs positive sizes and deviations, and bounds that are finite and in order."
  }
}
