public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// Runs a policy and samples whole trajectories {τⁱ} from π_θ(a|s).
///
/// The work is cut into `workers`, each with environment copies, random streams and a quota of steps of its
/// own; threads only pick up workers, so their number does not change a bit of the result.
///
/// Where the environment forbids actions, the policy chooses among those that are allowed, and the masks are kept beside
/// the actions.
///
/// Within a worker a new trajectory begins as long as fewer steps than the quota have been taken, and every
/// trajectory that has begun is finished. Whether one is counted thus never depends on how it went.
public struct TrajectorySampler {
  var workers: [Worker]
  private let pool: WorkerPool
  /// All trajectories of the last call, worker after worker; observations as the policy saw them.
  public private(set) var trajectories: Trajectories
  /// The statistic with which observations are normalised, if they are. It is frozen during a call and takes in
  /// the call's observations at its end.
  public internal(set) var normalizer: ObservationNormalizer?

  /// A sampler on `workers` × `copies` environments.
  ///
  /// - Parameters:
  ///   - environment: What is acted in.
  ///   - policy: A policy of the architecture that will act.
  ///   - workers: The number of parts in which the work is cut.
  ///   - copies: The number of environments that a worker steps together.
  ///   - threads: The number of threads; more than `workers` are of no use.
  ///   - normalizesObservations: Whether the policy sees observations normalised.
  ///   - random: Where the environments' and the actions' streams are split from.
  public init(
    environment: EnvironmentSpecification, policy: StochasticPolicy<Scalar>, workers: Int,
    copies: Int, threads: Int, normalizesObservations: Bool = false,
    using random: inout RandomStream
  ) {
    precondition(workers > 0 && copies > 0, "\(workers) workers of \(copies) copies do nothing.")
    self.workers = (0..<workers).map { _ in
      Worker(environment: environment, policy: policy, copies: copies, using: &random)
    }
    pool = WorkerPool(threads: min(threads, workers))
    trajectories = Trajectories(
      observationWidth: environment.observationSpace.count,
      actionWidth: environment.actionSpace.width, choices: self.workers[0].masks?.choices ?? 0)
    if normalizesObservations {
      normalizer = ObservationNormalizer(features: environment.observationSpace.count)
    }
  }

  /// Samples trajectories of at least `minimumSteps` steps together.
  /// - Throws: ``NotFiniteError`` if an environment gives a reward or an observation that is not finite, or the
  ///   policy an action.
  public mutating func sample(_ policy: StochasticPolicy<Scalar>, minimumSteps: Int) throws {
    let (whole, rest) = minimumSteps.quotientAndRemainder(dividingBy: workers.count)
    try run(policy, quota: whole + (rest > 0 ? 1 : 0), start: nil)
  }

  /// Samples a trajectory of every copy, which begin all where a copy of `start` stands.
  /// - Precondition: `start` is a batch of the same environments.
  /// - Throws: As ``sample(_:minimumSteps:)``.
  public mutating func sample(
    _ policy: StochasticPolicy<Scalar>, from start: any EnvironmentBatch, copy: Int
  ) throws {
    // After one step a copy has enough, and ends with its trajectory.
    try run(policy, quota: 1, start: (start, copy))
  }

  private mutating func run(
    _ policy: StochasticPolicy<Scalar>, quota: Int, start: (any EnvironmentBatch, copy: Int)?
  ) throws {
    workers.withUnsafeMutableBufferPointer { workers in
      var task = Task(
        workers: workers, policy: policy, normalizer: normalizer, quota: quota, start: start)
      withUnsafeMutablePointer(to: &task) { task in
        pool.run(workers.count, on: task) { task, i in
          let task = task.assumingMemoryBound(to: Task.self)
          task.pointee.workers[i].run(
            task.pointee.policy, task.pointee.normalizer, quota: task.pointee.quota,
            start: task.pointee.start)
        }
      }
    }
    trajectories.removeAll()
    for worker in workers {
      if let failure = worker.failure { throw failure }
      for copy in worker.collected { trajectories.append(copy) }
      for raw in worker.rawObservations {
        raw.elements.withUnsafePointer { normalizer?.update($0, rows: raw.count) }
      }
    }
  }

  /// What the threads work on.
  private struct Task {
    let workers: UnsafeMutableBufferPointer<Worker>
    let policy: StochasticPolicy<Scalar>
    let normalizer: ObservationNormalizer?
    let quota: Int
    let start: (any EnvironmentBatch, copy: Int)?
  }

