public import AdvancedPolicyGradients
internal import Foundation
public import ImitationLearning
package import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

extension GAIL {
  /// How a reward is made of D, the probability that the expert did it.
  public enum RewardForm: String, Sendable, Codable, CaseIterable {
    /// −log(1 − D) > 0: whoever lasts longer gets more; for tasks that end by failure.
    case survival
    /// log D < 0: whoever ends sooner loses less; for tasks that end by success.
    case haste
    /// log D − log(1 − D), of either sign (J. Fu et al., "Learning robust rewards with adversarial inverse reinforcement
    /// learning", 2018).
    case logit

    /// The reward where the logit log D − log(1 − D) is `z`.
    package func reward(logit z: Scalar) -> Scalar {
      switch self {
      case .survival: max(z, 0) + Foundation.log1p(Foundation.exp(-Swift.abs(z)))
      case .haste: min(z, 0) - Foundation.log1p(Foundation.exp(-Swift.abs(z)))
      case .logit: z
      }
    }
  }

  /// The options: those of the demonstrations, those of the classifier, and those of ``AdvancedPolicyGradients/TRPO``.
  public struct Configuration: DemonstratedConfiguration {
    /// Who demonstrates: `controller`, a policy's file or a run's folder; `controller` if nil and there is no file of
    /// demonstrations.
    public var expert: String?
    /// A file of demonstrations, in the place of an expert.
    public var demonstrations: String?
    /// The number of the expert's episodes; 10 if nil.
    public var trajectories: Int?
    /// Whether the expert's actions are drawn; otherwise it takes the most likely or best ones.
    public var expertIsStochastic = false
    /// Every k-th pair of each trajectory is learned from.
    public var demonstrationStride = 1
    /// How a reward is made of D.
    public var rewardForm = RewardForm.survival
    /// The widths of the classifier's hidden layers.
    public var classifierWidths = [100, 100]
    /// Their activation.
    public var classifierActivation = Activation.tanh
    /// The step size of the classifier's Adam.
    public var classifierLearningRate = 0.01
    /// The classifier's steps an iteration, each on all pairs.
    public var classifierSteps = 1
    /// λ, the weight of the entropy of D, which keeps it from certainty.
    public var entropyWeight = 0.001
    /// The options of the policy's steps.
    public var trpo = TRPO.Configuration()

    /// Ten episodes of the environment's controller, and the paper's settings for classic control: 5,000 steps an
    /// iteration, γ 0.995, λ 0.97, two hidden layers of 100.
    public init() {
      trpo.horizon = 5000
      trpo.discount = 0.995
      trpo.lambda = 0.97
      trpo.hiddenWidths = [100, 100]
    }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try validateDemonstrations()
      try OptionCheck.positive(demonstrationStride, "demonstrationStride")
      try OptionCheck.widths(classifierWidths, "classifierWidths")
      try OptionCheck.positive(classifierLearningRate, "classifierLearningRate")
      try OptionCheck.positive(classifierSteps, "classifierSteps")
      try OptionCheck.notNegative(entropyWeight, "entropyWeight")
      try requireValid("trpo") { try trpo.validate() }
      try require(
        !trpo.normalizesRewards, "trpo.normalizesRewards", true,
        "has no effect: no reward of the environment's is looked at")
    }
  }
}

extension GAIL.Configuration {
  /// Every option with its symbol, bounds and meaning.
  public static let options: [ConfigurationOption] =
    demonstrationOptions + [
      ConfigurationOption(
        "demonstrationStride", .integer, symbol: "k", range: "positive",
        "learns from every k-th pair of each trajectory, from one of its first k on"),
      ConfigurationOption(
        "rewardForm", GAIL.RewardForm.self,
        "how a reward is made of D: −log(1 − D), log D or their sum"),
      ConfigurationOption(
        "classifierWidths", .integers, range: "positive", "the classifier's hidden layers"),
      ConfigurationOption("classifierActivation", Activation.self, "their activation"),
      ConfigurationOption(
        "classifierLearningRate", .number, range: "positive",
        "the step size of the classifier's Adam"),
      ConfigurationOption(
        "classifierSteps", .integer, range: "positive",
        "the classifier's steps an iteration, each on all pairs"),
      ConfigurationOption(
        "entropyWeight", .number, symbol: "λ", range: "not negative",
        "the weight of the entropy of D, which keeps it from certainty"),
    ]
    + TRPO.Configuration.options.map { $0.under("trpo") }
}
