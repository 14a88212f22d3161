internal import LinearAlgebra
public import ReinforcementLearning

extension SARSA {
  private struct Standing: Codable {
    var nextAction: Int?
    var pending: [Pending]
    var oldValue: Double
  }

  /// Writes table, step sizes, traces, the open steps of the episode, the environment, streams and counters.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("walk", walk)
    try checkpoint.value("stream", stream)
    try checkpoint.value("table", table)
    try checkpoint.value("stepSizes", stepSizes)
    try checkpoint.value("traces", traces)
    try checkpoint.value(
      "standing", Standing(nextAction: nextAction, pending: pending, oldValue: oldValue))
    try checkpoint.value("iteration", iteration)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a learner of the same configuration wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("walk", &walk)
    stream = try checkpoint.value("stream")
    table = try checkpoint.table("table", like: table, states: walk.stateCount)
    stepSizes = try checkpoint.value("stepSizes")
    traces = try checkpoint.value("traces")
    let standing: Standing = try checkpoint.value("standing")
    guard standing.pending.count < configuration.returnSteps else {
      throw checkpoint.refuse(
        "\(standing.pending.count) steps are open, of \(configuration.returnSteps) at most")
    }
    nextAction = standing.nextAction
    pending = standing.pending
    pending.reserveCapacity(configuration.returnSteps)
    oldValue = standing.oldValue
    iteration = try checkpoint.value("iteration")
    environmentSteps = try checkpoint.value("environmentSteps")
  }
}
