public import LinearAlgebra

#if _endian(big)
  #error("Safetensors files are little-endian; reading them here needs a byte swap.")
#endif

/// The content of a file in the safetensors format: named tensors of Float or Double, and notes about them.
///
/// The file is the length of its header (8 bytes, little-endian), the header (JSON, filled up with spaces to a
/// multiple of 8), and the tensors' elements without gaps. Python reads it with the package `safetensors`.
/// Files come from outside, so whatever is wrong with one is an error, never a crash.
public struct SafetensorsFile: Sendable {
  /// The type of a tensor's elements.
  public enum ElementType: String, Sendable {
    /// `Float`.
    case single = "F32"
    /// `Double`.
    case double = "F64"
    /// `UInt8`.
    case byte = "U8"

    /// The number of bytes of one element.
    public var byteCount: Int {
      switch self {
      case .single: 4
      case .double: 8
      case .byte: 1
      }
    }
  }

  /// A tensor: elements in row-major order, as bytes.
  public struct Tensor: Equatable, Sendable {
    /// The name, unique in the file.
    public let name: String
    /// The extent in each dimension; empty for a single number.
    public let shape: [Int]
    /// The type of the elements.
    public let dtype: ElementType
    /// The elements, little-endian.
    public let bytes: [UInt8]
  }

  /// Notes about the file.
  public var metadata: [String: String]
  /// The tensors in the order of their elements in the file.
  public private(set) var tensors: [Tensor] = []
  /// The path from which the file was read, for messages.
  public private(set) var path = "(not a file yet)"

  /// The name in the header under which the metadata stands.
  private static let metadataName = "__metadata__"
  /// The longest header that the format allows.
  private static let longestHeader = 100_000_000

  /// A file without tensors.
  public init(metadata: [String: String] = [:]) { self.metadata = metadata }

  /// Adds `vector` as the tensor `name`; the shape is that of a vector unless given.
  /// - Precondition: The name is new and not `__metadata__`, and the shape has `vector.count` elements.
  public mutating func append<Element>(
    _ name: String, shape: [Int]? = nil, _ vector: Vector<Element>
  ) {
    let shape = shape ?? [vector.count]
    check(name, shape, vector.count)
    guard let dtype = ElementType(rawValue: Element.safetensorsName) else {
      preconditionFailure("Safetensors files have no type \(Element.safetensorsName) here.")
    }
    let bytes = vector.withUnsafePointer {
      [UInt8](UnsafeRawBufferPointer(start: $0, count: vector.count * dtype.byteCount))
    }
    tensors.append(Tensor(name: name, shape: shape, dtype: dtype, bytes: bytes))
  }

  /// Adds `bytes` as the tensor `name`; the shape is that of a vector unless given.
  /// - Precondition: The name is new and not `__metadata__`, and the shape has `bytes.count` elements.
  public mutating func append(_ name: String, shape: [Int]? = nil, bytes: [UInt8]) {
    let shape = shape ?? [bytes.count]
    check(name, shape, bytes.count)
    tensors.append(Tensor(name: name, shape: shape, dtype: .byte, bytes: bytes))
  }

  /// Adds `tensor` under another name.
  /// - Precondition: The name is new and not `__metadata__`.
  public mutating func append(_ name: String, _ tensor: Tensor) {
    check(name, tensor.shape, tensor.bytes.count / tensor.dtype.byteCount)
    tensors.append(
      Tensor(name: name, shape: tensor.shape, dtype: tensor.dtype, bytes: tensor.bytes))
  }

  private func check(_ name: String, _ shape: [Int], _ count: Int) {
    precondition(
      name != Self.metadataName && !tensors.contains { $0.name == name },
      "The name \(name) is already taken in a safetensors file.")
    precondition(
      Self.elementCount(shape) == count,
      "The shape \(shape) does not have the \(count) elements of \(name).")
  }

  /// The tensor `name`.
  public func tensor(named name: String) throws(SafetensorsError) -> Tensor {
    guard let tensor = tensors.first(where: { $0.name == name }) else {
      throw SafetensorsError(
        file: path, problem: .missing(tensor: name, present: tensors.map(\.name)))
    }
    return tensor
  }

  /// The elements of the tensor `name`, which must be of the type asked for.
  public func vector<Element: BLASScalar>(
    named name: String, of type: Element.Type = Element.self
  ) throws(SafetensorsError) -> Vector<Element> {
    let tensor = try tensor(named: name)
    guard tensor.dtype.rawValue == Element.safetensorsName else {
      throw SafetensorsError(
        file: path,
        problem: .wrongType(
          tensor: name, dtype: tensor.dtype.rawValue, asked: Element.safetensorsName))
    }
    var vector = Vector<Element>(count: tensor.bytes.count / tensor.dtype.byteCount)
    vector.withUnsafeMutablePointer { pointer in
      UnsafeMutableRawBufferPointer(start: pointer, count: tensor.bytes.count)
        .copyBytes(from: tensor.bytes)
    }
    return vector
  }

  /// The elements of the tensor `name`, which must be one of bytes.
  public func bytes(named name: String) throws(SafetensorsError) -> [UInt8] {
    let tensor = try tensor(named: name)
    guard tensor.dtype == .byte else {
      throw SafetensorsError(
        file: path, problem: .wrongType(tensor: name, dtype: tensor.dtype.rawValue, asked: "U8"))
    }
    return tensor.bytes
  }
}

