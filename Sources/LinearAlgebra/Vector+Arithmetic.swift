internal import CVectorKernels

extension Vector {
  /// The elementwise sum.
  /// - Precondition: `a.count == b.count`.
  public static func + (a: Vector, b: Vector) -> Vector { combined(a, b, VK_BINARY_add) }

  /// The elementwise difference.
  /// - Precondition: `a.count == b.count`.
  public static func - (a: Vector, b: Vector) -> Vector { combined(a, b, VK_BINARY_subtract) }

  /// The vector of the negated elements.
  public static prefix func - (x: Vector) -> Vector {
    let result = Vector(storage: Storage(uninitialized: x.count))
    Element.Kernels.unary(VK_UNARY_negate, result.storage.pointer, x.storage.pointer, x.count)
    return result
  }

  /// Each element times `scale`.
  public static func * (scale: Element, x: Vector) -> Vector {
    let result = Vector(storage: Storage(uninitialized: x.count))
    result.fill(from: x.storage, scaledBy: scale)
    return result
  }

  /// Each element times `scale`.
  public static func * (x: Vector, scale: Element) -> Vector { scale * x }

  /// Adds `b` to `a` in place.
  /// - Precondition: `a.count == b.count`.
  public static func += (a: inout Vector, b: Vector) { a.combine(b, VK_BINARY_add) }

  /// Subtracts `b` from `a` in place.
  /// - Precondition: `a.count == b.count`.
  public static func -= (a: inout Vector, b: Vector) { a.combine(b, VK_BINARY_subtract) }

  /// Multiplies each element by `scale` in place.
  public static func *= (x: inout Vector, scale: Element) {
    x.makeUnique()
    x.fill(from: x.storage, scaledBy: scale)
  }

  /// Adds `scale` times `other` in place: x ← x + α y (BLAS `axpy`).
  ///
  /// A `scale` of 0 changes nothing, even where `other` is not finite.
  /// - Precondition: `other.count == count`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func add(_ other: Vector, scaledBy scale: Element) {
    checkCount(of: other)
    makeUnique()
    other.withUnsafePointer { Element.axpy(count, scale, $0, 1, storage.pointer, 1) }
  }

  /// The inner product Σᵢ xᵢ yᵢ, accumulated in the elements' own precision (BLAS `dot`).
  /// - Precondition: `other.count == count`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func dot(_ other: Vector) -> Element {
    checkCount(of: other)
    return withUnsafePointer { x in
      other.withUnsafePointer { y in Element.dot(count, x, 1, y, 1) }
    }
  }

  /// The Euclidean norm (Σᵢ xᵢ²)^½, without overflow of the squares in Double (BLAS `nrm2`).
  public var norm: Element { withUnsafePointer { Element.norm(count, $0, 1) } }

  /// The sum of the elements, in an order that does not depend on the machine.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sum() -> Element { withUnsafePointer { Element.Kernels.sum($0, count) } }

  /// The mean of the elements.
  /// - Precondition: `count > 0`.
  public func mean() -> Element {
    precondition(count > 0, "A vector of no elements has no mean.")
    return sum() / Element(count)
  }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool { withUnsafePointer { Element.Kernels.allFinite($0, count) } }

  /// Copies the elements of `other` into this vector's own memory.
  ///
  /// Allocates nothing, unless the memory is shared with another copy of this vector.
  /// - Precondition: `other.count == count`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func assign(from other: Vector) {
    checkCount(of: other)
    if storage === other.storage { return }
    if !isKnownUniquelyReferenced(&storage) { storage = Storage(uninitialized: count) }
    other.withUnsafePointer { storage.pointer.update(from: $0, count: count) }
  }

  /// Moves each element the part `weight` of the way toward `other`'s: x ← x + τ (y − x).
  ///
  /// Polyak averaging of a target network: `target.move(toward: online, by: 0.005)`.
  /// - Precondition: `other.count == count`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public mutating func move(toward other: Vector, by weight: Element) {
    checkCount(of: other)
    makeUnique()
    other.withUnsafePointer {
      Element.Kernels.moveToward(storage.pointer, $0, weight: weight, count)
    }
  }

  /// Stops the program, naming both counts, if `other` is not as long as this vector.
  @inline(__always)
  private func checkCount(of other: Vector) {
    precondition(
      other.count == count, "A vector of \(count) elements meets one of \(other.count).")
  }

  private static func combined(_ a: Vector, _ b: Vector, _ function: vk_binary) -> Vector {
    a.checkCount(of: b)
    let result = Vector(storage: Storage(uninitialized: a.count))
    apply(function, result.storage, a.storage, b.storage)
    return result
  }

  private mutating func combine(_ other: Vector, _ function: vk_binary) {
    checkCount(of: other)
    makeUnique()
    Self.apply(function, storage, storage, other.storage)
  }

  private static func apply(
    _ function: vk_binary, _ y: Storage<Element>, _ a: Storage<Element>, _ b: Storage<Element>
  ) {
    withExtendedLifetime((a, b)) {
      Element.Kernels.binary(
        function, y.pointer, a.pointer, b.pointer, rows: 1, columns: y.count,
        aStrides: (y.count, 1), bStrides: (y.count, 1))
    }
  }

  /// Writes `source` times `scale`; by a true product, so that 0 × ∞ is NaN and the sign of 0 is kept.
  private func fill(from source: Storage<Element>, scaledBy scale: Element) {
    var factor = scale
    withExtendedLifetime(source) {
      Element.Kernels.binary(
        VK_BINARY_multiply, storage.pointer, source.pointer, &factor, rows: 1, columns: count,
        aStrides: (count, 1), bStrides: (0, 0))
    }
  }
}
