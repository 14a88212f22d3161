public import ActorCritic
internal import Environments
internal import LinearAlgebra
public import ReinforcementLearning

extension BonusActorCritic {
  /// From what bonuses are made.
  public enum Bonus: String, Sendable, Codable, CaseIterable {
    /// None: batch actor-critic as it is.
    case none
    /// Visits to cells (``StateHistogram``).
    case histogram
    /// Visits to hash codes (``SimHashCounts``).
    case simHash
    /// A density by Gaussian kernels (``KernelDensity``).
    case kernelDensity
    /// A density by exemplar discriminators, EX2 (``ExemplarDensity``).
    case exemplar
  }

  /// The options: those of the bonus, and those of ``ActorCritic/BatchActorCritic``.
  public struct Configuration: AlgorithmConfiguration {
    /// The options of the actor-critic.
    public var actorCritic = BatchActorCritic.Configuration()
    /// From what bonuses are made.
    public var bonus = Bonus.histogram
    /// c of r⁺ = r + c 𝓑(s).
    public var bonusWeight = 0.01
    /// 𝓑(N), where visits are counted.
    public var countBonus = CountBonus.intervalEstimation
    /// The cells along each feature of a histogram.
    public var cells = 20
    /// k, the bits of a hash code.
    public var hashBits = 32
    /// σ of the kernels.
    public var kernelDeviation = 0.2
    /// The states that kernels or exemplars remember.
    public var memoryCapacity = 100_000
    /// The widths of the hidden layers of the exemplars' encoders and discriminator.
    public var exemplarWidths = [8, 8]
    /// The number of features of an encoding.
    public var exemplarLatents = 4
    /// The step size of the discriminator's Adam.
    public var exemplarLearningRate = 1e-3
    /// The discriminator's gradient steps an iteration.
    public var exemplarSteps = 1000
    /// The exemplars of such a step.
    public var exemplarBatchSize = 64
    /// λ, the weight of the encodings' divergence from N(0, I).
    public var divergenceWeight = 0.1

    /// A histogram of 20 cells along each feature, and the course's actor-critic.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try requireValid("actorCritic") { try actorCritic.validate() }
      try require(
        bonus == .none || !actorCritic.normalizesObservations, "actorCritic.normalizesObservations",
        true, "must be false with a bonus, which would be for states on a scale that moves")
      try OptionCheck.notNegative(bonusWeight, "bonusWeight")
      try OptionCheck.positive(cells, "cells")
      try require(
        (1...64).contains(hashBits), "hashBits", hashBits, "must lie between 1 and 64")
      try OptionCheck.positive(kernelDeviation, "kernelDeviation")
      try OptionCheck.positive(memoryCapacity, "memoryCapacity")
      try OptionCheck.widths(exemplarWidths, "exemplarWidths")
      try OptionCheck.positive(exemplarLatents, "exemplarLatents")
      try OptionCheck.positive(exemplarLearningRate, "exemplarLearningRate")
      try OptionCheck.positive(exemplarSteps, "exemplarSteps")
      try OptionCheck.positive(exemplarBatchSize, "exemplarBatchSize")
      try OptionCheck.notNegative(divergenceWeight, "divergenceWeight")
      try refuseWithoutEffect()
    }

    /// Throws if an option is set that the kind of bonus does not look at.
    private func refuseWithoutEffect() throws {
      let defaults = Self()
      func need<Value: Equatable>(
        _ option: KeyPath<Self, Value>, _ name: String, _ kinds: Set<Bonus>
      ) throws {
        let names = kinds.map(\.rawValue).sorted().joined(separator: " or ")
        try require(
          kinds.contains(bonus) || self[keyPath: option] == defaults[keyPath: option], name,
          self[keyPath: option], "has no effect unless bonus is \(names)")
      }
      try require(
        bonus != .none || bonusWeight == defaults.bonusWeight, "bonusWeight", bonusWeight,
        "has no effect where bonus is none")
      try need(\.countBonus, "countBonus", [.histogram, .simHash])
      try need(\.cells, "cells", [.histogram])
      try need(\.hashBits, "hashBits", [.simHash])
      try need(\.kernelDeviation, "kernelDeviation", [.kernelDensity])
      try need(\.memoryCapacity, "memoryCapacity", [.kernelDensity, .exemplar])
      try need(\.exemplarWidths, "exemplarWidths", [.exemplar])
      try need(\.exemplarLatents, "exemplarLatents", [.exemplar])
      try need(\.exemplarLearningRate, "exemplarLearningRate", [.exemplar])
      try need(\.exemplarSteps, "exemplarSteps", [.exemplar])
      try need(\.exemplarBatchSize, "exemplarBatchSize", [.exemplar])
      try need(\.divergenceWeight, "divergenceWeight", [.exemplar])
    }

    /// The model of novelty for observations of `space`; nil without a bonus.
    func model(
      for space: ObservationSpace, using random: inout RandomStream
    ) throws -> (any NoveltyModel)? {
      switch bonus {
      case .none: return nil
      case .histogram: return try StateHistogram(space, cells: cells, form: countBonus)
      case .simHash:
        return SimHashCounts(space, bits: hashBits, form: countBonus, using: &random)
      case .kernelDensity:
        return KernelDensity(
          features: space.count, deviation: kernelDeviation, capacity: memoryCapacity)
      case .exemplar:
        var options = ExemplarDensity.Configuration()
        options.hiddenWidths = exemplarWidths
        options.latents = exemplarLatents
        options.learningRate = exemplarLearningRate
        options.steps = exemplarSteps
        options.batchSize = exemplarBatchSize
        options.divergenceWeight = divergenceWeight
        options.capacity = memoryCapacity
        return ExemplarDensity(features: space.count, configuration: options, using: &random)
      }
    }
  }
}
