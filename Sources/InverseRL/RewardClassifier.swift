internal import Environments
internal import ImitationLearning
package import LinearAlgebra
package import NeuralNetworks
package import ReinforcementLearning

/// D_ω(s, a), how likely it is that the expert, and not the policy, did a in s: what a reward is made of.
///
/// The logit is a perceptron's on standardised observations, of each choice where actions are discrete, and on actions beside
/// the observations elsewhere. The statistic takes in all that is classified. Where the policy sees observations
/// normalised, the expert's are normalised alike.
package struct RewardClassifier: Parameterized {
  package let layout: ParameterLayout
  package var parameters: Vector<Scalar>
  private var optimizer: Adam<Scalar>
  /// Means and deviations of what the network sees.
  private var inputs: ObservationNormalizer
  private var pairs: ExpertPairs
  private let steps: Int
  private let form: GAIL.RewardForm
  private let pass: ClassifierPass

  /// A classifier that knows nothing yet: its last layer starts at 0.
  init(
    _ configuration: GAIL.Configuration, _ pairs: ExpertPairs,
    in environment: EnvironmentSpecification, rollout: Int, using random: inout RandomStream
  ) {
    let features = environment.observationSpace.count
    let (actionWidth, outputs) =
      switch environment.actionSpace {
      case .discrete(let choices): (0, choices)
      default: (environment.actionSpace.width, 1)
      }
    let width = features + actionWidth
    var layout = ParameterLayout()
    let network = MLP(
      [width] + configuration.classifierWidths + [outputs],
      hidden: configuration.classifierActivation, outputInitializer: .constant(0),
      name: "classifier", in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
    optimizer = Adam(count: layout.count, learningRate: configuration.classifierLearningRate)
    inputs = ObservationNormalizer(features: width)
    self.pairs = pairs
    steps = configuration.classifierSteps
    form = configuration.rewardForm
    pass = ClassifierPass(
      network, layout, parameters, shown: pairs.count, done: rollout, actionWidth: actionWidth,
      entropyWeight: configuration.entropyWeight)
  }

  /// What a fit saw, before its last step.
  struct Fit {
    /// The loss.
    var loss = 0.0
    /// The share of the expert's pairs that are taken for the expert's.
    var expertAccuracy = 0.0
    /// The share of the policy's pairs that are taken for the policy's.
    var policyAccuracy = 0.0
  }

  /// Some steps of Adam on −1/E Σ log D(s, a) over the expert's pairs − 1/N Σ log(1 − D(s, a)) over the policy's, less λ
  /// times the entropy of D.
  ///
  /// - Parameters:
  ///   - rollout: What the policy did.
  ///   - normalizer: The statistic of what the policy sees; nil if it sees observations as they are.
  /// - Throws: `NotFiniteError` if the loss is not finite.
  mutating func fit(_ rollout: Rollout, _ normalizer: ObservationNormalizer?) throws -> Fit {
    write(rollout, normalizer)
    var fit = Fit()
    for _ in 0..<steps {
      pass.run(parameters)
      fit = pass.fit
      guard fit.loss.isFinite else {
        throw NotFiniteError("The loss of the classifier of rewards is \(fit.loss).")
      }
      optimizer.update(&parameters, gradient: pass.gradient)
    }
    return fit
  }

  /// Writes the rewards of what the policy did in the last fit's rollout; [n T].
  mutating func writeRewards(into rewards: inout Vector<Scalar>) {
    pass.run(parameters)
    pass.writeRewards(form, into: &rewards)
  }

  /// Writes the expert's pairs and then the policy's into the pass's leaf, standardised.
  private mutating func write(_ rollout: Rollout, _ normalizer: ObservationNormalizer?) {
    let (shown, done, width) = (pairs.count, rollout.count, inputs.statistics.features)
    let x = pass.inputs.pointer
    pairs.observations.withUnsafePointer { source in
      copy(source, pairs.observations.columns, rows: shown, to: x, normalizer)
    }
    rollout.observations.withUnsafePointer {
      copy($0, rollout.observations.columns, rows: done, to: x + shown * width, nil)
    }
    pairs.actions.withUnsafePointer { shownActions in
      rollout.actions.withUnsafePointer { pass.write(shown: shownActions, done: $0) }
    }
    inputs.update(x, rows: shown + done)
    inputs.normalize(x, rows: shown + done, into: x)
  }

  /// Copies observations to the front of rows of the network's inputs.
  private func copy(
    _ source: UnsafePointer<Scalar>, _ features: Int, rows: Int,
    to x: UnsafeMutablePointer<Scalar>, _ normalizer: ObservationNormalizer?
  ) {
    let width = inputs.statistics.features
    for i in 0..<rows {
      let row = x + i * width
      row.update(from: source + i * features, count: features)
      normalizer?.normalize(row, rows: 1, into: row)
    }
  }
}

extension RewardClassifier: Checkpointable {
  /// Writes network, optimiser, statistic and the expert's pairs.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.parameters(of: self)
    try checkpoint.value("optimizer", optimizer)
    try checkpoint.value("inputs", inputs)
    try checkpoint.part("expert", pairs)
  }

  /// Takes over what a classifier of the same configuration wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.parameters(of: &self)
    let optimizer: Adam<Scalar> = try checkpoint.value("optimizer")
    let inputs: ObservationNormalizer = try checkpoint.value("inputs")
    guard optimizer.count == layout.count,
      inputs.statistics.features == self.inputs.statistics.features
    else {
      throw checkpoint.refuse("optimizer or statistic of the classifier are of another size")
    }
    (self.optimizer, self.inputs) = (optimizer, inputs)
    try checkpoint.part("expert", &pairs)
  }
}
