public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// A checkpoint whose content has been found whole: tensors and values under names, and rows of stores.
public struct CheckpointReader {
  /// What all parts of a checkpoint's reader share.
  private final class Content {
    let path: String
    let manifest: CheckpointManifest
    let state: SafetensorsFile
    let places: [String: Int]
    var read: Set<String> = []

    init(path: String, manifest: CheckpointManifest, state: SafetensorsFile) {
      self.path = path
      self.manifest = manifest
      self.state = state
      places = Dictionary(
        zip(state.tensors.map(\.name), 0...), uniquingKeysWith: { first, _ in first })
    }
  }

  package static let stateName = "state.safetensors"

  private let content: Content
  private let prefix: String

  /// Opens the checkpoint in the folder `path`.
  /// - Throws: ``CheckpointError`` if it is damaged or of another format, `FileError` if it cannot be read.
  public init(_ path: String) throws {
    let manifest = try CheckpointManifest(of: path)
    let bytes = try manifest.read(Self.stateName, in: path)
    let state = try SafetensorsFile(parsing: bytes, path: "\(path)/\(Self.stateName)")
    content = Content(path: path, manifest: manifest, state: state)
    prefix = ""
  }

  private init(_ content: Content, prefix: String) {
    self.content = content
    self.prefix = prefix
  }

  /// The checkpoint's folder.
  public var path: String { content.path }
  /// The number of iterations after which it was written.
  public var iteration: Int { content.manifest.iteration }
  /// What else the writer noted.
  public var notes: [String: String] { content.manifest.notes }
  /// The append-only stores, by name.
  package var stores: [String: CheckpointManifest.Store] { content.manifest.stores }
  package var manifest: CheckpointManifest { content.manifest }

  /// The names that nobody has asked for; after a restoration that fits there are none.
  public var unread: [String] {
    let names = content.state.tensors.map(\.name) + content.manifest.stores.keys.sorted()
    return names.filter { !content.read.contains($0) }
  }

  /// Whether there is a tensor, a value or a store of the given name.
  public func contains(_ name: String) -> Bool {
    content.places[prefix + name] != nil || content.manifest.stores[prefix + name] != nil
  }

  /// The tensor `name`, which must have `count` elements if a count is given.
  public func tensor<Element: BLASScalar>(
    _ name: String, count: Int? = nil, of type: Element.Type = Element.self
  ) throws -> Vector<Element> {
    let tensor = try find(name)
    var file = SafetensorsFile()
    file.append(tensor.name, tensor)
    let vector: Vector<Element> = try file.vector(named: tensor.name)
    if let count, vector.count != count {
      throw refuse("\(prefix + name) has \(vector.count) elements, \(count) are expected")
    }
    return vector
  }

  /// Takes every tensor of a network's layout.
  public func parameters(of network: inout some Parameterized) throws {
    var file = SafetensorsFile()
    for slot in network.layout.slots { file.append(slot.name, try find(slot.name)) }
    do {
      try network.restore(from: file)
    } catch let error as TensorMismatchError {
      throw refuse(
        "\(prefix + error.tensor) has the shape \(error.found), the network expects "
          + "\(error.expected)")
    }
  }

  /// The value `name`.
  public func value<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws
    -> Value
  {
    let coded = try coded(name)
    do {
      return try coded.decoded(as: type)
    } catch let error as DecodingError {
      throw refuse("\(prefix + name) is no \(type): \(Self.defect(error))")
    }
  }

  /// Takes the state of a batch of the same environment and as many copies.
  public func environments(_ name: String, _ batch: inout any EnvironmentBatch) throws {
    let coded = try coded(name)
    do {
      try batch.restoreState(from: coded.decoder)
    } catch let error as DecodingError {
      throw refuse("\(prefix + name) does not fit the environments: \(Self.defect(error))")
    }
  }

  /// Restores `part` from what stands under `name`.
  public func part(_ name: String, _ part: inout some Checkpointable) throws {
    try part.restore(from: CheckpointReader(content, prefix: prefix + name + "."))
  }

  /// Reads the rows of an append-only store.
  /// - Parameters:
  ///   - name: The name of the store.
  ///   - read: Takes the rows of the given numbers, which come in order; the first call may bring older rows than
  ///     the store holds.
  /// - Returns: The numbers of the rows that the store held.
  public func rows(
    _ name: String, read: (_ rows: Range<Int>, _ file: SafetensorsFile) throws -> Void
  ) throws -> Range<Int> {
    guard let store = content.manifest.stores[prefix + name] else {
      throw refuse("there is no store \(prefix + name)")
    }
    content.read.insert(prefix + name)
    var next = store.segments.first?.from ?? store.from
    guard next <= store.from else { throw refuse("\(prefix + name) lacks its oldest rows") }
    for segment in store.segments {
      guard segment.from == next, segment.to > next else {
        throw refuse("\(prefix + name) lacks the rows from \(next) on")
      }
      next = segment.to
      let bytes = try content.manifest.read(segment.file, in: path)
      try read(
        segment.from..<segment.to,
        SafetensorsFile(parsing: bytes, path: "\(path)/\(segment.file)"))
    }
    return store.from..<max(next, store.from)
  }

  /// An error about this checkpoint.
  public func refuse(_ defect: String) -> CheckpointError {
    CheckpointError(path: path, defect: defect)
  }

  private func find(_ name: String) throws -> SafetensorsFile.Tensor {
    guard let place = content.places[prefix + name] else {
      throw refuse("there is no \(prefix + name); it was written with another configuration")
    }
    content.read.insert(prefix + name)
    return content.state.tensors[place]
  }

  private func coded(_ name: String) throws -> CodedValue {
    let tensor = try find(name)
    do {
      guard tensor.dtype == .byte else { throw refuse("\(prefix + name) is a tensor, not a value") }
      return try puttingVectors(into: CodedValue(serialized: tensor.bytes), name)
    } catch let error as CodedValue.Malformed {
      throw refuse("\(prefix + name) is not understood: \(error)")
    }
  }

  /// Puts the tensors back into the value from which they were taken.
  private func puttingVectors(into value: CodedValue, _ path: String) throws -> CodedValue {
    guard case .object(var object) = value else { return value }
    for (name, member) in object.members {
      switch member {
      case .tensor:
        let isSingle = try find("\(path).\(name)").dtype == .single
        object[name] =
          isSingle
          ? .singles(try tensor("\(path).\(name)")) : .doubles(try tensor("\(path).\(name)"))
      case .object: object[name] = try puttingVectors(into: member, "\(path).\(name)")
      default: break
      }
    }
    return .object(object)
  }

  private static func defect(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? context.debugDescription : "\(context.debugDescription) at \(path)"
    }
    switch error {
    case .keyNotFound(_, let context), .valueNotFound(_, let context),
      .typeMismatch(_, let context), .dataCorrupted(let context):
      return place(context)
    @unknown default: return "\(error)"
    }
  }
}
