public import NeuralNetworks
public import ReinforcementLearning

extension OnlineQIteration {
  /// The options of online Q-iteration.
  public struct Configuration: AlgorithmConfiguration {
    /// α, the step size of plain gradient descent.
    public var learningRate = Schedule.constant(0.01)
    /// γ.
    public var discount = 0.99
    /// How actions are chosen.
    public var exploration = ActionValueExploration.Form.epsilonGreedy
    /// ε, or the temperature.
    public var explorationParameter = Schedule.constant(0.1)
    /// The widths of the hidden layers; none for a function that is linear in the observation.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.tanh
    /// The number of environment steps between two rows of the metrics.
    public var stepsPerIteration = 1000

    /// α 0.01, γ 0.99, ε 0.1, 2×64 tanh.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireSchedule(learningRate, "learningRate") { $0 >= 0 }
      try require(discount >= 0 && discount <= 1, "discount", discount, "must lie in [0, 1]")
      try ActionValueExploration(exploration, explorationParameter).validate(
        option: "explorationParameter")
      try require(
        hiddenWidths.allSatisfy { $0 > 0 }, "hiddenWidths", hiddenWidths, "must be positive")
      try require(
        stepsPerIteration > 0, "stepsPerIteration", stepsPerIteration, "must be positive")
    }

    /// Every option.
    public static let options = [
      ConfigurationOption(
        "learningRate", .schedule, symbol: "α", range: "not negative",
        "the step size of plain gradient descent"),
      ConfigurationOption(
        "discount", .number, symbol: "γ", range: "[0, 1]", "what a later reward counts"),
      ConfigurationOption(
        "exploration", ActionValueExploration.Form.self,
        "ε over all actions (epsilonGreedy), ε over the others than the greedy one (epsilonOthers), or Boltzmann"
      ),
      ConfigurationOption(
        "explorationParameter", .schedule, symbol: "ε, τ", range: "ε in [0, 1], τ positive",
        "ε, or Boltzmann's temperature, by environment steps"),
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive",
        "the widths of the hidden layers; none for a linear function"),
      ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
      ConfigurationOption(
        "stepsPerIteration", .integer, range: "positive",
        "the environment steps between two rows of the metrics"),
    ]
  }
}

extension AlgorithmConfiguration {
  func requireSchedule(
    _ schedule: Schedule, _ option: String, _ condition: (Double) -> Bool
  ) throws {
    do {
      try schedule.validate()
    } catch {
      throw InvalidConfigurationError(
        option: option, value: "no schedule (\(error))", requirement: "must be a schedule")
    }
    try require(schedule.isEverywhere(condition), option, schedule, "must not be negative")
  }
}
