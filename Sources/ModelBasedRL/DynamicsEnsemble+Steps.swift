internal import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

extension DynamicsEnsemble {
  /// Takes steps into the coding's means and deviations: the first `count` of `batch`.
  public mutating func take(_ batch: TransitionBatch, count: Int) {
    var input = Vector<Scalar>(count: coding.inputCount)
    var output = Vector<Scalar>(count: coding.outputCount)
    let (features, width) = (coding.features, batch.actions.columns)
    input.withUnsafeMutablePointer { input in
      output.withUnsafeMutablePointer { output in
        batch.observations.withUnsafePointer { s in
          batch.actions.withUnsafePointer { a in
            batch.nextObservations.withUnsafePointer { next in
              for i in 0..<count {
                coding.writeInput(s + i * features, a + i * width, to: input)
                coding.writeOutput(
                  s + i * features, next + i * features, batch.rewards[i], to: output)
                coding.take(input: input, output: output)
              }
            }
          }
        }
      }
    }
  }
}

extension DynamicsEnsemble {
  /// Takes the steps at `places` of `replay` into the coding's means and deviations, a `batch` of them at a time.
  public mutating func take(
    _ replay: ReplayBuffer, at places: [Int], through batch: inout TransitionBatch
  ) {
    replay.read(places, through: &batch) { take($0, count: $1) }
  }
}

extension ReplayBuffer {
  /// Calls `body` with the transitions at `places`, a `batch` of them at a time, and the number of them.
  func read(
    _ places: [Int], through batch: inout TransitionBatch, _ body: (TransitionBatch, Int) -> Void
  ) {
    for start in stride(from: 0, to: places.count, by: batch.count) {
      let end = min(start + batch.count, places.count)
      take(places[start..<end], into: &batch)
      body(batch, end - start)
    }
  }
}

extension DynamicsEnsemble: Checkpointable {
  /// Writes networks and coding.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("coding", coding)
    for (i, network) in networks.enumerated() {
      checkpoint.tensor("\(i).parameters", network.parameters)
    }
  }

  /// Takes over what an ensemble of the same shape wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let coding: StepCoding = try checkpoint.value("coding")
    guard coding.isConsistent, coding.like(self.coding) else {
      throw checkpoint.refuse(
        "its steps have \(coding.inputCount) inputs and \(coding.outputCount) outputs, or other actions"
      )
    }
    self.coding = coding
    for i in networks.indices {
      networks[i].parameters = try checkpoint.tensor(
        "\(i).parameters", count: networks[i].layout.count)
    }
  }
}
