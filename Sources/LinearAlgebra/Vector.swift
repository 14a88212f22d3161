/// A vector of `count` elements with value semantics: a copy is made when one of two equal values changes.
public struct Vector<Element: BLASScalar>: Sendable {
  @usableFromInline var storage: Storage<Element>

  /// The number of elements.
  public internal(set) var count: Int

  @usableFromInline init(storage: Storage<Element>) {
    self.storage = storage
    count = storage.count
  }

  /// A vector of `count` elements, each equal to `value`.
  public init(repeating value: Element = 0, count: Int) {
    self.count = count
    storage = Storage(uninitialized: count)
    storage.pointer.update(repeating: value, count: count)
  }

  /// A vector of the elements of `elements`, in their order.
  public init(_ elements: some Collection<Element>) {
    count = elements.count
    storage = Storage(uninitialized: elements.count)
    let pointer = storage.pointer
    let isCopied: Void? = elements.withContiguousStorageIfAvailable { elements in
      if let base = elements.baseAddress { pointer.update(from: base, count: elements.count) }
    }
    guard isCopied == nil else { return }
    for (i, element) in elements.enumerated() { pointer[i] = element }
  }

  /// Accesses element `index`.
  /// - Precondition: `0 <= index < count`.
  @inlinable
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "Index \(index) is outside 0..<\(count).")
      return storage.pointer[index]
    }
    set {
      precondition(index >= 0 && index < count, "Index \(index) is outside 0..<\(count).")
      makeUnique()
      storage.pointer[index] = newValue
    }
  }

  /// The elements, for reading.
  @inlinable
  public var span: Span<Element> {
    @_lifetime(borrow self)
    get {
      _overrideLifetime(Span(_unsafeStart: storage.pointer, count: count), borrowing: self)
    }
  }

  /// The elements, for reading and writing.
  @inlinable
  public var mutableSpan: MutableSpan<Element> {
    @_lifetime(&self)
    mutating get {
      makeUnique()
      return _overrideLifetime(
        MutableSpan(_unsafeStart: storage.pointer, count: count), mutating: &self)
    }
  }

  /// Calls `body` with a pointer to the `count` elements, valid during the call.
  @inlinable
  public func withUnsafePointer<R, E: Error>(
    _ body: (UnsafePointer<Element>) throws(E) -> R
  ) throws(E) -> R {
    let storage = storage
    return try withExtendedLifetime(storage) { () throws(E) -> R in
      try body(UnsafePointer(storage.pointer))
    }
  }

  /// Calls `body` with a pointer through which the `count` elements may be changed, valid during the call.
  @inlinable
  public mutating func withUnsafeMutablePointer<R, E: Error>(
    _ body: (UnsafeMutablePointer<Element>) throws(E) -> R
  ) throws(E) -> R {
    makeUnique()
    return try body(storage.pointer)
  }

  @inlinable mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }
}

extension Vector {
  /// The number of elements for which there is memory.
  public var capacity: Int { storage.count }

  /// Makes room for `capacity` elements, at least doubling the memory if it has to grow.
  public mutating func reserve(_ capacity: Int) {
    guard capacity > storage.count else { return }
    let grown = Storage<Element>(uninitialized: max(capacity, 2 * storage.count))
    grown.pointer.update(from: storage.pointer, count: count)
    storage = grown
  }

  /// Changes the number of elements and keeps the memory; elements that come in are undefined.
  public mutating func resize(_ count: Int) {
    precondition(count >= 0, "A count of \(count) elements is negative.")
    reserve(count)
    self.count = count
  }

  /// Appends a copy of the `count` elements at `elements`.
  public mutating func append(_ elements: UnsafePointer<Element>, count: Int) {
    reserve(self.count + count)
    makeUnique()
    (storage.pointer + self.count).update(from: elements, count: count)
    self.count += count
  }

  /// Appends one element.
  public mutating func append(_ element: Element) {
    reserve(count + 1)
    makeUnique()
    storage.pointer[count] = element
    count += 1
  }
}

extension Vector: ExpressibleByArrayLiteral {
  /// A vector of the literal's elements.
  public init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension Vector: Equatable {
  /// Whether both have the same count and equal elements (so NaN differs from itself).
  public static func == (a: Vector, b: Vector) -> Bool {
    guard a.count == b.count else { return false }
    return a.storage === b.storage || (0..<a.count).allSatisfy { a[$0] == b[$0] }
  }
}

extension Vector: CustomStringConvertible {
  /// The elements as an array prints them.
  public var description: String { Array(self).description }
}

extension Vector: Codable {
  /// Reads an array of numbers.
  public init(from decoder: any Decoder) throws { self.init(try [Element](from: decoder)) }
  /// Writes an array of numbers.
  public func encode(to encoder: any Encoder) throws { try Array(self).encode(to: encoder) }
}

extension Array where Element: BLASScalar {
  /// The elements of `vector`, in their order.
  public init(_ vector: Vector<Element>) {
    self = (0..<vector.count).map { vector.storage.pointer[$0] }
  }
}
