public import LinearAlgebra
public import NeuralNetworks

/// r_ψ(s), a reward of the states of a finite process that can be learned.
public protocol TabularReward: Sendable {
  /// The number of states, S.
  var stateCount: Int { get }
  /// ψ.
  var parameters: Vector<Double> { get set }
  /// r_ψ(s), [S].
  func values() -> Vector<Double>
  /// Σ_s w(s) ∇_ψ r_ψ(s), as long as ψ.
  /// - Parameter weights: w(s), [S].
  func gradient(weights: Vector<Double>) -> Vector<Double>
}

/// r_ψ(s) = ψᵀ f(s), linear in features of the states.
public struct LinearReward: TabularReward {
  /// f(s), [S × features].
  public let features: Matrix<Double>
  /// ψ.
  public var parameters: Vector<Double>

  /// A reward of 0 throughout.
  public init(features: Matrix<Double>) {
    self.features = features
    parameters = Vector(count: features.columns)
  }

  /// A parameter for each state.
  public init(states: Int) { self.init(features: .identity(states)) }

  /// S.
  public var stateCount: Int { features.rows }

  /// Ψ f.
  public func values() -> Vector<Double> { features * parameters }

  /// fᵀ w.
  public func gradient(weights: Vector<Double>) -> Vector<Double> {
    var gradient = Vector<Double>(count: features.columns)
    multiply(features, transposed: true, by: weights, into: &gradient)
    return gradient
  }
}

/// r_ψ(s) of a network on features of the states.
///
/// M. Wulfmeier, P. Ondrúška and I. Posner, "Maximum entropy deep inverse reinforcement learning", 2015.
public struct NetworkReward: TabularReward, Parameterized {
  /// f(s), [S × features].
  public let features: Matrix<Double>
  /// Which tensor lies where in the parameters.
  public let layout: ParameterLayout
  /// ψ.
  public var parameters: Vector<Double>
  private let network: MLP

  /// A network with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - features: f(s), [S × features].
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - stream: What ψ is drawn from.
  public init(
    features: Matrix<Double>, hidden: [Int] = [32, 32], activation: Activation = .relu,
    using stream: inout RandomStream
  ) {
    self.features = features
    var layout = ParameterLayout()
    network = MLP(
      [features.columns] + hidden + [1], hidden: activation, name: "reward", in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &stream)
  }

  /// S.
  public var stateCount: Int { features.rows }

  /// The network's outputs.
  public func values() -> Vector<Double> {
    let tape = Tape<Double>()
    let rewards = network(tape.input(features), tape.input(parameters))
    return Vector((0..<stateCount).map { rewards.pointer[$0] })
  }

  /// By one pass backward.
  public func gradient(weights: Vector<Double>) -> Vector<Double> {
    let tape = Tape<Double>()
    let ψ = tape.input(parameters, trainable: true)
    let sum =
      (network(tape.input(features), ψ) * tape.input(Matrix(weights, rows: stateCount, columns: 1)))
      .sum()
    let gradient = tape.gradient(of: sum, withRespectTo: ψ)
    return Vector((0..<parameters.count).map { gradient.pointer[$0] })
  }
}
