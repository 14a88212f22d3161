public import Environments
public import LinearAlgebra
public import Planning

/// An ensemble as the model to plan with: every sequence of actions is tried on every network, and counts what it brings in the
/// mean.
///
/// A sequence has P particles on each network, which stay with it (TS∞ of K. Chua et al., 2018): with probabilistic networks
/// they move by chance, otherwise one is enough. After a step that terminates the episode with probability d, whatever follows
/// counts 1 − d times as much. Nothing is allocated in a call.
public struct LearnedModel: PlanningModel {
  /// The actions.
  public let actionSpace: ActionSpace
  /// The number of sequences that are tried at once, N.
  public let candidates: Int
  /// P.
  public let particles: Int
  /// Whether an episode can terminate.
  public let canTerminate: Bool
  /// r(s, a, s′); nil for what the networks learned.
  public let reward: RewardFunction?
  private let benches: [Bench]
  private let pool: WorkerPool
  private var ensemble: DynamicsEnsemble
  private var streams: [RandomStream]

  /// What the particles of a network are moved with; scratch.
  private final class Bench: @unchecked Sendable {
    let evaluator: DynamicsEvaluator
    private let features: Int
    /// s, and s before a step where that is wanted [(P · N) × features].
    private let states: UnsafeMutablePointer<Scalar>
    private let before: UnsafeMutablePointer<Scalar>
    /// r of a step [P · N].
    private let rewards: UnsafeMutablePointer<Scalar>
    /// The product of 1 − d so far [P · N].
    private var survival: [Double]
    /// Σ γᵗ r so far [P · N].
    private(set) var returns: [Double]

    init(_ network: DynamicsNetwork, rows: Int, features: Int) {
      self.features = features
      evaluator = DynamicsEvaluator(network, rows: rows)
      states = .allocate(capacity: rows * features)
      before = .allocate(capacity: rows * features)
      rewards = .allocate(capacity: rows)
      survival = Array(repeating: 1, count: rows)
      returns = Array(repeating: 0, count: rows)
    }

    deinit {
      states.deallocate()
      before.deallocate()
      rewards.deallocate()
    }

    /// Moves all particles through the sequences of `search`.
    func run(
      _ network: DynamicsNetwork, _ coding: StepCoding, _ search: Search,
      using stream: UnsafeMutablePointer<RandomStream>
    ) {
      let (rows, n) = (returns.count, features)
      for row in 0..<rows {
        (states + row * n).update(from: search.state, count: n)
        (survival[row], returns[row]) = (1, 0)
      }
      var weight = 1.0
      for t in 0..<search.steps {
        if search.reward != nil { before.update(from: states, count: rows * n) }
        evaluator.step(states, rewards: rewards, by: network, coding, using: stream) {
          search.action(t, of: $0 % search.candidates)
        }
        for row in 0..<rows {
          returns[row] += weight * survival[row] * reward(t, row, search)
          if search.canTerminate { survival[row] *= 1 - evaluator.termination(row) }
        }
        weight *= search.discount
      }
    }

    /// r of the particle in `row`, as it is known or learned.
    private func reward(_ t: Int, _ row: Int, _ search: Search) -> Double {
      guard let known = search.reward else { return Double(rewards[row]) }
      let action = search.action(t, of: row % search.candidates)
      return known(
        Span(_unsafeStart: before + row * features, count: features),
        Span(_unsafeStart: action, count: search.width),
        Span(_unsafeStart: states + row * features, count: features))
    }
  }

  /// What all networks are asked.
  private struct Search {
    let sequences: UnsafePointer<Scalar>
    let state: UnsafePointer<Scalar>
    let candidates: Int
    let steps: Int
    let width: Int
    let discount: Double
    let canTerminate: Bool
    let reward: RewardFunction?

    /// The action of time step `t` of sequence `i`.
    @inline(__always)
    func action(_ t: Int, of i: Int) -> UnsafePointer<Scalar> {
      sequences + (i * steps + t) * width
    }
  }

  /// A search on all networks at once.
  private struct Task {
    let benches: [Bench]
    let ensemble: DynamicsEnsemble
    let search: Search
    let streams: UnsafeMutableBufferPointer<RandomStream>
  }

