public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// The options that learners on rollouts of a fixed size have in common: rollout, advantages and network.
public protocol OnPolicyConfiguration: AlgorithmConfiguration {
  /// n, the number of environments that are stepped together; part of what decides the bits.
  var copies: Int { get set }
  /// T, the number of steps of each environment an iteration.
  var horizon: Int { get set }
  /// γ.
  var discount: Double { get set }
  /// λ of the generalised advantages.
  var lambda: Double { get set }
  /// Whether the networks see observations at mean 0 and deviation 1, by running statistics.
  var normalizesObservations: Bool { get set }
  /// Whether rewards are divided by the running deviation of discounted returns.
  var normalizesRewards: Bool { get set }
  /// The widths of the policy's hidden layers.
  var hiddenWidths: [Int] { get set }
  /// The widths of the value function's hidden layers; as the policy's if nil.
  var valueWidths: [Int]? { get set }
  /// The activation of hidden layers.
  var activation: Activation { get set }
  /// How weights start.
  var initialization: NetworkInitialization { get set }
  /// σ, where a Gaussian policy starts.
  var initialDeviation: Double { get set }
  /// After how many steps the noise of state-dependent exploration is drawn anew; independent noise if nil.
  var noiseInterval: Int? { get set }
  /// The number of threads that step the environments; decides nothing but the speed.
  var threads: Int { get set }
}

extension OnPolicyConfiguration {
  /// The number of steps of an iteration, n T.
  public var rolloutSize: Int { copies * horizon }

  /// A network for `environment` with freshly drawn parameters.
  /// - Throws: ``InvalidConfigurationError`` if an option makes no sense for its actions.
  public func makeNetwork(
    for environment: EnvironmentSpecification, sharesTrunk: Bool = false,
    memory: NetworkMemory? = nil, using random: inout RandomStream
  ) throws -> ActorCriticNetwork<Scalar> {
    if let noiseInterval {
      try require(
        environment.actionSpace.choices == 0, "noiseInterval", noiseInterval,
        "needs continuous actions, which \(environment.name) does not have")
    }
    return ActorCriticNetwork(
      observations: environment.observationSpace.count,
      head: PolicyHead(
        for: environment.actionSpace, deviation: initialDeviation, noiseInterval: noiseInterval),
      hidden: hiddenWidths, valueHidden: valueWidths, activation: activation,
      sharesTrunk: sharesTrunk, initialization: initialization, memory: memory, using: &random)
  }

  /// What collects rollouts for `network` in `environment`.
  public func makeCollector(
    _ environment: EnvironmentSpecification, _ network: ActorCriticNetwork<Scalar>,
    sequenceLength: Int = 1, using random: inout RandomStream
  ) -> RolloutCollector {
    RolloutCollector(
      environment: environment, network: network, copies: copies, steps: horizon, threads: threads,
      discount: discount, normalizesObservations: normalizesObservations,
      normalizesRewards: normalizesRewards, sequenceLength: sequenceLength, using: &random)
  }

  /// Checks the options of this protocol.
  /// - Throws: ``InvalidConfigurationError`` that names the option and its bounds.
  public func validateRollouts() throws {
    try require((1...65536).contains(copies), "copies", copies, "must lie between 1 and 65536")
    try require(
      (1...(1 << 24)).contains(horizon) && rolloutSize <= 1 << 24, "horizon", horizon,
      "must be positive, and copies × horizon at most 2²⁴")
    try require(discount > 0 && discount <= 1, "discount", discount, "must lie in (0, 1]")
    try require(lambda >= 0 && lambda <= 1, "lambda", lambda, "must lie in [0, 1]")
    try require(
      hiddenWidths.allSatisfy { $0 > 0 }, "hiddenWidths", hiddenWidths, "must be positive")
    try require(
      (valueWidths ?? []).allSatisfy { $0 > 0 }, "valueWidths", valueWidths ?? [],
      "must be positive")
    try require(
      initialDeviation > 0 && initialDeviation.isFinite, "initialDeviation", initialDeviation,
      "must be positive and finite")
    if let noiseInterval {
      try require(noiseInterval > 0, "noiseInterval", noiseInterval, "must be positive")
    }
    try require(threads > 0, "threads", threads, "must be positive")
  }

  /// Checks a number that must be positive and finite.
  public func requirePositive(_ value: Double, _ option: String) throws {
    try require(value > 0 && value.isFinite, option, value, "must be positive and finite")
  }

  /// Checks a schedule that came from a configuration, whose values must be at least 0.
  public func requireSchedule(_ schedule: Schedule, _ option: String) throws {
    do {
      try schedule.validate()
    } catch {
      throw InvalidConfigurationError(
        option: option, value: "\(schedule)", requirement: error.description)
    }
    let values = schedule.ends
    try require(
      values.allSatisfy { $0 >= 0 } && values.contains { $0 > 0 }, option, values,
      "must not be negative, nor 0 throughout")
  }

  /// The documentation of the rollout's options: n, T, γ, λ and normalisation.
  public static var rolloutOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "copies", .integer, symbol: "n", range: "1 to 65536",
        "the environments that are stepped together; part of what decides the bits"),
      ConfigurationOption(
        "horizon", .integer, symbol: "T", range: "positive",
        "the steps of each environment an iteration"),
      ConfigurationOption("discount", .number, symbol: "γ", range: "(0, 1]", "the discount"),
      ConfigurationOption(
        "lambda", .number, symbol: "λ", range: "[0, 1]",
        "of the generalised advantages: 0 one-step, 1 Monte-Carlo"),
      ConfigurationOption(
        "normalizesObservations", .boolean, flag: "normalize-observations",
        "lets the networks see observations at mean 0 and deviation 1"),
      ConfigurationOption(
        "normalizesRewards", .boolean, flag: "normalize-rewards",
        "divides rewards by the running deviation of discounted returns"),
    ]
  }

  /// The documentation of the network's options, and of the threads.
  public static var networkOptions: [ConfigurationOption] {
    [
      ConfigurationOption(
        "hiddenWidths", .integers, range: "positive", "the widths of the policy's hidden layers"),
      ConfigurationOption(
        "valueWidths", .integers, isOptional: true, range: "positive",
        "the widths of the value function's hidden layers; as the policy's if left out"),
      ConfigurationOption("activation", Activation.self, "the activation of hidden layers"),
      ConfigurationOption(
        "initialization", NetworkInitialization.self,
        "how weights start: glorot, fanIn (as PyTorch's), or orthogonal with gains √2, 0.01 before actions and 1 before V"
      ),
      ConfigurationOption(
        "initialDeviation", .number, symbol: "σ", range: "positive",
        "where a Gaussian policy's deviation starts"),
      ConfigurationOption(
        "noiseInterval", .integer, isOptional: true, range: "positive",
        "state-dependent exploration (gSDE) whose noise is drawn anew after so many steps"),
      ConfigurationOption(
        "threads", .integer, range: "positive", decidesBits: false,
        "the number of threads; decides nothing but the speed"),
    ]
  }
}
