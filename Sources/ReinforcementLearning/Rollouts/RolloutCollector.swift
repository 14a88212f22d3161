public import Environments
public import LinearAlgebra
internal import NeuralNetworks

/// Runs a policy for T steps in each of n copies, episode after episode: a rollout of a fixed size.
///
/// Episodes go on from one rollout to the next. Observations and rewards are normalised if asked for, by statistics
/// that take in every step (``Environments/NormalizedBatch``). What was drawn beyond the bounds of a continuous action
/// is clipped for the environment alone; the rollout keeps what was drawn, as its log-probability is known.
///
/// A network with a memory forgets at each episode's end; the rollout is cut into sequences of a fixed length, and holds
/// what was remembered before each.
///
/// The bits depend on the number of copies, not on that of threads. Collecting allocates nothing.
public struct RolloutCollector {
  /// What the last ``collect(_:)`` gave.
  public var rollout: Rollout
  /// The latest episodes that ended, for the mean return that is logged.
  public internal(set) var recent = RecentEpisodes()

  var batch: NormalizedBatch
  var streams: [RandomStream]
  /// Return and length so far of the episode that runs in each copy.
  var running: [FinishedEpisode]
  let evaluator: ActorCriticEvaluator<Scalar>
  /// For values of all states at once; nil with a memory, whose values are computed step by step.
  private let valueEvaluator: ValueEvaluator<Scalar>?
  private let environment: String
  private var limits: ActionLimits?
  private var masks: ActionMasks?
  private var actions: Matrix<Scalar>

  /// A collector of `steps` steps in each of `copies` environments.
  ///
  /// - Parameters:
  ///   - environment: What is acted in.
  ///   - network: A network of the architecture that will act.
  ///   - copies: n, the number of environments.
  ///   - steps: T, the number of steps of each.
  ///   - threads: The number of threads that step them.
  ///   - discount: γ of the returns whose deviation normalises rewards.
  ///   - normalizesObservations: Whether the policy sees observations at mean 0 and deviation 1.
  ///   - normalizesRewards: Whether rewards are divided by the deviation of discounted returns.
  ///   - sequenceLength: The steps of a sequence of a network with a memory, a divisor of T.
  ///   - random: Where the environments' and the actions' streams are split from.
  public init(
    environment: EnvironmentSpecification, network: ActorCriticNetwork<Scalar>, copies: Int,
    steps: Int, threads: Int = 1, discount: Double = 1, normalizesObservations: Bool = false,
    normalizesRewards: Bool = false, sequenceLength: Int = 1, using random: inout RandomStream
  ) {
    let base = environment.makeBatch(copies, random.next(), threads)
    streams = random.split(copies)
    masks = ActionMasks(base)
    batch = NormalizedBatch(
      base, discount: discount, normalizesObservations: normalizesObservations,
      normalizesRewards: normalizesRewards)
    self.environment = environment.name
    limits = ActionLimits(environment.actionSpace, copies: copies)
    rollout = Rollout(
      copies: copies, steps: steps, observationWidth: environment.observationSpace.count,
      actionWidth: environment.actionSpace.width, choices: masks?.choices ?? 0,
      memoryWidth: network.memoryWidth, sequenceLength: sequenceLength)
    running = Array(repeating: FinishedEpisode(totalReward: 0, length: 0), count: copies)
    evaluator = ActorCriticEvaluator(network, rows: copies, isMasked: masks != nil)
    valueEvaluator =
      network.memory == nil ? ValueEvaluator(network, rows: min(copies * steps, 512)) : nil
    actions = Matrix(rows: copies, columns: environment.actionSpace.width)
  }

  /// The statistic of the observations; nil if the policy sees them as they are.
  public var normalizer: ObservationNormalizer? { batch.observationNormalizer }

  /// Whether the statistics of observations and rewards stay as they are.
  public var isFrozen: Bool {
    get { batch.isFrozen }
    set { batch.isFrozen = newValue }
  }

  /// Collects the next rollout under `network`, with the values of all of its states.
  ///
  /// Noise of state-dependent exploration is drawn anew at its beginning.
  /// - Throws: ``NotFiniteError`` if an environment gives a reward or an observation that is not finite, or the
  ///   policy an action.
  public mutating func collect(_ network: ActorCriticNetwork<Scalar>) throws {
    rollout.begin()
    evaluator.noise?.renew()
    for t in 0..<rollout.steps {
      masks?.look(batch.base)
      if let memory = evaluator.memory { rollout.record(t, memory: memory) }
      let drawn = evaluator.sample(
        network, batch.observations, allowed: masks?.allowed, into: &actions, using: &streams)
      if let failure = NotFiniteError(observations: batch.base.observations, actions: actions) {
        throw failure
      }
      rollout.record(
        t, batch.observations, actions, drawn.logProbabilities, allowed: masks?.allowed)
      if evaluator.memory != nil, let values = drawn.values { rollout.record(t, values: values) }
      batch.step(limits?.clip(actions) ?? actions)
      try record(t, network)
    }
    let following =
      evaluator.memory == nil ? nil : evaluator.values(network, batch.observations)
    for i in 0..<rollout.copies { close(i, rollout.steps, .running, value: following?[i]) }
    evaluate(network)
  }

  /// Writes down what step `t` led to.
  private mutating func record(_ t: Int, _ network: ActorCriticNetwork<Scalar>) throws {
    let (rewards, statuses) = (batch.rewards, batch.statuses)
    let raw = batch.base.rewards
    let needsALook = NotFiniteError.needsALook(batch.base)
    // A memory values what follows a truncation while it still holds the episode.
    var following: UnsafePointer<Scalar>?
    if evaluator.memory != nil, statuses.contains(.truncated) {
      following = evaluator.values(network, batch.finalObservations)
    }
    for i in 0..<rollout.copies {
      let length = running[i].length + 1
      if needsALook,
        let failure = NotFiniteError(
          stepOf: batch.base, environment, copy: i, step: length, action: actions)
      {
        throw failure
      }
      rollout.record(t, copy: i, reward: rewards[i], statuses[i])
      running[i] = FinishedEpisode(
        totalReward: running[i].totalReward + Double(raw[i]), length: length)
      guard statuses[i] != .running else { continue }
      close(i, t + 1, statuses[i], value: following?[i])
      evaluator.forget(i)
      rollout.recordBeginning(t + 1, copy: i)
      rollout.episodes.append(running[i])
      recent.append(running[i])
      running[i] = FinishedEpisode(totalReward: 0, length: 0)
    }
  }

  /// Ends the present segment of copy `i` before step `t`.
  private mutating func close(_ i: Int, _ t: Int, _ ending: Status, value: Scalar? = nil) {
    let following = ending == .running ? batch.observations : batch.finalObservations
    following.withUnsafePointer {
      rollout.close(i, t, ending, $0 + i * following.columns, value: value)
    }
  }

  /// V of every state, and of those from which is bootstrapped.
  private mutating func evaluate(_ network: ActorCriticNetwork<Scalar>) {
    guard let valueEvaluator else { return }
    valueEvaluator.evaluate(network, rollout.observations.elements, into: &rollout.values)
    rollout.bootstrapValues.resize(rollout.bootstrapObservations.count)
    valueEvaluator.evaluate(
      network, rollout.bootstrapObservations.elements, into: &rollout.bootstrapValues)
  }
}
