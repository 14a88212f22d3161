internal import NeuralNetworks
public import ReinforcementLearning

extension REINFORCE.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "batchSize", .integer, symbol: "b", range: "positive",
      "the least number of environment steps an iteration"),
    ConfigurationOption(
      "learningRate", .number, symbol: "α", range: "positive", "the step size of Adam"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "returnForm", REINFORCE.ReturnForm.self, symbol: "Q̂",
      "the full return of the trajectory, or the rewards from step t on"),
    ConfigurationOption(
      "discounting", REINFORCE.Discounting.self,
      "where γ starts to count: Σ γ^(t′−t) r (fromStep) or Σ γ^t′ r (fromStart)"),
    ConfigurationOption(
      "baseline", REINFORCE.Baseline.self, symbol: "b(s)", "what is subtracted from Q̂"),
    ConfigurationOption(
      "normalizesAdvantages", .boolean, flag: "normalize-advantages",
      "brings advantages Q̂ − b to mean 0 and deviation 1 over the batch"),
    ConfigurationOption(
      "normalizesObservations", .boolean, flag: "normalize-observations",
      "lets the policy see observations at mean 0 and deviation 1"),
    ConfigurationOption(
      "entropyCoefficient", .number, symbol: "β", range: "not negative",
      "the weight of the policy's mean entropy in the objective"),
    ConfigurationOption(
      "updatesPerBatch", .integer, range: "positive",
      "the number of gradient steps a batch; all but the first are off-policy"),
    ConfigurationOption(
      "importanceSampling", REINFORCE.ImportanceSampling.self, symbol: "w",
      "how off-policy steps are weighted: by π/π_old over the trajectory, up to each step, or per reward"
    ),
    ConfigurationOption(
      "weightClip", .number, isOptional: true, range: "positive", "the largest importance weight"),
    ConfigurationOption(
      "ratioClip", .number, isOptional: true, range: "positive",
      "the largest ratio π/π_old of a single step"),
    ConfigurationOption(
      "normalizesWeights", .boolean, flag: "normalize-weights",
      "divides importance weights by their mean over the trajectories"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive",
      "the widths of the hidden layers of policy and baseline"),
    ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
    ConfigurationOption(
      "initialDeviation", .number, symbol: "σ", range: "positive",
      "where a Gaussian policy's deviation starts"),
    ConfigurationOption(
      "baselineLearningRate", .number, range: "positive",
      "the step size of the learned baseline's Adam"),
    ConfigurationOption(
      "baselineGradientSteps", .integer, range: "positive",
      "the learned baseline's gradient steps an iteration"),
    ConfigurationOption(
      "workers", .integer, range: "1 to 4096",
      "the number of parts in which sampling is cut; part of what decides the bits"),
    ConfigurationOption(
      "copies", .integer, range: "1 to 65536",
      "the environments that a worker steps together; part of what decides the bits"),
    ConfigurationOption(
      "threads", .integer, range: "positive", decidesBits: false,
      "the number of threads; decides nothing but the speed"),
  ]
}
