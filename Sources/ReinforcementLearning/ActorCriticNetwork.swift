public import LinearAlgebra
public import NeuralNetworks

/// π_θ(a|s) and V_θ(s), with all parameters in one vector θ.
///
/// The policy's parameters come first, in the layout of the policy itself, and then the value function's. So one
/// optimiser and one norm serve both, and the policy is a prefix of θ. With separate networks V has hidden layers
/// of its own; with a shared trunk it is one layer on the policy's features.
///
/// With a memory both go through an episode step by step: a recurrent layer stands before the hidden ones, and V has
/// one of its own unless the trunk is shared. What they remember is an argument and a result, never part of the network.
public struct ActorCriticNetwork<Element: BLASScalar>: Parameterized, Sendable {
  /// Which tensor lies where in θ: `policy.…` as in a ``NeuralNetworks/StochasticPolicy``, then `value.…`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  /// Whether the hidden layers serve both.
  public let sharesTrunk: Bool
  /// The recurrent layers; nil for a network that sees the present observation alone.
  public let memory: NetworkMemory?
  /// The policy's architecture; its own parameters are those it started with.
  private let architecture: Architecture
  /// From observations, or with a shared trunk from features, to V.
  private let valueNetwork: ValueNetwork

  private enum Architecture: Sendable {
    case feedForward(StochasticPolicy<Element>)
    case recurrent(RecurrentPolicy<Element>)
  }

  private enum ValueNetwork: Sendable {
    case feedForward(MLP)
    case recurrent(RecurrentNetwork)
  }

  /// A network with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: The number of features of an observation.
  ///   - head: What the policy's outputs mean.
  ///   - hidden: The widths of the policy's hidden layers.
  ///   - valueHidden: The widths of the value function's hidden layers; as the policy's if nil, and nil for a shared
  ///     trunk.
  ///   - activation: Their activation.
  ///   - sharesTrunk: Whether the policy's hidden layers serve the value function.
  ///   - initialization: How weights start.
  ///   - memory: The recurrent layers before the hidden ones; none if nil.
  ///   - random: Where they come from.
  public init(
    observations: Int, head: PolicyHead, hidden: [Int] = [64, 64], valueHidden: [Int]? = nil,
    activation: Activation = .tanh, sharesTrunk: Bool = false,
    initialization: NetworkInitialization = .glorot, memory: NetworkMemory? = nil,
    using random: inout RandomStream
  ) {
    precondition(
      !sharesTrunk || valueHidden == nil, "A shared trunk has no hidden layers of V's own.")
    let (inner, output, valueOutput): (Initializer, Initializer?, Initializer?) =
      switch initialization {
      case .glorot: (.glorot, nil, nil)
      case .fanIn: (.fanIn, nil, nil)
      case .orthogonal:
        (.orthogonal(gain: 2.0.squareRoot()), .orthogonal(gain: 0.01), .orthogonal(gain: 1))
      }
    if let memory {
      architecture = .recurrent(
        RecurrentPolicy(
          RecurrentPolicy.Architecture(
            observations: observations, head: head, cell: memory.cell, units: memory.units,
            hidden: hidden, activation: activation), initializer: inner, outputInitializer: output,
          using: &random))
    } else {
      architecture = .feedForward(
        StochasticPolicy(
          observations: observations, head: head, hidden: hidden, activation: activation,
          initializer: inner, outputInitializer: output, using: &random))
    }
    let policy = Self.parameterized(architecture)
    var layout = policy.layout
    if let memory, !sharesTrunk {
      valueNetwork = .recurrent(
        RecurrentNetwork(
          inputs: observations, cell: memory.cell, units: memory.units,
          hidden: valueHidden ?? hidden, outputs: 1, activation: activation, initializer: inner,
          outputInitializer: valueOutput, name: "value", in: &layout))
    } else {
      let features = hidden.last ?? memory?.units ?? observations
      let widths = sharesTrunk ? [features, 1] : [observations] + (valueHidden ?? hidden) + [1]
      valueNetwork = .feedForward(
        MLP(
          widths, hidden: activation, initializer: inner, outputInitializer: valueOutput,
          name: "value", in: &layout))
    }
    self.memory = memory
    parameters = Vector(count: layout.count)
    self.layout = layout
    self.sharesTrunk = sharesTrunk
    policy.parameters.withUnsafePointer { first in
      parameters.withUnsafeMutablePointer { θ in
        θ.update(from: first, count: policy.layout.count)
        for slot in layout.slots.dropFirst(policy.layout.slots.count) {
          slot.initializer.fill(
            θ + slot.offset, rows: slot.rows, columns: slot.columns, using: &random)
        }
      }
    }
  }

  private static func parameterized(
    _ architecture: Architecture
  ) -> (layout: ParameterLayout, parameters: Vector<Element>) {
    switch architecture {
    case .feedForward(let policy): (policy.layout, policy.parameters)
    case .recurrent(let policy): (policy.layout, policy.parameters)
    }
  }

  /// What the policy's outputs mean.
  public var head: PolicyHead {
    switch architecture {
    case .feedForward(let policy): policy.head
    case .recurrent(let policy): policy.head
    }
  }
  /// The number of features of an observation.
  public var observationWidth: Int {
    switch architecture {
    case .feedForward(let policy): policy.network.inputs
    case .recurrent(let policy): policy.network.inputs
    }
  }
  /// The number of columns of a matrix of actions.
  public var actionWidth: Int { head.actionWidth }
  /// The number of the policy's parameters, the first ones of θ.
  public var policyCount: Int { Self.parameterized(architecture).layout.count }
  /// The number of recurrent layers: the policy's, and V's if it has its own.
  public var memoryLayers: Int { memory == nil ? 0 : sharesTrunk ? 1 : 2 }
  /// The number of values that are remembered of an episode.
  public var memoryWidth: Int {
    memory.map { memoryLayers * $0.cell.states * $0.units } ?? 0
  }

