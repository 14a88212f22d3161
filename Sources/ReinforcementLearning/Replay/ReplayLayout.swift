public import Environments
internal import Foundation

/// What a replay buffer's rows hold, and how much memory they take: known before anything is allocated.
///
/// A row has an observation, what was allowed there, the action, and the reward. The next observation is that of the
/// next row of the same copy. An episode of T steps takes T + 1 rows, the last of which has the last observation alone.
public struct ReplayLayout: Sendable, Equatable {
  /// The number of rows of all copies together that are held, the open ones apart.
  public let capacity: Int
  /// The number of environment copies that write rows side by side.
  public let copies: Int
  /// The number of features of an observation.
  public let features: Int
  /// How a feature is stored.
  public let storage: ObservationSpace.Storage
  /// The number of scalars in an action.
  public let actionWidth: Int
  /// The number of choices of an action mask; 0 if everything is always allowed.
  public let choices: Int
  /// Whether rows have priorities.
  public let isPrioritized: Bool

  /// The layout of `capacity` rows.
  ///
  /// - Parameters:
  ///   - capacity: The number of rows, of all copies together.
  ///   - copies: The number of environment copies.
  ///   - observations: Whose storage and number of features count.
  ///   - actions: What a row of actions is.
  ///   - isMasked: Whether what is allowed is kept, one byte a choice.
  ///   - isPrioritized: Whether rows have priorities.
  /// - Precondition: At least one row a copy.
  public init(
    capacity: Int, copies: Int = 1, observations: ObservationSpace, actions: ActionSpace,
    isMasked: Bool = false, isPrioritized: Bool = false
  ) {
    precondition(
      copies > 0 && capacity >= copies, "\(capacity) rows do not suffice for \(copies) copies.")
    self.capacity = capacity
    self.copies = copies
    features = observations.count
    storage = observations.storage
    actionWidth = actions.width
    choices = isMasked ? actions.choices : 0
    self.isPrioritized = isPrioritized
  }

  /// The number of places of a copy: its share of the rows, and one for the row that is still open.
  var places: Int { (capacity + copies - 1) / copies + 1 }
  /// The bytes of an observation.
  var observationBytes: Int { storage == .byte ? features : 4 * features }
  /// Where the mask begins in a row.
  var maskOffset: Int { observationBytes }
  /// Where the action begins in a row, at a multiple of four bytes.
  var actionOffset: Int { (observationBytes + choices + 3) / 4 * 4 }
  /// Where the reward stands in a row.
  var rewardOffset: Int { actionOffset + 4 * actionWidth }
  /// The bytes of a row, its status apart.
  var stride: Int { rewardOffset + 4 }

  /// The bytes that a buffer takes: rows, one byte of status each, and the tree of priorities.
  public var bytes: Int {
    copies * places * (stride + 1)
      + (isPrioritized ? 8 * 2 * SumTree.leaves(for: copies * places) : 0)
  }

  /// The bytes as a person would say them, with the number of rows.
  public var summary: String {
    let unit = 1e6
    let megabytes = (Double(bytes) / unit * 10).rounded() / 10
    return "\(capacity) rows of \(stride + 1) bytes, \(megabytes) MB in all"
  }

  /// Makes sure that the machine has the memory; nothing is allocated.
  /// - Parameter option: The option's name in the configuration, for the error.
  /// - Throws: ``InvalidConfigurationError`` that says how much memory is needed and how much there is.
  public func validateMemory(option: String) throws {
    let memory = ProcessInfo.processInfo.physicalMemory
    guard UInt64(bytes) < memory else {
      throw InvalidConfigurationError(
        option: option, value: "\(capacity)",
        requirement: "must fit into memory: \(summary), and the machine has "
          + "\(memory / 1_000_000) MB")
    }
  }
}
