internal import LinearAlgebra

/// The memory of a tape's values: handed out in order, given back all at once, and kept for the next recording.
///
/// Blocks never move, so a value's address holds until the next `rewind`; the same sequence of requests gets
/// the same addresses.
struct Arena<Element: BLASScalar>: ~Copyable {
  private var blocks: [UnsafeMutableBufferPointer<Element>] = []
  private var current = 0
  private var used = 0

  /// `count` elements at an address aligned to 64 bytes, their values undefined.
  mutating func allocate(_ count: Int) -> UnsafeMutablePointer<Element> {
    let lane = 64 / MemoryLayout<Element>.stride
    let rounded = max((count + lane - 1) / lane * lane, lane)
    while current < blocks.count {
      if used + rounded <= blocks[current].count, let base = blocks[current].baseAddress {
        defer { used += rounded }
        return base + used
      }
      current += 1
      used = 0
    }
    let size = max(rounded, 2 * (blocks.last?.count ?? 8192))
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: size * MemoryLayout<Element>.stride, alignment: 64)
    let base = memory.bindMemory(to: Element.self, capacity: size)
    blocks.append(UnsafeMutableBufferPointer(start: base, count: size))
    used = rounded
    return base
  }

  /// Gives everything back; the memory stays.
  mutating func rewind() {
    current = 0
    used = 0
  }

  deinit {
    for block in blocks { UnsafeMutableRawPointer(block.baseAddress)?.deallocate() }
  }
}