  /// `ensemble` as a model of an environment with actions of `actionSpace`.
  ///
  /// - Parameters:
  ///   - ensemble: The networks.
  ///   - actionSpace: The actions.
  ///   - candidates: The number of sequences that are tried at once, N.
  ///   - particles: P, the number of particles of a sequence on each network.
  ///   - canTerminate: Whether the networks' word on terminations counts.
  ///   - reward: r(s, a, s′), if it is known; otherwise what the networks learned.
  ///   - seed: Decides the particles' chance.
  ///   - threads: The number of threads; more than networks are of no use.
  /// - Precondition: The actions are those of the ensemble, and the numbers are positive.
  public init(
    _ ensemble: DynamicsEnsemble, actionSpace: ActionSpace, candidates: Int, particles: Int = 1,
    canTerminate: Bool = true, reward: RewardFunction? = nil, seed: UInt64 = 0, threads: Int = 1
  ) {
    let coding = ensemble.coding
    precondition(
      coding.fits(actionSpace),
      "An ensemble of other actions cannot plan in \(actionSpace).")
    precondition(candidates > 0 && particles > 0, "\(candidates) × \(particles) particles.")
    self.actionSpace = actionSpace
    self.candidates = candidates
    self.particles = particles
    self.canTerminate = canTerminate
    self.reward = reward
    self.ensemble = ensemble
    benches = (0..<ensemble.count).map {
      Bench(
        ensemble.networks[$0], rows: particles * candidates, features: coding.features)
    }
    streams = Array(repeating: RandomStream(seed: 0), count: ensemble.count)
    pool = WorkerPool(threads: min(threads, ensemble.count))
    reseed(seed)
  }

  /// The number of features of a state.
  public var features: Int { ensemble.coding.features }

  /// Has the particles' chance begin anew.
  public mutating func reseed(_ seed: UInt64) {
    var random = RandomStream(seed: seed)
    for i in streams.indices { streams[i] = random.split() }
  }

  /// Plans with `ensemble`, of the same shape, from now on.
  public mutating func assign(_ ensemble: DynamicsEnsemble) { self.ensemble = ensemble }

  /// Moves the particles of each sequence through its actions.
  public mutating func evaluate(
    _ sequences: Matrix<Scalar>, from state: Vector<Scalar>, discount: Double,
    into returns: inout [Double]
  ) {
    let (width, candidates) = (actionSpace.width, candidates)
    let (canTerminate, reward) = (canTerminate, reward)
    let steps = sequences.columns / width
    let (benches, ensemble, pool) = (benches, ensemble, pool)
    precondition(
      sequences.rows == candidates && sequences.columns % width == 0 && returns.count == candidates
        && state.count == ensemble.coding.features,
      "Sequences of \(sequences.rows)×\(sequences.columns), \(returns.count) returns and a state of "
        + "\(state.count) do not fit \(candidates) candidates with actions of \(width) and "
        + "\(ensemble.coding.features) features.")
    streams.withUnsafeMutableBufferPointer { streams in
      sequences.withUnsafePointer { sequences in
        state.withUnsafePointer { state in
          let search = Search(
            sequences: sequences, state: state, candidates: candidates, steps: steps, width: width,
            discount: discount, canTerminate: canTerminate, reward: reward)
          var task = Task(benches: benches, ensemble: ensemble, search: search, streams: streams)
          withUnsafeMutablePointer(to: &task) {
            pool.run(benches.count, on: $0) { task, i in
              let task = task.assumingMemoryBound(to: Task.self)
              task.pointee.benches[i].run(
                task.pointee.ensemble.networks[i], task.pointee.ensemble.coding,
                task.pointee.search, using: task.pointee.streams.baseAddress! + i)
            }
          }
        }
      }
    }
    let share = 1 / Double(ensemble.count * particles)
    for i in 0..<candidates {
      var sum = 0.0
      for bench in benches {
        for p in 0..<particles { sum += bench.returns[p * candidates + i] }
      }
      returns[i] = sum.isFinite ? share * sum : -.infinity
    }
  }
}
