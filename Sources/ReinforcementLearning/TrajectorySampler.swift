public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// Runs a policy and samples whole trajectories {τⁱ} from π_θ(a|s).
///
/// The work is cut into `workers`, each with environment copies, random streams and a quota of steps of its
/// own; threads only pick up workers, so their number does not change a bit of the result.
///
/// Within a worker a new trajectory begins as long as fewer steps than the quota have been taken, and every
/// trajectory that has begun is finished. Whether one is counted thus never depends on how it went.
public struct TrajectorySampler {
  private var workers: [Worker]
  private let pool: WorkerPool
  /// All trajectories of the last call, worker after worker; observations as the policy saw them.
  public private(set) var trajectories: Trajectories
  /// The statistic with which observations are normalised, if they are. It is frozen during a call and takes in
  /// the call's observations at its end.
  public private(set) var normalizer: ObservationNormalizer?

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
      actionWidth: environment.actionSpace.width)
    if normalizesObservations {
      normalizer = ObservationNormalizer(features: environment.observationSpace.count)
    }
  }

  /// Samples trajectories of at least `minimumSteps` steps together.
  /// - Throws: ``NotFiniteError`` if an environment gives a reward or an observation that is not finite, or the
  ///   policy an action.
  public mutating func sample(_ policy: StochasticPolicy<Scalar>, minimumSteps: Int) throws {
    let (whole, rest) = minimumSteps.quotientAndRemainder(dividingBy: workers.count)
    let quota = whole + (rest > 0 ? 1 : 0)
    workers.withUnsafeMutableBufferPointer { workers in
      var task = Task(
        workers: workers, policy: policy, normalizer: normalizer, quota: quota)
      withUnsafeMutablePointer(to: &task) { task in
        pool.run(workers.count, on: task) { task, i in
          let task = task.assumingMemoryBound(to: Task.self)
          task.pointee.workers[i].run(
            task.pointee.policy, task.pointee.normalizer, quota: task.pointee.quota)
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
  }

  /// One part of the work.
  private struct Worker {
    var batch: any EnvironmentBatch
    var streams: [RandomStream]
    let evaluator: PolicyEvaluator<Scalar>
    var actions: Matrix<Scalar>
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
      evaluator = PolicyEvaluator(policy, rows: copies)
      actions = Matrix(rows: copies, columns: environment.actionSpace.width)
      isActive = Array(repeating: true, count: copies)
      collected = Array(
        repeating: Trajectories(
          observationWidth: environment.observationSpace.count,
          actionWidth: environment.actionSpace.width), count: copies)
      let features = environment.observationSpace.count
      rawObservations = Array(repeating: RowBuffer(columns: features), count: copies)
      seen = Matrix(rows: copies, columns: features)
    }

    mutating func run(
      _ policy: StochasticPolicy<Scalar>, _ normalizer: ObservationNormalizer?, quota: Int
    ) {
      failure = nil
      for i in collected.indices {
        collected[i].removeAll()
        rawObservations[i].removeAll()
        isActive[i] = true
      }
      batch.reset()
      var steps = 0
      var active = isActive.count
      while active > 0 {
        look(normalizer)
        evaluator.sample(policy, seen, into: &actions, using: &streams)
        record()
        failure = NotFiniteError(observations: batch.observations, actions: actions)
        guard failure == nil else { return }
        batch.step(actions)
        for i in isActive.indices where isActive[i] {
          let reward = batch.rewards[i]
          guard reward.isFinite else {
            failure = NotFiniteError(
              "The environment gave the reward \(reward) at step \(collected[i].steps + 1).")
            return
          }
          collected[i].rewards.append(reward)
          steps += 1
          let status = batch.statuses[i]
          guard status != .running else { continue }
          let width = batch.finalObservations.columns
          for j in 0..<width where !batch.finalObservations[i, j].isFinite {
            failure = NotFiniteError(
              "The environment gave a last observation whose feature \(j) is "
                + "\(batch.finalObservations[i, j]).")
            return
          }
          batch.finalObservations.withUnsafePointer { final in
            seen.withUnsafeMutablePointer { seen in
              let row = seen + i * width
              row.update(from: final + i * width, count: width)
              normalizer?.normalize(row, rows: 1, into: row)
              collected[i].close(status, finalObservation: row)
            }
          }
          if steps >= quota {
            isActive[i] = false
            active -= 1
          }
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
    }
  }
}

extension TrajectorySampler: Checkpointable {
  /// Writes the workers' environments and streams, and the statistic of the observations.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    for (i, worker) in workers.enumerated() {
      try checkpoint.environments("worker.\(i).environments", worker.batch)
      try checkpoint.value("worker.\(i).streams", worker.streams)
    }
    if let normalizer { try checkpoint.value("normalizer", normalizer) }
  }

  /// Takes over what a sampler of as many workers and copies wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    for i in workers.indices {
      try checkpoint.environments("worker.\(i).environments", &workers[i].batch)
      let streams: [RandomStream] = try checkpoint.value("worker.\(i).streams")
      guard streams.count == workers[i].streams.count else {
        throw checkpoint.refuse("worker \(i) has \(streams.count) random streams")
      }
      workers[i].streams = streams
    }
    guard let present = normalizer else { return }
    let normalizer: ObservationNormalizer = try checkpoint.value("normalizer")
    guard normalizer.features == present.features else {
      throw checkpoint.refuse("the statistic is one of \(normalizer.features) features")
    }
    self.normalizer = normalizer
  }
}

/// A number that had to be finite was not: an environment's reward, a loss, a parameter.
public struct NotFiniteError: Error, CustomStringConvertible, Sendable {
  /// What was not finite, and where.
  public let description: String

  /// An error with the given description.
  public init(_ description: String) { self.description = description }

  /// An error if an observation is not finite, or else if an action is not; none if all are.
  init?(observations: Matrix<Scalar>, actions: Matrix<Scalar>) {
    if let feature = Self.first(observations) {
      self.init(
        "The environment gave an observation whose feature \(feature.column) is \(feature.value).")
    } else if let component = Self.first(actions) {
      self.init(
        "The policy gave an action that is \(component.value); its parameters are too large.")
    } else {
      return nil
    }
  }

  /// The first element that is not finite.
  private static func first(_ matrix: Matrix<Scalar>) -> (column: Int, value: Scalar)? {
    matrix.withUnsafePointer { elements in
      for i in 0..<matrix.count where !elements[i].isFinite {
        return (i % matrix.columns, elements[i])
      }
      return nil
    }
  }
}
