internal import NeuralNetworks
public import ReinforcementLearning

extension BatchActorCritic.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] = [
    ConfigurationOption(
      "batchSize", .integer, symbol: "b", range: "positive",
      "the least number of environment steps an iteration"),
    ConfigurationOption(
      "learningRate", .number, symbol: "α", range: "positive", "the step size of the policy's Adam"),
    ConfigurationOption(
      "criticLearningRate", .number, range: "positive", "the step size of the critic's Adam"),
    ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
    ConfigurationOption(
      "target", BatchActorCritic.Target.self, symbol: "y",
      "what the critic is fitted to: the rewards that follow, or r + γV(s′)"),
    ConfigurationOption(
      "normalizesTargets", .boolean, flag: "normalize-targets",
      "fits the critic to targets at mean 0 and deviation 1 over the batch, and scales its values back"
    ),
    ConfigurationOption(
      "targetUpdates", .integer, range: "positive",
      "how often an iteration computes the targets anew"),
    ConfigurationOption(
      "gradientStepsPerTargetUpdate", .integer, range: "positive",
      "the critic's gradient steps after each update of the targets"),
    ConfigurationOption(
      "advantage", AdvantageForm.self, symbol: "Â",
      "the advantage: one-step, n-step, or generalised with λ"),
    ConfigurationOption(
      "advantageSteps", .integer, symbol: "n", range: "positive", "n of n-step advantages"),
    ConfigurationOption(
      "lambda", .number, symbol: "λ", range: "[0, 1]", "λ of generalised advantages"),
    ConfigurationOption(
      "bootstrapsTruncations", .boolean, flag: "bootstrap-truncations",
      "lets the value of the last observation follow a truncation; if not, a time limit counts as a termination"
    ),
    ConfigurationOption(
      "normalizesAdvantages", .boolean, flag: "normalize-advantages",
      "brings advantages to mean 0 and deviation 1 over the batch"),
    ConfigurationOption(
      "normalizesObservations", .boolean, flag: "normalize-observations",
      "lets policy and critic see observations at mean 0 and deviation 1"),
    ConfigurationOption(
      "entropyCoefficient", .number, symbol: "β", range: "not negative",
      "the weight of the policy's mean entropy in the objective"),
    ConfigurationOption(
      "hiddenWidths", .integers, range: "positive",
      "the widths of the hidden layers of policy and critic"),
    ConfigurationOption("activation", Activation.self, "the activation of the hidden layers"),
    ConfigurationOption(
      "initialDeviation", .number, symbol: "σ", range: "positive",
      "where a Gaussian policy's deviation starts"),
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
