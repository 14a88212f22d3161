internal import Synchronization

/// A number that threads count up.
final class Counter: Sendable {
  private let value = Atomic(0)

  /// The number after counting one more.
  func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
