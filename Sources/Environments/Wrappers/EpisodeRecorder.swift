public import LinearAlgebra

/// An episode as it went: enough to run it again.
public struct EpisodeRecord: Sendable, Equatable, Codable {
  /// The seed of the episode's stream.
  public internal(set) var seed: UInt64 = 0
  /// The number of scalars in an action's row.
  public let actionWidth: Int
  /// The actions' rows, one after another.
  public internal(set) var actions: [Scalar] = []
  /// The reward of each step.
  public internal(set) var rewards: [Double] = []
  /// Where the episode stands.
  public internal(set) var status = Status.running

  /// An episode without steps.
  init(actionWidth: Int) { self.actionWidth = actionWidth }

  /// The number of steps.
  public var steps: Int { rewards.count }

  /// The undiscounted return.
  public var totalReward: Double { rewards.reduce(0, +) }

  /// Begins anew on the same memory.
  mutating func begin(seed: UInt64) {
    self.seed = seed
    actions.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
    status = .running
  }

  /// Becomes a copy of `other`, on the same memory if it is large enough.
  mutating func assign(from other: EpisodeRecord) {
    guard actionWidth == other.actionWidth else {
      self = other
      return
    }
    begin(seed: other.seed)
    actions.append(contentsOf: other.actions)
    rewards.append(contentsOf: other.rewards)
    status = other.status
  }

  /// Runs the episode again.
  ///
  /// - Parameters:
  ///   - environment: The environment that was recorded, without its recorder; afterwards in its last state.
  ///   - visit: Called after the reset and after each step, for example to take a picture.
  /// - Throws: ``ReplayError`` if a reward or a status is not what was recorded.
  public func replay<E: Environment>(
    in environment: inout E, visit: (E) throws -> Void = { _ in }
  ) throws {
    guard environment.actionSpace.width == actionWidth else {
      throw ReplayError(
        "The record has actions of \(actionWidth) numbers, \(E.self) takes "
          + "\(environment.actionSpace.width).")
    }
    guard actions.count == steps * actionWidth else {
      throw ReplayError(
        "The record has \(steps) rewards and \(actions.count) numbers of actions of width "
          + "\(actionWidth).")
    }
    var stream = RandomStream(seed: seed)
    environment.reset(using: &stream)
    try visit(environment)
    for t in 0..<steps {
      let row = actions.span.extracting(t * actionWidth..<(t + 1) * actionWidth)
      let step = environment.step(E.Action(row), using: &stream)
      let expected = t == steps - 1 ? status : .running
      guard step.reward == rewards[t] || (step.reward.isNaN && rewards[t].isNaN) else {
        throw ReplayError(
          "Step \(t + 1) gave the reward \(step.reward); the record has \(rewards[t]).")
      }
      guard step.status == expected else {
        throw ReplayError(
          "The episode is \(step.status) after step \(t + 1); in the record it is \(expected).")
      }
      try visit(environment)
    }
  }
}

/// An episode did not go again as it was recorded: the environment is not the one, or not as it was.
public struct ReplayError: Error, Equatable, CustomStringConvertible, Sendable {
  /// What differs, and where.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// An environment that records its episodes.
///
/// Each episode has a stream of its own, whose seed is drawn from the stream that `reset` is given; so seed and
/// actions determine it. The actions are rounded to the `Scalar`s of their rows before they are done, which
/// changes nothing in a batch. In steady state a step allocates nothing.
public struct EpisodeRecorder<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// The present episode.
  public private(set) var present: EpisodeRecord
  /// The last episode that ended; nil before the first.
  public var finished: EpisodeRecord? { hasFinished ? last : nil }
  private var last: EpisodeRecord
  private var hasFinished = false
  private var stream = RandomStream(seed: 0)
  private var row: [Scalar]

  /// Records the episodes of `base`.
  public init(_ base: Base) {
    self.base = base
    let width = base.actionSpace.width
    present = EpisodeRecord(actionWidth: width)
    last = present
    row = Array(repeating: 0, count: width)
  }

  /// Begins an episode and its record; the record of one that has ended becomes `finished`.
  public mutating func reset(using outer: inout RandomStream) {
    if present.status != .running {
      swap(&present, &last)
      hasFinished = true
    }
    let seed = outer.next()
    present.begin(seed: seed)
    stream = RandomStream(seed: seed)
    base.reset(using: &stream)
  }

  /// Makes one transition and writes it down.
  public mutating func step(_ action: Base.Action, using outer: inout RandomStream) -> Step {
    var span = row.mutableSpan
    action.write(into: &span)
    let step = base.step(Base.Action(row.span), using: &stream)
    for i in row.indices { present.actions.append(row[i]) }
    present.rewards.append(step.reward)
    present.status = step.status
    return step
  }

  /// Becomes a copy of `other`, its records included.
  public mutating func assign(from other: Self) {
    base.assign(from: other.base)
    present.assign(from: other.present)
    last.assign(from: other.last)
    hasFinished = other.hasFinished
    stream = other.stream
    row.assign(from: other.row)
  }
}

extension EpisodeRecorder: Codable where Base: Codable {}
extension EpisodeRecorder: Equatable where Base: Equatable {}
