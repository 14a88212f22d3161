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
  /// What the head has of its own.
  let headTensors: PolicyHeadTensors<Element>

  /// A policy with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: The number of features of an observation.
  ///   - head: What the outputs mean.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - initializer: How the hidden layers' weights start.
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
    headTensors = PolicyHeadTensors(
      head, features: hidden.last ?? observations, name: "policy", in: &layout)
    self.head = head
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of columns of a matrix of actions: 1 for the number of a discrete action.
  public var actionWidth: Int { head.actionWidth }
}
