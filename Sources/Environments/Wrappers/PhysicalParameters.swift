/// An environment whose physics has parameters, such as masses and lengths, that can be changed.
public protocol PhysicalParameters: Environment {
  /// Their names.
  static var physicalParameters: [String] { get }

  /// The parameter at position `i` of the names.
  subscript(physical i: Int) -> Double { get set }
}
