public import NeuralNetworks
public import ReinforcementLearning

extension BatchActorCritic {
  /// yₜ, what the critic is fitted to (step 2).
  public enum Target: String, Sendable, Codable, CaseIterable {
    /// Σ_{t′≥t} γ^{t′−t} r_t′, with V̂_φ after a truncation.
    case monteCarlo
    /// rₜ + γ V̂_φ(sₜ₊₁).
    case bootstrapped
  }

  /// The options of batch actor-critic; the course's defaults but for the discount.
  public struct Configuration: AlgorithmConfiguration {
    /// b, the least number of environment steps an iteration.
    public var batchSize = 1000
    /// α, the step size of the policy's Adam.
    public var learningRate = 5e-3
    /// The step size of the critic's Adam.
    public var criticLearningRate = 5e-3
    /// γ.
    public var discount = 0.99
    /// y, what the critic is fitted to.
    public var target = Target.bootstrapped
    /// Whether the critic is fitted to targets at mean 0 and deviation 1 over the batch, and its values scaled back.
    public var normalizesTargets = false
    /// How often an iteration computes the targets anew.
    public var targetUpdates = 10
    /// The number of the critic's gradient steps after each.
    public var gradientStepsPerTargetUpdate = 10
    /// Â, the estimate of the advantage.
    public var advantage = AdvantageForm.oneStep
    /// n of n-step advantages.
    public var advantageSteps = 5
    /// λ of generalised advantages.
    public var lambda = 0.95
    /// Whether the value of the last observation follows a truncation; without it a time limit counts as a termination.
    public var bootstrapsTruncations = true
    /// Whether advantages are brought to mean 0 and deviation 1 over the batch.
    public var normalizesAdvantages = true
    /// Whether policy and critic see observations at mean 0 and deviation 1, by running statistics.
    public var normalizesObservations = false
    /// β, the weight of the mean entropy of π_θ(·|sₜ) in the objective.
    public var entropyCoefficient = 0.0
    /// The widths of the policy's hidden layers, and of the critic's.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.tanh
    /// σ, where a Gaussian policy starts.
    public var initialDeviation = 1.0
    /// The number of parts in which sampling is cut; part of what decides the bits.
    public var workers = 2
    /// The number of environments that a worker steps together; part of what decides the bits.
    public var copies = 1
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The course's defaults: b 1000, α 5e-3, 10 target updates of 10 gradient steps, 2×64 tanh; γ 0.99.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      let defaults = Self()
      try OptionCheck.positive(batchSize, "batchSize")
      try OptionCheck.positive(learningRate, "learningRate")
      try OptionCheck.positive(criticLearningRate, "criticLearningRate")
      try require(
        discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        !normalizesTargets || target == .monteCarlo, "normalizesTargets", normalizesTargets,
        "needs target monteCarlo, since bootstrapped targets would move with their own scale")
      try OptionCheck.positive(targetUpdates, "targetUpdates")
      try OptionCheck.positive(gradientStepsPerTargetUpdate, "gradientStepsPerTargetUpdate")
      try OptionCheck.positive(advantageSteps, "advantageSteps")
      try require(
        advantage == .nStep || advantageSteps == defaults.advantageSteps, "advantageSteps",
        advantageSteps, "has no effect unless advantage is nStep")
      try require(
        lambda >= 0 && lambda <= 1, "lambda", lambda, "must lie in [0, 1]")
      try require(
        advantage == .generalized || lambda == defaults.lambda, "lambda", lambda,
        "has no effect unless advantage is generalized")
      try OptionCheck.notNegative(entropyCoefficient, "entropyCoefficient")
      try OptionCheck.widths(hiddenWidths, "hiddenWidths")
      try OptionCheck.positive(initialDeviation, "initialDeviation")
      try require(
        (1...4096).contains(workers), "workers", workers, "must lie between 1 and 4096")
      try require(
        (1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try OptionCheck.positive(threads, "threads")
    }
  }
}
