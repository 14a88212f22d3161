public import NeuralNetworks
public import ReinforcementLearning

/// How a clone is built and fitted to demonstrations; the same for ``BehaviourCloning`` and ``DAgger``.
public struct CloneConfiguration: Codable, Sendable, Equatable {
  /// What the distribution over actions can be.
  public enum Head: String, Sendable, Codable, CaseIterable {
    /// Categorical, a categorical for each component, or Gaussian, as the actions are.
    case natural
    /// A mixture of Gaussians.
    case mixture
    /// One component after another, continuous ones cut into bins.
    case autoregressive
    /// A conditional variational autoencoder.
    case latent
  }

  /// What the clone remembers an episode by.
  public typealias Memory = PolicyMemory

  static let defaultModes = 5
  static let defaultBins = 21
  static let defaultLatentWidth = 2
  static let defaultDivergenceWeight = 0.1
  static let defaultUnits = 64
  static let defaultSequenceLength = 20

  /// The distribution over actions.
  public var head = Head.natural
  /// The number of Gaussians of a mixture; 5 if nil.
  public var modes: Int?
  /// The number of bins for a continuous component; 21 if nil.
  public var bins: Int?
  /// The number of components of z; 2 if nil.
  public var latentWidth: Int?
  /// β, the weight of KL(q(z|s, a) ‖ N(0, I)); 0.1 if nil.
  public var divergenceWeight: Double?
  /// What an episode is remembered by.
  public var memory = Memory.none
  /// The number of the memory's units; 64 if nil.
  public var units: Int?
  /// The number of steps through which gradients flow back; 20 if nil.
  public var sequenceLength: Int?
  /// The widths of the hidden layers.
  public var hiddenWidths = [64, 64]
  /// Their activation.
  public var activation = Activation.tanh
  /// σ of Gaussians, where it starts.
  public var initialDeviation = 1.0
  /// α, the step size of Adam.
  public var learningRate = 5e-3
  /// The number of samples of a minibatch; with a memory, of sequences.
  public var batchSize = 100
  /// The number of gradient steps an iteration.
  public var gradientSteps = 1000
  /// Whether the clone sees observations at mean 0 and deviation 1 over the demonstrations.
  public var normalizesObservations = false
  /// σ of noise on what is learned from, in deviations of each feature.
  public var observationNoise = 0.0
  /// The probability with which a feature is replaced by its mean in what is learned from.
  public var observationDropout = 0.0
  /// The part of the trajectories that is kept for validation.
  public var validationFraction = 0.1
  /// The number of iterations without a better validation loss after which fitting ends; never if nil.
  public var patience: Int?
  /// Whether the clone draws its actions where its returns are measured; otherwise it takes the most likely ones.
  public var isStochastic = false

  /// The course's defaults: 2×64 tanh, Adam 5e-3, 1000 gradient steps on batches of 100.
  public init() {}

