public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Fits the networks of an ensemble to the steps of a buffer: step 2 of Algorithms 15 to 17.
///
/// The networks are fitted side by side on as many threads; the bits do not depend on their number. A fit goes on from where
/// the last one ended.
public struct DynamicsFit: Sendable {
  /// How networks are fitted.
  public struct Configuration: Sendable, Equatable {
    /// The step size of Adam.
    public var learningRate = 1e-3
    /// λ of AdamW.
    public var weightDecay = 0.0
    /// The number of steps of a minibatch.
    public var batchSize = 512
    /// Whether each network learns from steps drawn with replacement, as many as there are, anew for each fit.
    public var bootstraps = false

    /// Adam with 1e-3 on minibatches of 512.
    public init() {}
  }

  /// What a network is fitted with; scratch.
  private final class Bench: @unchecked Sendable {
    let pass: DynamicsPass
    var batch: TransitionBatch
    /// Where the steps that the network learns from stand in the buffer.
    var places: [Int] = []
    var loss = 0.0

    init(_ network: DynamicsNetwork, _ layout: ReplayLayout, batchSize: Int) {
      pass = DynamicsPass(network, batchSize: batchSize)
      batch = TransitionBatch(layout, size: batchSize)
    }
  }

  /// What belongs to a network and outlives a fit.
  struct Member: Sendable {
    var optimizer: Adam<Scalar>
    var random: RandomStream
  }

  /// How networks are fitted.
  public let configuration: Configuration
  var members: [Member]
  private let benches: [Bench]
  private let pool: WorkerPool

  /// A fit of ensembles like `ensemble` to buffers of the given layout.
  ///
  /// - Parameters:
  ///   - ensemble: The networks, or others of the same architecture.
  ///   - layout: That of the buffer.
  ///   - configuration: How networks are fitted.
  ///   - threads: The number of threads; more than networks are of no use.
  ///   - random: Where the networks' chance comes from.
  public init(
    _ ensemble: DynamicsEnsemble, _ layout: ReplayLayout,
    configuration: Configuration = Configuration(), threads: Int = 1,
    using random: inout RandomStream
  ) {
    self.configuration = configuration
    members = ensemble.networks.map {
      Member(
        optimizer: Adam(
          count: $0.layout.count, learningRate: configuration.learningRate,
          weightDecay: configuration.weightDecay), random: random.split())
    }
    benches = ensemble.networks.map { Bench($0, layout, batchSize: configuration.batchSize) }
    pool = WorkerPool(threads: min(threads, ensemble.count))
  }

  /// Fits each network to the steps of `replay` by as many gradient steps, after the coding has settled on all that was taken
  /// in.
  /// - Returns: The mean of the losses of all gradient steps.
  /// - Precondition: The buffer holds a step.
  public mutating func fit(
    _ ensemble: inout DynamicsEnsemble, to replay: ReplayBuffer, steps: Int
  ) -> Double {
    ensemble.coding.settle()
    for (i, bench) in benches.enumerated() {
      replay.writePlaces(into: &bench.places)
      bench.loss = 0
      guard configuration.bootstraps else { continue }
      let all = bench.places
      for k in all.indices {
        bench.places[k] = all[members[i].random.integer(below: all.count)]
      }
    }
    let (benches, pool, coding) = (benches, pool, ensemble.coding)
    members.withUnsafeMutableBufferPointer { members in
      ensemble.networks.withUnsafeMutableBufferPointer { networks in
        nonisolated(unsafe) let (members, networks) = (members, networks)
        pool.run(members.count) { i in
          let bench = benches[i]
          for _ in 0..<steps {
            replay.sample(into: &bench.batch, from: bench.places, using: &members[i].random)
            let (loss, gradient) = bench.pass.gradient(networks[i], on: bench.batch, coding)
            members[i].optimizer.update(&networks[i].parameters, gradient: gradient)
            bench.loss += Double(loss)
          }
        }
      }
    }
    return benches.reduce(0) { $0 + $1.loss } / Double(steps * benches.count)
  }

  /// The mean squared error of what the networks expect of the steps of `batch`, in units of deviations.
  /// - Precondition: The batch has as many steps as a minibatch.
  public func error(of ensemble: DynamicsEnsemble, on batch: TransitionBatch) -> Double {
    precondition(
      batch.count == configuration.batchSize,
      "A batch of \(batch.count) steps does not fit minibatches of \(configuration.batchSize).")
    var sum = 0.0
    for (network, bench) in zip(ensemble.networks, benches) {
      sum += Double(bench.pass.error(network, on: batch, ensemble.coding))
    }
    return sum / Double(ensemble.count)
  }
}

extension DynamicsFit: Checkpointable {
  /// Writes optimisers and streams.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    for (i, member) in members.enumerated() {
      try checkpoint.value("\(i).optimizer", member.optimizer)
      try checkpoint.value("\(i).random", member.random)
    }
  }

  /// Takes over what a fit of ensembles of the same shape wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    for i in members.indices {
      let optimizer: Adam<Scalar> = try checkpoint.value("\(i).optimizer")
      guard optimizer.count == members[i].optimizer.count else {
        throw checkpoint.refuse("the optimizer of network \(i) has \(optimizer.count) parameters")
      }
      members[i] = Member(
        optimizer: optimizer, random: try checkpoint.value("\(i).random"))
    }
  }
}
