internal import LinearAlgebra

extension Parameterized {
  /// Every tensor of the layout under its name, as a safetensors file.
  public func tensors(metadata: [String: String] = [:]) -> SafetensorsFile {
    var file = SafetensorsFile(metadata: metadata)
    for slot in layout.slots {
      let elements = parameters.withUnsafePointer {
        Vector(UnsafeBufferPointer(start: $0 + slot.offset, count: slot.count))
      }
      file.append(slot.name, shape: [slot.rows, slot.columns], elements)
    }
    return file
  }

  /// Takes every tensor of the layout from `file`; other tensors of the file are not read.
  /// - Throws: ``SafetensorsError`` if a tensor is missing or of another type, ``TensorMismatchError`` if its
  ///   shape is another; the parameters are unchanged then.
  public mutating func restore(from file: SafetensorsFile) throws {
    var restored = parameters
    for slot in layout.slots {
      let found = try file.tensor(named: slot.name).shape
      guard found == [slot.rows, slot.columns] else {
        throw TensorMismatchError(
          file: file.path, tensor: slot.name, expected: [slot.rows, slot.columns], found: found)
      }
      let elements: Vector<Element> = try file.vector(named: slot.name)
      restored.withUnsafeMutablePointer { restored in
        elements.withUnsafePointer {
          (restored + slot.offset).update(from: $0, count: slot.count)
        }
      }
    }
    parameters = restored
  }
}

/// A tensor in a file has another shape than the network's.
public struct TensorMismatchError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The file's path.
  public let file: String
  /// The tensor's name.
  public let tensor: String
  /// The network's shape.
  public let expected: [Int]
  /// The file's shape.
  public let found: [Int]

  /// An error about the tensor `tensor` in `file`.
  public init(file: String, tensor: String, expected: [Int], found: [Int]) {
    self.file = file
    self.tensor = tensor
    self.expected = expected
    self.found = found
  }

  /// One line: file, tensor, expected and found shapes.
  public var description: String {
    "\(file): the tensor \(tensor) has the shape \(found), the network expects \(expected)."
  }
}
