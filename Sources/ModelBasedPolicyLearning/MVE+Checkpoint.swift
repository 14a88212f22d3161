internal import ControlAsInference
internal import LinearAlgebra
internal import ModelBasedRL
public import ReinforcementLearning

extension MVE {
  /// Writes the model-free learner, the networks with their optimisers, and streams.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("sac", sac)
    try checkpoint.part("dynamics", dynamics)
    try checkpoint.value("random", random)
    try checkpoint.value("chance", chance)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("sac", &sac)
    try checkpoint.part("dynamics", &dynamics)
    random = try checkpoint.value("random")
    let chance: [RandomStream] = try checkpoint.value("chance")
    guard chance.count == self.chance.count else {
      throw checkpoint.refuse("there are streams of \(chance.count) networks")
    }
    self.chance = chance
  }

  /// What an iteration logs; a row of the metrics table.
  public struct Metrics: LoggedMetrics {
    /// What the model-free learner logs.
    var sac = SAC.Metrics()
    /// The mean loss of the networks over the last fit; NaN without one.
    public internal(set) var modelLoss = Double.nan
    /// The mean squared error of the networks on steps that they had not learned from, in units of deviations; NaN without.
    public internal(set) var predictionError = Double.nan
    /// The mean undiscounted return of the last 100 episodes, exploration included; NaN before the first has ended.
    public var returnMean: Double { sac.returnMean }

    /// The columns of `metrics.csv`.
    public static let documentation = SAC.Metrics.documentation + DynamicsLearner.documentation

    /// The values in the order of the columns.
    public var values: [Double] { sac.values + [modelLoss, predictionError] }
  }
}
