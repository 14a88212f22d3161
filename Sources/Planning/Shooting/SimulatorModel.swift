public import Environments
public import LinearAlgebra

/// The environment itself as the model to plan with: copies of it, one for each sequence.
///
/// The state is a batch, of which the first copy is where sequences begin. Each sequence has chance of its own. An
/// episode that ends, by termination or by a time limit, brings nothing after its end. Nothing is allocated in a call.
public struct SimulatorModel: PlanningModel {
  private var batch: any EnvironmentBatch
  private var actions: Matrix<Scalar>
  private var isRunning: [Bool]

  /// Copies of `environment`.
  ///
  /// - Parameters:
  ///   - environment: What is simulated.
  ///   - candidates: The number of sequences that are tried at once.
  ///   - seed: Decides the simulations' chance.
  ///   - threads: The number of threads that step the copies; it has no influence on the results.
  /// - Precondition: `candidates` and `threads` are positive.
  public init(
    _ environment: EnvironmentSpecification, candidates: Int, seed: UInt64, threads: Int = 1
  ) {
    batch = environment.makeBatch(candidates, seed, threads)
    actions = Matrix(rows: candidates, columns: environment.actionSpace.width)
    isRunning = Array(repeating: true, count: candidates)
  }

  /// The environment's actions.
  public var actionSpace: ActionSpace { batch.actionSpace }

  /// The number of sequences that are tried at once.
  public var candidates: Int { batch.count }

  /// Steps the copies through their sequences.
  public mutating func evaluate(
    _ sequences: Matrix<Scalar>, from state: any EnvironmentBatch, discount: Double,
    into returns: inout [Double]
  ) {
    let width = actions.columns
    precondition(
      sequences.rows == candidates && sequences.columns % width == 0 && returns.count == candidates,
      "Sequences of \(sequences.rows)×\(sequences.columns) and \(returns.count) returns do not fit "
        + "\(candidates) candidates with actions of \(width).")
    batch.becomeCopies(of: state, copy: 0)
    for i in 0..<candidates { (returns[i], isRunning[i]) = (0, true) }
    var (weight, running) = (1.0, candidates)
    for t in 0..<sequences.columns / width where running > 0 {
      pick(t, of: sequences)
      batch.step(actions)
      for i in 0..<candidates where isRunning[i] {
        returns[i] += weight * Double(batch.rewards[i])
        if !returns[i].isFinite { returns[i] = -.infinity }
        if batch.statuses[i] != .running {
          isRunning[i] = false
          running -= 1
        }
      }
      weight *= discount
    }
  }

  /// Takes the actions of time step `t` out of the sequences.
  private mutating func pick(_ t: Int, of sequences: borrowing Matrix<Scalar>) {
    let (width, columns) = (actions.columns, sequences.columns)
    sequences.withUnsafePointer { from in
      actions.withUnsafeMutablePointer { to in
        for i in 0..<isRunning.count {
          for j in 0..<width { to[i * width + j] = from[i * columns + t * width + j] }
        }
      }
    }
  }
}
