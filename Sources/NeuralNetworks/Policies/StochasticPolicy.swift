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

/// π_θ(a|s): a perceptron whose outputs are the logits of discrete actions, or the means of continuous ones
/// beside free log-deviations.
public struct StochasticPolicy<Element: BLASScalar>: Parameterized, Sendable {
  /// What the network's outputs mean.
  public enum Head: Sendable, Equatable {
    /// Logits of this many discrete actions.
    case categorical(actions: Int)
    /// Means of this many components, whose log σ is a parameter that starts at log `deviation`.
    case gaussian(components: Int, deviation: Double)
  }

  /// What the network's outputs mean.
  public let head: Head
  /// The network from observations to logits or means.
  public let network: MLP
  /// Which tensor lies where in the parameters: `policy.<layer>.weight`, `.bias`, and `policy.log_deviation`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Element>
  private let logDeviation: ParameterLayout.Slot?

  /// A policy with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: The number of features of an observation.
  ///   - head: What the outputs mean.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - outputInitializer: How the last layer's weights start; as the hidden ones (Glorot) if left out.
  ///   - random: Where the initial weights come from.
  public init(
    observations: Int, head: Head, hidden: [Int] = [64, 64], activation: Activation = .tanh,
    outputInitializer: Initializer? = nil, using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    let outputs =
      switch head {
      case .categorical(let actions): actions
      case .gaussian(let components, _): components
      }
    network = MLP(
      [observations] + hidden + [outputs], hidden: activation,
      outputInitializer: outputInitializer, name: "policy", in: &layout)
    if case .gaussian(let components, let deviation) = head {
      precondition(deviation > 0, "A standard deviation of \(deviation) is not positive.")
      logDeviation = layout.add(
        "policy.log_deviation", rows: 1, columns: components,
        .constant(Foundation.log(deviation)))
    } else {
      logDeviation = nil
    }
    self.head = head
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }

  /// The number of columns of a matrix of actions: 1 for the number of a discrete action.
  public var actionWidth: Int {
    switch head {
    case .categorical: 1
    case .gaussian(let components, _): components
    }
  }

  /// π_θ(·|s) for `observations` [batch × features] with parameters `θ`, a node of the same tape.
  public func distribution(
    _ observations: Variable<Element>, _ θ: Variable<Element>
  ) -> ActionDistribution<Element> {
    let outputs = network(observations, θ)
    guard let slot = logDeviation else { return .categorical(Categorical(logits: outputs)) }
    return .gaussian(
      DiagonalGaussian(
        mean: outputs,
        logDeviation: θ.view(offset: slot.offset, rows: 1, columns: slot.columns)))
  }
}
