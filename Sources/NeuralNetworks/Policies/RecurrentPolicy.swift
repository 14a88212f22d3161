public import LinearAlgebra

/// π_θ(aₜ|o₁, …, oₜ): a recurrent network whose outputs are the parameters of a distribution over actions.
///
/// What it remembers of an episode is the network's state, an argument and a result, never part of the policy.
public struct RecurrentPolicy<Element: BLASScalar>: Parameterized, Sendable {
  /// All that is needed to build the network.
  public struct Architecture: Sendable, Codable, Equatable {
    /// The number of features of an observation.
    public var observations: Int
    /// What the network's outputs mean.
    public var head: PolicyHead
    /// The widths of the layers before the memory.
    public var encoder: [Int]
    /// The kind of the memory.
    public var cell: RecurrentNetwork.Cell
    /// The number of its units.
    public var units: Int
    /// The widths of the hidden layers behind it.
    public var hidden: [Int]
    /// The activation of encoder and hidden layers.
    public var activation: Activation

    /// An architecture: an LSTM of 64 units on the observations, and nothing but the outputs' layer behind it,
    /// unless told otherwise.
    public init(
      observations: Int, head: PolicyHead, encoder: [Int] = [],
      cell: RecurrentNetwork.Cell = .lstm, units: Int = 64, hidden: [Int] = [],
      activation: Activation = .tanh
    ) {
      self.observations = observations
      self.head = head
      self.encoder = encoder
      self.cell = cell
      self.units = units
      self.hidden = hidden
      self.activation = activation
    }
  }

  /// How it is built.
  public let architecture: Architecture
  /// The network from observations to what the head takes.
  public let network: RecurrentNetwork
  /// Which tensor lies where in the parameters: `policy.encoder.<j>`, `policy.memory`, `policy.<j>`, and what the
  /// head has of its own.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  private let headTensors: PolicyHeadTensors<Element>

  /// A policy with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - architecture: How it is built.
  ///   - initializer: How the weights of encoder and hidden layers start.
  ///   - outputInitializer: How the last layer's weights start; as the others if left out.
  ///   - random: Where the initial weights come from.
  public init(
    _ architecture: Architecture, initializer: Initializer = .glorot,
    outputInitializer: Initializer? = nil, using random: inout RandomStream
  ) {
    (network, headTensors, layout) = Self.tensors(architecture, initializer, outputInitializer)
    self.architecture = architecture
    parameters = layout.initialParameters(using: &random)
  }

  /// Offsets and shapes, without numbers.
  static func tensors(
    _ a: Architecture, _ initializer: Initializer = .glorot,
    _ outputInitializer: Initializer? = nil
  ) -> (RecurrentNetwork, PolicyHeadTensors<Element>, ParameterLayout) {
    precondition(a.head.problem == nil, a.head.problem ?? "")
    var layout = ParameterLayout()
    let network = RecurrentNetwork(
      inputs: a.observations, encoder: a.encoder, cell: a.cell, units: a.units, hidden: a.hidden,
      outputs: a.head.outputs, activation: a.activation, initializer: initializer,
      outputInitializer: outputInitializer, name: "policy", in: &layout)
    let head = PolicyHeadTensors<Element>(
      a.head, features: a.hidden.last ?? a.units, name: "policy", in: &layout)
    return (network, head, layout)
  }

  /// What the network's outputs mean.
  public var head: PolicyHead { architecture.head }

  /// The number of columns of a matrix of actions: 1 for the number of a discrete action.
  public var actionWidth: Int { head.actionWidth }

  /// The state of `batch` episodes at their beginning [stateRows × units].
  public func initialState(batch: Int) -> Matrix<Element> {
    Matrix(rows: network.stateRows(batch: batch), columns: network.units)
  }

  /// Forgets what `state`, of `batch` episodes, holds of number `episode`.
  public func forget(_ episode: Int, of batch: Int, in state: inout Matrix<Element>) {
    precondition(
      state.rows == network.stateRows(batch: batch) && state.columns == network.units,
      "A state of \(state.rows)×\(state.columns) is none of \(batch) episodes.")
    precondition(
      (0..<batch).contains(episode), "There is no episode \(episode) among \(batch).")
    let units = network.units
    for part in 0..<network.cell.states {
      state.withUnsafeMutablePointer {
        ($0 + (part * batch + episode) * units).update(repeating: 0, count: units)
      }
    }
  }

  /// π_θ(·|o₁, …, oₜ) of every step of `state.rows / cell.states` sequences.
  ///
  /// - Parameters:
  ///   - observations: Of all steps, a step's batch under the other [steps · batch × features].
  ///   - state: The state before the first step [stateRows × units].
  ///   - resets: 1 where an episode begins, 0 elsewhere [steps · batch × 1]; an input, if it changes between
  ///     replays. Nothing is reset if left out.
  ///   - θ: The parameters, a node of the same tape.
  ///   - allowed: For discrete actions, where given, a mask [steps · batch × choices].
  /// - Returns: The distributions [steps · batch], and the state after the last step.
  public func distribution(
    _ observations: Variable<Element>, state: Variable<Element>, resets: Variable<Element>? = nil,
    _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> (distribution: ActionDistribution<Element>, state: Variable<Element>) {
    let (π, _, state) = outputs(observations, state: state, resets: resets, θ, allowed: allowed)
    return (π, state)
  }

  /// The same, with what the last layer saw [steps · batch × features], which a value function may share.
  public func outputs(
    _ observations: Variable<Element>, state: Variable<Element>, resets: Variable<Element>? = nil,
    _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> (
    distribution: ActionDistribution<Element>, features: Variable<Element>,
    state: Variable<Element>
  ) {
    let (outputs, features, state) = network(observations, state: state, resets: resets, θ)
    let π = headTensors.distribution(outputs, features: features, θ, allowed: allowed)
    return (π, features, state)
  }
}
