internal import CVectorKernels
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A fixed number of threads that share out the partitions of a task among them.
///
/// Which thread runs a partition is left to chance, so a task whose partitions write to separate memory
/// and do not depend on each other has the same result for any number of threads. How the task is
/// partitioned belongs to the task, never to the number of threads.
///
/// The calling thread takes part; a pool of one thread runs everything inline. A call from within a
/// partition, or while another thread uses the pool, runs inline as well, so calls may be nested.
public final class WorkerPool: Sendable {
  /// The number of threads that work on a task, the calling one included.
  public let threads: Int
  private let crew: Crew
  private let members: [pthread_t]

  /// Starts `threads - 1` threads, which sleep while there is nothing to do and end with the pool.
  ///
  /// Before it goes to sleep a thread looks out for the next task for about as long as it would take to
  /// wake it, so that tasks of a tenth of a millisecond, one after another, scale.
  /// - Precondition: `threads >= 1`, and the system grants the threads.
  public init(threads: Int) {
    precondition(threads >= 1, "A pool of \(threads) threads has nobody to work.")
    self.threads = threads
    let crew = Crew(of: threads)
    self.crew = crew
    members = (1..<threads).map { _ in
      var member = pthread_t()
      let argument = Unmanaged.passRetained(crew).toOpaque()
      let code = pthread_create(
        &member, nil,
        { argument in
          guard let argument else { return nil }
          Unmanaged<Crew>.fromOpaque(argument).takeRetainedValue().work()
          return nil
        }, argument)
      precondition(code == 0, "The system refused a thread (error \(code)).")
      return member
    }
  }

  deinit {
    crew.dismiss()
    for member in members { pthread_join(member, nil) }
  }

  /// Calls `body` with each of 0..<`partitions` once, on any thread and in any order, and returns when
  /// all calls have returned.
  ///
  /// `body` must be safe to call from several threads at once. With more than one thread, making the
  /// closure reachable from them costs two small allocations a call; `run(_:on:_:)` has none.
  /// - Precondition: 0 ≤ `partitions` < 2³².
  public func run(_ partitions: Int, _ body: (Int) -> Void) {
    precondition(
      0...Int(UInt32.max) ~= partitions, "A task of \(partitions) partitions cannot be run.")
    guard threads > 1, partitions > 1, crew.hire() else {
      for partition in 0..<partitions { body(partition) }
      return
    }
    withoutActuallyEscaping(body) { body in
      // The closure is used during this call alone, which ends after the last thread has left it.
      nonisolated(unsafe) let body = body
      withUnsafePointer(to: body) { pointer in
        crew.run(partitions, UnsafeMutableRawPointer(mutating: pointer)) { context, partition in
          context.assumingMemoryBound(to: ((Int) -> Void).self).pointee(partition)
        }
      }
    }
    crew.release()
  }

  /// Calls `body` with `context` and each of 0..<`partitions` once, on any thread and in any order, and
  /// returns when all calls have returned. Allocates nothing.
  ///
  /// - Parameters:
  ///   - partitions: The number of calls.
  ///   - context: What the calls work on, which must be safe to use from several threads at once.
  ///   - body: The work; to cost nothing it captures nothing.
  /// - Precondition: 0 ≤ `partitions` < 2³².
  public func run(
    _ partitions: Int, on context: UnsafeMutableRawPointer,
    _ body: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
  ) {
    precondition(
      0...Int(UInt32.max) ~= partitions, "A task of \(partitions) partitions cannot be run.")
    guard threads > 1, partitions > 1, crew.hire() else {
      for partition in 0..<partitions { body(context, partition) }
      return
    }
    crew.run(partitions, context, body)
    crew.release()
  }
}

/// What the threads of a pool share: the current task and the signals.
private final class Crew: @unchecked Sendable {
  typealias Body = @Sendable (UnsafeMutableRawPointer, Int) -> Void

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let taskArrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let taskLeft = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let isHired = Atomic<Bool>(false)
  /// The partitions that nobody has taken: the first in the lower half, the end in the upper one.
  private let rest = Atomic<UInt64>(0)
  /// The number of threads, the caller included.
  private let size: UInt64

  /// The number of the task, whether it may be joined, and how many threads are at it, in one word: whoever joins, joins
  /// the task that it saw. Nobody needs the mutex but to sleep and to wake a sleeper.
  private let state = Atomic<UInt64>(0)
  /// How many threads sleep, or are about to, until a task arrives.
  private let sleepers = Atomic<Int>(0)
  /// Whether the caller sleeps, or is about to, until everybody has left the task.
  private let callerSleeps = Atomic<Bool>(false)
  /// The processor from which the last task came. A thread that is on the same one had better sleep: to
  /// look out would take the caller's time, and to yield would keep both there for good.
  private let processor = Atomic<Int32>(-1)

  /// Written while nobody can join.
  private var task: (body: Body, context: UnsafeMutableRawPointer)?
  /// Guarded by `mutex`.
  private var isDismissed = false

  private static let isOpen: UInt64 = 1 << 16
  private static let nextTask: UInt64 = 1 << 17

  private static func threads(_ state: UInt64) -> UInt64 { state & (isOpen - 1) }
  private static func number(_ state: UInt64) -> UInt64 { state / nextTask }

  init(of threads: Int) {
    size = UInt64(threads)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(taskArrived, nil)
    pthread_cond_init(taskLeft, nil)
  }

