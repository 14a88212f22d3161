internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// One environment that is acted in by a network of action values with exploration.
struct ObservedWalk {
  /// The present observation [1 × features].
  private(set) var observation: Matrix<Scalar>
  /// What the last step led to, the last observation of the episode where it has ended [1 × features].
  private(set) var next: Matrix<Scalar>
  /// 1 for each action that is allowed at present [1 × A].
  private(set) var allowed: Matrix<Scalar>
  /// 1 for each action that is allowed after the last step; all of them where the episode has ended, since the
  /// environment says no more [1 × A].
  private(set) var nextAllowed: Matrix<Scalar>
  /// What ended since `beginReport()`.
  private(set) var report = EpisodeReport()

  private let environment: EnvironmentSpecification
  private var batch: any EnvironmentBatch
  private var masks: ActionMasks?
  private var action = Matrix<Scalar>(rows: 1, columns: 1)
  private var isStarted = false
  private var episode = (reward: 0.0, steps: 0)

  init(_ environment: EnvironmentSpecification, using random: inout RandomStream) throws {
    guard case .discrete(let actions) = environment.actionSpace else {
      throw UnsupportedSpaceError(
        "\(environment.name) takes \(environment.actionSpace); action values need discrete actions."
      )
    }
    self.environment = environment
    batch = environment.makeBatch(1, random.next(), 1)
    masks = ActionMasks(batch)
    observation = Matrix(rows: 1, columns: environment.observationSpace.count)
    next = observation
    allowed = Matrix(repeating: 1, rows: 1, columns: actions)
    nextAllowed = allowed
  }

  /// Begins the first episode, once.
  mutating func start() throws {
    guard !isStarted else { return }
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment.name) { throw failure }
    isStarted = true
    look()
  }

  /// Takes `choice`.
  mutating func step(_ choice: Int) throws -> (reward: Double, status: Status) {
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
    look()
    if status == .running {
      Self.copy(observation, into: &next)
      Self.copy(allowed, into: &nextAllowed)
    } else {
      Self.copy(batch.finalObservations, into: &next)
      for a in 0..<nextAllowed.columns { nextAllowed[0, a] = 1 }
      report.record(reward: episode.reward, steps: episode.steps)
      episode = (0, 0)
    }
    return (reward, status)
  }

  mutating func beginReport() { report.begin() }

  private mutating func look() {
    Self.copy(batch.observations, into: &observation)
    guard masks != nil else { return }
    masks?.look(batch)
    for a in 0..<allowed.columns { allowed[0, a] = masks?.allowed[0, a] ?? 1 }
  }

  private static func copy(_ source: Matrix<Scalar>, into row: inout Matrix<Scalar>) {
    let count = row.count
    source.withUnsafePointer { source in
      row.withUnsafeMutablePointer { $0.update(from: source, count: count) }
    }
  }
}

extension ObservedWalk: Checkpointable {
  private struct Standing: Codable {
    var isStarted: Bool
    var reward: Double
    var steps: Int
    var report: EpisodeReport
  }

  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.environments("environments", batch)
    try checkpoint.value(
      "standing",
      Standing(
        isStarted: isStarted, reward: episode.reward, steps: episode.steps, report: report))
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.environments("environments", &batch)
    let standing: Standing = try checkpoint.value("standing")
    isStarted = standing.isStarted
    episode = (standing.reward, standing.steps)
    report = standing.report
    if isStarted { look() }
  }
}

extension ActionValueExploration {
  /// Chooses by the values at `values`, of the actions that row `row` of `allowed` allows.
  func choose(
    _ values: UnsafePointer<Scalar>, _ allowed: Matrix<Scalar>, row: Int, step: Int,
    using stream: inout RandomStream
  ) -> Int {
    choose(
      Span(_unsafeStart: values, count: allowed.columns), allowed: allowed.row(row), step: step,
      using: &stream)
  }

  /// The first of the best of the actions that row `row` of `allowed` allows.
  static func greedy(_ values: UnsafePointer<Scalar>, _ allowed: Matrix<Scalar>, row: Int) -> Int {
    greedy(Span(_unsafeStart: values, count: allowed.columns), allowed: allowed.row(row))
  }
}
