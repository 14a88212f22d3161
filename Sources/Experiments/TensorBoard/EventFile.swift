internal import Foundation
internal import NeuralNetworks

/// A file of scalars, histograms and texts that TensorBoard shows.
///
///     let file = try EventFile(path: "runs/cartpole/events.out.tfevents.apus")
///     try file.append(scalar: 195, named: "return", step: 100)
///     try file.append(histogram: policy.parameters, named: "parameters", step: 100)
///     try file.append(text: "batch 5000", named: "hyper-parameters")
///
/// TensorBoard looks for files with `tfevents` in their names, below the folder that it is started with. Records are
/// handed to the system as wholes, those that follow each other within a quarter of a second together, so that a run can be
/// watched while it goes on. An existing file is continued.
///
/// Records are framed as in TensorFlow's `TFRecord`, and hold one `Event` message each.
public final class EventFile {
  /// The name in a run folder.
  public static let name = "events.out.tfevents.apus"

  /// The path of the file.
  public var path: String { file.path }
  private let file: GrowingFile

  /// Opens the file at `path`, which is created if it is missing.
  /// - Parameter wallTime: Seconds since 1970 at which the file was begun; now, if left out.
  /// - Throws: `FileError` if it cannot be written.
  public init(path: String, wallTime: Double? = nil) throws {
    file = try GrowingFile(path: path, isCreated: true)
    try begin(wallTime)
  }

  /// Opens the file at `path` and cuts off what follows its first `count` bytes, and a record that is not whole.
  ///
  /// Nothing that a run depends on stands in an event file: one that is shorter, or missing, is continued all the same.
  /// - Throws: `FileError` if it cannot be read or written.
  init(path: String, keeping count: Int) throws {
    file = try GrowingFile(path: path, isCreated: true)
    let whole = TFRecord.wholeRecords(in: try AtomicFile.read(path).prefix(count))
    if whole < file.count { try file.truncate(to: whole) }
    try begin(nil)
  }

  /// Writes the head of an empty file.
  private func begin(_ wallTime: Double?) throws {
    guard file.count == 0 else { return }
    var event = ProtocolBuffer()
    event.append(wallTime ?? Date.now.timeIntervalSince1970, at: 1)
    event.append("brain.Event:2", at: 3)
    try write(event)
  }

  /// The number of bytes.
  var count: Int { file.count }

  /// Makes all records durable.
  public func synchronize() throws { try file.synchronize() }

  /// Makes all records durable and closes the file.
  public func finish() throws { try file.finish() }

  /// Adds a number to the curve `name`.
  /// - Parameters:
  ///   - value: The number, which is stored as a `Float`.
  ///   - name: The name of the curve; a `/` groups curves.
  ///   - step: The place on the horizontal axis.
  ///   - wallTime: Seconds since 1970; now, if left out.
  /// - Throws: `FileError` if it cannot be written.
  public func append(
    scalar value: Double, named name: String, step: Int, wallTime: Double? = nil
  ) throws {
    try append([Self.value(name, scalar: value)], step: step, wallTime: wallTime)
  }

  /// Adds a text, which TensorBoard shows as Markdown.
  /// - Throws: `FileError` if it cannot be written.
  public func append(
    text: String, named name: String, step: Int = 0, wallTime: Double? = nil
  ) throws {
    // A tensor of the type string, with the one dimension 1.
    var dimension = ProtocolBuffer()
    dimension.append(Int64(1), at: 1)
    var shape = ProtocolBuffer()
    shape.append(dimension, at: 2)
    var tensor = ProtocolBuffer()
    tensor.append(Int64(7), at: 1)
    tensor.append(shape, at: 2)
    tensor.append(text, at: 8)
    var plugin = ProtocolBuffer()
    plugin.append("text", at: 1)
    var metadata = ProtocolBuffer()
    metadata.append(plugin, at: 1)
    var value = ProtocolBuffer()
    value.append(name, at: 1)
    value.append(tensor, at: 8)
    value.append(metadata, at: 9)
    try append([value], step: step, wallTime: wallTime)
  }

  /// Adds hyper-parameters as a table of names and values.
  /// - Throws: `FileError` if it cannot be written.
  public func append(
    hyperparameters: [(name: String, value: String)], named name: String = "hyper-parameters",
    wallTime: Double? = nil
  ) throws {
    func cell(_ text: String) -> String {
      text.oneLine.replacingOccurrences(of: "|", with: "\\|")
    }
    let rows = hyperparameters.map { "| \(cell($0.name)) | \(cell($0.value)) |" }
    try append(
      text: (["| option | value |", "|---|---|"] + rows).joined(separator: "\n"), named: name,
      wallTime: wallTime)
  }

  /// Adds one record with `values`, messages of the type `Summary.Value`.
  func append(_ values: [ProtocolBuffer], step: Int, wallTime: Double?) throws {
    guard !values.isEmpty else { return }
    var summary = ProtocolBuffer()
    for value in values { summary.append(value, at: 1) }
    try append(summary, step: step, wallTime: wallTime)
  }

  private func append(_ summary: ProtocolBuffer, step: Int, wallTime: Double?) throws {
    var event = ProtocolBuffer(capacity: summary.bytes.count + 32)
    event.append(wallTime ?? Date.now.timeIntervalSince1970, at: 1)
    event.append(Int64(step), at: 2)
    event.append(summary, at: 5)
    try write(event)
  }

  private static func value(_ name: String, scalar: Double) -> ProtocolBuffer {
    var value = ProtocolBuffer()
    value.append(name, at: 1)
    value.append(Float(scalar), at: 2)
    return value
  }

  /// Several curves, of each of which all but the number is encoded once.
  struct Curves {
    fileprivate let heads: [[UInt8]]
    /// The bytes of all curves.
    fileprivate let size: Int

    init(_ names: [String]) {
      heads = names.map { name in
        var summary = ProtocolBuffer()
        summary.append(EventFile.value(name, scalar: 0), at: 1)
        // The number stands at the end.
        return summary.bytes.dropLast(MemoryLayout<Float>.size)
      }
      size = heads.reduce(0) { $0 + $1.count + MemoryLayout<Float>.size }
    }
  }

  /// Adds a number to each of `curves`, in one record; values that are NaN, which stand for none, are left out.
  func append(_ values: [Double], to curves: Curves, step: Int, wallTime: Double?) throws {
    var summary = ProtocolBuffer(capacity: curves.size)
    for (head, value) in zip(curves.heads, values) where !value.isNaN {
      summary.append(encoded: head)
      summary.append(encoded: Float(value))
    }
    guard !summary.bytes.isEmpty else { return }
    try append(summary, step: step, wallTime: wallTime)
  }

  private func write(_ event: ProtocolBuffer) throws {
    try file.append(TFRecord.framed(event.bytes))
  }
}
