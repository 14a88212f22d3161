public import Environments
public import LinearAlgebra
internal import NeuralNetworks
public import ReinforcementLearning

/// A model of what is observed, through states that are not: g_ψ(o), p_φ(o|s), p_φ(s′|s, a), p_φ(r|s, a) and the chance that
/// the episode terminates (notes 10.1.4).
///
/// The dynamics is an ensemble as elsewhere in the chapter, but of latent states, which ``StepCoding`` passes as they are;
/// actions and rewards it standardises. ``LearnedModel`` plans on it.
public struct LatentModel: Sendable {
  /// How observations become numbers.
  public package(set) var observations: ObservationCoding
  /// g_ψ(o) and p_φ(o|s).
  public package(set) var autoencoder: LatentAutoencoder
  /// p_φ(s′|s, a), p_φ(r|s, a) and the terminations, of each network.
  public package(set) var ensemble: DynamicsEnsemble

  /// A model with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: What is observed.
  ///   - actions: The actions.
  ///   - latent: The latent states, encoder and decoder.
  ///   - model: The networks of the dynamics.
  ///   - random: Where the initial weights come from.
  public init(
    observations: ObservationSpace, actions: ActionSpace, latent: LatentSettings,
    model: ModelSettings, using random: inout RandomStream
  ) {
    self.observations = ObservationCoding(observations)
    autoencoder = LatentAutoencoder(features: observations.count, latent, using: &random)
    ensemble = DynamicsEnsemble(
      count: model.members, features: latent.size, actions: actions, hidden: model.hiddenWidths,
      activation: model.activation, isProbabilistic: model.isProbabilistic, using: &random)
    ensemble.coding.meanSquare = latent.normalizes ? 1 : nil
  }

  /// A model of parts that fit together.
  init(
    observations: ObservationCoding, autoencoder: LatentAutoencoder, ensemble: DynamicsEnsemble
  ) {
    self.observations = observations
    self.autoencoder = autoencoder
    self.ensemble = ensemble
  }

  /// Takes steps into the codings' means and deviations: the first `count` of `batch`.
  public mutating func take(_ batch: TransitionBatch, count: Int) {
    batch.observations.withUnsafePointer { observations.take($0, rows: count) }
    // Of latent states nothing is taken in: what is always 0 keeps the mean 0 and is divided by 1.
    let nothing = Vector<Scalar>(count: ensemble.coding.features)
    var input = Vector<Scalar>(count: ensemble.coding.inputCount)
    var output = Vector<Scalar>(count: ensemble.coding.outputCount)
    nothing.withUnsafePointer { nothing in
      input.withUnsafeMutablePointer { input in
        output.withUnsafeMutablePointer { output in
          batch.actions.withUnsafePointer { actions in
            for i in 0..<count {
              let action = actions + i * batch.actions.columns
              ensemble.coding.writeInput(nothing, action, to: input)
              ensemble.coding.writeOutput(nothing, nothing, batch.rewards[i], to: output)
              ensemble.coding.take(input: input, output: output)
            }
          }
        }
      }
    }
  }

  /// From now on, standardises by all that was taken in.
  package mutating func settle() {
    observations.settle()
    ensemble.coding.settle()
  }

  /// g(o) of each row of `observations` [rows × features].
  /// - Returns: [rows × L]
  public func encode(_ observations: Matrix<Scalar>) -> Matrix<Scalar> {
    let tape = Tape<Scalar>()
    return autoencoder.encode(coded(observations, tape), tape.input(autoencoder.parameters)).matrix
  }

  /// What the decoder expects to be observed where each row of `observations` [rows × features] is encoded, in the units of
  /// observations.
  /// - Returns: [rows × features]
  public func reconstruct(_ observations: Matrix<Scalar>) -> Matrix<Scalar> {
    let tape = Tape<Scalar>()
    let parameters = tape.input(autoencoder.parameters)
    let states = autoencoder.encode(coded(observations, tape), parameters)
    var decoded = autoencoder.decode(states, parameters).matrix
    let rows = decoded.rows
    decoded.withUnsafeMutablePointer { self.observations.decode($0, rows: rows) }
    return decoded
  }

  private func coded(_ rows: Matrix<Scalar>, _ tape: Tape<Scalar>) -> Variable<Scalar> {
    precondition(
      rows.columns == observations.features,
      "Observations of \(rows.columns) features do not fit a model of \(observations.features).")
    let coded = tape.input(rows: rows.rows, columns: rows.columns)
    rows.withUnsafePointer { observations.write($0, rows: rows.rows, to: coded.pointer) }
    return coded
  }
}

extension LatentModel: Checkpointable {
  /// Writes codings and networks.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("observations", observations)
    checkpoint.tensor("autoencoder", autoencoder.parameters)
    try checkpoint.part("ensemble", ensemble)
  }

  /// Takes over what a model of the same shape wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let observations: ObservationCoding = try checkpoint.value("observations")
    guard observations.isConsistent, observations.features == self.observations.features else {
      throw checkpoint.refuse("observations have \(observations.features) features")
    }
    self.observations = observations
    autoencoder.parameters = try checkpoint.tensor(
      "autoencoder", count: autoencoder.layout.count)
    try checkpoint.part("ensemble", &ensemble)
  }
}
