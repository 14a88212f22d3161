public import LinearAlgebra

/// An environment whose task is part of the observation: a goal that is wanted beside the one that is reached.
///
/// The observation space names the features: `achievedGoal`, `desiredGoal`, and the `observation` proper, which may
/// share features with the achieved goal. Because reward and end depend on the two goals alone, a transition
/// can be relabelled with another desired goal afterwards: hindsight experience replay, M. Andrychowicz et al.,
/// 2017. What `step` gives equals what `reward(achieved:desired:)` and `terminates(achieved:desired:)` say of the
/// observation after it, bit for bit; `checkEnvironment` tests that.
public protocol GoalEnvironment: Environment {
  /// The reward of a transition that reached `achieved` where `desired` was wanted.
  func reward(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Double

  /// Whether a transition that reached `achieved` where `desired` was wanted terminates the episode.
  func terminates(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Bool
}

extension GoalEnvironment {
  /// Judges each pair of rows of two matrices.
  ///
  /// - Parameters:
  ///   - achieved: What was reached [rows × goal features].
  ///   - desired: What was wanted [rows × goal features].
  ///   - body: Called with each row's number, reward and whether it terminates.
  func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, _ body: (Int, Double, Bool) -> Void
  ) {
    let features = achieved.columns
    achieved.withUnsafePointer { achieved in
      desired.withUnsafePointer { wanted in
        for i in 0..<desired.rows {
          let reached = Span(_unsafeStart: achieved + i * features, count: features)
          let desired = Span(_unsafeStart: wanted + i * features, count: features)
          body(
            i, reward(achieved: reached, desired: desired),
            terminates(achieved: reached, desired: desired))
        }
      }
    }
  }
}
