public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// A checkpoint that is being written: tensors and values under names, and rows of append-only stores.
///
/// A name is used once. Parts (``part(_:_:)``) put their names under that of the part, with a point between.
public struct CheckpointWriter {
  /// The tensors and values.
  package private(set) var state = SafetensorsFile()
  /// The append-only stores, by name.
  package private(set) var stores: [String: CheckpointManifest.Store] = [:]
  private let earlier: [String: CheckpointManifest.Store]
  private let writeSegment: (_ name: String, _ bytes: [UInt8]) throws -> Void
  private var prefix = ""

  /// A writer that knows which rows an earlier checkpoint has, and gives new segments to `writeSegment`.
  package init(
    earlier: [String: CheckpointManifest.Store] = [:],
    writeSegment: @escaping (_ name: String, _ bytes: [UInt8]) throws -> Void
  ) {
    self.earlier = earlier
    self.writeSegment = writeSegment
  }

  /// Writes the elements of `vector`; the shape is that of a vector unless given.
  public mutating func tensor<Element>(
    _ name: String, _ vector: Vector<Element>, shape: [Int]? = nil
  ) {
    state.append(prefix + name, shape: shape, vector)
  }

  /// Writes every tensor of a network, a policy or a value function under the name that its layout has.
  public mutating func parameters(of network: some Parameterized) {
    for tensor in network.tensors().tensors { state.append(prefix + tensor.name, tensor) }
  }

  /// Writes `value` with all of its bits, infinities and NaN included. Its vectors become tensors.
  /// - Throws: What the value's own `encode(to:)` throws.
  public mutating func value(_ name: String, _ value: some Encodable) throws {
    append(name, try CodedValue(encoding: value))
  }

  /// Writes all that a batch of environments needs to go on.
  /// - Throws: `EncodingError` if the environments cannot be saved.
  public mutating func environments(_ name: String, _ batch: any EnvironmentBatch) throws {
    append(name, try CodedValue(encoding: batch.encodeState))
  }

  /// Writes `part` with its names under `name`.
  public mutating func part(_ name: String, _ part: some Checkpointable) throws {
    let outer = prefix
    prefix += name + "."
    defer { prefix = outer }
    try part.save(to: &self)
  }

  /// Writes what is new of a store whose rows never change once they are there, such as a replay buffer.
  ///
  /// Rows are numbered from the first that was ever added; `rows` are those that the store holds now. What an
  /// earlier checkpoint of the run has is shared with it. Whatever does change, such as priorities, is a tensor
  /// of its own.
  ///
  /// - Parameters:
  ///   - name: The name of the store.
  ///   - rows: The numbers of the rows that it holds.
  ///   - segmentRows: The largest number of rows in a file.
  ///   - write: Writes the rows of the given numbers as tensors; called for pieces of what is new.
  /// - Precondition: `segmentRows > 0`, and there is no `/` in the name.
  public mutating func rows(
    _ name: String, _ rows: Range<Int>, segmentRows: Int = 1 << 17,
    write: (_ rows: Range<Int>, _ file: inout SafetensorsFile) throws -> Void
  ) throws {
    precondition(segmentRows > 0, "Segments of \(segmentRows) rows hold nothing.")
    let name = prefix + name
    precondition(!name.contains("/"), "The name \(name) of a store becomes the name of files.")
    precondition(stores[name] == nil, "The name \(name) is already taken in a checkpoint.")
    var segments = earlier[name]?.segments.filter { $0.to > rows.lowerBound } ?? []
    // A store that was emptied, or whose rows are not those of the earlier checkpoint, is written anew.
    if let first = segments.first, let last = segments.last,
      first.from > rows.lowerBound || last.to > rows.upperBound
    {
      segments = []
    }
    var next = segments.last?.to ?? rows.lowerBound
    while next < rows.upperBound {
      let piece = next..<min(next + segmentRows, rows.upperBound)
      var file = SafetensorsFile()
      try write(piece, &file)
      let fileName = "rows-\(name)-\(piece.lowerBound)-\(piece.upperBound).safetensors"
      try writeSegment(fileName, file.encoded())
      segments.append(.init(file: fileName, from: piece.lowerBound, to: piece.upperBound))
      next = piece.upperBound
    }
    stores[name] = .init(from: rows.lowerBound, segments: segments)
  }

  /// Adds a value; the vectors in it become tensors beside it.
  private mutating func append(_ name: String, _ value: CodedValue) {
    let rest = takingVectors(out: value, name)
    state.append(prefix + name, bytes: rest.serialized)
  }

  private mutating func takingVectors(out value: CodedValue, _ path: String) -> CodedValue {
    guard case .object(var object) = value else { return value }
    for (name, member) in object.members {
      switch member {
      case .singles(let vector):
        tensor("\(path).\(name)", vector)
        object[name] = .tensor
      case .doubles(let vector):
        tensor("\(path).\(name)", vector)
        object[name] = .tensor
      case .object: object[name] = takingVectors(out: member, "\(path).\(name)")
      default: break
      }
    }
    return .object(object)
  }
}
