internal import Foundation
public import LinearAlgebra

/// Something whose parameters are one vector with a layout: a network, a policy, a value function.
public protocol Parameterized<Element> {
  /// The scalar.
  associatedtype Element: BLASScalar
  /// Which tensor lies where in the parameters.
  var layout: ParameterLayout { get }
  /// θ.
  var parameters: Vector<Element> { get set }
}

/// π_θ(a|s): a perceptron whose outputs are the parameters of a distribution over actions.
public struct StochasticPolicy<Element: BLASScalar>: Parameterized, Sendable {
  /// What the network's outputs mean.
  public typealias Head = PolicyHead

  /// What the network's outputs mean.
  public let head: Head
  /// The network from observations to what the head takes.
  public let network: MLP
  /// Which tensor lies where in the parameters: `policy.<layer>.weight`, `.bias`, and what the head has of its
  /// own, such as `policy.log_deviation`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  /// log σ, where it is a parameter.
  let logDeviation: ParameterLayout.Slot?
  /// The layers of an autoregressive head.
  let autoregressive: AutoregressiveCategorical<Element>.Layers?

  /// A policy with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: The number of features of an observation.
  ///   - head: What the outputs mean.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - initializer: How the weights of the hidden layers start.
  ///   - outputInitializer: How the last layer's weights start; as the hidden ones if left out.
  ///   - random: Where the initial weights come from.
  public init(
    observations: Int, head: Head, hidden: [Int] = [64, 64], activation: Activation = .tanh,
    initializer: Initializer = .glorot, outputInitializer: Initializer? = nil,
    using random: inout RandomStream
  ) {
    precondition(head.problem == nil, head.problem ?? "")
    var layout = ParameterLayout()
    network = MLP(
      [observations] + hidden + [head.outputs], hidden: activation,
      initializer: initializer, outputInitializer: outputInitializer, name: "policy", in: &layout)
    var logDeviation: ParameterLayout.Slot?
    var autoregressive: AutoregressiveCategorical<Element>.Layers?
    switch head {
    case .gaussian(let components, let deviation):
      logDeviation = layout.add(
        "policy.log_deviation", rows: 1, columns: components,
        .constant(Foundation.log(deviation)))
    case .gsde(let components, let deviation, _):
      logDeviation = layout.add(
        "policy.log_deviation", rows: hidden.last ?? observations, columns: components,
        .constant(Foundation.log(deviation)))
    case .autoregressive(let counts, let features):
      autoregressive = AutoregressiveCategorical<Element>.Layers(
        counts: counts, features: features, name: "policy", in: &layout)
    default: break
    }
    self.logDeviation = logDeviation
    self.autoregressive = autoregressive
    self.head = head
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of columns of a matrix of actions: 1 for the number of a discrete action.
  public var actionWidth: Int { head.actionWidth }
}
