package import LinearAlgebra

/// A `Codable` value taken apart into names and numbers, each with all of its bits.
///
/// JSON has no infinity and no NaN, and writes a number as ten or twenty characters; a property list loses the
/// difference between its number types. Checkpoints hold environments and optimisers, so neither will do.
/// Configurations pass through the same form on their way from and to YAML.
package enum CodedValue: Sendable {
  case null
  /// The elements stand elsewhere, as a tensor of the same name.
  case tensor
  case bool(Bool)
  case integer(Int64)
  case natural(UInt64)
  case single(Float)
  case double(Double)
  case text(String)
  case bytes([UInt8])
  case singles(Vector<Float>)
  case doubles(Vector<Double>)
  case array([CodedValue])
  case object(Object)

  /// Named values in the order in which they were written.
  package struct Object: Sendable {
    /// The names and their values.
    package private(set) var members: [(name: String, value: CodedValue)] = []

    /// No values.
    package init() {}

    /// The value of the given name; nil removes it.
    package subscript(name: String) -> CodedValue? {
      get { members.first { $0.name == name }?.value }
      set {
        let place = members.firstIndex { $0.name == name }
        switch (place, newValue) {
        case (let place?, let value?): members[place].value = value
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append((name, value))
        case (nil, nil): break
        }
      }
    }

    /// Adds a value whose name is new.
    mutating func append(_ name: String, _ value: CodedValue) { members.append((name, value)) }
  }

  /// The members of an object; empty for everything else.
  package var members: [(name: String, value: CodedValue)] {
    if case .object(let object) = self { object.members } else { [] }
  }

  /// The value at a path of names.
  package subscript(path: [String]) -> CodedValue? {
    guard let name = path.first else { return self }
    guard case .object(let object) = self else { return nil }
    return object[name]?[Array(path.dropFirst())]
  }

  /// Puts `value` at a path of names, creating objects on the way.
  package mutating func set(_ value: CodedValue, at path: [String]) {
    guard let name = path.first else {
      self = value
      return
    }
    var object = Object()
    if case .object(let present) = self { object = present }
    var child = object[name] ?? .object(Object())
    child.set(value, at: Array(path.dropFirst()))
    object[name] = child
    self = .object(object)
  }
}
