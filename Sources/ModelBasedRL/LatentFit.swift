public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// Fits a latent model to the steps of a buffer: step 2 of Algorithm 18. Encoder, decoder and dynamics learn together, each step
/// by the gradient of one objective; a fit goes on from where the last one ended.
public struct LatentFit: Sendable {
  /// How the objective is descended.
  public let configuration: DynamicsFit.Configuration
  private var autoencoder: Adam<Scalar>
  private var networks: [Adam<Scalar>]
  private var random: RandomStream
  private let bench: Bench

  /// What a model is fitted with; scratch.
  private final class Bench: @unchecked Sendable {
    let pass: LatentPass
    var batch: TransitionBatch
    /// Where all steps stand in the buffer, and where those of a minibatch do.
    var places: [Int] = []
    var drawn: [Int]
    /// The numbers of those of a minibatch among all steps.
    var numbers: [Int]
    /// How often each network learns from each step [B · steps].
    var copies: [Scalar] = []

    init(_ pass: LatentPass, _ layout: ReplayLayout) {
      self.pass = pass
      batch = TransitionBatch(layout, size: pass.batchSize)
      drawn = Array(repeating: 0, count: pass.batchSize)
      numbers = drawn
    }
  }

  /// A fit of models like `model` to buffers of the given layout.
  ///
  /// - Parameters:
  ///   - model: The model, or another one of the same architecture.
  ///   - layout: That of the buffer.
  ///   - settings: Those that the model was made by; the deviations of the objective count here.
  ///   - configuration: How the objective is descended.
  ///   - random: Where the fit's chance comes from.
  public init(
    _ model: LatentModel, _ layout: ReplayLayout, _ settings: LatentSettings,
    configuration: DynamicsFit.Configuration = DynamicsFit.Configuration(),
    using random: inout RandomStream
  ) {
    func optimizer(_ count: Int) -> Adam<Scalar> {
      Adam(
        count: count, learningRate: configuration.learningRate,
        weightDecay: configuration.weightDecay)
    }
    self.configuration = configuration
    autoencoder = optimizer(model.autoencoder.layout.count)
    networks = model.ensemble.networks.map { optimizer($0.layout.count) }
    self.random = random.split()
    bench = Bench(LatentPass(model, settings, batchSize: configuration.batchSize), layout)
  }

  /// Fits `model` to the steps of `replay` by `steps` gradient steps, after its codings have settled on all that was taken in.
  ///
  /// With bootstraps, the steps of a minibatch count for a network as often as they were drawn for it.
  /// - Returns: The mean loss of the gradient steps.
  /// - Precondition: The buffer holds a step.
  public mutating func fit(
    _ model: inout LatentModel, to replay: ReplayBuffer, steps: Int
  ) -> Double {
    model.settle()
    let bench = bench
    replay.writePlaces(into: &bench.places)
    if configuration.bootstraps { drawCopies() }
    let (count, bootstraps) = (bench.places.count, configuration.bootstraps)
    var sum = 0.0
    for _ in 0..<steps {
      for i in bench.drawn.indices {
        bench.numbers[i] = random.integer(below: count)
        bench.drawn[i] = bench.places[bench.numbers[i]]
      }
      replay.take(bench.drawn[...], into: &bench.batch)
      let loss = bench.pass.evaluate(model, on: bench.batch) { row, b in
        bootstraps ? bench.copies[b * count + bench.numbers[row]] : 1
      }
      autoencoder.update(
        &model.autoencoder.parameters, gradient: bench.pass.autoencoderGradient)
      for b in networks.indices {
        networks[b].update(
          &model.ensemble.networks[b].parameters, gradient: bench.pass.gradient(of: b))
      }
      sum += Double(loss)
    }
    return sum / Double(steps)
  }

  /// Draws as many steps as there are, with replacement, for each network.
  private mutating func drawCopies() {
    let count = bench.places.count
    bench.copies = Array(repeating: 0, count: networks.count * count)
    for b in networks.indices {
      for _ in 0..<count { bench.copies[b * count + random.integer(below: count)] += 1 }
    }
  }

  /// The errors of `model` on `batch`.
  /// - Precondition: The batch has as many steps as a minibatch.
  public func errors(of model: LatentModel, on batch: TransitionBatch) -> LatentErrors {
    precondition(
      batch.count == configuration.batchSize,
      "A batch of \(batch.count) steps does not fit minibatches of \(configuration.batchSize).")
    return bench.pass.errors(of: model, on: batch)
  }
}

extension LatentFit: Checkpointable {
  /// Writes optimisers and stream.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("autoencoder", autoencoder)
    for (b, network) in networks.enumerated() { try checkpoint.value("\(b)", network) }
    try checkpoint.value("random", random)
  }

  /// Takes over what a fit of models of the same shape wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    func optimizer(_ name: String, like present: Adam<Scalar>) throws -> Adam<Scalar> {
      let read: Adam<Scalar> = try checkpoint.value(name)
      guard read.count == present.count else {
        throw checkpoint.refuse("the optimizer \(name) has \(read.count) parameters")
      }
      return read
    }
    autoencoder = try optimizer("autoencoder", like: autoencoder)
    for b in networks.indices { networks[b] = try optimizer("\(b)", like: networks[b]) }
    random = try checkpoint.value("random")
  }
}
