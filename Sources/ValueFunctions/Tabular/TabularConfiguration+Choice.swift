internal import LinearAlgebra
internal import ReinforcementLearning

/// What the tabular algorithms do with a row of a table and what its state allows.
extension TabularConfiguration {
  /// An action of the exploring policy, by row `row` of `table`, in the state `state` of `walk`.
  func choose(
    _ table: ActionValueTable, row: Int, _ walk: TabularWalk, _ state: Int, parameter: Double,
    using stream: inout RandomStream
  ) -> Int {
    let choice = actionChoice
    guard walk.isMasked(state) else {
      return choice.choose(table.row(row), parameter: parameter, using: &stream)
    }
    return choice.choose(
      table.row(row), allowed: walk.allowed(in: state), parameter: parameter, using: &stream)
  }

  /// The first of the best actions.
  func greedy(_ table: ActionValueTable, _ walk: TabularWalk, _ state: Int) -> Int {
    guard walk.isMasked(state) else { return ActionValueExploration.greedy(table.row(state)) }
    return ActionValueExploration.greedy(table.row(state), allowed: walk.allowed(in: state))
  }

  /// Σ_a π(a|s) Q(s, a) of the exploring policy.
  func expectedValue(
    _ table: ActionValueTable, _ walk: TabularWalk, _ state: Int, parameter: Double,
    _ probabilities: inout [Double]
  ) -> Double {
    let choice = actionChoice
    var span = probabilities.mutableSpan
    if walk.isMasked(state) {
      choice.writeProbabilities(
        table.row(state), allowed: walk.allowed(in: state), parameter: parameter, into: &span)
    } else {
      choice.writeProbabilities(table.row(state), parameter: parameter, into: &span)
    }
    var sum = 0.0
    for a in span.indices where span[a] > 0 { sum += span[a] * table[state, a] }
    return sum
  }
}