  /// The policy as it is now, with a copy of its parameters.
  /// - Precondition: It has no memory.
  public var policy: StochasticPolicy<Element> {
    get {
      guard case .feedForward(var policy) = architecture else {
        preconditionFailure("The policy has a memory; `actor` is one of either kind.")
      }
      policy.parameters = policyParameters
      return policy
    }
    set {
      guard case .feedForward(let policy) = architecture, newValue.layout == policy.layout else {
        preconditionFailure("The policy is of another architecture.")
      }
      setPolicyParameters(newValue.parameters)
    }
  }

  /// Makes `parameters` those of the policy, the first ones of θ.
  /// - Precondition: There are `policyCount` of them.
  public mutating func setPolicyParameters(_ policy: Vector<Element>) {
    let count = policyCount
    precondition(policy.count == count, "\(policy.count) parameters are not the policy's \(count).")
    policy.withUnsafePointer { policy in
      parameters.withUnsafeMutablePointer { $0.update(from: policy, count: count) }
    }
  }

  private var policyParameters: Vector<Element> {
    parameters.withUnsafePointer {
      Vector(UnsafeBufferPointer(start: $0, count: policyCount))
    }
  }

  /// π_θ(·|s), for θ or its first `policyCount` elements; see ``NeuralNetworks/StochasticPolicy``.
  ///
  /// - Parameters:
  ///   - observations: [batch × features]; with a memory of all steps, a step's batch under the other.
  ///   - memory: What is remembered before the first step, as ``MemoryLeaves`` hold it; nothing without a memory.
  ///   - resets: With a memory, 1 where an episode begins [steps · batch × 1]; nothing is reset if left out.
  ///   - θ: The parameters.
  ///   - allowed: A mask of allowed choices [batch × choices].
  public func distribution(
    _ observations: Variable<Element>, memory: [Variable<Element>] = [],
    resets: Variable<Element>? = nil, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    check(memory)
    switch architecture {
    case .feedForward(let policy): return policy.distribution(observations, θ, allowed: allowed)
    case .recurrent(let policy):
      return policy.distribution(
        observations, state: memory[0], resets: resets, θ, allowed: allowed
      ).distribution
    }
  }

  /// V_θ(s) [batch × 1].
  /// - Precondition: The network has no memory.
  public func values(_ observations: Variable<Element>, _ θ: Variable<Element>) -> Variable<Element>
  {
    guard case .feedForward(let policy) = architecture, case .feedForward(let value) = valueNetwork
    else { preconditionFailure("Values of a network with a memory need what it remembers.") }
    return value(sharesTrunk ? policy.features(observations, θ) : observations, θ)
  }

  /// π_θ(·|s) and V_θ(s) [batch × 1], with a shared trunk computed once, and what is remembered after the last step;
  /// parameters as for ``distribution(_:memory:resets:_:allowed:)``.
  public func outputs(
    _ observations: Variable<Element>, memory: [Variable<Element>] = [],
    resets: Variable<Element>? = nil, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> (
    policy: ActionDistribution<Element>, values: Variable<Element>, memory: [Variable<Element>]
  ) {
    check(memory)
    let (distribution, features): (ActionDistribution<Element>, Variable<Element>)
    var remembered: [Variable<Element>] = []
    switch architecture {
    case .feedForward(let policy):
      features = policy.features(observations, θ)
      distribution = policy.distribution(ofFeatures: features, θ, allowed: allowed)
    case .recurrent(let policy):
      let outputs = policy.outputs(
        observations, state: memory[0], resets: resets, θ, allowed: allowed)
      (distribution, features) = (outputs.distribution, outputs.features)
      remembered.append(outputs.state)
    }
    switch valueNetwork {
    case .feedForward(let value):
      return (distribution, value(sharesTrunk ? features : observations, θ), remembered)
    case .recurrent(let value):
      let (values, _, state) = value(observations, state: memory[1], resets: resets, θ)
      return (distribution, values, remembered + [state])
    }
  }

  private func check(_ memory: [Variable<Element>]) {
    precondition(
      memory.count == memoryLayers,
      "\(memory.count) states do not fit \(memoryLayers) recurrent layers.")
  }
}

extension ActorCriticNetwork where Element == Scalar {
  /// The policy as it is now, of either kind, with a copy of its parameters.
  public var actor: ActorPolicy {
    switch architecture {
    case .feedForward(var policy):
      policy.parameters = policyParameters
      return .feedForward(policy)
    case .recurrent(var policy):
      policy.parameters = policyParameters
      return .recurrent(policy)
    }
  }
}

/// How the weights of a policy and a value function start.
public enum NetworkInitialization: String, Sendable, Codable, CaseIterable {
  /// Every layer after Glorot.
  case glorot
  /// Every layer's weights and biases uniform over ±1/√inputs, as PyTorch's layers start.
  case fanIn
  /// Orthogonal weights with the gains √2 in hidden layers, 0.01 before the policy's outputs and 1 before V: the
  /// first policy hardly depends on the state.
  case orthogonal
}
