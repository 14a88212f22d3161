public import LinearAlgebra
public import ReinforcementLearning

/// A controller that is a rule for one observation at a time, with a memory of its episode if it needs one.
public protocol RuleController: Controller {
  /// What it remembers within an episode.
  associatedtype Memory: Sendable
  /// What it remembers when an episode begins.
  var initialMemory: Memory { get }
  /// Chooses an action.
  ///
  /// - Parameters:
  ///   - observation: As the environment gives it.
  ///   - memory: What it remembers; changed as the rule says.
  ///   - action: Receives the action.
  ///   - stream: For what the rule leaves to chance.
  func act(
    on observation: Span<Scalar>, memory: inout Memory, into action: inout MutableSpan<Scalar>,
    using stream: inout RandomStream)
}

extension RuleController {
  /// An actor with a memory for each copy. What a rule leaves to chance is drawn in any case.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    RuleActor(rule: self, memories: Array(repeating: initialMemory, count: copies))
  }
}

extension RuleController where Memory == Void {
  /// Nothing.
  public var initialMemory: Void { () }
}

/// Acts by a rule.
private struct RuleActor<Rule: RuleController>: PolicyActor {
  let rule: Rule
  var memories: [Rule.Memory]

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    precondition(
      observations.rows == memories.count,
      "\(observations.rows) observations do not fit \(memories.count) copies.")
    for copy in memories.indices {
      var action = actions.mutableRow(copy)
      rule.act(
        on: observations.row(copy), memory: &memories[copy], into: &action,
        using: &streams[copy])
    }
  }

  mutating func begin(_ copy: Int) { memories[copy] = rule.initialMemory }
}
