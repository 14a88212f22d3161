/// What is wrong with a safetensors file, and where.
public struct SafetensorsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The defect. Positions are in bytes from the start of the file.
  public enum Problem: Error, Equatable, Sendable {
    /// The system could not read or write the file.
    case file(FileError)
    /// The file ends before the length of its header.
    case noHeaderLength(size: Int)
    /// The header would be longer than the rest of the file, or than the format allows.
    case headerLength(UInt64, size: Int)
    /// The header is not the JSON that the format asks for.
    case header(String, position: Int)
    /// A name occurs twice in one object of the header.
    case duplicate(String, position: Int)
    /// A tensor has a dtype that is not read here.
    case unsupportedType(tensor: String, dtype: String)
    /// A tensor's bytes are not as many as its shape and dtype ask for.
    case byteCount(tensor: String, begin: Int, end: Int, expected: Int?)
    /// A tensor's bytes lie partly after the end of the file.
    case outOfRange(tensor: String, end: Int, size: Int)
    /// A tensor does not begin where the one before it ends: they overlap, or leave a gap.
    case notContiguous(tensor: String, begin: Int, expected: Int)
    /// Bytes after the last tensor belong to nothing.
    case excess(position: Int, size: Int)
    /// There is no tensor of that name.
    case missing(tensor: String, present: [String])
    /// The tensor's elements are of another type than the one asked for.
    case wrongType(tensor: String, dtype: String, asked: String)
  }

  /// The path of the file.
  public let file: String
  /// The defect.
  public let problem: Problem

  /// One line that names the file, the defect and its place.
  public var description: String {
    if case .file(let error) = problem { return error.description }
    return "\(file.oneLine): \(problem)."
  }
}

extension SafetensorsError.Problem: CustomStringConvertible {
  /// The defect without the file's name.
  public var description: String {
    switch self {
    case .file(let error): return error.description
    case .noHeaderLength(let size):
      return "not a safetensors file: \(size) bytes are too few for the header's length"
    case .headerLength(let length, let size):
      return "a header of \(length) bytes at byte 8 does not fit into a file of \(size) bytes"
    case .header(let defect, let position):
      return "the header is not valid at byte \(position): \(defect.oneLine)"
    case .duplicate(let name, let position):
      return "the name \(name.quoted) occurs a second time at byte \(position)"
    case .unsupportedType(let tensor, let dtype):
      return "tensor \(tensor.quoted) has the dtype \(dtype.quoted); F32, F64 and U8 are supported"
    case .byteCount(let tensor, let begin, let end, let expected):
      let need = expected.map(String.init) ?? "more than any file's"
      return "tensor \(tensor.quoted) has the bytes \(begin)..<\(end), its shape asks for \(need)"
    case .outOfRange(let tensor, let end, let size):
      return "tensor \(tensor.quoted) ends at byte \(end), the file at byte \(size)"
    case .notContiguous(let tensor, let begin, let expected):
      let defect = begin < expected ? "overlaps another one" : "leaves a gap before it"
      return "tensor \(tensor.quoted) \(defect): it begins at byte \(begin), not \(expected)"
    case .excess(let position, let size):
      return "the bytes \(position)..<\(size) after the last tensor belong to nothing"
    case .missing(let tensor, let present):
      let names = present.isEmpty ? "none" : present.map(\.quoted).joined(separator: ", ")
      return "there is no tensor \(tensor.quoted); present: \(names.oneLine)"
    case .wrongType(let tensor, let dtype, let asked):
      return "tensor \(tensor.quoted) holds \(dtype), not \(asked)"
    }
  }
}

extension String {
  /// The text in quotation marks and on one line.
  fileprivate var quoted: String { "\"\(oneLine)\"" }
}
