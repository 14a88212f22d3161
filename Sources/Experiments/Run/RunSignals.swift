internal import Foundation
internal import Synchronization

/// The signal that asked the runs to end, or 0; set by a handler, so nothing but an atomic will do.
private let received = Atomic<Int32>(0)
/// How often a checkpoint has been asked for.
private let saves = Atomic<Int>(0)

/// Signals that reach a run: SIGINT and SIGTERM end it after the iteration at hand with a checkpoint, SIGUSR1 writes
/// a checkpoint and lets it go on. A second SIGINT ends the process at once.
public enum RunSignals {
  /// Takes the three signals over, for the whole process.
  public static func install() {
    // Whoever started the process may have left them blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGUSR1] { sigaddset(&signals, signal) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    // The counters are there before a handler can touch them.
    _ = (ending, saveRequests)
    handle(SIGINT, flags: Int32(bitPattern: SA_RESETHAND)) {
      received.store($0, ordering: .relaxed)
    }
    handle(SIGTERM, flags: 0) { received.store($0, ordering: .relaxed) }
    handle(SIGUSR1, flags: SA_RESTART) { _ in
      saves.wrappingAdd(1, ordering: .relaxed)
    }
  }

  /// The signal that asked the runs to end, if one did.
  public static var ending: Int32? {
    let signal = received.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// How often a checkpoint has been asked for.
  public static var saveRequests: Int { saves.load(ordering: .relaxed) }

  /// The exit status of a process that a signal asked to end, as a shell states it.
  public static func exitStatus(of signal: Int32) -> Int32 { 128 + signal }

  private static func handle(
    _ signal: Int32, flags: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = flags
    sigaction(signal, &action, nil)
  }
}
