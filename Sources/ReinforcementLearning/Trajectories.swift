public import Environments
public import LinearAlgebra

/// Trajectories τⁱ = (s₁, a₁, r₁, s₂, …), one after another in flat rows: row t of `observations`, `actions`
/// and `rewards` is one step.
public struct Trajectories: Sendable {
  /// What was observed before each step [steps × features].
  public var observations: RowBuffer
  /// What was done [steps × action width].
  public var actions: RowBuffer
  /// What was allowed, 1 and 0 [steps × choices]; nil where everything always is.
  public var masks: RowBuffer?
  /// What was received.
  public var rewards = Vector<Scalar>(count: 0)
  /// What each trajectory's last step led to [trajectories × features]; a value function bootstraps from it
  /// where the trajectory was truncated.
  public var finalObservations: RowBuffer
  /// How each trajectory ended.
  public private(set) var endings: [Status] = []
  /// The rows of each trajectory.
  public private(set) var ranges: [Range<Int>] = []

  /// No trajectories yet; with masks of `choices` entries, if there are any.
  public init(observationWidth: Int, actionWidth: Int, choices: Int = 0) {
    if choices > 0 { masks = RowBuffer(columns: choices) }
    observations = RowBuffer(columns: observationWidth)
    actions = RowBuffer(columns: actionWidth)
    finalObservations = RowBuffer(columns: observationWidth)
  }

  /// The number of trajectories N.
  public var count: Int { ranges.count }
  /// The number of steps of all trajectories together.
  public var steps: Int { rewards.count }
  /// The number of steps since the last trajectory's end.
  var openSteps: Int { rewards.count - (ranges.last?.upperBound ?? 0) }

  /// Forgets the trajectories and keeps the memory.
  public mutating func removeAll() {
    observations.removeAll()
    actions.removeAll()
    masks?.removeAll()
    rewards.resize(0)
    finalObservations.removeAll()
    endings.removeAll(keepingCapacity: true)
    ranges.removeAll(keepingCapacity: true)
  }

  /// Makes the steps since the last trajectory's end into a trajectory that ended as `ending`.
  public mutating func close(_ ending: Status, finalObservation: UnsafePointer<Scalar>) {
    finalObservations.append(finalObservation)
    endings.append(ending)
    ranges.append((ranges.last?.upperBound ?? 0)..<rewards.count)
  }

  /// Appends all trajectories of `other`.
  public mutating func append(_ other: Trajectories) {
    let offset = steps
    observations.append(other.observations)
    actions.append(other.actions)
    precondition(
      (masks == nil) == (other.masks == nil),
      "Trajectories with masks do not fit trajectories without.")
    if let more = other.masks { masks?.append(more) }
    rewards.append(other.rewards)
    finalObservations.append(other.finalObservations)
    endings.append(contentsOf: other.endings)
    for range in other.ranges {
      ranges.append(range.lowerBound + offset..<range.upperBound + offset)
    }
  }

  /// The undiscounted return of trajectory `i`, Σₜ r(sₜ, aₜ).
  public func totalReward(_ i: Int) -> Double {
    var sum = 0.0
    for t in ranges[i] { sum += Double(rewards[t]) }
    return sum
  }
}
