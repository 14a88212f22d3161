public import LinearAlgebra
public import NeuralNetworks

/// Q₁, …, Q_K: perceptrons from observations to the values of all actions, each plus a random one that never changes:
/// Q_k = f_k + β p_k. The prior functions p_k keep the heads apart where there is no data.
public struct ValueEnsemble: Parameterized, Sendable {
  /// What the networks look like: enough to build them again.
  public struct Architecture: Sendable, Equatable, Codable {
    /// The number of features of an observation.
    public let observationWidth: Int
    /// The number of actions.
    public let actions: Int
    /// K.
    public let heads: Int
    /// The widths of the hidden layers, of the prior functions too.
    public let hidden: [Int]
    /// Their activation.
    public let activation: Activation
    /// β; 0 for no prior functions.
    public let priorScale: Double

    /// An architecture.
    public init(
      observationWidth: Int, actions: Int, heads: Int, hidden: [Int], activation: Activation,
      priorScale: Double
    ) {
      self.observationWidth = observationWidth
      self.actions = actions
      self.heads = heads
      self.hidden = hidden
      self.activation = activation
      self.priorScale = priorScale
    }

    /// Whether such networks exist.
    var isPossible: Bool {
      observationWidth > 0 && actions > 0 && (1...64).contains(heads)
        && hidden.allSatisfy { $0 > 0 } && priorScale >= 0 && priorScale.isFinite
    }
  }

  /// What the networks look like.
  public let architecture: Architecture
  /// Which tensor lies where in φ: `head.<k>.<layer>.weight` and `.bias`.
  public let layout: ParameterLayout
  /// φ, the parameters of all f_k.
  public var parameters: Vector<Scalar>
  /// The parameters of all p_k, in the same layout; none without prior functions.
  public internal(set) var priorParameters: Vector<Scalar>
  private let networks: [MLP]

  /// Networks with freshly drawn parameters.
  /// - Precondition: The architecture is possible.
  public init(_ architecture: Architecture, using random: inout RandomStream) {
    self.init(withoutParameters: architecture)
    parameters = layout.initialParameters(using: &random)
    if architecture.priorScale > 0 {
      priorParameters = layout.initialParameters(using: &random)
    }
  }

  /// Networks whose layout is known and whose parameters are not there yet.
  init(withoutParameters architecture: Architecture) {
    precondition(architecture.isPossible, "There are no networks like \(architecture).")
    self.architecture = architecture
    var layout = ParameterLayout()
    let widths = [architecture.observationWidth] + architecture.hidden + [architecture.actions]
    networks = (0..<architecture.heads).map {
      MLP(widths, hidden: architecture.activation, name: "head.\($0)", in: &layout)
    }
    self.layout = layout
    parameters = Vector(count: 0)
    priorParameters = Vector(count: 0)
  }

  /// The values of every head.
  ///
  /// - Parameters:
  ///   - observations: [batch × features]
  ///   - φ: The parameters, a node of the same tape.
  ///   - prior: The prior functions' parameters, a node of the same tape; nil without.
  /// - Returns: [batch × heads · actions]; Q_k(s, a) in column k · actions + a.
  package func callAsFunction<E: BLASScalar>(
    _ observations: Variable<E>, _ φ: Variable<E>, prior: Variable<E>?
  ) -> Variable<E> {
    let learned = concatenateColumns(networks.map { $0(observations, φ) })
    guard let prior else { return learned }
    return learned + concatenateColumns(networks.map { $0(observations, prior) })
      * E(architecture.priorScale)
  }

  /// The prior functions' parameters on `tape`, for the length of the call that lends them; nil without.
  func borrowPrior(on tape: Tape<Scalar>) -> Variable<Scalar>? {
    guard priorParameters.count > 0 else { return nil }
    return priorParameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: layout.count)
    }
  }
}
