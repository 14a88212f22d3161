public import NeuralNetworks

/// What a network of action values looks like: enough to build it again.
public struct ActionValueArchitecture: Sendable, Equatable, Codable {
  /// What the outputs say of an action's return.
  public enum Output: Sendable, Equatable, Codable {
    /// Its expectation, Q(s, a).
    case expectation
    /// The probabilities of `atoms` returns, evenly from `low` to `high` (C51: M. Bellemare et al., 2017).
    case categorical(atoms: Int, low: Double, high: Double)
    /// Its quantiles at (i + ½) / `count` (QR-DQN: W. Dabney et al., 2018).
    case quantiles(count: Int)

    /// The number of outputs for an action.
    public var width: Int {
      switch self {
      case .expectation: 1
      case .categorical(let atoms, _, _): atoms
      case .quantiles(let count): count
      }
    }
  }

  /// The extents of an observation; [height, width, channels] for images that are convolved.
  public var observationShape: [Int]
  /// The number of actions.
  public var actions: Int
  /// The filters of each convolution; none for a perceptron.
  public var filters: [Int]
  /// The height and width of the convolutions' windows.
  public var windowSize: Int
  /// The number of pixels from one position of a window to the next.
  public var windowStride: Int
  /// The widths of the hidden dense layers.
  public var hidden: [Int]
  /// The activation of all layers but the last.
  public var activation: Activation
  /// Whether values and advantages are separate: Q = V + A − mean A (Z. Wang et al., 2016). Each has the last hidden
  /// layer for itself.
  public var isDueling: Bool
  /// σ₀, where the noise of the dense layers starts; nil for layers without noise (M. Fortunato et al., 2018).
  public var noise: Double?
  /// What the outputs say of an action's return.
  public var output: Output

  /// An architecture; a perceptron of expectations unless said otherwise.
  public init(
    observationShape: [Int], actions: Int, filters: [Int] = [], windowSize: Int = 3,
    windowStride: Int = 1, hidden: [Int] = [64, 64], activation: Activation = .relu,
    isDueling: Bool = false, noise: Double? = nil, output: Output = .expectation
  ) {
    self.observationShape = observationShape
    self.actions = actions
    self.filters = filters
    self.windowSize = windowSize
    self.windowStride = windowStride
    self.hidden = hidden
    self.activation = activation
    self.isDueling = isDueling
    self.noise = noise
    self.output = output
  }

  /// The number of features of an observation.
  public var observationWidth: Int { observationShape.reduce(1, *) }

  /// What makes the architecture impossible; nil if it is possible.
  public var problem: String? {
    guard !observationShape.isEmpty, observationShape.allSatisfy({ $0 > 0 }), actions > 0,
      hidden.allSatisfy({ $0 > 0 }), filters.allSatisfy({ $0 > 0 }), windowSize > 0,
      windowStride > 0
    else { return "its extents are not all positive" }
    if case .categorical(let atoms, let low, let high) = output, atoms < 2 || !(low < high) {
      return "\(atoms) atoms from \(low) to \(high) span no returns"
    }
    if case .quantiles(let count) = output, count < 1 { return "\(count) quantiles say nothing" }
    guard !filters.isEmpty else { return nil }
    guard observationShape.count == 3 else {
      return "observations of \(observationShape) are no images, and cannot be convolved"
    }
    var (height, width) = (observationShape[0], observationShape[1])
    for _ in filters {
      guard height >= windowSize, width >= windowSize else {
        return "a window of \(windowSize)×\(windowSize) does not fit an image of \(height)×\(width)"
      }
      height = (height - windowSize) / windowStride + 1
      width = (width - windowSize) / windowStride + 1
    }
    return nil
  }
}
