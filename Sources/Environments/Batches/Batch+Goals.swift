public import LinearAlgebra

extension Batch {
  /// Whether the environments have goals.
  public var hasGoals: Bool { E.self is any GoalEnvironment.Type }

  /// Judges transitions that reached `achieved` as if `desired` had been wanted, row by row, by the rules of the
  /// first copy.
  /// - Precondition: The environments have goals, and the shapes fit.
  public func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, rewards: inout Vector<Scalar>,
    terminations: inout [Bool]
  ) {
    guard let type = E.self as? any GoalEnvironment.Type else {
      preconditionFailure("\(E.self) has no goals.")
    }
    let width = observationSpace.desiredGoal?.count ?? 0
    precondition(
      achieved.columns == width && desired.columns == width && achieved.rows == desired.rows,
      "Goals of \(achieved.rows)×\(achieved.columns) and \(desired.rows)×\(desired.columns) do not "
        + "fit goals of \(width) features.")
    precondition(
      rewards.count == desired.rows && terminations.count == desired.rows,
      "\(rewards.count) rewards and \(terminations.count) terminations do not fit "
        + "\(desired.rows) rows.")
    environments.withUnsafeBufferPointer { environments in
      // The first copy, in place and under its own type: an existential of it would be allocated.
      Self.judge(
        as: type, UnsafeRawPointer(environments.baseAddress!), achieved, desired, &rewards,
        &terminations)
    }
  }

  private static func judge<Goal: GoalEnvironment>(
    as type: Goal.Type, _ environment: UnsafeRawPointer, _ achieved: Matrix<Scalar>,
    _ desired: Matrix<Scalar>, _ rewards: inout Vector<Scalar>, _ terminations: inout [Bool]
  ) {
    rewards.withUnsafeMutablePointer { rewards in
      environment.assumingMemoryBound(to: Goal.self).pointee
        .judge(achieved: achieved, desired: desired) { i, reward, terminates in
          rewards[i] = Scalar(reward)
          terminations[i] = terminates
        }
    }
  }
}
