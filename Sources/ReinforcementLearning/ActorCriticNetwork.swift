public import LinearAlgebra
public import NeuralNetworks

/// π_θ(a|s) and V_θ(s), with all parameters in one vector θ.
///
/// The policy's parameters come first, in the layout of the policy itself, and then the value function's. So one
/// optimiser and one norm serve both, and the policy is a prefix of θ. With separate networks V has hidden layers
/// of its own; with a shared trunk it is one layer on the policy's features.
public struct ActorCriticNetwork<Element: BLASScalar>: Parameterized, Sendable {
  /// Which tensor lies where in θ: `policy.…` as in a ``NeuralNetworks/StochasticPolicy``, then `value.…`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  /// Whether the hidden layers serve both.
  public let sharesTrunk: Bool
  /// The policy's architecture; its own parameters are those it started with.
  private let architecture: StochasticPolicy<Element>
  /// From observations, or with a shared trunk from features, to V.
  private let valueNetwork: MLP

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
  ///   - random: Where they come from.
  public init(
    observations: Int, head: PolicyHead, hidden: [Int] = [64, 64], valueHidden: [Int]? = nil,
    activation: Activation = .tanh, sharesTrunk: Bool = false,
    initialization: NetworkInitialization = .glorot, using random: inout RandomStream
  ) {
    precondition(
      !sharesTrunk || valueHidden == nil, "A shared trunk has no hidden layers of V's own.")
    let isOrthogonal = initialization == .orthogonal
    let inner: Initializer = isOrthogonal ? .orthogonal(gain: 2.0.squareRoot()) : .glorot
    architecture = StochasticPolicy(
      observations: observations, head: head, hidden: hidden, activation: activation,
      initializer: inner, outputInitializer: isOrthogonal ? .orthogonal(gain: 0.01) : nil,
      using: &random)
    var layout = architecture.layout
    let widths =
      sharesTrunk
      ? [hidden.last ?? observations, 1] : [observations] + (valueHidden ?? hidden) + [1]
    valueNetwork = MLP(
      widths, hidden: activation, initializer: inner,
      outputInitializer: isOrthogonal ? .orthogonal(gain: 1) : nil, name: "value", in: &layout)
    parameters = Vector(count: layout.count)
    self.layout = layout
    self.sharesTrunk = sharesTrunk
    architecture.parameters.withUnsafePointer { first in
      parameters.withUnsafeMutablePointer { θ in
        θ.update(from: first, count: architecture.layout.count)
        for slot in layout.slots.dropFirst(architecture.layout.slots.count) {
          slot.initializer.fill(
            θ + slot.offset, rows: slot.rows, columns: slot.columns, using: &random)
        }
      }
    }
  }

  /// What the policy's outputs mean.
  public var head: PolicyHead { architecture.head }
  /// The number of features of an observation.
  public var observationWidth: Int { architecture.network.inputs }
  /// The number of columns of a matrix of actions.
  public var actionWidth: Int { architecture.actionWidth }
  /// The number of the policy's parameters, the first ones of θ.
  public var policyCount: Int { architecture.layout.count }

  /// The policy as it is now, with a copy of its parameters.
  public var policy: StochasticPolicy<Element> {
    get {
      var policy = architecture
      policy.parameters = parameters.withUnsafePointer {
        Vector(UnsafeBufferPointer(start: $0, count: policyCount))
      }
      return policy
    }
    set {
      precondition(
        newValue.layout == architecture.layout, "The policy is of another architecture.")
      let count = policyCount
      newValue.parameters.withUnsafePointer { policy in
        parameters.withUnsafeMutablePointer { $0.update(from: policy, count: count) }
      }
    }
  }

  /// π_θ(·|s), for θ or its first `policyCount` elements; see ``NeuralNetworks/StochasticPolicy``.
  public func distribution(
    _ observations: Variable<Element>, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> ActionDistribution<Element> {
    architecture.distribution(observations, θ, allowed: allowed)
  }

  /// V_θ(s) [batch × 1].
  public func values(_ observations: Variable<Element>, _ θ: Variable<Element>) -> Variable<Element>
  {
    valueNetwork(sharesTrunk ? architecture.features(observations, θ) : observations, θ)
  }

  /// π_θ(·|s) and V_θ(s) [batch × 1], with a shared trunk computed once.
  public func outputs(
    _ observations: Variable<Element>, _ θ: Variable<Element>, allowed: Variable<Element>? = nil
  ) -> (policy: ActionDistribution<Element>, values: Variable<Element>) {
    let features = architecture.features(observations, θ)
    return (
      architecture.distribution(ofFeatures: features, θ, allowed: allowed),
      valueNetwork(sharesTrunk ? features : observations, θ)
    )
  }
}

/// How the weights of a policy and a value function start.
public enum NetworkInitialization: String, Sendable, Codable, CaseIterable {
  /// Every layer after Glorot.
  case glorot
  /// Orthogonal weights with the gains √2 in hidden layers, 0.01 before the policy's outputs and 1 before V: the
  /// first policy hardly depends on the state.
  case orthogonal
}
