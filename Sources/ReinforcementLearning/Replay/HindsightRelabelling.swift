public import Environments
public import LinearAlgebra

/// Hindsight experience replay: a part of a batch is learned from as if what was reached had been wanted
/// (M. Andrychowicz et al., "Hindsight experience replay", 2017).
///
/// Goals are replaced when a batch is sampled, not when it is stored, so that a transition meets many goals and the buffer
/// holds each once. The environment judges the relabelled transitions: reward, and whether they terminate. Of an
/// episode that is still going on, what was reached so far is used.
public struct HindsightRelabelling: Sendable {
  /// From where in the episode the new goal comes.
  public enum Strategy: String, Sendable, Codable, CaseIterable {
    /// What is reached after a random later step, this one included.
    case future
    /// What is reached at the end of the episode.
    case final
    /// What is reached at a random observation of the episode, before or after, as far as it is held.
    case episode
  }

  /// From where new goals come.
  public let strategy: Strategy
  /// k, the number of relabelled transitions for each that is left as it is.
  public let ratio: Double
  private let achieved: Range<Int>
  private let desired: Range<Int>
  private var achievedGoals: Matrix<Scalar>
  private var desiredGoals: Matrix<Scalar>
  private var rewards: Vector<Scalar>
  private var terminations: [Bool]

  /// Relabelling for batches of `size` transitions; nil if the environment has no goals.
  ///
  /// - Parameters:
  ///   - environments: Who judges.
  ///   - strategy: From where new goals come.
  ///   - ratio: k; of `size` transitions ⌊size · k / (k + 1)⌋ are relabelled.
  ///   - size: The number of transitions of a batch.
  public init?(
    _ environments: any EnvironmentBatch, strategy: Strategy = .future, ratio: Double = 4, size: Int
  ) {
    let space = environments.observationSpace
    guard environments.hasGoals, let achieved = space.achievedGoal, let desired = space.desiredGoal
    else { return nil }
    precondition(ratio > 0, "A ratio of \(ratio) relabels nothing.")
    self.strategy = strategy
    self.ratio = ratio
    self.achieved = achieved
    self.desired = desired
    let count = Int((Double(size) * ratio / (ratio + 1)).rounded(.down))
    achievedGoals = Matrix(rows: count, columns: desired.count)
    desiredGoals = Matrix(rows: count, columns: desired.count)
    rewards = Vector(count: count)
    terminations = Array(repeating: false, count: count)
  }

  /// Relabels the first transitions of `batch`, which was sampled with one step: goals, rewards, discounts.
  ///
  /// - Parameters:
  ///   - batch: What ``ReplayBuffer/sample(into:steps:discount:using:)`` filled with `steps` 1.
  ///   - buffer: From where.
  ///   - environments: Who judges.
  ///   - discount: γ.
  ///   - random: Chance.
  public mutating func relabel(
    _ batch: inout TransitionBatch, from buffer: ReplayBuffer,
    judgedBy environments: any EnvironmentBatch, discount: Double, using random: inout RandomStream
  ) {
    let (count, features) = (terminations.count, batch.observations.columns)
    precondition(batch.count >= count, "\(batch.count) transitions are fewer than \(count).")
    let (achieved, desired) = (achieved, desired)
    let width = desired.count
    for i in 0..<count {
      let source = source(of: batch.places[i], buffer, &random)
      achievedGoals.withUnsafeMutablePointer { reached in
        desiredGoals.withUnsafeMutablePointer { wanted in
          batch.observations.withUnsafeMutablePointer { observations in
            batch.nextObservations.withUnsafeMutablePointer { next in
              let goal = wanted + i * width
              buffer.copyFeatures(achieved, at: source, to: goal)
              (observations + i * features + desired.lowerBound).update(from: goal, count: width)
              let row = next + i * features
              (row + desired.lowerBound).update(from: goal, count: width)
              (reached + i * width).update(from: row + achieved.lowerBound, count: width)
            }
          }
        }
      }
    }
    environments.judge(
      achieved: achievedGoals, desired: desiredGoals, rewards: &rewards,
      terminations: &terminations)
    for i in 0..<count {
      batch.rewards[i] = rewards[i]
      batch.discounts[i] = terminations[i] ? 0 : Scalar(discount)
    }
  }

  /// The place of the observation whose achieved goal is the new desired goal of the transition at `place`.
  private func source(
    of place: Int, _ buffer: ReplayBuffer, _ random: inout RandomStream
  ) -> Int {
    let ahead = buffer.rowsAhead(of: place)
    switch strategy {
    case .future: return buffer.place(place, movedBy: 1 + random.integer(below: ahead))
    case .final: return buffer.place(place, movedBy: ahead)
    case .episode:
      let behind = buffer.rowsBehind(place)
      return buffer.place(place, movedBy: random.integer(below: behind + ahead + 1) - behind)
    }
  }
}
