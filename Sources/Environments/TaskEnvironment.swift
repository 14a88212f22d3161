public import LinearAlgebra

/// An environment with tasks to choose from, such as goals, that share everything else; for meta-learning.
///
/// `reset` begins an episode of a task that it draws, unless `fixedTask` says which one it is: then the task
/// stays from episode to episode, as within the trials of RL² and the adaptation of MAML.
public protocol TaskEnvironment: Environment {
  /// What distinguishes one task from another.
  associatedtype Task: Sendable

  /// The task of the present episode.
  var task: Task { get }

  /// The task of all episodes from the next reset on; nil if each draws its own.
  var fixedTask: Task? { get set }

  /// A task from the distribution from which `reset` draws.
  func drawTask(using stream: inout RandomStream) -> Task
}