  func validate(_ prefix: String) throws {
    func require(
      _ condition: Bool, _ option: String, _ value: Any, _ requirement: String
    ) throws {
      guard condition else {
        throw InvalidConfigurationError(
          option: "\(prefix).\(option)", value: "\(value)", requirement: requirement)
      }
    }
    func requireOnly(_ isUsed: Bool, _ option: String, _ value: Double?, _ user: String) throws {
      guard let value else { return }
      try require(isUsed, option, value, "has no effect without \(user)")
      try require(
        value > 0 && value.isFinite && value <= 1e6, option, value,
        "must be positive and at most a million")
    }
    try requireOnly(head == .mixture, "modes", modes.map(Double.init), "the head mixture")
    try requireOnly(
      head == .autoregressive, "bins", bins.map(Double.init), "the head autoregressive")
    try requireOnly(head == .latent, "latentWidth", latentWidth.map(Double.init), "the head latent")
    try requireOnly(head == .latent, "divergenceWeight", divergenceWeight, "the head latent")
    try requireOnly(memory != .none, "units", units.map(Double.init), "a memory")
    try requireOnly(memory != .none, "sequenceLength", sequenceLength.map(Double.init), "a memory")
    try require(
      memory == .none || head != .latent, "memory", memory.rawValue,
      "does not go together with the head latent")
    try require(
      !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    try require(
      initialDeviation > 0 && initialDeviation.isFinite, "initialDeviation", initialDeviation,
      "must be positive and finite")
    try require(
      learningRate > 0 && learningRate.isFinite, "learningRate", learningRate,
      "must be positive and finite")
    try require((1...65536).contains(batchSize), "batchSize", batchSize, "must lie in 1...65536")
    try require(gradientSteps > 0, "gradientSteps", gradientSteps, "must be positive")
    try require(
      observationNoise >= 0 && observationNoise.isFinite, "observationNoise", observationNoise,
      "must not be negative")
    try require(
      observationDropout >= 0 && observationDropout < 1, "observationDropout", observationDropout,
      "must lie in [0, 1)")
    try require(
      validationFraction >= 0 && validationFraction < 1, "validationFraction", validationFraction,
      "must lie in [0, 1)")
    if let patience {
      try require(patience > 0, "patience", patience, "must be positive")
      try require(
        validationFraction > 0, "patience", patience, "has no effect without validation")
    }
  }

  static func options(_ prefix: String) -> [ConfigurationOption] {
    func option(
      _ name: String, _ kind: ConfigurationOption.Kind, symbol: String? = nil,
      isOptional: Bool = false, range: String? = nil, flag: String, _ meaning: String
    ) -> ConfigurationOption {
      ConfigurationOption(
        "\(prefix).\(name)", kind, symbol: symbol, isOptional: isOptional, range: range,
        flag: flag, meaning)
    }
    return [
      ConfigurationOption(
        "\(prefix).head", Head.self, flag: "head",
        "the clone's distribution over actions: natural is categorical or Gaussian as the actions are"
      ),
      option(
        "modes", .integer, isOptional: true, range: "positive", flag: "modes",
        "the number of Gaussians of the head mixture; 5 if left out"),
      option(
        "bins", .integer, isOptional: true, range: "positive", flag: "bins",
        "into how many bins the head autoregressive cuts a continuous component; 21 if left out"),
      option(
        "latentWidth", .integer, isOptional: true, range: "positive", flag: "latent-width",
        "the number of components of z of the head latent; 2 if left out"),
      option(
        "divergenceWeight", .number, symbol: "β", isOptional: true, range: "positive",
        flag: "divergence-weight",
        "the weight of KL(q(z|s, a) ‖ N(0, I)) of the head latent; 0.1 if left out"),
      ConfigurationOption(
        "\(prefix).memory", Memory.self, flag: "memory",
        "what the clone remembers an episode by, for experts that act by more than they see"),
      option(
        "units", .integer, isOptional: true, range: "positive", flag: "units",
        "the number of the memory's units; 64 if left out"),
      option(
        "sequenceLength", .integer, isOptional: true, range: "positive", flag: "sequence-length",
        "the number of steps through which gradients flow back; 20 if left out"),
      option(
        "hiddenWidths", .integers, range: "positive", flag: "hidden-widths",
        "the widths of the hidden layers"),
      ConfigurationOption(
        "\(prefix).activation", Activation.self, flag: "activation",
        "the activation of the hidden layers"),
      option(
        "initialDeviation", .number, symbol: "σ", range: "positive", flag: "initial-deviation",
        "where the deviation of Gaussians starts"),
      option(
        "learningRate", .number, symbol: "α", range: "positive", flag: "learning-rate",
        "the step size of Adam"),
      option(
        "batchSize", .integer, range: "1 to 65536", flag: "batch-size",
        "the number of samples of a minibatch; with a memory, of sequences"),
      option(
        "gradientSteps", .integer, range: "positive", flag: "gradient-steps",
        "the number of gradient steps an iteration"),
      option(
        "normalizesObservations", .boolean, flag: "normalize-observations",
        "lets the clone see observations at mean 0 and deviation 1 over the demonstrations"),
      option(
        "observationNoise", .number, range: "not negative", flag: "observation-noise",
        "σ of noise on the observations learned from, in deviations of each feature"),
      option(
        "observationDropout", .number, range: "[0, 1)", flag: "observation-dropout",
        "the probability with which a feature is replaced by its mean in what is learned from"),
      option(
        "validationFraction", .number, range: "[0, 1)", flag: "validation-fraction",
        "the part of the trajectories that is kept for validation"),
      option(
        "patience", .integer, isOptional: true, range: "positive", flag: "patience",
        "iterations without a better validation loss after which fitting ends with the best parameters"
      ),
      option(
        "isStochastic", .boolean, flag: "draw-actions",
        "draws the clone's actions where its returns are measured"),
    ]
  }
}
