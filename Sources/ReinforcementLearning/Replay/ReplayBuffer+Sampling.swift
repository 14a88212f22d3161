internal import Environments
internal import Foundation
public import LinearAlgebra

extension ReplayBuffer {
  /// Draws transitions with replacement, all with the same probability.
  ///
  /// - Parameters:
  ///   - batch: Receives the transitions; as many as it has room for.
  ///   - steps: n, the number of rewards before the bootstrap. Fewer are taken where the episode ends or has not gone
  ///     on that far yet.
  ///   - discount: γ.
  ///   - random: Chance.
  /// - Precondition: The buffer holds a transition, and the batch is of its layout.
  public func sample(
    into batch: inout TransitionBatch, steps: Int = 1, discount: Double,
    using random: inout RandomStream
  ) {
    precondition(count > 0, "An empty buffer has no transitions to sample.")
    let places = layout.places
    // While the rings fill up, no copy has written beyond this place.
    let written = min(places, (open.max() ?? 0) + 1)
    for i in 0..<batch.count {
      var place: Int
      repeat {
        let draw = random.integer(below: layout.copies * written)
        place = layout.copies == 1 ? draw : draw / written * places + draw % written
      } while !kinds[place].isTransition
      batch.places[i] = place
    }
    for i in 0..<batch.count { batch.weights[i] = 1 }
    gather(&batch, steps: steps, discount: discount)
  }

  /// Draws transitions with replacement from those at `places`.
  ///
  /// - Parameters:
  ///   - batch: Receives the transitions; as many as it has room for.
  ///   - places: Where they stand, as ``writePlaces(into:)`` says; nothing was appended since.
  ///   - discount: γ.
  ///   - random: Chance.
  public func sample(
    into batch: inout TransitionBatch, from places: [Int], discount: Double = 1,
    using random: inout RandomStream
  ) {
    precondition(!places.isEmpty, "There is nothing to draw from.")
    for i in 0..<batch.count {
      batch.places[i] = places[random.integer(below: places.count)]
      batch.weights[i] = 1
    }
    gather(&batch, steps: 1, discount: discount)
  }

  /// Fills the first rows of `batch` with the transitions at `places`, one after another.
  ///
  /// - Parameters:
  ///   - batch: Receives them; what it has room for beyond them is filled with the last one.
  ///   - places: Where they stand; at least one, and not more than the batch has room for.
  ///   - discount: γ.
  public func take(
    _ places: ArraySlice<Int>, into batch: inout TransitionBatch, discount: Double = 1
  ) {
    precondition(
      !places.isEmpty && places.count <= batch.count,
      "\(places.count) transitions do not fit a batch of \(batch.count).")
    for i in 0..<batch.count {
      batch.places[i] = places[places.startIndex + min(i, places.count - 1)]
      batch.weights[i] = 1
    }
    gather(&batch, steps: 1, discount: discount)
  }

  /// Writes where all transitions stand, copy by copy and oldest first, or those of each copy that are not among its first
  /// `rows` rows; see ``rows(of:)``.
  public func writePlaces(into places: inout [Int], after rows: [Int]? = nil) {
    places.removeAll(keepingCapacity: true)
    for copy in 0..<layout.copies {
      for row in held(copy) where row >= rows?[copy] ?? 0 {
        let place = place(copy, row)
        if kinds[place].isTransition { places.append(place) }
      }
    }
  }

  /// The number of rows that `copy` has ever closed; an episode of T steps takes T + 1.
  public func rows(of copy: Int) -> Int { max(open[copy], 0) }

  /// Draws transitions with probabilities proportional to their priorities to the power of α, one from each of as many
  /// equal parts of the sum, and gives them the importance weights (N P(i))^−β, divided by the largest of the batch
  /// (T. Schaul et al., "Prioritized experience replay", 2016, 3.3 and 3.4).
  ///
  /// - Parameters:
  ///   - batch: Receives the transitions.
  ///   - steps: n, the number of rewards before the bootstrap.
  ///   - discount: γ.
  ///   - correction: β, how far the weights make up for the probabilities; 1 does so fully.
  ///   - random: Chance.
  /// - Precondition: The buffer has priorities and holds a transition.
  public func samplePrioritized(
    into batch: inout TransitionBatch, steps: Int = 1, discount: Double, correction: Double,
    using random: inout RandomStream
  ) {
    guard let priorities else { preconditionFailure("The buffer's layout has no priorities.") }
    precondition(count > 0, "An empty buffer has no transitions to sample.")
    let part = priorities.total / Double(batch.count)
    var largest = 0.0
    for i in 0..<batch.count {
      let place = priorities.find((Double(i) + random.uniform()) * part)
      let probability = priorities[place] / priorities.total
      let weight = pow(Double(count) * probability, -correction)
      batch.places[i] = place
      batch.weights[i] = Scalar(weight)
      largest = max(largest, weight)
    }
    for i in 0..<batch.count { batch.weights[i] /= Scalar(largest) }
    gather(&batch, steps: steps, discount: discount)
  }

