internal import Environments
internal import ReinforcementLearning

/// What acts by plans between two fits: the notes' inner Loop, which all learners of the chapter share.
protocol PlanningLearner {
  /// What is acted in.
  var environment: EnvironmentSpecification { get }
  /// The environment, and the buffer 𝓓.
  var collector: OffPolicyCollector { get set }
  /// Forgets the plan, as an episode begins.
  mutating func beginEpisode()
  /// Takes the new steps, from the row of number `row` on, into the model's coding.
  mutating func takeIn(after row: Int)
}

extension PlanningLearner {
  /// Steps the environment until `steps` steps have been taken and, if there is a time limit, the episode has ended.
  /// - Parameter choose: Writes the collector's action.
  mutating func collect(_ steps: Int, choosing choose: (inout Self) throws -> Void) throws {
    try collector.begin()
    let rows = collector.replay.rows(of: 0)
    let end = collector.environmentSteps + steps
    let isLimited = environment.stepLimit != nil
    repeat {
      try choose(&self)
      // 4. Execute the first planned action, and observe s′.  5. Append (s, a, s′) to 𝓓.
      try collector.step()
      if collector.returns.openSteps(of: 0) == 0 { beginEpisode() }
    } while collector.environmentSteps < end
      || isLimited && collector.returns.openSteps(of: 0) > 0
    takeIn(after: rows)
  }
}
