internal import Environments
internal import LinearAlgebra

extension Rollout {
  /// Forgets the last rollout's segments and episodes, and keeps the memory.
  mutating func begin() {
    segments.removeAll(keepingCapacity: true)
    episodes.removeAll(keepingCapacity: true)
    bootstrapObservations.removeAll()
    bootstrapValues.resize(0)
    let count = count
    begins?.withUnsafeMutablePointer { $0.update(repeating: 0, count: count) }
    for i in starts.indices { starts[i] = 0 }
  }

  /// Writes down what every copy sees and does at step `t`.
  mutating func record(
    _ t: Int, _ seen: Matrix<Scalar>, _ drawn: Matrix<Scalar>,
    _ logProbability: UnsafePointer<Scalar>, allowed: Matrix<Scalar>?
  ) {
    let (copies, steps) = (copies, steps)
    observations.withUnsafeMutablePointer { Self.scatter(seen, t, steps, into: $0) }
    actions.withUnsafeMutablePointer { Self.scatter(drawn, t, steps, into: $0) }
    if let allowed { masks?.withUnsafeMutablePointer { Self.scatter(allowed, t, steps, into: $0) } }
    logProbabilities.withUnsafeMutablePointer {
      for i in 0..<copies { $0[i * steps + t] = logProbability[i] }
    }
  }

  /// Writes down V of every copy's state at step `t`.
  mutating func record(_ t: Int, values: UnsafePointer<Scalar>) {
    for i in 0..<copies { self.values[i * steps + t] = values[i] }
  }

  /// Writes down what is remembered before step `t`, if a sequence begins there.
  mutating func record(_ t: Int, memory: Matrix<Scalar>) {
    guard t % sequenceLength == 0 else { return }
    let (sequences, k) = (steps / sequenceLength, t / sequenceLength)
    memories?.withUnsafeMutablePointer { Self.scatter(memory, k, sequences, into: $0) }
  }

  /// Writes down that copy `i` begins another episode at step `t`.
  mutating func recordBeginning(_ t: Int, copy i: Int) {
    if t < steps { begins?[i * steps + t] = 1 }
  }

  /// Writes down what step `t` of copy `i` led to.
  mutating func record(_ t: Int, copy i: Int, reward: Scalar, _ status: Status) {
    rewards[i * steps + t] = reward
    statuses[i * steps + t] = status
  }

  /// Ends the present segment of copy `i` before step `t`, unless it is empty. The value of the state that follows
  /// may be left for later, when all are computed at once.
  mutating func close(
    _ i: Int, _ t: Int, _ ending: Status, _ following: UnsafePointer<Scalar>,
    value: Scalar? = nil
  ) {
    guard t > starts[i] else { return }
    var bootstrap: Int?
    if ending != .terminated {
      let count = bootstrapObservations.count
      bootstrap = count
      bootstrapObservations.append(following)
      if let value {
        bootstrapValues.resize(count + 1)
        bootstrapValues[count] = value
      }
    }
    segments.append(
      Segment(rows: i * steps + starts[i]..<i * steps + t, ending: ending, bootstrap: bootstrap))
    starts[i] = t
  }

  /// Writes row i of `rows` into row i `steps` + `t` of `output`.
  private static func scatter(
    _ rows: Matrix<Scalar>, _ t: Int, _ steps: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    let (count, width) = (rows.rows, rows.columns)
    rows.withUnsafePointer { rows in
      for i in 0..<count {
        (output + (i * steps + t) * width).update(from: rows + i * width, count: width)
      }
    }
  }
}