  /// One part of the work.
  struct Worker {
    var batch: any EnvironmentBatch
    var streams: [RandomStream]
    let environment: String
    let evaluator: PolicyEvaluator<Scalar>
    var actions: Matrix<Scalar>
    /// What is allowed; nil where everything always is.
    var masks: ActionMasks?
    var isActive: [Bool]
    var collected: [Trajectories]
    /// What the copies observed, before normalisation; empty without.
    var rawObservations: [RowBuffer]
    /// What the policy sees [copies × features].
    var seen: Matrix<Scalar>
    var failure: NotFiniteError?

    init(
      environment: EnvironmentSpecification, policy: StochasticPolicy<Scalar>, copies: Int,
      using random: inout RandomStream
    ) {
      batch = environment.makeBatch(copies, random.next(), 1)
      streams = random.split(copies)
      self.environment = environment.name
      masks = ActionMasks(batch)
      evaluator = PolicyEvaluator(policy, rows: copies, isMasked: masks != nil)
      actions = Matrix(rows: copies, columns: environment.actionSpace.width)
      isActive = Array(repeating: true, count: copies)
      collected = Array(
        repeating: Trajectories(
          observationWidth: environment.observationSpace.count,
          actionWidth: environment.actionSpace.width, choices: masks?.choices ?? 0), count: copies)
      let features = environment.observationSpace.count
      rawObservations = Array(repeating: RowBuffer(columns: features), count: copies)
      seen = Matrix(rows: copies, columns: features)
    }

    mutating func run(
      _ policy: StochasticPolicy<Scalar>, _ normalizer: ObservationNormalizer?, quota: Int,
      start: (any EnvironmentBatch, copy: Int)?
    ) {
      failure = nil
      for i in collected.indices {
        collected[i].removeAll()
        rawObservations[i].removeAll()
        isActive[i] = true
      }
      if let (start, copy) = start {
        batch.becomeCopies(of: start, copy: copy)
      } else {
        batch.reset()
      }
      failure = NotFiniteError(resetOf: batch, environment)
      guard failure == nil else { return }
      var steps = 0
      var active = isActive.count
      while active > 0 {
        look(normalizer)
        masks?.look(batch)
        evaluator.sample(policy, seen, allowed: masks?.allowed, into: &actions, using: &streams)
        record()
        failure = NotFiniteError(observations: batch.observations, actions: actions)
        guard failure == nil else { return }
        batch.step(actions)
        for i in isActive.indices where isActive[i] {
          failure = NotFiniteError(
            stepOf: batch, environment, copy: i, step: 1 + collected[i].openSteps,
            action: actions)
          guard failure == nil else { return }
          collected[i].rewards.append(batch.rewards[i])
          steps += 1
          let status = batch.statuses[i]
          guard status != .running else { continue }
          close(i, status, normalizer)
          if steps >= quota {
            isActive[i] = false
            active -= 1
          }
        }
      }
    }

    /// Ends the trajectory of copy `i` with its last observation, as the policy would see it.
    private mutating func close(
      _ i: Int, _ status: Status, _ normalizer: ObservationNormalizer?
    ) {
      let width = batch.finalObservations.columns
      batch.finalObservations.withUnsafePointer { final in
        seen.withUnsafeMutablePointer { seen in
          let row = seen + i * width
          row.update(from: final + i * width, count: width)
          normalizer?.normalize(row, rows: 1, into: row)
          collected[i].close(status, finalObservation: row)
        }
      }
    }

    /// Takes over the batch's observations as the policy is to see them.
    private mutating func look(_ normalizer: ObservationNormalizer?) {
      let (copies, features) = (seen.rows, seen.columns)
      batch.observations.withUnsafePointer { observations in
        seen.withUnsafeMutablePointer { seen in
          guard let normalizer else {
            return seen.update(from: observations, count: copies * features)
          }
          normalizer.normalize(observations, rows: copies, into: seen)
        }
        guard normalizer != nil else { return }
        for i in isActive.indices where isActive[i] {
          rawObservations[i].append(observations + i * features)
        }
      }
    }

    /// Writes down what every active copy sees and does.
    private mutating func record() {
      let (features, width) = (seen.columns, actions.columns)
      seen.withUnsafePointer { seen in
        actions.withUnsafePointer { actions in
          for i in isActive.indices where isActive[i] {
            collected[i].observations.append(seen + i * features)
            collected[i].actions.append(actions + i * width)
          }
        }
      }
      masks?.allowed.withUnsafePointer { masks in
        let choices = batch.actionSpace.choices
        for i in isActive.indices where isActive[i] {
          collected[i].masks?.append(masks + i * choices)
        }
      }
    }
  }
}
