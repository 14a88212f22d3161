/// A task with finitely many states, described by a few numbers from which its table follows.
///
/// `FiniteEnvironment(task)` is the environment, `task.transitionTable()` the decision process. What is saved
/// with a batch is the task, not the table.
public protocol FiniteTask: Sendable, Equatable, Codable {
  /// What can follow each state and action, and with which probability.
  func transitionTable() -> TransitionTable

  /// Numbers that describe `state`, as many for each; nil, the default, if the task has none.
  func features(of state: Int) -> [Double]?

  /// Whether `allows(_:in:of:)` ever forbids an action; false by default.
  static var masksActions: Bool { get }

  /// Whether `action` is allowed in `state`; true by default. In each state that is not terminal at least one
  /// is.
  func allows(_ action: Int, in state: Int, of table: TransitionTable) -> Bool

  /// What the task looks like in `state`; nil, the default, if it has no picture.
  func picture(of state: Int) -> Picture?
}

extension FiniteTask {
  /// No features.
  public func features(of state: Int) -> [Double]? { nil }

  /// All actions are always allowed.
  public static var masksActions: Bool { false }

  /// Allows all actions.
  public func allows(_ action: Int, in state: Int, of table: TransitionTable) -> Bool { true }

  /// No picture.
  public func picture(of state: Int) -> Picture? { nil }
}

/// A task in which those actions are forbidden that cannot change the state, such as a step into a wall; for
/// Taxi these are the actions that Gymnasium's mask forbids.
///
/// In a state that nothing changes all actions are allowed.
public struct WithoutNoops<Task: FiniteTask>: FiniteTask {
  /// The task whose actions are masked.
  public let task: Task

  /// Masks the actions of `task`.
  public init(_ task: Task) { self.task = task }

  /// The table of the task.
  public func transitionTable() -> TransitionTable { task.transitionTable() }

  /// The features of the task.
  public func features(of state: Int) -> [Double]? { task.features(of: state) }

  /// Some actions are forbidden.
  public static var masksActions: Bool { true }

  /// Whether `action` may change the state or end the episode, and the task itself allows it.
  public func allows(_ action: Int, in state: Int, of table: TransitionTable) -> Bool {
    func changes(_ action: Int) -> Bool {
      task.allows(action, in: state, of: table)
        && table.outcomes(of: state, action: action).contains {
          $0.probability > 0 && ($0.next != state || $0.terminates)
        }
    }
    return changes(action)
      || task.allows(action, in: state, of: table)
        && !(0..<table.actionCount).contains(where: changes)
  }

  /// The picture of the task.
  public func picture(of state: Int) -> Picture? { task.picture(of: state) }
}
