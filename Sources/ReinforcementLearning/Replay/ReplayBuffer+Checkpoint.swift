internal import LinearAlgebra
internal import NeuralNetworks

extension ReplayBuffer: Checkpointable {
  /// Writes the closed rows that no earlier checkpoint of the run has, the open ones, and the priorities.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("open", open)
    for copy in open.indices {
      try checkpoint.rows("rows.\(copy)", held(copy)) { range, file in
        file.append("rows", bytes: bytes(copy, range))
        file.append("kinds", bytes: range.map { kinds[place(copy, $0)].rawValue })
      }
      if open[copy] >= 0 {
        try checkpoint.value("open.\(copy)", bytes(copy, open[copy]..<open[copy] + 1))
      }
    }
    if let priorities {
      try checkpoint.value("largestPriority", largestPriority)
      checkpoint.tensor("priorities", priorities.weights(kinds.count))
    }
  }

  /// Takes over what a buffer of the same layout wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let open: [Int] = try checkpoint.value("open")
    guard open.count == layout.copies, open.allSatisfy({ $0 >= -1 }) else {
      throw checkpoint.refuse(
        "the replay buffer is one of \(open.count) copies, \(layout.copies) are expected")
    }
    self.open = open
    for place in kinds.indices { kinds[place] = .empty }
    for copy in open.indices {
      let held = held(copy)
      let found = try checkpoint.rows("rows.\(copy)") { range, file in
        let kinds = try file.bytes(named: "kinds")
        let rows = try file.bytes(named: "rows")
        guard kinds.count == range.count, rows.count == range.count * layout.stride else {
          throw checkpoint.refuse("the replay buffer has rows of another layout")
        }
        for (i, row) in range.enumerated() where held.contains(row) {
          guard let kind = Kind(rawValue: kinds[i]), kind != .open, kind != .empty else {
            throw checkpoint.refuse("row \(row) of the replay buffer is of no kind that there is")
          }
          self.kinds[place(copy, row)] = kind
          write(rows, from: i * layout.stride, to: place(copy, row))
        }
      }
      guard found == held else {
        throw checkpoint.refuse(
          "the replay buffer has the rows \(found) of copy \(copy), \(held) are expected; it was "
            + "written with another capacity")
      }
      guard open[copy] >= 0 else { continue }
      let row: [UInt8] = try checkpoint.value("open.\(copy)")
      guard row.count == layout.stride else {
        throw checkpoint.refuse("the open row of copy \(copy) has \(row.count) bytes")
      }
      write(row, from: 0, to: place(copy, open[copy]))
      kinds[place(copy, open[copy])] = .open
    }
    count = kinds.count(where: \.isTransition)
    guard priorities != nil else { return }
    largestPriority = try checkpoint.value("largestPriority")
    let weights: Vector<Double> = try checkpoint.tensor("priorities", count: kinds.count)
    for place in kinds.indices {
      guard kinds[place].isTransition ? weights[place] > 0 : weights[place] == 0 else {
        throw checkpoint.refuse("the priority \(weights[place]) does not fit its row")
      }
    }
    priorities?.assign(weights)
  }

  /// The bytes of the rows of the given numbers.
  private func bytes(_ copy: Int, _ range: Range<Int>) -> [UInt8] {
    if range.isEmpty { return [] }
    let stride = layout.stride
    return Array(unsafeUninitializedCapacity: range.count * stride) { bytes, count in
      rows.withUnsafeBufferPointer { rows in
        var done = 0
        while done < range.count {
          // Up to the end of the ring at once.
          let place = place(copy, range.lowerBound + done)
          let length = min(range.count - done, (copy + 1) * layout.places - place)
          (bytes.baseAddress! + done * stride).initialize(
            from: rows.baseAddress! + place * stride, count: length * stride)
          done += length
        }
      }
      count = range.count * stride
    }
  }

  private mutating func write(_ bytes: [UInt8], from start: Int, to place: Int) {
    let stride = layout.stride
    rows.withUnsafeMutableBufferPointer { rows in
      bytes.withUnsafeBufferPointer { bytes in
        (rows.baseAddress! + place * stride).update(from: bytes.baseAddress! + start, count: stride)
      }
    }
  }
}
