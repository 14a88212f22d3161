public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// Networks f₁ … f_B that each learned what a step brings, and the coding of steps that they share: the bootstrap ensemble of the
/// notes' "tips & hacks" (10.2). Where the networks disagree, little is known.
public struct DynamicsEnsemble: Sendable {
  /// How steps become numbers.
  public package(set) var coding: StepCoding
  /// The networks, all of one architecture.
  public package(set) var networks: [DynamicsNetwork]

  /// Networks with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - count: B, the number of networks.
  ///   - features: The number of features of an observation.
  ///   - actions: The actions.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - isProbabilistic: Whether the networks predict variances, and are fitted by likelihood; otherwise by squared errors.
  ///   - random: Where the initial weights come from.
  /// - Precondition: There is at least one network.
  public init(
    count: Int, features: Int, actions: ActionSpace, hidden: [Int], activation: Activation = .tanh,
    isProbabilistic: Bool = false, using random: inout RandomStream
  ) {
    self.init(
      count: count, coding: StepCoding(features: features, actions: actions), hidden: hidden,
      activation: activation, isProbabilistic: isProbabilistic, using: &random)
  }

  /// Networks with freshly drawn parameters for steps in the given coding.
  init(
    count: Int, coding: StepCoding, hidden: [Int], activation: Activation, isProbabilistic: Bool,
    using random: inout RandomStream
  ) {
    precondition(count > 0, "An ensemble of \(count) networks knows nothing.")
    self.coding = coding
    networks = (0..<count).map { _ in
      DynamicsNetwork(
        inputs: coding.inputCount, predictions: coding.outputCount, hidden: hidden,
        activation: activation, isProbabilistic: isProbabilistic, using: &random)
    }
  }

  /// The number of networks, B.
  public var count: Int { networks.count }
}
