import Apus
import ArgumentParser

struct TrainREINFORCE: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reinforce",
    abstract: "REINFORCE (notes 4.1.1, Algorithm 2): ∇J ≈ 1/N Σᵢ Σₜ ∇log π(aₜ|sₜ) (Q̂ₜ − bₜ).")

  private static let defaults = REINFORCE.Configuration()

  @OptionGroup var options: RunOptions

  @Option(
    name: .shortAndLong, parsing: .unconditional,
    help: "b, the least number of environment steps an iteration.")
  var batchSize = defaults.batchSize

  @Option(
    name: .customLong("learning-rate"), parsing: .unconditional, help: "α, the step size of Adam.")
  var learningRate = defaults.learningRate

  @Option(parsing: .unconditional, help: "γ, the discount, in (0, 1].")
  var discount = defaults.discount

  @Option(help: "Q̂: the full return of the trajectory, or the rewards from step t on.")
  var returnForm = defaults.returnForm

  @Option(help: "Where γ starts to count: Σ γ^(t′−t) r (fromStep) or Σ γ^t′ r (fromStart).")
  var discounting = defaults.discounting

  @Option(help: "b(s), which is subtracted from Q̂.")
  var baseline = defaults.baseline

  @Flag(
    inversion: .prefixedNo,
    help: "Brings advantages Q̂ − b to mean 0 and deviation 1 over the batch.")
  var normalizeAdvantages = defaults.normalizesAdvantages

  @Flag(help: "Lets the policy see observations at mean 0 and deviation 1.")
  var normalizeObservations = defaults.normalizesObservations

  @Option(
    parsing: .unconditional, help: "β, the weight of the policy's mean entropy in the objective.")
  var entropyCoefficient = defaults.entropyCoefficient

  @Option(
    parsing: .unconditional,
    help: "The number of gradient steps a batch; all but the first are off-policy.")
  var updatesPerBatch = defaults.updatesPerBatch

  @Option(
    help:
      "How off-policy steps are weighted: by π/π_old over the trajectory, up to each step, or per reward."
  )
  var importanceSampling = defaults.importanceSampling

  @Option(parsing: .unconditional, help: "The largest importance weight; unlimited if left out.")
  var weightClip: Double?

  @Option(
    parsing: .unconditional,
    help: "The largest ratio π/π_old of a single step; unlimited if left out.")
  var ratioClip: Double?

  @Flag(help: "Divides importance weights by their mean over the trajectories.")
  var normalizeWeights = defaults.normalizesWeights

  @Option(
    parsing: .upToNextOption,
    help: "The widths of the hidden layers of policy and baseline.")
  var hiddenWidths = defaults.hiddenWidths

  @Option(help: "The activation of the hidden layers.")
  var activation = defaults.activation

  @Option(parsing: .unconditional, help: "σ, where a Gaussian policy's deviation starts.")
  var initialDeviation = defaults.initialDeviation

  @Option(parsing: .unconditional, help: "The step size of the learned baseline's Adam.")
  var baselineLearningRate = defaults.baselineLearningRate

  @Option(parsing: .unconditional, help: "The learned baseline's gradient steps an iteration.")
  var baselineGradientSteps = defaults.baselineGradientSteps

  @Option(
    parsing: .unconditional,
    help: "The number of parts in which sampling is cut; part of what decides the bits.")
  var workers = defaults.workers

  @Option(
    parsing: .unconditional,
    help: "The environments that a worker steps together; part of what decides the bits.")
  var copies = defaults.copies

  @Option(parsing: .unconditional, help: "The number of threads; decides nothing but the speed.")
  var threads = defaults.threads

  /// The options as the algorithm takes them.
  private var hyperparameters: REINFORCE.Configuration {
    var configuration = Self.defaults
    configuration.batchSize = batchSize
    configuration.learningRate = learningRate
    configuration.discount = discount
    configuration.returnForm = returnForm
    configuration.discounting = discounting
    configuration.baseline = baseline
    configuration.normalizesAdvantages = normalizeAdvantages
    configuration.normalizesObservations = normalizeObservations
    configuration.entropyCoefficient = entropyCoefficient
    configuration.updatesPerBatch = updatesPerBatch
    configuration.importanceSampling = importanceSampling
    configuration.weightClip = weightClip
    configuration.ratioClip = ratioClip
    configuration.normalizesWeights = normalizeWeights
    configuration.hiddenWidths = hiddenWidths
    configuration.activation = activation
    configuration.initialDeviation = initialDeviation
    configuration.baselineLearningRate = baselineLearningRate
    configuration.baselineGradientSteps = baselineGradientSteps
    configuration.workers = workers
    configuration.copies = copies
    configuration.threads = threads
    return configuration
  }

  func run() throws {
    var learner = try REINFORCE(
      environment: EnvironmentCatalogue.named(options.environment), configuration: hyperparameters,
      seed: options.seed)
    try options.train(&learner)
  }
}
