package import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// A transition between numbered states.
package struct TabularTransition: Equatable, Sendable {
  /// s.
  package var state: Int
  /// a.
  package var action: Int
  /// r.
  package var reward: Double
  /// s′, the last state of the episode where it has ended.
  package var next: Int
  /// Where the episode stands.
  package var status: Status

  /// A transition.
  package init(state: Int, action: Int, reward: Double, next: Int, status: Status = .running) {
    self.state = state
    self.action = action
    self.reward = reward
    self.next = next
    self.status = status
  }
}

/// An environment whose different observations are numbered as they are met: the states of a table.
struct TabularWalk {
  /// The observations by their numbers.
  private(set) var observations: ObservationTable
  /// The present state.
  private(set) var state = 0

  private let environment: EnvironmentSpecification
  private let stateLimit: Int
  private var batch: any EnvironmentBatch
  private var masks: ActionMasks?
  /// Which actions each state allows, as they were when it was last acted in [states · actions]; empty without masks.
  private var allowed: [Scalar] = []
  private let actionCount: Int
  private var action = Matrix<Scalar>(rows: 1, columns: 1)
  private var isStarted = false
  private var episode = (reward: 0.0, steps: 0)
  /// What ended since `beginReport()`.
  private(set) var report = EpisodeReport()

  init(
    _ environment: EnvironmentSpecification, stateLimit: Int, using random: inout RandomStream
  ) throws {
    guard case .discrete(let count) = environment.actionSpace else {
      throw UnsupportedSpaceError(
        "\(environment.name) takes \(environment.actionSpace); a table needs discrete actions.")
    }
    self.environment = environment
    self.stateLimit = stateLimit
    actionCount = count
    batch = environment.makeBatch(1, random.next(), 1)
    masks = ActionMasks(batch)
    observations = ObservationTable(features: environment.observationSpace.count)
  }

  /// The number of states that were met.
  var stateCount: Int { observations.count }

  /// Begins the first episode, once.
  mutating func start() throws {
    guard !isStarted else { return }
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment.name) { throw failure }
    isStarted = true
    try look()
  }

  /// Whether it is known that `state` may forbid actions.
  func isMasked(_ state: Int) -> Bool { (state + 1) * actionCount <= allowed.count }

  /// Which actions `state` allows, as far as it is known.
  /// - Precondition: The state is masked.
  @_lifetime(borrow self)
  func allowed(in state: Int) -> Span<Scalar> {
    allowed.span.extracting(state * actionCount..<(state + 1) * actionCount)
  }

  /// Takes `choice` in the present state.
  mutating func step(_ choice: Int) throws -> TabularTransition {
    let state = state
    action[0, 0] = Scalar(choice)
    batch.step(action)
    if let failure = NotFiniteError(
      stepOf: batch, environment.name, copy: 0, step: episode.steps + 1, action: action)
    {
      throw failure
    }
    let (reward, status) = (Double(batch.rewards[0]), batch.statuses[0])
    episode.reward += reward
    episode.steps += 1
    var next = 0
    if status != .running {
      next = try number(batch.finalObservations)
      report.record(reward: episode.reward, steps: episode.steps)
      episode = (0, 0)
    }
    try look()
    if status == .running { next = self.state }
    return TabularTransition(
      state: state, action: choice, reward: reward, next: next, status: status)
  }

  mutating func beginReport() { report.begin() }

  /// Takes over the present observation and what it allows.
  private mutating func look() throws {
    state = try number(batch.observations)
    guard masks != nil else { return }
    masks?.look(batch)
    for a in 0..<actionCount { allowed[state * actionCount + a] = masks?.allowed[0, a] ?? 1 }
  }

  private mutating func number(_ rows: Matrix<Scalar>) throws -> Int {
    let number = observations.insert(rows.row(0))
    guard number < stateLimit else {
      throw TooManyStatesError(environment: environment.name, limit: stateLimit)
    }
    while masks != nil && allowed.count < stateCount * actionCount { allowed.append(1) }
    return number
  }
}

extension TabularWalk: Checkpointable {
  private struct Standing: Codable {
    var isStarted: Bool
    var state: Int
    var reward: Double
    var steps: Int
    var report: EpisodeReport
  }

  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.environments("environments", batch)
    checkpoint.tensor("observations", observations.observations.elements)
    checkpoint.tensor("allowed", Vector(allowed))
    try checkpoint.value(
      "standing",
      Standing(
        isStarted: isStarted, state: state, reward: episode.reward, steps: episode.steps,
        report: report))
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.environments("environments", &batch)
    let rows: Vector<Scalar> = try checkpoint.tensor("observations")
    let features = observations.features
    var table = ObservationTable(features: features)
    for i in 0..<rows.count / features {
      guard table.insert(rows.span.extracting(i * features..<(i + 1) * features)) == i else {
        throw checkpoint.refuse("observation \(i) of the table is not its first")
      }
    }
    guard rows.count % features == 0 else {
      throw checkpoint.refuse("the table's observations do not have \(features) features")
    }
    observations = table
    let masks: Vector<Scalar> = try checkpoint.tensor("allowed")
    guard masks.count == (self.masks == nil ? 0 : table.count * actionCount) else {
      throw checkpoint.refuse("the table has \(masks.count) masks for \(table.count) states")
    }
    allowed = Array(masks)
    let standing: Standing = try checkpoint.value("standing")
    guard standing.state >= 0, standing.state < max(table.count, 1) else {
      throw checkpoint.refuse("state \(standing.state) is not in the table")
    }
    isStarted = standing.isStarted
    state = standing.state
    episode = (standing.reward, standing.steps)
    report = standing.report
  }
}

/// An environment has more different observations than a table is allowed to hold.
public struct TooManyStatesError: Error, Equatable, CustomStringConvertible {
  /// The environment.
  public let environment: String
  /// The largest number of states.
  public let limit: Int

  /// One line: what is wrong and what to do.
  public var description: String {
    "\(environment) showed more than \(limit) different observations; raise stateLimit, or take an algorithm "
      + "with a network, such as dqn."
  }
}
