#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The memory behind a vector or matrix: `count` elements aligned for the widest SIMD loads.
///
/// Shared by the values that were copied from each other until one of them is written to.
@usableFromInline
final class Storage<Element: BLASScalar>: @unchecked Sendable {
  @usableFromInline let pointer: UnsafeMutablePointer<Element>
  @usableFromInline let count: Int

  /// Allocates `count` elements without giving them values.
  @usableFromInline init(uninitialized count: Int) {
    precondition(count >= 0, "A count of \(count) elements is negative.")
    let bytes = max(count * MemoryLayout<Element>.stride, 1)
    let rounded = (bytes + 63) & ~63
    guard let memory = aligned_alloc(64, rounded) else {
      fatalError("Out of memory: \(rounded) bytes were asked for.")
    }
    pointer = memory.bindMemory(to: Element.self, capacity: count)
    self.count = count
  }

  /// A copy of the elements in memory of their own.
  @usableFromInline func copy() -> Storage { copy(count) }

  /// A copy of the first `count` elements.
  func copy(_ count: Int) -> Storage {
    let copy = Storage(uninitialized: count)
    copy.pointer.update(from: pointer, count: count)
    return copy
  }

  deinit { free(pointer) }
}
