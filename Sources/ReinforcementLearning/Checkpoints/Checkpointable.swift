/// State that a checkpoint holds and that goes on from there with the same bits.
///
///     func save(to checkpoint: inout CheckpointWriter) throws {
///       checkpoint.parameters(of: policy)
///       try checkpoint.value("optimizer", optimizer)
///       try checkpoint.part("replay", replay)
///     }
///     mutating func restore(from checkpoint: CheckpointReader) throws {
///       try checkpoint.parameters(of: &policy)
///       optimizer = try checkpoint.value("optimizer")
///       try checkpoint.part("replay", &replay)
///     }
///
/// A type restores into a value that was made from the same configuration, so what the configuration settles
/// (shapes, capacities, numbers of copies) is not saved, and scratch is not either.
public protocol Checkpointable {
  /// Writes everything that a later continuation depends on.
  func save(to checkpoint: inout CheckpointWriter) throws

  /// Takes over what ``save(to:)`` wrote.
  /// - Throws: ``CheckpointError`` if the checkpoint is damaged or of another configuration. The value is then
  ///   of no use.
  mutating func restore(from checkpoint: CheckpointReader) throws
}
