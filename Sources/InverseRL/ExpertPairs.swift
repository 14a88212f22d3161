internal import ImitationLearning
internal import LinearAlgebra
internal import ReinforcementLearning

/// Pairs of observation and action that an expert showed: every k-th of each trajectory, from one of its first k on.
struct ExpertPairs {
  /// As the environment gave them [pairs × features].
  private(set) var observations: Matrix<Scalar>
  /// [pairs × action width].
  private(set) var actions: Matrix<Scalar>

  /// Pairs of `demonstrations`, a `stride` apart.
  init(_ demonstrations: Demonstrations, stride k: Int, using random: inout RandomStream) {
    let trajectories = demonstrations.trajectories
    var rows: [Int] = []
    for range in trajectories.ranges {
      let first = random.integer(below: min(k, range.count))
      rows += stride(from: range.lowerBound + first, to: range.upperBound, by: k)
    }
    func matrix(_ buffer: RowBuffer) -> Matrix<Scalar> {
      Matrix(rows: rows.count, columns: buffer.columns) { buffer[rows[$0], $1] }
    }
    observations = matrix(trajectories.observations)
    actions = matrix(trajectories.actions)
  }

  /// The number of pairs.
  var count: Int { observations.rows }
}

extension ExpertPairs: Checkpointable {
  func save(to checkpoint: inout CheckpointWriter) throws {
    checkpoint.tensor("observations", observations.elements)
    checkpoint.tensor("actions", actions.elements)
  }

  /// Takes over as many pairs.
  mutating func restore(from checkpoint: CheckpointReader) throws {
    func restored(_ name: String, _ matrix: Matrix<Scalar>) throws -> Matrix<Scalar> {
      let elements: Vector<Scalar> = try checkpoint.tensor(name, count: matrix.count)
      return Matrix(elements, rows: matrix.rows, columns: matrix.columns)
    }
    observations = try restored("observations", observations)
    actions = try restored("actions", actions)
  }
}
