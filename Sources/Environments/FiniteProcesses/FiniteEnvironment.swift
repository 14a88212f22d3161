public import LinearAlgebra

/// A finite task to act in: draws from the task's table.
///
/// Tabular algorithms read `state`, or observe it as one number; networks observe one-hot rows, or the
/// task's features.
public struct FiniteEnvironment<Task: FiniteTask>: Environment, Equatable {
  /// How the state is observed.
  public enum Observation: String, Sendable, Codable {
    /// A row of S numbers, 1 at the state and 0 elsewhere.
    case oneHot
    /// The state's index, one number.
    case index
    /// The task's features of the state.
    case features
  }

  /// The task.
  public let task: Task
  /// How the state is observed.
  public let observation: Observation
  /// The task's table, shared by all copies of the environment.
  public let table: TransitionTable
  /// What a row of the observations is.
  public let observationSpace: ObservationSpace
  /// The present state, in 0..<S.
  public var state: Int

  /// The features of each state, row by row; empty unless they are observed.
  @usableFromInline let features: [Scalar]
  /// Which actions are allowed in each state, row by row; empty unless the task masks actions.
  @usableFromInline let allowed: [Bool]

  /// The task in the state in which an episode most probably begins.
  /// - Precondition: To observe features, the task has some.
  public init(_ task: Task, observation: Observation = .oneHot) {
    let table = task.transitionTable()
    let states = 0..<table.stateCount
    self.task = task
    self.observation = observation
    self.table = table
    state = states.max { table.initialProbability(of: $0) < table.initialProbability(of: $1) }!
    allowed =
      Task.masksActions
      ? states.flatMap { state in
        (0..<table.actionCount).map { task.allows($0, in: state, of: table) }
      } : []
    switch observation {
    case .oneHot:
      features = []
      observationSpace = ObservationSpace(shape: [table.stateCount], low: 0, high: 1)
    case .index:
      features = []
      observationSpace = ObservationSpace(shape: [1], low: 0, high: Double(table.stateCount - 1))
    case .features:
      let rows = states.map { state -> [Double] in
        guard let row = task.features(of: state) else {
          preconditionFailure("\(Task.self) has no features to observe.")
        }
        return row
      }
      let width = rows[0].count
      precondition(
        rows.allSatisfy { $0.count == width }, "The states' features differ in their number.")
      features = rows.flatMap { $0.map { Scalar($0) } }
      observationSpace = ObservationSpace(
        shape: [width], low: (0..<width).map { j in rows.map { $0[j] }.min()! },
        high: (0..<width).map { j in rows.map { $0[j] }.max()! })
    }
  }

  /// One of the table's actions.
  public var actionSpace: ActionSpace { .discrete(table.actionCount) }

  /// Begins an episode in a state drawn from p(s₁).
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    state = table.sampleStart(using: &stream)
  }

  /// Draws what follows `action`.
  /// - Precondition: `action` is in 0..<A.
  @inlinable
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    let outcome = table.sample(state: state, action: action, using: &stream)
    state = outcome.next
    var reward = outcome.reward
    if outcome.deviation > 0 { reward += outcome.deviation * stream.normal() }
    return Step(reward: reward, status: outcome.terminates ? .terminated : .running)
  }

  /// Writes the state in the form that was chosen.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    switch observation {
    case .oneHot:
      for i in row.indices { row[i] = 0 }
      row[state] = 1
    case .index:
      row[0] = Scalar(state)
    case .features:
      let start = state * row.count
      for i in row.indices { row[i] = features[start + i] }
    }
  }

  /// Whether the task forbids actions.
  @inlinable public static var masksActions: Bool { Task.masksActions }

  /// Writes which actions are allowed.
  @inlinable
  public func writeActionMask(into mask: inout MutableSpan<Bool>) {
    let start = state * mask.count
    for i in mask.indices { mask[i] = allowed.isEmpty || allowed[start + i] }
  }

  /// What the task looks like in the present state.
  public func picture() -> Picture? { task.picture(of: state) }

  /// Becomes a copy of `other`; of the same task it takes the state alone and keeps its own table.
  @inlinable
  public mutating func assign(from other: Self) {
    if observation == other.observation && task == other.task {
      state = other.state
    } else {
      self = other
    }
  }
}

extension FiniteEnvironment: Codable {
  private enum Key: String, CodingKey {
    case task
    case observation
    case state
  }

  /// Reads task and state, and makes the table anew.
  /// - Throws: `DecodingError` if the state is not one of the task's.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let task = try container.decode(Task.self, forKey: .task)
    let observation = try container.decode(Observation.self, forKey: .observation)
    guard observation != .features || task.features(of: 0) != nil else {
      throw DecodingError.dataCorruptedError(
        forKey: .observation, in: container, debugDescription: "The task has no features.")
    }
    self.init(task, observation: observation)
    state = try container.decode(Int.self, forKey: .state)
    guard state >= 0 && state < table.stateCount else {
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: container,
        debugDescription: "State \(state) is not in 0..<\(table.stateCount).")
    }
  }

  /// Writes task and state; the table follows from the task.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(task, forKey: .task)
    try container.encode(observation, forKey: .observation)
    try container.encode(state, forKey: .state)
  }
}
