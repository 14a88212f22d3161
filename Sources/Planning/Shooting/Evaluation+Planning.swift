public import Environments
internal import LinearAlgebra
public import ReinforcementLearning

extension Evaluation {
  /// Has `planner` act for whole episodes, one after another.
  ///
  /// - Parameters:
  ///   - planner: What looks ahead.
  ///   - environment: What is acted in.
  ///   - episodes: Their number.
  ///   - seed: Decides the starts, and what chance does.
  ///   - report: Is told after each step, with the number of the episode from 0, of the step from 1, and the return so far.
  /// - Throws: `NotFiniteError` if the environment gives a reward or an observation that is not finite, and what the planner
  ///   throws.
  /// - Precondition: `episodes` is positive.
  public init(
    planning planner: inout some OnlinePlanner, in environment: EnvironmentSpecification,
    episodes: Int, seed: UInt64,
    report: (_ episode: Int, _ step: Int, _ return: Double) -> Void = { _, _, _ in }
  ) throws {
    precondition(episodes > 0, "\(episodes) episodes say nothing about a planner.")
    var batch = environment.makeBatch(1, seed, 1)
    var action = Matrix<Scalar>(rows: 1, columns: environment.actionSpace.width)
    var (returns, lengths): ([Double], [Int]) = ([], [])
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment.name) { throw failure }
    for episode in 0..<episodes {
      planner.begin()
      var (sum, step) = (0.0, 0)
      repeat {
        try planner.act(in: batch, into: &action)
        batch.step(action)
        step += 1
        if let failure = NotFiniteError(
          stepOf: batch, environment.name, copy: 0, step: step, action: action)
        {
          throw failure
        }
        sum += Double(batch.rewards[0])
        report(episode, step, sum)
      } while batch.statuses[0] == .running
      returns.append(sum)
      lengths.append(step)
    }
    self.init(returns: returns, lengths: lengths)
  }
}
