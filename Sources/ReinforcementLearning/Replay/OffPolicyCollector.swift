public import Environments
public import LinearAlgebra

/// Steps environment copies and puts every transition into a replay buffer: step 1 of the off-policy algorithms.
///
/// The learner chooses the actions: it reads ``observations`` and ``allowed``, writes ``actions`` with the copies'
/// ``streams``, and calls ``step()``. Before it knows anything it may leave the choice to chance
/// (``chooseRandomly()``).
public struct OffPolicyCollector: Sendable {
  /// The replay buffer 𝓑.
  public var replay: ReplayBuffer
  /// What the next step does [copies × action width].
  public var actions: Matrix<Scalar>
  /// One random stream a copy, for the choice of actions.
  public var streams: [RandomStream]
  /// The returns of the episodes so far.
  public private(set) var returns: EpisodeReturns
  /// The number of environment steps so far, of all copies together.
  public private(set) var environmentSteps = 0

  private let environment: String
  private var batch: any EnvironmentBatch
  private var masks: ActionMasks?

  /// A collector on `copies` environments.
  ///
  /// - Parameters:
  ///   - environment: What is acted in.
  ///   - copies: The number of environments that are stepped together; a part of what decides the bits.
  ///   - threads: The number of threads that step them; not a part of it.
  ///   - capacity: The number of rows of the replay buffer.
  ///   - priorityExponent: α of prioritised replay; nil for uniform sampling.
  ///   - random: Where the environments' and the actions' streams are split from.
  /// - Throws: ``InvalidConfigurationError`` if the buffer does not fit into the machine's memory.
  public init(
    environment: EnvironmentSpecification, copies: Int, threads: Int = 1, capacity: Int,
    priorityExponent: Double? = nil, using random: inout RandomStream
  ) throws {
    batch = environment.makeBatch(copies, random.next(), threads)
    masks = ActionMasks(batch)
    let layout = ReplayLayout(
      capacity: capacity, copies: copies, observations: environment.observationSpace,
      actions: environment.actionSpace, isMasked: masks != nil,
      isPrioritized: priorityExponent != nil)
    try layout.validateMemory(option: "replayCapacity")
    replay = ReplayBuffer(layout, priorityExponent: priorityExponent ?? 0)
    actions = Matrix(rows: copies, columns: environment.actionSpace.width)
    streams = random.split(copies)
    returns = EpisodeReturns(copies: copies)
    self.environment = environment.name
  }

  /// The number of copies.
  public var copies: Int { batch.count }
  /// What the next actions are chosen from [copies × features].
  public var observations: Matrix<Scalar> { batch.observations }
  /// What is allowed at present [copies × choices]; nil where everything always is.
  public var allowed: Matrix<Scalar>? { masks?.allowed }
  /// The environments, for what they say of goals.
  public var environments: any EnvironmentBatch { batch }

  /// Begins the first episodes; a collector that has begun is left alone.
  /// - Throws: ``NotFiniteError`` if an environment gives an observation that is not finite.
  public mutating func begin() throws {
    guard replay.open[0] < 0 else { return }
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment) { throw failure }
    masks?.look(batch)
    replay.begin(batch.observations, allowed: masks?.allowed)
  }

  /// Writes random actions that are allowed at present.
  public mutating func chooseRandomly() { batch.sampleActions(into: &actions) }

  /// Steps every copy with its row of ``actions`` and appends the transitions to the replay buffer.
  /// - Throws: ``NotFiniteError`` if an action, a reward or an observation is not finite.
  public mutating func step() throws {
    try begin()
    if let failure = NotFiniteError(observations: batch.observations, actions: actions) {
      throw failure
    }
    batch.step(actions)
    for copy in 0..<batch.count {
      if let failure = NotFiniteError(
        stepOf: batch, environment, copy: copy, step: returns.openSteps(of: copy) + 1,
        action: actions)
      {
        throw failure
      }
    }
    masks?.look(batch)
    replay.append(batch, actions: actions, allowed: masks?.allowed)
    returns.add(rewards: batch.rewards, statuses: batch.statuses)
    environmentSteps += batch.count
  }
}

extension OffPolicyCollector: Checkpointable {
  /// Writes environments, streams, replay, returns and the number of steps.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.environments("environments", batch)
    try checkpoint.value("streams", streams)
    try checkpoint.part("replay", replay)
    try checkpoint.value("returns", returns)
    try checkpoint.value("environmentSteps", environmentSteps)
  }

  /// Takes over what a collector of as many copies and the same capacity wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.environments("environments", &batch)
    let streams: [RandomStream] = try checkpoint.value("streams")
    guard streams.count == batch.count else {
      throw checkpoint.refuse("there are \(streams.count) random streams of actions")
    }
    self.streams = streams
    try checkpoint.part("replay", &replay)
    returns = try checkpoint.value("returns")
    environmentSteps = try checkpoint.value("environmentSteps")
    masks?.look(batch)
  }
}
