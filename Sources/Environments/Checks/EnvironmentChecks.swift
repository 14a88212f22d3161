/// Runs an environment with random actions and reports where it breaks the rules of `Environment`.
///
/// The rules:
/// * the spaces hold: every feature is written, within its bounds, an integer where stored as a byte; rewards are
///   finite as `Scalar`s too; spaces never change; actions on the very bounds are taken like others,
/// * actions survive being written to a row and read back,
/// * a mask is written whole, depends on the state alone and allows a choice of each component,
/// * to observe or to draw a picture changes nothing, and pictures are made of finite numbers,
/// * the same seed and actions give the same episode, and `reset` leaves nothing of the episode before,
/// * a copy, made by assignment, by `assign(from:)` or, if the environment is `Codable`, by writing and reading it,
///   behaves like the original, and neither its steps nor its reset change the original,
/// * an environment with goals gives the reward and the end that it says of the goals in its observation,
/// * an ``ObservableReward`` gives the reward that it says of observations and action.
///
/// An episode that has ended is reset and never stepped.
///
/// - Parameters:
///   - environment: The environment as made, before any reset.
///   - seed: The seed of the random actions and of the environment's own stream.
///   - steps: The number of steps, over as many episodes as that gives.
/// - Returns: A sentence for each rule that is broken, about the first time it is; empty if none is.
public func checkEnvironment<E: Environment>(
  _ environment: E, seed: UInt64 = 0, steps: Int = 1_000
) -> [String] {
  var inspection = EnvironmentInspection(of: environment, seed: seed)
  inspection.run(steps: steps)
  return inspection.findings.map(\.sentence)
}
