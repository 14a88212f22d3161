public import NeuralNetworks
public import ReinforcementLearning

extension FittedQIteration {
  /// How Q_φ is fitted.
  public enum Solver: String, Sendable, Codable, CaseIterable {
    /// Steps of Adam on the mean squared error of all samples.
    case gradient
    /// The exact argmin, for a function without hidden layers.
    case leastSquares
  }

  /// The options of fitted Q-iteration.
  public struct Configuration: AlgorithmConfiguration {
    /// N, the number of transitions of a set.
    public var batchSize = 1000
    /// K, how often targets are made and fitted for each set.
    public var fits = 10
    /// How Q_φ is fitted.
    public var solver = Solver.gradient
    /// The number of Adam's steps for each fit; of no use to least squares.
    public var gradientSteps = 50
    /// α of Adam.
    public var learningRate = 1e-3
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

    /// N 1000, K 10, 50 steps of Adam with α 10⁻³, γ 0.99, ε 0.1, 2×64 tanh.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try require(batchSize > 0, "batchSize", batchSize, "must be positive")
      try require(fits > 0, "fits", fits, "must be positive")
      try require(
        solver == .gradient || hiddenWidths.isEmpty, "solver", solver.rawValue,
        "needs a function without hidden layers")
      try require(gradientSteps > 0, "gradientSteps", gradientSteps, "must be positive")
      try require(
        learningRate > 0 && learningRate.isFinite, "learningRate", learningRate,
        "must be positive and finite")
      try require(discount >= 0 && discount <= 1, "discount", discount, "must lie in [0, 1]")
      try ActionValueExploration(exploration, explorationParameter).validate(
        option: "explorationParameter")
      try require(
        hiddenWidths.allSatisfy { $0 > 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    }

    /// Every option.
    public static let options = [
      ConfigurationOption(
        "batchSize", .integer, symbol: "N", range: "positive", "the transitions of a set"),
      ConfigurationOption(
        "fits", .integer, symbol: "K", range: "positive",
        "how often targets are made and fitted for each set"),
      ConfigurationOption(
        "solver", Solver.self, "steps of Adam, or least squares for a linear function"),
      ConfigurationOption(
        "gradientSteps", .integer, range: "positive",
        "Adam's steps for each fit; of no use to least squares"),
      ConfigurationOption(
        "learningRate", .number, symbol: "α", range: "positive",
        "Adam's step size; of no use to least squares"),
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
    ]
  }
}
