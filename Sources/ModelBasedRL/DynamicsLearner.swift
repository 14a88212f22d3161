package import Environments
package import LinearAlgebra
package import ReinforcementLearning

/// An ensemble that learns what steps bring from a replay buffer that grows: step 2 of the algorithms of chapter 11.
package struct DynamicsLearner: Sendable {
  /// The networks, as the last fit left them.
  package private(set) var ensemble: DynamicsEnsemble
  /// The number of fits so far.
  package private(set) var fits = 0
  private var fit: DynamicsFit
  private let steps: Int
  /// The rows of each copy in the buffer up to which steps were taken into the coding.
  private var taken: [Int]
  private var batch: TransitionBatch
  private var places: [Int] = []

  /// Networks with freshly drawn parameters, for buffers of the given layout.
  package init(
    _ settings: ModelSettings, _ layout: ReplayLayout, actions: ActionSpace, threads: Int,
    using random: inout RandomStream
  ) {
    ensemble = DynamicsEnsemble(
      count: settings.members, features: layout.features, actions: actions,
      hidden: settings.hiddenWidths, activation: settings.activation,
      isProbabilistic: settings.isProbabilistic, using: &random)
    fit = DynamicsFit(
      ensemble, layout, configuration: settings.fit, threads: threads, using: &random)
    steps = settings.fitSteps
    taken = Array(repeating: 0, count: layout.copies)
    batch = TransitionBatch(layout, size: settings.batchSize)
  }

  /// Fits the networks to all steps of `replay`.
  /// - Returns: The mean loss of the fit, and the mean squared error on steps that are new, before any was learned from, in
  ///   units of deviations; NaN for the first fit.
  /// - Throws: `NotFiniteError` if the loss is not finite.
  package mutating func learn(
    from replay: ReplayBuffer
  ) throws -> (loss: Double, predictionError: Double) {
    replay.writePlaces(into: &places, after: taken)
    for copy in taken.indices { taken[copy] = replay.rows(of: copy) }
    var error = Double.nan
    if fits > 0, !places.isEmpty {
      replay.take(places.prefix(batch.count), into: &batch)
      error = fit.error(of: ensemble, on: batch)
    }
    ensemble.take(replay, at: places, through: &batch)
    let loss = fit.fit(&ensemble, to: replay, steps: steps)
    fits += 1
    guard loss.isFinite else {
      throw NotFiniteError("The networks' loss of fit \(fits) is not finite.")
    }
    return (loss, error)
  }
}

extension DynamicsLearner {
  /// The columns of metrics for what ``learn(from:)`` returns.
  package static let documentation = [
    MetricColumn("model_loss", "mean loss of the networks over the last fit; NaN without one"),
    MetricColumn(
      "prediction_error",
      "mean squared error of the networks on steps that they had not learned from, in units of deviations; NaN without"
    ),
  ]
}

extension DynamicsLearner: Checkpointable {
  /// Writes networks, optimisers, streams and counters.
  package func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("ensemble", ensemble)
    try checkpoint.part("fit", fit)
    try checkpoint.value("fits", fits)
    try checkpoint.value("taken", taken)
  }

  /// Takes over what a learner of the same settings wrote.
  package mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("ensemble", &ensemble)
    try checkpoint.part("fit", &fit)
    fits = try checkpoint.value("fits")
    let taken: [Int] = try checkpoint.value("taken")
    guard taken.count == self.taken.count else {
      throw checkpoint.refuse("steps of \(taken.count) copies were taken in")
    }
    self.taken = taken
  }
}
