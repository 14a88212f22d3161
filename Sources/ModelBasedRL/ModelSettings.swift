public import NeuralNetworks
package import ReinforcementLearning

/// How what steps bring is predicted, and learned: a part of the configuration of every algorithm that learns a model.
public struct ModelSettings: Sendable, Codable, Equatable {
  /// B, the number of networks.
  public var members = 3
  /// Whether the networks predict variances and are fitted by likelihood; otherwise by squared errors.
  public var isProbabilistic = false
  /// Whether each network learns from steps drawn with replacement, anew for each fit.
  public var bootstraps = false
  /// Whether terminations are predicted too.
  public var predictsTermination = true
  /// The widths of the networks' hidden layers.
  public var hiddenWidths = [250, 250]
  /// Their activation.
  public var activation = Activation.tanh
  /// The step size of Adam.
  public var learningRate = 1e-3
  /// λ of AdamW.
  public var weightDecay = 0.0
  /// The number of steps of a minibatch.
  public var batchSize = 512
  /// The gradient steps of a fit.
  public var fitSteps = 20

  /// Three deterministic networks of two layers of 250, which get 20 gradient steps a fit.
  public init() {}

  /// Checks every setting.
  /// - Throws: `InvalidConfigurationError` that names it and its bounds.
  package func validate() throws {
    try require((1...64).contains(members), "members", members, "must lie between 1 and 64")
    for (name, count) in [("batchSize", batchSize), ("fitSteps", fitSteps)] {
      try require(count > 0, name, count, "must be positive")
    }
    try require(
      !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    try require(
      learningRate > 0 && learningRate.isFinite, "learningRate", learningRate,
      "must be positive and finite")
    try require(
      weightDecay >= 0 && weightDecay.isFinite, "weightDecay", weightDecay,
      "must not be negative, and be finite")
  }

  /// How these settings have networks fitted.
  package var fit: DynamicsFit.Configuration {
    var fit = DynamicsFit.Configuration()
    fit.learningRate = learningRate
    fit.weightDecay = weightDecay
    fit.batchSize = batchSize
    fit.bootstraps = bootstraps
    return fit
  }

  /// Every setting with its symbol, bounds and meaning.
  package static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "members", .integer, symbol: "B", range: "1 to 64", "the number of networks"),
    ConfigurationOption(
      "isProbabilistic", .boolean,
      "whether the networks predict variances and are fitted by likelihood, not by squared errors"),
    ConfigurationOption(
      "bootstraps", .boolean,
      "whether each network learns from steps drawn with replacement, anew for each fit"),
    ConfigurationOption(
      "predictsTermination", .boolean,
      "whether what is made up on the model takes the end of episodes into account"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive", "the widths of the networks' hidden layers"),
    ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
    ConfigurationOption(
      "learningRate", .number, symbol: "α", range: "positive", "the step size of Adam"),
    ConfigurationOption(
      "weightDecay", .number, range: "not negative", "the decoupled decay of the weights"),
    ConfigurationOption(
      "batchSize", .integer, range: "positive", "the steps of a minibatch"),
    ConfigurationOption(
      "fitSteps", .integer, range: "positive", "the gradient steps of a fit"),
  ]
}