  deinit {
    pthread_cond_destroy(taskLeft)
    pthread_cond_destroy(taskArrived)
    pthread_mutex_destroy(mutex)
    taskLeft.deallocate()
    taskArrived.deallocate()
    mutex.deallocate()
  }

  /// Takes the crew for the calling thread's task; fails if it is taken.
  func hire() -> Bool { !isHired.exchange(true, ordering: .acquiring) }

  /// Gives the crew back.
  func release() { isHired.store(false, ordering: .releasing) }

  /// Publishes a task, takes part in it, and returns when nobody works on it any more.
  ///
  /// A thread that wakes up after the last partition was taken is not waited for.
  func run(_ partitions: Int, _ context: UnsafeMutableRawPointer, _ body: @escaping Body) {
    rest.store(UInt64(partitions) << 32, ordering: .relaxed)
    processor.store(vk_current_processor(), ordering: .relaxed)
    task = (body, context)
    let number = Self.number(state.load(ordering: .relaxed)) &+ 1
    state.store(number &* Self.nextTask | Self.isOpen, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(taskArrived)
      pthread_mutex_unlock(mutex)
    }

    while let range = take(fromEnd: false) {
      for partition in range { body(context, partition) }
    }

    state.bitwiseAnd(~Self.isOpen, ordering: .acquiring)
    lookOut { Self.threads(state.load(ordering: .acquiring)) == 0 }
    if Self.threads(state.load(ordering: .acquiring)) > 0 {
      pthread_mutex_lock(mutex)
      callerSleeps.store(true, ordering: .sequentiallyConsistent)
      while Self.threads(state.load(ordering: .sequentiallyConsistent)) > 0 {
        pthread_cond_wait(taskLeft, mutex)
      }
      callerSleeps.store(false, ordering: .relaxed)
      pthread_mutex_unlock(mutex)
    }
    task = nil
  }

  /// A thread's life: works on each task once until the crew is dismissed.
  func work() {
    var lastTask: UInt64 = 0
    while sleep(after: lastTask) {
      while let number = join(after: lastTask) {
        lastTask = number
        if let (body, context) = task {
          while let range = take(fromEnd: true) {
            for partition in range { body(context, partition) }
          }
        }
        leave()
        lookOut {
          canJoin(state.load(ordering: .relaxed), after: lastTask)
            || processor.load(ordering: .relaxed) == vk_current_processor()
        }
      }
    }
  }

  private func canJoin(_ state: UInt64, after lastTask: UInt64) -> Bool {
    state & Self.isOpen != 0 && Self.number(state) != lastTask
  }

  /// Joins the present task and returns its number; nil if there is none but `lastTask`.
  private func join(after lastTask: UInt64) -> UInt64? {
    var seen = state.load(ordering: .relaxed)
    while canJoin(seen, after: lastTask) {
      let (done, now) = state.weakCompareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiring)
      if done { return Self.number(seen) }
      seen = now
    }
    return nil
  }

  /// Leaves the task, and wakes the caller if it sleeps and this thread was the last.
  private func leave() {
    let rest = state.subtract(1, ordering: .sequentiallyConsistent).newValue
    guard Self.threads(rest) == 0, callerSleeps.load(ordering: .sequentiallyConsistent) else {
      return
    }
    pthread_mutex_lock(mutex)
    pthread_cond_signal(taskLeft)
    pthread_mutex_unlock(mutex)
  }

  /// Sleeps until there is another task than `lastTask`; returns whether the crew goes on.
  private func sleep(after lastTask: UInt64) -> Bool {
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while !isDismissed && !canJoin(state.load(ordering: .sequentiallyConsistent), after: lastTask) {
      pthread_cond_wait(taskArrived, mutex)
    }
    sleepers.subtract(1, ordering: .relaxed)
    let goesOn = !isDismissed
    pthread_mutex_unlock(mutex)
    return goesOn
  }

  /// Waits actively until `isThere`, or about as long as it takes to wake a thread, 50 µs.
  private func lookOut(until isThere: () -> Bool) {
    let clock = ContinuousClock()
    let start = clock.now
    repeat {
      for _ in 0..<64 where isThere() { return }
    } while start.duration(to: clock.now) < .microseconds(50)
  }

  /// Ends the life of every thread.
  func dismiss() {
    pthread_mutex_lock(mutex)
    isDismissed = true
    pthread_cond_broadcast(taskArrived)
    pthread_mutex_unlock(mutex)
  }

  /// Takes some of the partitions that are left, fewer as they become fewer, so that many of them cost little to hand out
  /// and all threads end together; nil if there are none.
  ///
  /// The caller takes them from the start and everybody else from the end, so that from task to task most of them stay in
  /// the cache of one processor.
  private func take(fromEnd: Bool) -> Range<Int>? {
    var seen = rest.load(ordering: .relaxed)
    while true {
      let (start, end) = (seen & 0xffff_ffff, seen >> 32)
      if start == end { return nil }
      let share = max(1, (end - start) / (4 * size))
      let left = fromEnd ? (start, end - share) : (start + share, end)
      let (done, now) = rest.weakCompareExchange(
        expected: seen, desired: left.0 | left.1 << 32, ordering: .relaxed)
      if done { return fromEnd ? Int(left.1)..<Int(end) : Int(start)..<Int(left.0) }
      seen = now
    }
  }
}
