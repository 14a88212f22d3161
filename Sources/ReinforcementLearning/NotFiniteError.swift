public import Environments
public import LinearAlgebra

/// A number that had to be finite was not: an environment's reward or observation, an action, a loss, a parameter.
///
/// A step of an environment cannot throw: what is not finite is passed on by every wrapper and batch, and whoever collects
/// transitions throws this in the step in which it comes, with the environment, the step and the action.
public struct NotFiniteError: Error, CustomStringConvertible, Sendable {
  /// What was not finite, and where.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }

  /// An error if an action of a policy is not finite, which is the fault of the observation if that is not; none if all
  /// actions are.
  public init?(observations: Matrix<Scalar>, actions: Matrix<Scalar>) {
    guard let component = Self.first(actions, 0..<actions.rows) else { return nil }
    if let feature = Self.first(observations, 0..<observations.rows) {
      self.init(
        "The environment gave an observation whose feature \(feature.column) is \(feature.value).")
    } else {
      self.init(
        "The policy gave an action that is \(component.value); its parameters are too large.")
    }
  }

  /// An error if the observations of a batch that was just reset are not finite; none if all are.
  public init?(resetOf batch: any EnvironmentBatch, _ environment: String) {
    guard let feature = Self.first(batch.observations, 0..<batch.count) else { return nil }
    self.init(
      "\(environment) gave an observation whose feature \(feature.column) is \(feature.value) at the "
        + "reset.")
  }

  /// An error if the last step of a copy gave a reward or an observation that is not finite; none if not.
  ///
  /// - Parameters:
  ///   - batch: The batch after the step.
  ///   - environment: The environment's name.
  ///   - copy: The copy.
  ///   - step: The number of the step within its episode, from 1.
  ///   - actions: The actions of the step.
  public init?(
    stepOf batch: any EnvironmentBatch, _ environment: String, copy: Int, step: Int,
    action actions: Matrix<Scalar>
  ) {
    let part: String
    let reward = batch.rewards[copy]
    let hasEnded = batch.statuses[copy] != .running
    if !reward.isFinite {
      part = "the reward \(reward)"
    } else if hasEnded, let feature = Self.first(batch.finalObservations, copy..<copy + 1) {
      part = "a last observation whose feature \(feature.column) is \(feature.value)"
    } else if let feature = Self.first(batch.observations, copy..<copy + 1) {
      part =
        hasEnded
        ? "an observation whose feature \(feature.column) is \(feature.value) at the reset"
        : "an observation whose feature \(feature.column) is \(feature.value)"
    } else {
      return nil
    }
    let action = (0..<actions.columns).map { actions[copy, $0] }
    self.init("\(environment) gave \(part) at step \(step), after the action \(action).")
  }

  /// Whether the last step of `batch` needs a closer look, copy by copy: an episode ended, or a reward or an observation
  /// is not finite.
  static func needsALook(_ batch: any EnvironmentBatch) -> Bool {
    let rewards = batch.rewards
    for i in 0..<rewards.count where !rewards[i].isFinite { return true }
    if first(batch.observations, 0..<batch.count) != nil { return true }
    return batch.statuses.contains { $0 != .running }
  }

  /// The first element of `rows` that is not finite.
  private static func first(
    _ matrix: Matrix<Scalar>, _ rows: Range<Int>
  ) -> (column: Int, value: Scalar)? {
    let columns = matrix.columns
    return matrix.withUnsafePointer { elements in
      for i in rows.lowerBound * columns..<rows.upperBound * columns where !elements[i].isFinite {
        return (i % columns, elements[i])
      }
      return nil
    }
  }
}
