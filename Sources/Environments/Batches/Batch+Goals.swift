public import LinearAlgebra

extension Batch {
  /// Whether the environments have goals.
  public var hasGoals: Bool { environments[0] is any GoalEnvironment }

  /// Judges transitions that reached `achieved` as if `desired` had been wanted, row by row, by the rules of the
  /// first copy.
  /// - Precondition: The environments have goals, and the shapes fit.
  public func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, rewards: inout Vector<Scalar>,
    terminations: inout [Bool]
  ) {
    guard let environment = environments[0] as? any GoalEnvironment else {
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
    rewards.withUnsafeMutablePointer { rewards in
      environment.judge(achieved: achieved, desired: desired) { i, reward, terminates in
        rewards[i] = Scalar(reward)
        terminations[i] = terminates
      }
    }
  }
}
