package import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension REINFORCE {
  /// What multiplies ∇log π_θ(aₜ|sₜ): Q̂ₜ.
  public enum ReturnForm: String, Sendable, Codable, CaseIterable {
    /// The return of the whole trajectory, Algorithm 2 as it stands.
    case full
    /// The rewards from step t on: causality (notes 4.2.1).
    case rewardToGo
  }

  /// Where the discount γ starts to count (notes 4.2.3); the full return is always discounted from the start.
  public enum Discounting: String, Sendable, Codable, CaseIterable {
    /// Σ_{t′≥t} γ^{t′−t} r_{t′}: the usual reading.
    case fromStep
    /// Σ_{t′≥t} γ^{t′} r_{t′}: the gradient of the discounted objective itself; late steps count less.
    case fromStart
  }

  /// b, which is subtracted from Q̂ (notes 4.2.1).
  public enum Baseline: String, Sendable, Codable, CaseIterable {
    /// 0.
    case none
    /// The mean of Q̂ over the trajectories: b = 1/N Σᵢ Q̂ⁱ, for rewards-to-go over all steps.
    case meanReturn
    /// The mean of Q̂ₜ over the trajectories that reach step t.
    case perTimeStep
    /// For each parameter the b of least variance, Σᵢ gᵢ² r(τᵢ) / Σᵢ gᵢ² with gᵢ = ∇log p_θ(τᵢ); needs the full
    /// return.
    case optimal
    /// V̂_φ(sₜ), a network fitted to Q̂.
    case learned
  }

  /// How updates on trajectories of an older policy are weighted (notes 4.2.2).
  public enum ImportanceSampling: String, Sendable, Codable, CaseIterable {
    /// Not at all: right for one update a batch.
    case none
    /// Every step of a trajectory by Π_t π_θ/π_old over the whole of it.
    case trajectory
    /// Step t by Π_{t′≤t} π_θ/π_old: the state's distribution is the new policy's. What follows step t stays the
    /// older policy's, so that Q̂ estimates the older policy's Q: biased, with less variance.
    case upToStep
    /// Each reward r_t′ by Π_{t″≤t′} π_θ/π_old, since later actions do not affect it: unbiased, with less variance
    /// than whole trajectories; needs the reward-to-go.
    case perDecision
  }

  /// The options of REINFORCE with the course's defaults.
  public struct Configuration: AlgorithmConfiguration {
    /// b, the least number of environment steps an iteration.
    public var batchSize = 1000
    /// α, the step size of Adam.
    public var learningRate = 5e-3
    /// γ.
    public var discount = 1.0
    /// Q̂: the full return or the reward-to-go.
    public var returnForm = ReturnForm.rewardToGo
    /// Where γ starts to count.
    public var discounting = Discounting.fromStep
    /// b(s), which is subtracted from Q̂.
    public var baseline = Baseline.none
    /// Whether advantages are brought to mean 0 and deviation 1 over the batch.
    public var normalizesAdvantages = true
    /// Whether the policy sees observations at mean 0 and deviation 1, by running statistics.
    public var normalizesObservations = false
    /// β, the weight of the mean entropy of π_θ(·|sₜ) in the objective.
    public var entropyCoefficient = 0.0
    /// The number of gradient steps on one batch; all but the first are off-policy.
    public var updatesPerBatch = 1
    /// How off-policy updates are weighted.
    public var importanceSampling = ImportanceSampling.none
    /// The largest importance weight Π π_θ/π_old; unlimited if nil.
    public var weightClip: Double?
    /// The largest ratio π_θ/π_old of a single step; unlimited if nil.
    public var ratioClip: Double?
    /// Whether importance weights are divided by their mean over the trajectories.
    public var normalizesWeights = false
    /// The widths of the policy's hidden layers, and of the learned baseline's.
    public var hiddenWidths = [64, 64]
    /// Their activation.
    public var activation = Activation.tanh
    /// σ, where a Gaussian policy starts.
    public var initialDeviation = 1.0
    /// The step size of the learned baseline's Adam.
    public var baselineLearningRate = 5e-3
    /// The number of the learned baseline's gradient steps an iteration.
    public var baselineGradientSteps = 5
    /// The number of parts in which sampling is cut; part of what decides the bits.
    public var workers = 2
    /// The number of environments that a worker steps together; part of what decides the bits.
    public var copies = 1
    /// The number of threads; decides nothing but the speed.
    public var threads = 1

    /// The course's defaults: b 1000, α 5e-3, γ 1, reward-to-go, normalised advantages, 2×64 tanh.
    public init() {}

    /// Checks every option.
    /// - Throws: ``ReinforcementLearning/InvalidConfigurationError`` that names the option and its bounds.
    public func validate() throws {
      try require(batchSize > 0, "batchSize", batchSize, "must be positive")
      try require(
        learningRate > 0 && learningRate.isFinite, "learningRate", learningRate,
        "must be positive and finite")
      try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
      try require(
        entropyCoefficient >= 0 && entropyCoefficient.isFinite, "entropyCoefficient",
        entropyCoefficient, "must not be negative")
      try require(updatesPerBatch > 0, "updatesPerBatch", updatesPerBatch, "must be positive")
      try require(
        importanceSampling != .none || updatesPerBatch == 1, "importanceSampling",
        importanceSampling.rawValue,
        "must be trajectory, upToStep or perDecision with more than one update a batch")
      try require(
        importanceSampling == .none || updatesPerBatch > 1, "importanceSampling",
        importanceSampling.rawValue, "has no effect with one update a batch; use none")
      try require(
        importanceSampling != .perDecision || returnForm == .rewardToGo, "importanceSampling",
        importanceSampling.rawValue, "needs the reward-to-go")
      for (name, clip) in [("weightClip", weightClip), ("ratioClip", ratioClip)] {
        guard let clip else { continue }
        try require(clip > 0, name, clip, "must be positive")
        try require(
          importanceSampling != .none, name, clip, "has no effect without importance sampling")
      }
      try require(
        weightClip == nil || ratioClip == nil, "ratioClip", ratioClip ?? 0,
        "excludes weightClip; clip ratios or their product")
      try require(
        !normalizesWeights || importanceSampling != .none, "normalizesWeights", normalizesWeights,
        "has no effect without importance sampling")
      try require(
        !hiddenWidths.contains { $0 <= 0 }, "hiddenWidths", hiddenWidths, "must be positive")
      try require(
        initialDeviation > 0 && initialDeviation.isFinite, "initialDeviation", initialDeviation,
        "must be positive and finite")
      try require(
        baselineLearningRate > 0 && baselineLearningRate.isFinite, "baselineLearningRate",
        baselineLearningRate, "must be positive and finite")
      try require(
        baselineGradientSteps > 0, "baselineGradientSteps", baselineGradientSteps,
        "must be positive")
      try require(
        baseline != .optimal || (returnForm == .full && !normalizesAdvantages), "baseline",
        baseline.rawValue, "needs the full return, not normalised")
      try require(
        baseline != .optimal || updatesPerBatch == 1, "baseline", baseline.rawValue,
        "is defined for one update a batch")
      try require(
        discounting == .fromStep || returnForm == .rewardToGo, "discounting",
        discounting.rawValue, "makes a difference for rewards-to-go only")
      try require(
        (1...4096).contains(workers), "workers", workers, "must lie between 1 and 4096")
      try require((1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
      try require(threads > 0, "threads", threads, "must be positive")
    }

    /// Q̂ₜ from rewards, in the form and the reading of the discount that are asked for.
    package func estimateReturns(
      of rewards: Vector<Scalar>, trajectories: [Range<Int>], into returns: inout Vector<Scalar>
    ) {
      switch (returnForm, discounting) {
      case (.full, _):
        Returns.total(of: rewards, trajectories: trajectories, discount: discount, into: &returns)
      case (.rewardToGo, .fromStep):
        Returns.rewardToGo(
          of: rewards, trajectories: trajectories, discount: discount, into: &returns)
      case (.rewardToGo, .fromStart):
        Returns.rewardToGoFromStart(
          of: rewards, trajectories: trajectories, discount: discount, into: &returns)
      }
    }

    /// How steps of an older policy are weighted; nil if they are not.
    var importanceWeights: ImportanceWeights? {
      let form: ImportanceWeights.Form
      switch importanceSampling {
      case .none: return nil
      case .trajectory: form = .trajectory
      case .upToStep, .perDecision: form = .perDecision
      }
      var clipping = ImportanceWeights.Clipping.none
      if let weightClip { clipping = .product(bound: weightClip) }
      if let ratioClip { clipping = .ratio(bound: ratioClip) }
      return ImportanceWeights(
        form: form, clipping: clipping, isSelfNormalized: normalizesWeights)
    }

  }
}