  /// Sets the priorities of a batch's transitions to |δ| + ε, after the update that computed δ.
  ///
  /// - Parameters:
  ///   - batch: What ``samplePrioritized(into:steps:discount:correction:using:)`` filled; nothing was appended since.
  ///   - errors: Temporal-difference errors δ, or losses, in the batch's order.
  ///   - offset: ε > 0, so that no transition is lost.
  public mutating func setPriorities(
    of batch: TransitionBatch, errors: Vector<Scalar>, offset: Double = 1e-6
  ) {
    precondition(priorities != nil, "The buffer's layout has no priorities.")
    precondition(
      errors.count == batch.count, "\(errors.count) errors do not fit \(batch.count) transitions.")
    for i in 0..<batch.count {
      let place = batch.places[i]
      precondition(kinds[place].isTransition, "A transition of the batch is no longer held.")
      let priority = pow(Double(abs(errors[i])) + offset, priorityExponent)
      priorities?[place] = priority
      largestPriority = max(largestPriority, priority)
    }
  }

  /// The probability with which ``samplePrioritized(into:steps:discount:correction:using:)`` draws a batch's transition.
  package func probability(of place: Int) -> Double {
    guard let priorities else { return kinds[place].isTransition ? 1 / Double(count) : 0 }
    return priorities[place] / priorities.total
  }

  /// Fills `batch` with the transitions at its places.
  func gather(_ batch: inout TransitionBatch, steps: Int, discount: Double) {
    precondition(steps > 0, "A return of \(steps) steps has no reward.")
    precondition(
      batch.observations.columns == layout.features && batch.actions.columns == layout.actionWidth,
      "A batch of \(batch.observations.columns) features and \(batch.actions.columns) action "
        + "components does not fit a buffer of \(layout.features) and \(layout.actionWidth).")
    let count = batch.count
    let memory = Memory(layout: layout, steps: steps, discount: discount)
    rows.withUnsafeBytes { rows in
      kinds.withUnsafeBufferPointer { kinds in
        batch.places.withUnsafeBufferPointer { places in
          batch.observations.withUnsafeMutablePointer { observations in
            batch.nextObservations.withUnsafeMutablePointer { next in
              batch.actions.withUnsafeMutablePointer { actions in
                batch.rewards.withUnsafeMutablePointer { rewards in
                  batch.discounts.withUnsafeMutablePointer { discounts in
                    for i in 0..<count {
                      // A transition's row, and that of the observation behind it.
                      if i + 16 < count {
                        prefetch(
                          rows.baseAddress! + places[i + 16] * memory.layout.stride,
                          bytes: 2 * memory.layout.stride)
                      }
                      let row = rows.baseAddress! + places[i] * memory.layout.stride
                      memory.copy(row, to: observations + i * memory.layout.features)
                      (actions + i * memory.layout.actionWidth).update(
                        from: (row + memory.layout.actionOffset).assumingMemoryBound(
                          to: Scalar.self), count: memory.layout.actionWidth)
                      let end = memory.walk(
                        from: places[i], rows.baseAddress!, kinds.baseAddress!, rewards + i,
                        discounts + i)
                      memory.copy(
                        rows.baseAddress! + end * memory.layout.stride,
                        to: next + i * memory.layout.features)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    if layout.choices > 0 { gatherMasks(&batch, memory) }
  }

  /// Fills in what is allowed at the observations from which is bootstrapped.
  private func gatherMasks(_ batch: inout TransitionBatch, _ memory: Memory) {
    let (count, choices) = (batch.count, layout.choices)
    rows.withUnsafeBytes { rows in
      kinds.withUnsafeBufferPointer { kinds in
        batch.nextAllowed?.withUnsafeMutablePointer { allowed in
          var (reward, discount): (Scalar, Scalar) = (0, 0)
          for i in 0..<count {
            let end = memory.walk(
              from: batch.places[i], rows.baseAddress!, kinds.baseAddress!, &reward, &discount)
            let mask = rows.baseAddress! + end * layout.stride + layout.maskOffset
            let bytes = mask.assumingMemoryBound(to: UInt8.self)
            for j in 0..<choices { allowed[i * choices + j] = Scalar(bytes[j]) }
          }
        }
      }
    }
  }

  /// How transitions are read, looked up once for a batch.
  private struct Memory {
    let layout: ReplayLayout
    let places: Int
    let steps: Int
    let discount: Double

    init(layout: ReplayLayout, steps: Int, discount: Double) {
      self.layout = layout
      places = layout.places
      self.steps = steps
      self.discount = discount
    }

    /// Sums rewards from `place` on.
    /// - Returns: The place of the observation from which is bootstrapped.
    @inline(__always)
    func walk(
      from place: Int, _ rows: UnsafeRawPointer, _ kinds: UnsafePointer<Kind>,
      _ sum: UnsafeMutablePointer<Scalar>, _ discountAtEnd: UnsafeMutablePointer<Scalar>
    ) -> Int {
      var (place, total, factor, taken) = (place, 0.0, 1.0, 0)
      let end = place / places * places + places
      while true {
        let kind = kinds[place]
        let reward = rows.load(
          fromByteOffset: place * layout.stride + layout.rewardOffset, as: Scalar.self)
        total += factor * Double(reward)
        factor *= discount
        taken += 1
        place = place + 1 == end ? end - places : place + 1
        if kind == .terminated { factor = 0 }
        if kind != .running || taken == steps || !kinds[place].isTransition { break }
      }
      sum.pointee = Scalar(total)
      discountAtEnd.pointee = Scalar(factor)
      return place
    }

    @inline(__always)
    func copy(_ row: UnsafeRawPointer, to observation: UnsafeMutablePointer<Scalar>) {
      if layout.storage == .byte {
        let bytes = row.assumingMemoryBound(to: UInt8.self)
        for i in 0..<layout.features { observation[i] = Scalar(bytes[i]) }
      } else {
        observation.update(
          from: row.assumingMemoryBound(to: Scalar.self), count: layout.features)
      }
    }
  }
}
