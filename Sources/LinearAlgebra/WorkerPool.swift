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
    let crew = Crew()
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
  /// - Precondition: `partitions >= 0`.
  public func run(_ partitions: Int, _ body: (Int) -> Void) {
    precondition(partitions >= 0, "A task of \(partitions) partitions cannot be run.")
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
  /// - Precondition: `partitions >= 0`.
  public func run(
    _ partitions: Int, on context: UnsafeMutableRawPointer,
    _ body: @escaping @Sendable (UnsafeMutableRawPointer, Int) -> Void
  ) {
    precondition(partitions >= 0, "A task of \(partitions) partitions cannot be run.")
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
  /// How many partitions have been taken, and how many of them from the end.
  private let taken = Atomic<Int>(0)
  private let takenFromEnd = Atomic<Int>(0)

  // Written under `mutex`, so that nobody misses a signal; read without it while looking out.
  private let taskNumber = Atomic<UInt64>(0)
  private let busy = Atomic<Int>(0)
  /// The processor from which the last task came. A thread that is on the same one had better sleep: to
  /// look out would take the caller's time, and to yield would keep both there for good.
  private let processor = Atomic<Int32>(-1)

  // Guarded by `mutex`.
  private var task: (body: Body, context: UnsafeMutableRawPointer, partitions: Int)?
  private var isDismissed = false

  init() {
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
    taken.store(0, ordering: .relaxed)
    takenFromEnd.store(0, ordering: .relaxed)
    processor.store(vk_current_processor(), ordering: .relaxed)
    pthread_mutex_lock(mutex)
    task = (body, context, partitions)
    taskNumber.add(1, ordering: .releasing)
    pthread_cond_broadcast(taskArrived)
    pthread_mutex_unlock(mutex)

    var fromStart = 0
    while taken.wrappingAdd(1, ordering: .relaxed).oldValue < partitions {
      body(context, fromStart)
      fromStart += 1
    }

    pthread_mutex_lock(mutex)
    task = nil
    pthread_mutex_unlock(mutex)
    lookOut { busy.load(ordering: .acquiring) == 0 }
    pthread_mutex_lock(mutex)
    while busy.load(ordering: .relaxed) > 0 { pthread_cond_wait(taskLeft, mutex) }
    pthread_mutex_unlock(mutex)
  }

  /// A thread's life: works on each task once until the crew is dismissed.
  func work() {
    var lastTask: UInt64 = 0
    pthread_mutex_lock(mutex)
    while !isDismissed {
      guard let (body, context, partitions) = task,
        taskNumber.load(ordering: .relaxed) != lastTask
      else {
        pthread_cond_wait(taskArrived, mutex)
        continue
      }
      lastTask = taskNumber.load(ordering: .relaxed)
      busy.add(1, ordering: .relaxed)
      pthread_mutex_unlock(mutex)
      takePartitions(body, context, partitions)
      pthread_mutex_lock(mutex)
      let rest = busy.subtract(1, ordering: .releasing).newValue
      if rest == 0 { pthread_cond_signal(taskLeft) }
      pthread_mutex_unlock(mutex)
      lookOut {
        taskNumber.load(ordering: .acquiring) != lastTask
          || processor.load(ordering: .relaxed) == vk_current_processor()
      }
      pthread_mutex_lock(mutex)
    }
    pthread_mutex_unlock(mutex)
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

  /// The caller takes partitions from the start and everybody else from the end, so that from task to task most of
  /// them stay in the cache of one processor.
  private func takePartitions(_ body: Body, _ context: UnsafeMutableRawPointer, _ partitions: Int) {
    while taken.wrappingAdd(1, ordering: .relaxed).oldValue < partitions {
      let fromEnd = takenFromEnd.wrappingAdd(1, ordering: .relaxed).oldValue
      body(context, partitions - 1 - fromEnd)
    }
  }
}