// MARK: Writing

extension SafetensorsFile {
  /// The bytes of the file; equal content gives equal bytes.
  public func encoded() -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let notes = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let list = notes.map { "\($0.key.json):\($0.value.json)" }.joined(separator: ",")
      members.append("\(Self.metadataName.json):{\(list)}")
    }
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + tensor.bytes.count
      members.append(
        "\(tensor.name.json):{\"dtype\":\"\(tensor.dtype.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    let length = UInt64(header.count)
    for i in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: length >> (8 * i))) }
    bytes += header
    for tensor in tensors { bytes += tensor.bytes }
    return bytes
  }

  /// Writes the file at `path`; a reader finds what was there before or all of the new file.
  public func write(to path: String) throws(SafetensorsError) {
    do {
      try AtomicFile.write(encoded(), to: path)
    } catch {
      throw SafetensorsError(file: path, problem: .file(error))
    }
  }
}

// MARK: Reading

extension SafetensorsFile {
  /// Reads the file at `path`.
  public init(contentsOf path: String) throws(SafetensorsError) {
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path)
    } catch {
      throw SafetensorsError(file: path, problem: .file(error))
    }
    try self.init(parsing: bytes, path: path)
  }

  /// Reads a file from its bytes; errors name it `path`.
  public init(parsing bytes: [UInt8], path: String) throws(SafetensorsError) {
    self.init()
    self.path = path
    do {
      try parse(bytes)
    } catch {
      throw SafetensorsError(file: path, problem: error)
    }
  }

  /// The place of a tensor as the header gives it, counted from the start of the file.
  private struct Entry {
    var name: String
    var shape: [Int]
    var dtype: ElementType
    var begin: Int
    var end: Int
  }

  private mutating func parse(_ bytes: [UInt8]) throws(SafetensorsError.Problem) {
    guard bytes.count >= 8 else { throw .noHeaderLength(size: bytes.count) }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= min(bytes.count - 8, Self.longestHeader) else {
      throw .headerLength(length, size: bytes.count)
    }
    let start = 8 + Int(length)
    var entries: [Entry] = []
    var notes: [String: String] = [:]
    var header = SafetensorsHeader(bytes[8..<start])
    try header.object { (name, header) throws(SafetensorsError.Problem) in
      if name == Self.metadataName {
        try header.object { (key, header) throws(SafetensorsError.Problem) in
          notes[key] = try header.string()
        }
      } else {
        entries.append(try Self.entry(name, from: &header, start: start))
      }
    }
    try header.end()
    metadata = notes

    // A tensor without elements shares its place with the next one; the sort keeps such in their order.
    let order = entries.indices.sorted {
      (entries[$0].begin, entries[$0].end, $0) < (entries[$1].begin, entries[$1].end, $1)
    }
    var expected = start
    for entry in order.map({ entries[$0] }) {
      guard entry.end <= bytes.count else {
        throw .outOfRange(tensor: entry.name, end: entry.end, size: bytes.count)
      }
      guard entry.begin == expected else {
        throw .notContiguous(tensor: entry.name, begin: entry.begin, expected: expected)
      }
      expected = entry.end
      tensors.append(
        Tensor(
          name: entry.name, shape: entry.shape, dtype: entry.dtype,
          bytes: Array(bytes[entry.begin..<entry.end])))
    }
    guard expected == bytes.count else { throw .excess(position: expected, size: bytes.count) }
  }

  /// Reads the description of the tensor `name`; its bytes are counted from `start`.
  private static func entry(
    _ name: String, from header: inout SafetensorsHeader, start: Int
  ) throws(SafetensorsError.Problem) -> Entry {
    var dtype: String?
    var shape: [Int]?
    var offsets: [Int]?
    try header.object { (key, header) throws(SafetensorsError.Problem) in
      switch key {
      case "dtype": dtype = try header.string()
      case "shape": shape = try header.counts()
      case "data_offsets": offsets = try header.counts()
      default: throw header.problem("a tensor has no field \(key)")
      }
    }
    guard let dtype, let shape, let offsets, offsets.count == 2 else {
      throw header.problem("tensor \(name) needs dtype, shape and two data_offsets")
    }
    guard let type = ElementType(rawValue: dtype) else {
      throw .unsupportedType(tensor: name, dtype: dtype)
    }
    let (begin, beginOverflow) = start.addingReportingOverflow(offsets[0])
    let (end, endOverflow) = start.addingReportingOverflow(offsets[1])
    guard !beginOverflow, !endOverflow else {
      throw .outOfRange(tensor: name, end: .max, size: start)
    }
    let size = elementCount(shape)?.multipliedReportingOverflow(by: type.byteCount)
    let expected = size.flatMap { $0.overflow ? nil : $0.partialValue }
    guard begin <= end, end - begin == expected else {
      throw .byteCount(tensor: name, begin: begin, end: end, expected: expected)
    }
    return Entry(name: name, shape: shape, dtype: type, begin: begin, end: end)
  }

  /// The product of the extents, or nil if no memory could hold so many elements.
  private static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, extent >= 0 else { return nil }
      count = product
    }
    return count
  }
}
