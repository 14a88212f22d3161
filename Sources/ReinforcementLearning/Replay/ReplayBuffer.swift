public import Environments
public import LinearAlgebra

/// The replay buffer 𝓑: the last transitions (s, a, r, s′) of one or more environment copies (notes 7.1).
///
/// An observation is stored once, as bytes where the space says so: the next observation is that of the next row of the
/// same copy. Rewards and statuses are kept and discounts are not: γᵐ, or 0 after a termination, is formed when a batch
/// is. Every copy has a ring of its own, so that episodes lie one after another in it and returns of several steps
/// can be formed when they are sampled. The row of the present observation is *open*: it has no action yet.
///
/// Memory is taken at once and known before (``ReplayLayout/bytes``); to append and to sample allocate nothing.
public struct ReplayBuffer: Sendable {
  /// What is stored and how much memory that takes.
  public let layout: ReplayLayout
  /// The number of transitions held, all copies together.
  public internal(set) var count = 0
  /// α, the exponent of priorities.
  public let priorityExponent: Double

  /// Rows of `layout.stride` bytes; copy c has the places c·places ..< (c + 1)·places.
  var rows: [UInt8]
  /// What stands at each place.
  var kinds: [Kind]
  /// The number of each copy's open row, counted from the first that was ever written; −1 before the first.
  var open: [Int]
  /// Priorities to the power of α; nil if all transitions are drawn alike.
  var priorities: SumTree?
  /// The largest priority so far, to the power of α, which new transitions get.
  var largestPriority = 1.0

  /// What stands at a place.
  enum Kind: UInt8, Sendable {
    /// A transition, after which the episode goes on, or stopped being observed.
    case running
    /// A transition that terminated the episode.
    case terminated
    /// A transition after which the episode was truncated.
    case truncated
    /// The last observation of an episode.
    case last
    /// The observation from which a copy acts next.
    case open
    /// Nothing yet.
    case empty

    init(_ status: Status) {
      switch status {
      case .running: self = .running
      case .terminated: self = .terminated
      case .truncated: self = .truncated
      }
    }

    /// Whether there is an action and a reward.
    @inline(__always) var isTransition: Bool { rawValue <= Kind.truncated.rawValue }
  }

  /// An empty buffer.
  /// - Parameters:
  ///   - layout: What is stored.
  ///   - priorityExponent: α of prioritised sampling, if the layout has priorities.
  public init(_ layout: ReplayLayout, priorityExponent: Double = 0.6) {
    precondition(priorityExponent >= 0, "The exponent \(priorityExponent) is negative.")
    self.layout = layout
    self.priorityExponent = priorityExponent
    let places = layout.copies * layout.places
    let bytes = places * layout.stride
    // Untouched, so that the machine provides the memory only as rows come in; what was not written is never read.
    rows = Array(unsafeUninitializedCapacity: bytes) { $1 = bytes }
    kinds = Array(repeating: .empty, count: places)
    open = Array(repeating: -1, count: layout.copies)
    priorities = layout.isPrioritized ? SumTree(count: places) : nil
  }

  /// The numbers of the closed rows that `copy` holds, counted from the first that it ever wrote.
  func held(_ copy: Int) -> Range<Int> {
    let end = max(open[copy], 0)
    return max(0, end - (layout.places - 1))..<end
  }

  /// The place of the row of number `row`.
  @inline(__always)
  func place(_ copy: Int, _ row: Int) -> Int { copy * layout.places + row % layout.places }

  /// The number of places at which transitions can stand; ``TransitionBatch/places`` are among them.
  package var placeCount: Int { kinds.count }

  /// Where the next transition of `copy` will stand.
  /// - Precondition: ``begin(_:allowed:)`` was called before.
  package func openPlace(of copy: Int) -> Int {
    precondition(open[copy] >= 0, "Copy \(copy) has not begun.")
    return place(copy, open[copy])
  }

  /// Takes over the observations from which the copies act first, or anew after a reset of the batch.
  ///
  /// An episode that was going on is left as it stands: its last transition is neither terminated nor truncated, and
  /// bootstraps from the observation after it.
  ///
  /// - Parameters:
  ///   - observations: The present observations [copies × features].
  ///   - allowed: What is allowed at present [copies × choices], if masks are kept.
  public mutating func begin(_ observations: Matrix<Scalar>, allowed: Matrix<Scalar>? = nil) {
    check(observations, allowed)
    observations.withUnsafePointer { observations in
      withMask(allowed) { buffer, allowed in
        for copy in 0..<buffer.layout.copies {
          let row = buffer.open[copy]
          if row >= 0 {
            let place = buffer.place(copy, row)
            let before = row > 0 ? buffer.kinds[buffer.place(copy, row - 1)] : .last
            // A reset of a copy that has not acted since its last one only replaces the observation.
            if before.isTransition { buffer.kinds[place] = .last }
            buffer.open[copy] = before.isTransition ? row + 1 : row
          } else {
            buffer.open[copy] = 0
          }
          buffer.writeOpenRow(
            copy, observations + copy * buffer.layout.features,
            allowed.map { $0 + copy * buffer.layout.choices })
        }
      }
    }
  }

