internal import Environments
internal import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// What is learned of an action's return.
public enum ReturnModel: String, Sendable, Codable, CaseIterable {
  /// Its expectation, Q(s, a).
  case expectation
  /// Probabilities of evenly spaced returns: C51.
  case categorical
  /// Its quantiles: QR-DQN.
  case quantiles
}

extension DeepQLearner {
  /// The options of the family, with the variant's defaults.
  public struct Configuration: AlgorithmConfiguration {
    /// The number of rows of the replay buffer.
    public var replayCapacity = 100_000
    /// The number of transitions of a gradient step.
    public var batchSize = 64
    /// Which rule moves φ; RMSProp is centred, with ρ 0.95 (V. Mnih et al., 2015).
    public var optimizer = OptimizerRule.adam
    /// α, the step size, by environment steps.
    public var learningRate = Schedule.constant(5e-4)
    /// ε of Adam or RMSProp.
    public var optimizerEpsilon = 1e-8
    /// γ.
    public var discount = 0.99
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 1000
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 4
    /// K, the gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// N, the environment steps after which φ′ moves; nil for no target network (Algorithm 11).
    public var targetUpdatePeriod: Int? = 500
    /// The part of the way that φ′ moves toward φ: 1 copies it. Small parts go with a period of 1.
    public var targetMoveFraction = 1.0
    /// Whether Q_φ picks the action whose value Q_φ′ gives (notes 7.2.1; H. van Hasselt et al., 2016).
    public var isDouble = false
    /// Whether values and advantages are separate streams (Z. Wang et al., 2016).
    public var isDueling = false
    /// n, the rewards before the bootstrap (notes 7.2.2).
    public var returnSteps = 1
    /// α of prioritised replay; nil for uniform sampling.
    public var priorityExponent: Double?
    /// β of prioritised replay, by environment steps.
    public var priorityCorrection = Schedule.constant(0.4)
    /// What is learned of the return.
    public var returnModel = ReturnModel.expectation
    /// The number of a categorical model's atoms, or of quantiles.
    public var atoms = 51
    /// The return of the first atom.
    public var lowestReturn = -10.0
    /// The return of the last atom.
    public var highestReturn = 10.0
    /// σ₀ of noisy layers; nil for layers without noise.
    public var layerNoise: Double?
    /// How actions are chosen by their values.
    public var exploration = ActionValueExploration.Form.epsilonGreedy
    /// ε or the temperature, by environment steps.
    public var explorationRate = Schedule.linear(from: 1, to: 0.05, over: 10_000)
    /// κ of Huber's loss; nil for half the square. Quantiles need one.
    public var huberThreshold: Double? = 1
    /// The largest norm of a gradient; nil for no limit.
    public var gradientLimit: Double? = 10
    /// The widths of the hidden dense layers.
    public var hiddenWidths = [64, 64]
    /// Their activation, and the convolutions'.
    public var activation = Activation.relu
    /// The filters of each convolution; none for a perceptron.
    public var filters: [Int] = []
    /// The height and width of the convolutions' windows.
    public var windowSize = 3
    /// The pixels from one position of a window to the next.
    public var windowStride = 1
    /// From where hindsight takes its goals; nil for none.
    public var hindsight: HindsightRelabelling.Strategy?
    /// k, the relabelled transitions for each that is left as it is.
    public var hindsightRatio = 4.0
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads that step them; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The variant's defaults.
    public init() { Variant.setDefaults(&self) }

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      let counts: [(String, Int)] = [
        ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
        ("returnSteps", returnSteps), ("atoms", atoms), ("windowSize", windowSize),
        ("windowStride", windowStride), ("threads", threads), ("iterationSteps", iterationSteps),
        ("targetUpdatePeriod", targetUpdatePeriod ?? 1),
      ]
      for (name, count) in counts { try require(count > 0, name, count, "must be positive") }
      try require((1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require(
        replayCapacity >= max(copies, batchSize), "replayCapacity", replayCapacity,
        "must be at least the batch size and the number of copies")
      try require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must not be negative")
      try validateSchedules()
      try require(
        optimizerEpsilon > 0 && optimizerEpsilon.isFinite, "optimizerEpsilon", optimizerEpsilon,
        "must be positive and finite")
      try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        targetMoveFraction > 0 && targetMoveFraction <= 1, "targetMoveFraction",
        targetMoveFraction, "must lie in (0, 1]")
      try require(
        targetUpdatePeriod != nil || targetMoveFraction == 1, "targetMoveFraction",
        targetMoveFraction, "has no effect without a target network")
      for (name, value) in [
        ("priorityExponent", priorityExponent), ("layerNoise", layerNoise),
        ("huberThreshold", huberThreshold), ("gradientLimit", gradientLimit),
        ("hindsightRatio", hindsightRatio),
      ] {
        guard let value else { continue }
        try require(value > 0 && value.isFinite, name, value, "must be positive and finite")
      }
      try require(
        returnModel != .categorical || atoms > 1 && lowestReturn < highestReturn, "highestReturn",
        highestReturn, "must be greater than lowestReturn, with 2 atoms or more")
      try require(
        returnModel != .quantiles || huberThreshold != nil, "huberThreshold", "none",
        "is needed for quantiles")
      for (name, widths) in [("hiddenWidths", hiddenWidths), ("filters", filters)] {
        try require(!widths.contains { $0 <= 0 }, name, widths, "must be positive")
      }
      try require(
        hindsight == nil || returnSteps == 1, "hindsight", hindsight?.rawValue ?? "",
        "relabels single steps, so returnSteps must be 1")
    }

    private func validateSchedules() throws {
      try ActionValueExploration(exploration, explorationRate).validate(option: "explorationRate")
      for (name, schedule) in [
        ("learningRate", learningRate), ("priorityCorrection", priorityCorrection),
      ] {
        do {
          try schedule.validate()
        } catch {
          throw InvalidConfigurationError(
            option: name, value: "no schedule (\(error))", requirement: "must be a schedule")
        }
        let isRate = name == "learningRate"
        let values: [Double] =
          switch schedule {
          case .constant(let value): [value]
          case .linear(let from, let to, _), .exponential(let from, let to, _): [from, to]
          case .piecewise(let knots): knots.map(\.value)
          }
        for value in values {
          try require(
            value >= 0 && (isRate || value <= 1), name, value,
            isRate ? "must not be negative" : "must lie in [0, 1]")
        }
      }
    }

    /// What the network looks like in `environment`.
    func architecture(for environment: EnvironmentSpecification) throws -> ActionValueArchitecture {
      guard case .discrete(let actions) = environment.actionSpace else {
        throw UnsupportedSpaceError(
          "\(Variant.algorithm) learns the values of discrete actions; \(environment.name) takes "
            + "others.")
      }
      let output: ActionValueArchitecture.Output =
        switch returnModel {
        case .expectation: .expectation
        case .categorical: .categorical(atoms: atoms, low: lowestReturn, high: highestReturn)
        case .quantiles: .quantiles(count: atoms)
        }
      let architecture = ActionValueArchitecture(
        observationShape: environment.observationSpace.shape, actions: actions, filters: filters,
        windowSize: windowSize, windowStride: windowStride, hidden: hiddenWidths,
        activation: activation, isDueling: isDueling, noise: layerNoise, output: output)
      if let problem = architecture.problem {
        throw InvalidConfigurationError(
          option: "filters", value: "\(filters)",
          requirement: "must fit the observations of \(environment.name): \(problem)")
      }
      return architecture
    }

  }
}
