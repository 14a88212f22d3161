internal import ActorCritic
internal import Environments
public import NeuralNetworks
public import ReinforcementLearning

extension RND {
  /// The options; the defaults are the settings of the course's fifth homework from fall 2020 on.
  public struct Configuration: AlgorithmConfiguration {
    /// The environment steps in which the exploration critic acts; after them the exploitation critic does, and the other and f̂
    /// learn no more.
    public var explorationSteps = 10_000
    /// c, the weight of the bonus in the rewards of the exploration critic, by environment steps.
    public var bonusWeight = Schedule.constant(1)
    /// The weight of the environment's reward in them.
    public var rewardWeight = Schedule.constant(0)
    /// The widths of the hidden layers of f̂ and f*.
    public var distillationWidths = [400, 400]
    /// The number of their outputs.
    public var distillationOutputs = 5
    /// Their hidden weights begin uniformly over ± this; with √3 with the deviation 1.
    public var distillationWeightBound = 1.7
    /// The step size of f̂'s Adam.
    public var distillationLearningRate = 1e-3
    /// How much of σ, by which bonuses are divided, is kept at each batch.
    public var deviationDecay = 0.99
    /// The number of rows of the replay buffer.
    public var replayCapacity = 100_000
    /// The number of transitions of a gradient step.
    public var batchSize = 256
    /// α, the step size of both critics' Adam.
    public var learningRate = 1e-3
    /// γ.
    public var discount = 0.95
    /// The environment steps with random actions, before the first gradient step.
    public var warmUpSteps = 2000
    /// The environment steps of a pass of the Loop.
    public var trainPeriod = 1
    /// K, the gradient steps of a pass of the Loop.
    public var gradientSteps = 1
    /// N, the environment steps after which the target networks move.
    public var targetUpdatePeriod = 300
    /// The part of the way that they move; 1 copies.
    public var targetMoveFraction = 1.0
    /// Whether Q_φ picks the action whose value Q_φ′ gives.
    public var isDouble = true
    /// ε, by environment steps.
    public var explorationRate = Schedule.constant(0.2)
    /// κ of Huber's loss; nil for half the square.
    public var huberThreshold: Double? = 1
    /// The largest norm of a critic's gradient; nil for no limit.
    public var gradientLimit: Double? = 10
    /// The widths of the critics' hidden layers.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.relu
    /// The environments that are stepped together; part of what decides the bits.
    public var copies = 1
    /// The number of threads that step them; decides nothing but the speed.
    public var threads = 1
    /// The least environment steps of an iteration, that is of a row of metrics.
    public var iterationSteps = 1000

    /// The course's settings.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      let counts: [(String, Int)] = [
        ("explorationSteps", explorationSteps), ("distillationOutputs", distillationOutputs),
        ("batchSize", batchSize), ("trainPeriod", trainPeriod), ("gradientSteps", gradientSteps),
        ("targetUpdatePeriod", targetUpdatePeriod), ("threads", threads),
        ("iterationSteps", iterationSteps),
      ]
      for (name, count) in counts { try OptionCheck.positive(count, name) }
      let numbers: [(String, Double?)] = [
        ("distillationWeightBound", distillationWeightBound),
        ("distillationLearningRate", distillationLearningRate), ("learningRate", learningRate),
        ("huberThreshold", huberThreshold), ("gradientLimit", gradientLimit),
      ]
      for case (let name, let number?) in numbers { try OptionCheck.positive(number, name) }
      try require(
        explorationSteps > warmUpSteps, "explorationSteps", explorationSteps,
        "must be more than warmUpSteps, \(warmUpSteps), in which nothing is learned")
      try require(
        deviationDecay >= 0 && deviationDecay < 1, "deviationDecay", deviationDecay,
        "must lie in [0, 1)")
      try require(warmUpSteps >= 0, "warmUpSteps", warmUpSteps, "must not be negative")
      try require(
        (1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require(
        replayCapacity >= max(copies, batchSize), "replayCapacity", replayCapacity,
        "must be at least the batch size and the number of copies")
      try require(
        discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        targetMoveFraction > 0 && targetMoveFraction <= 1, "targetMoveFraction",
        targetMoveFraction, "must lie in (0, 1]")
      try OptionCheck.widths(distillationWidths, "distillationWidths")
      try OptionCheck.widths(hiddenWidths, "hiddenWidths")
      try exploration.validate(option: "explorationRate")
      for (name, schedule) in [("bonusWeight", bonusWeight), ("rewardWeight", rewardWeight)] {
        do {
          try schedule.validate()
        } catch {
          throw InvalidConfigurationError(
            option: name, value: "no schedule (\(error))", requirement: "must be a schedule")
        }
      }
    }

    /// ε-greedy.
    var exploration: ActionValueExploration {
      ActionValueExploration(.epsilonGreedy, explorationRate)
    }

    /// What both critics look like in `environment`.
    func architecture(for environment: EnvironmentSpecification) throws -> ActionValueArchitecture {
      guard case .discrete(let actions) = environment.actionSpace else {
        throw UnsupportedSpaceError(
          "\(RND.algorithm) learns the values of discrete actions; \(environment.name) takes others."
        )
      }
      return ActionValueArchitecture(
        observationShape: environment.observationSpace.shape, actions: actions,
        hidden: hiddenWidths, activation: activation)
    }
  }
}