  /// Appends the transition that every copy of `batch` has just made.
  ///
  /// - Parameters:
  ///   - batch: The batch after the step, of as many copies as the layout has.
  ///   - actions: The actions of the step, as they are to be stored [copies × action width].
  ///   - allowed: What is allowed after the step [copies × choices], if masks are kept.
  /// - Precondition: ``begin(_:allowed:)`` was called before, and the shapes fit.
  public mutating func append(
    _ batch: any EnvironmentBatch, actions: Matrix<Scalar>, allowed: Matrix<Scalar>? = nil
  ) {
    append(
      actions: actions, rewards: batch.rewards, statuses: batch.statuses,
      observations: batch.observations, finalObservations: batch.finalObservations,
      allowed: allowed)
  }

  /// Appends one transition of every copy; observations follow the conventions of `EnvironmentBatch`.
  ///
  /// - Parameters:
  ///   - actions: The actions [copies × action width].
  ///   - rewards: The rewards [copies].
  ///   - statuses: Where the episodes stand after the step.
  ///   - observations: What the next actions are chosen from [copies × features].
  ///   - finalObservations: The last observations of the episodes that ended [copies × features].
  ///   - allowed: What is allowed after the step [copies × choices], if masks are kept.
  public mutating func append(
    actions: Matrix<Scalar>, rewards: Vector<Scalar>, statuses: [Status],
    observations: Matrix<Scalar>, finalObservations: Matrix<Scalar>,
    allowed: Matrix<Scalar>? = nil
  ) {
    check(observations, allowed)
    let layout = layout
    precondition(open[0] >= 0, "A buffer begins with begin(_:allowed:), before the first step.")
    precondition(
      actions.rows == layout.copies && actions.columns == layout.actionWidth,
      "Actions of \(actions.rows)×\(actions.columns) do not fit a buffer of "
        + "\(layout.copies)×\(layout.actionWidth).")
    precondition(
      rewards.count == layout.copies && statuses.count == layout.copies,
      "\(rewards.count) rewards and \(statuses.count) statuses do not fit \(layout.copies) copies.")
    actions.withUnsafePointer { actions in
      observations.withUnsafePointer { observations in
        finalObservations.withUnsafePointer { finalObservations in
          withMask(allowed) { buffer, allowed in
            for copy in 0..<layout.copies {
              let (feature, choice) = (copy * layout.features, copy * layout.choices)
              let status = statuses[copy]
              buffer.close(copy, actions + copy * layout.actionWidth, rewards[copy], status)
              if status != .running {
                buffer.writeOpenRow(copy, finalObservations + feature, nil)
                buffer.kinds[buffer.place(copy, buffer.open[copy])] = .last
                buffer.open[copy] += 1
              }
              buffer.writeOpenRow(copy, observations + feature, allowed.map { $0 + choice })
            }
          }
        }
      }
    }
  }

  /// Makes the open row of `copy` a transition.
  private mutating func close(
    _ copy: Int, _ action: UnsafePointer<Scalar>, _ reward: Scalar, _ status: Status
  ) {
    let layout = layout
    let place = place(copy, open[copy])
    rows.withUnsafeMutableBytes { rows in
      let row = rows.baseAddress! + place * layout.stride
      (row + layout.actionOffset).copyMemory(from: action, byteCount: 4 * layout.actionWidth)
      row.storeBytes(of: reward, toByteOffset: layout.rewardOffset, as: Scalar.self)
    }
    kinds[place] = Kind(status)
    priorities?[place] = largestPriority
    count += 1
    open[copy] += 1
  }

  /// Writes an observation to the open row of `copy`, over the oldest row if the ring is full.
  private mutating func writeOpenRow(
    _ copy: Int, _ observation: UnsafePointer<Scalar>, _ allowed: UnsafePointer<Scalar>?
  ) {
    let layout = layout
    let place = place(copy, open[copy])
    if kinds[place].isTransition {
      count -= 1
      priorities?[place] = 0
    }
    kinds[place] = .open
    rows.withUnsafeMutableBytes { rows in
      let row = rows.baseAddress! + place * layout.stride
      if layout.storage == .byte {
        let bytes = row.assumingMemoryBound(to: UInt8.self)
        for i in 0..<layout.features { bytes[i] = UInt8(observation[i]) }
      } else {
        row.copyMemory(from: observation, byteCount: layout.observationBytes)
      }
      // Nothing is known of what would be allowed after an end: everything.
      let mask = (row + layout.maskOffset).assumingMemoryBound(to: UInt8.self)
      for i in 0..<layout.choices { mask[i] = (allowed?[i] ?? 1) != 0 ? 1 : 0 }
      // No action and no reward yet, and none ever at the end of an episode; checkpoints hold whole rows.
      let rest = layout.maskOffset + layout.choices
      (row + rest).initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride - rest)
    }
  }

  private mutating func withMask(
    _ allowed: Matrix<Scalar>?, _ body: (inout ReplayBuffer, UnsafePointer<Scalar>?) -> Void
  ) {
    guard let allowed else { return body(&self, nil) }
    allowed.withUnsafePointer { body(&self, $0) }
  }

  private func check(_ observations: Matrix<Scalar>, _ allowed: Matrix<Scalar>?) {
    precondition(
      observations.rows == layout.copies && observations.columns == layout.features,
      "Observations of \(observations.rows)×\(observations.columns) do not fit a buffer of "
        + "\(layout.copies)×\(layout.features).")
    precondition(
      layout.choices == 0 || allowed?.columns == layout.choices && allowed?.rows == layout.copies,
      "The buffer keeps masks of \(layout.copies)×\(layout.choices), and was given "
        + (allowed.map { "\($0.rows)×\($0.columns)." } ?? "none."))
  }
}
