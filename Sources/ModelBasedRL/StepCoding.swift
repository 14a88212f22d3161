public import Environments
package import LinearAlgebra

/// How steps become numbers for a network, and predictions become steps: [s, a] with discrete actions as indicators, and
/// [s′ − s, r], each feature less its mean and by its
/// deviation, over the steps that were taken in when the coding was last settled.
public struct StepCoding: Sendable, Codable, Equatable {
  /// The number of features of an observation.
  public let features: Int
  /// The choices of each component of an action; empty if actions are continuous.
  let choices: [Int]
  /// The number of components of an action.
  let actionWidth: Int
  /// What the mean square of a state's features is brought back to after each step that is predicted; nil if states are left as
  /// they are.
  var meanSquare: Scalar?
  /// Means and deviations of [s, a] over all steps that were taken in.
  public private(set) var inputs: RunningStatistics
  /// Means and deviations of [s′ − s, r].
  public private(set) var outputs: RunningStatistics
  /// What [s, a] is standardised by.
  package private(set) var input: Standard
  /// What [s′ − s, r] is standardised by.
  package private(set) var output: Standard

  /// The coding of steps with so many features and such actions, of which none was taken in yet.
  public init(features: Int, actions: ActionSpace) {
    self.features = features
    actionWidth = actions.width
    switch actions {
    case .continuous: choices = []
    case .discrete(let count): choices = [count]
    case .multiDiscrete(let counts): choices = counts
    }
    let coded = choices.isEmpty ? actions.width : choices.reduce(0, +)
    inputs = RunningStatistics(features: features + coded)
    outputs = RunningStatistics(features: features + 1)
    (input, output) = (Standard(inputs), Standard(outputs))
  }

  /// Whether actions of `space` are what it codes.
  func fits(_ space: ActionSpace) -> Bool {
    var coding = StepCoding(features: features, actions: space)
    coding.meanSquare = meanSquare
    return like(coding)
  }

  /// Whether `other` codes steps of the same shape.
  func like(_ other: StepCoding) -> Bool {
    other.features == features && other.choices == choices && other.actionWidth == actionWidth
      && other.meanSquare == meanSquare
  }

  /// Whether all parts have the sizes that they should have, after they were read from a file.
  var isConsistent: Bool {
    guard features > 0, actionWidth > 0, choices.allSatisfy({ $0 > 0 }),
      choices.isEmpty || choices.count == actionWidth
    else { return false }
    let coded = choices.isEmpty ? actionWidth : choices.reduce(0, +)
    return inputs.isConsistent(features + coded) && outputs.isConsistent(features + 1)
      && input.isConsistent(features + coded) && output.isConsistent(features + 1)
  }

  /// The number of inputs of a network.
  public var inputCount: Int { inputs.features }
  /// The number of what is predicted: the features, and the reward.
  public var outputCount: Int { features + 1 }

  /// Writes `action` [action width], as indicators if it is discrete, to `row` [inputs − features].
  @inline(__always)
  private func write(action: UnsafePointer<Scalar>, to row: UnsafeMutablePointer<Scalar>) {
    guard !choices.isEmpty else {
      row.update(from: action, count: actionWidth)
      return
    }
    var start = 0
    for (j, count) in choices.enumerated() {
      for choice in 0..<count { row[start + choice] = action[j] == Scalar(choice) ? 1 : 0 }
      start += count
    }
  }

  /// Writes [s, a] as it is to `row` [inputs].
  package func writeInput(
    _ observation: UnsafePointer<Scalar>, _ action: UnsafePointer<Scalar>,
    to row: UnsafeMutablePointer<Scalar>
  ) {
    row.update(from: observation, count: features)
    write(action: action, to: row + features)
  }

  /// Writes [s′ − s, r] as it is to `row` [outputs].
  package func writeOutput(
    _ observation: UnsafePointer<Scalar>, _ next: UnsafePointer<Scalar>, _ reward: Scalar,
    to row: UnsafeMutablePointer<Scalar>
  ) {
    for j in 0..<features { row[j] = next[j] - observation[j] }
    row[features] = reward
  }

  /// Brings the mean square of `state` [features] back to ``meanSquare``.
  @inline(__always)
  func rescale(_ state: UnsafeMutablePointer<Scalar>) {
    guard let meanSquare else { return }
    var sum: Scalar = 0
    for j in 0..<features { sum += state[j] * state[j] }
    let scale = (meanSquare * Scalar(features) / max(sum, 1e-12)).squareRoot()
    for j in 0..<features { state[j] *= scale }
  }

  /// Takes in a step: an input and an output as they are.
  package mutating func take(input: UnsafePointer<Scalar>, output: UnsafePointer<Scalar>) {
    inputs.update(input, rows: 1)
    outputs.update(output, rows: 1)
  }

  /// From now on, standardises by all that was taken in.
  package mutating func settle() {
    input = Standard(inputs)
    output = Standard(outputs)
  }

  /// Means and deviations as scalars; a deviation of 0, of a feature that never changed, as 1.
  package struct Standard: Sendable, Codable, Equatable {
    package let mean: [Scalar]
    package let deviation: [Scalar]

    func isConsistent(_ count: Int) -> Bool {
      mean.count == count && deviation.count == count && mean.allSatisfy(\.isFinite)
        && deviation.allSatisfy { $0 > 0 && $0.isFinite }
    }

    /// (x − μ)/σ of each feature of `row`, in place.
    @inline(__always)
    func standardize(_ row: UnsafeMutablePointer<Scalar>) {
      for j in mean.indices { row[j] = (row[j] - mean[j]) / deviation[j] }
    }
  }
}

extension StepCoding.Standard {
  init(_ statistics: RunningStatistics) {
    mean = statistics.mean.map { Scalar($0) }
    deviation = (0..<statistics.features).map {
      let deviation = Scalar(statistics.deviation($0))
      return deviation > 1e-6 ? deviation : 1
    }
  }
}

extension RunningStatistics {
  func isConsistent(_ count: Int) -> Bool { mean.count == count && squares.count == count }
}
