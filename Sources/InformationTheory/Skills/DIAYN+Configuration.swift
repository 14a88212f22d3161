public import ControlAsInference
public import ReinforcementLearning

extension DIAYN {
  /// The options: those of the skills, and those of ``ControlAsInference/SAC``.
  public struct Configuration: AlgorithmConfiguration {
    /// k, the number of skills.
    public var skills = 6
    /// The widths of the discriminator's hidden layers.
    public var discriminatorWidths = [64, 64]
    /// The step size of the discriminator's Adam.
    public var discriminatorLearningRate = 1e-3
    /// The options of soft actor-critic, with a fixed temperature of 0.1, the paper's.
    public var sac = SAC.Configuration()

    /// Six skills, and SAC at a temperature of 0.1 with networks of two layers of 64.
    public init() {
      sac.temperature = 0.1
      sac.learnsTemperature = false
      sac.hiddenWidths = [64, 64]
      sac.learningRate = .constant(1e-3)
      sac.batchSize = 128
      sac.warmUpSteps = 1000
    }

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try require((2...10_000).contains(skills), "skills", skills, "must lie in 2...10000")
      try OptionCheck.widths(discriminatorWidths, "discriminatorWidths")
      try OptionCheck.positive(discriminatorLearningRate, "discriminatorLearningRate")
      try requireValid("sac") { try sac.validate() }
    }

    /// Every option with its symbol, bounds and meaning: those of SAC with the prefix `sac.`.
    public static var options: [ConfigurationOption] {
      [
        ConfigurationOption(
          "skills", .integer, symbol: "k", range: "2 to 10000", "the number of skills"),
        ConfigurationOption(
          "discriminatorWidths", .integers, range: "positive",
          "the discriminator's hidden layers"),
        ConfigurationOption(
          "discriminatorLearningRate", .number, range: "positive",
          "the step size of the discriminator's Adam"),
      ] + SAC.Configuration.options.map { $0.under("sac") }
    }
  }
}
