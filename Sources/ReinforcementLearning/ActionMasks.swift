public import Environments
public import LinearAlgebra

/// Which choices a batch allows at present, as a policy takes them: 1 and 0, one row a copy.
///
/// Made once and used again; to look allocates nothing.
public struct ActionMasks: Sendable {
  /// 1 for each allowed choice, 0 for each forbidden one [copies × choices].
  public private(set) var allowed: Matrix<Scalar>
  private var flags: [Bool]

  /// Masks for `batch`; nil if it allows everything always.
  public init?(_ batch: any EnvironmentBatch) {
    guard batch.masksActions, batch.actionSpace.choices > 0 else { return nil }
    allowed = Matrix(rows: batch.count, columns: batch.actionSpace.choices)
    flags = Array(repeating: true, count: allowed.count)
  }

  /// The number of choices.
  public var choices: Int { allowed.columns }

  /// Takes over what `batch` allows at present.
  /// - Precondition: The batch has as many copies and choices.
  public mutating func look(_ batch: any EnvironmentBatch) {
    var span = flags.mutableSpan
    batch.writeActionMasks(into: &span)
    let count = flags.count
    Self.write(flags, count, into: &allowed)
  }

  private static func write(_ flags: [Bool], _ count: Int, into allowed: inout Matrix<Scalar>) {
    allowed.withUnsafeMutablePointer { allowed in
      for i in 0..<count { allowed[i] = flags[i] ? 1 : 0 }
    }
  }
}
