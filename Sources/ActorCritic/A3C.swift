public import Environments
public import LinearAlgebra
public import NeuralNetworks
public import ReinforcementLearning

/// Asynchronous advantage actor-critic: workers with environments of their own move one shared θ (notes 5.2.2, the
/// asynchronous form).
///
/// A worker reads θ, acts for t_max steps, and applies its gradient to whatever θ has become in the meantime. Free-running
/// workers read and write θ and RMSProp's mean squares without locks (``NeuralNetworks/SharedRMSProp``): their bits
/// depend on timing, and a run that is resumed is another run. In order, all workers read θ together, act side by side,
/// and their gradients are applied one after another: the same seed gives the same bits for any number of threads, as
/// one worker does anyway.
///
/// Differences from the notes: nothing follows a termination, and a truncation keeps bootstrapping; advantages and
/// targets are constants. V. Mnih et al., "Asynchronous methods for deep reinforcement learning", 2016, Algorithm S3.
public struct A3C: Learner {
  /// The name on the command line and in run folders.
  public static let algorithm = "a3c"
  /// What is acted in.
  public let environment: EnvironmentSpecification
  /// The options, with their meaning, symbol and bounds.
  public let configuration: Configuration
  /// The seed of everything random.
  public let seed: UInt64
  /// π_θ and V_θ as they were after the last iteration.
  public internal(set) var network: ActorCriticNetwork<Scalar>
  /// π_θ.
  public var policy: StochasticPolicy<Scalar> { network.policy }
  /// Nil: workers have no statistic in common.
  public var normalizer: ObservationNormalizer? { nil }
  /// The number of iterations so far.
  public internal(set) var iteration = 0
  /// The number of environment steps of all workers so far.
  public internal(set) var environmentSteps = 0

  var workers: [Worker]
  /// The mean squares of RMSProp between iterations.
  var meanSquares: Vector<Scalar>
  var recent = RecentEpisodes()
  private let shared: SharedRMSProp
  private let pool: WorkerPool

  /// A learner of `environment`.
  /// - Throws: ``ReinforcementLearning/InvalidConfigurationError``.
  public init(
    environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64 = 1
  ) throws {
    try configuration.validate()
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    var random = RandomStream(seed: seed)
    let network = ActorCriticNetwork<Scalar>(
      observations: environment.observationSpace.count,
      head: PolicyHead(for: environment.actionSpace, deviation: configuration.initialDeviation),
      hidden: configuration.hiddenWidths, activation: configuration.activation,
      sharesTrunk: configuration.sharesTrunk, initialization: configuration.initialization,
      using: &random)
    self.network = network
    meanSquares = Vector(count: network.layout.count)
    workers = (0..<configuration.workers).map { _ in
      Worker(environment, network, configuration, using: &random)
    }
    shared = SharedRMSProp(
      count: network.layout.count, decay: configuration.decay, epsilon: configuration.epsilon)
    pool = WorkerPool(threads: min(configuration.threads, configuration.workers))
  }

  /// Several rollouts of every worker, as many as `rolloutsPerIteration`.
  /// - Returns: What is logged.
  /// - Throws: ``ReinforcementLearning/NotFiniteError`` if a reward, or a gradient, is not finite.
  public mutating func iterate() throws -> Metrics {
    shared.store(network.parameters, meanSquares: meanSquares)
    for i in workers.indices { workers[i].begin() }
    let rollouts = configuration.rolloutsPerIteration
    if configuration.isOrdered || workers.count == 1 {
      for round in 0..<rollouts {
        run(round..<round + 1, applies: false)
        for i in workers.indices { workers[i].apply(to: shared, learningRate(round)) }
      }
    } else {
      run(0..<rollouts, applies: true)
    }
    for worker in workers { if let failure = worker.failure { throw failure } }
    shared.load(into: &network.parameters)
    shared.loadMeanSquares(into: &meanSquares)
    return summary(rollouts)
  }

  /// α in the given round of this iteration.
  private func learningRate(_ round: Int) -> Double {
    let size = workers.count * configuration.horizon
    return configuration.learningRate.value(at: environmentSteps + round * size)
  }

  /// Lets every worker make its rollouts of the given rounds, and apply their gradients if it may.
  private mutating func run(_ rounds: Range<Int>, applies: Bool) {
    let (shared, pool, schedule) = (shared, pool, configuration.learningRate)
    let (steps, size) = (environmentSteps, workers.count * configuration.horizon)
    workers.withUnsafeMutableBufferPointer { workers in
      var task = Task(
        workers: workers, shared: shared, rounds: rounds, applies: applies, schedule: schedule,
        steps: steps, size: size)
      withUnsafeMutablePointer(to: &task) { task in
        pool.run(workers.count, on: task) { task, i in
          let task = task.assumingMemoryBound(to: Task.self)
          for round in task.pointee.rounds {
            task.pointee.workers[i].roll(task.pointee.shared)
            guard task.pointee.applies else { continue }
            let steps = task.pointee.steps + round * task.pointee.size
            task.pointee.workers[i].apply(
              to: task.pointee.shared, task.pointee.schedule.value(at: steps))
          }
        }
      }
    }
  }

  /// What the threads work on.
  private struct Task {
    let workers: UnsafeMutableBufferPointer<Worker>
    let shared: SharedRMSProp
    let rounds: Range<Int>
    let applies: Bool
    let schedule: Schedule
    let steps: Int
    let size: Int
  }

  private mutating func summary(_ rollouts: Int) -> Metrics {
    var metrics = Metrics()
    for worker in workers {
      metrics.add(worker.metrics)
      for episode in worker.episodes { recent.append(episode) }
    }
    iteration += 1
    environmentSteps += rollouts * workers.count * configuration.horizon
    metrics.average(updates: rollouts * workers.count)
    metrics.iteration = iteration
    metrics.environmentSteps = environmentSteps
    metrics.record(recent)
    return metrics
  }
}
