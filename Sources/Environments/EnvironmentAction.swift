public import LinearAlgebra

/// An action as an environment takes it, with its form as a row of scalars.
///
/// Batches keep actions of every kind in one matrix [copies × action width]. The environments' actions
/// are `Int` (discrete), `InlineArray<n, Double>` (continuous) and `InlineArray<n, Int>` (multi-discrete).
public protocol EnvironmentAction: Sendable {
  /// The action that a row of the action space's width stands for.
  init(_ row: borrowing Span<Scalar>)

  /// Writes the action as a row of the action space's width.
  func write(into row: inout MutableSpan<Scalar>)
}

/// A component of a multi-dimensional action: `Double` or `Int`.
public protocol ActionComponent: Sendable {
  /// The component that `scalar` stands for.
  init(component scalar: Scalar)

  /// The component as a scalar.
  var scalar: Scalar { get }
}

extension Double: ActionComponent {
  /// The same number, in double precision.
  @inlinable public init(component scalar: Scalar) { self.init(scalar) }

  /// The nearest scalar.
  @inlinable public var scalar: Scalar { Scalar(self) }
}

extension Int: ActionComponent {
  /// The integer that `scalar` is.
  /// - Precondition: `scalar` is an integer within ±2²⁴, so neither NaN nor infinite.
  @inlinable
  public init(component scalar: Scalar) {
    precondition(abs(scalar) <= 0x1p24, "A discrete action is an integer, not \(scalar).")
    self = Int(scalar)
    precondition(Scalar(self) == scalar, "A discrete action is an integer, not \(scalar).")
  }

  /// The integer as a scalar, exact up to 2²⁴.
  @inlinable public var scalar: Scalar { Scalar(self) }
}

extension Int: EnvironmentAction {
  /// The integer in a row of one element.
  /// - Precondition: The row has one element, which is an integer.
  @inlinable
  public init(_ row: borrowing Span<Scalar>) {
    precondition(row.count == 1, "A discrete action has 1 component, not \(row.count).")
    self.init(component: row[0])
  }

  /// Writes the integer into a row of one element.
  /// - Precondition: The row has one element.
  @inlinable
  public func write(into row: inout MutableSpan<Scalar>) {
    precondition(row.count == 1, "A discrete action has 1 component, not \(row.count).")
    row[0] = scalar
  }
}

extension InlineArray: EnvironmentAction where Element: ActionComponent {
  /// The action of a row's `count` components.
  /// - Precondition: The row has `count` elements; those of a multi-discrete action are integers.
  @inlinable
  public init(_ row: borrowing Span<Scalar>) {
    precondition(row.count == count, "An action of \(count) components has not \(row.count).")
    self.init(repeating: Element(component: 0))
    for i in 0..<count { self[i] = Element(component: row[i]) }
  }

  /// Writes the components into a row of `count` elements.
  /// - Precondition: The row has `count` elements.
  @inlinable
  public func write(into row: inout MutableSpan<Scalar>) {
    precondition(row.count == count, "An action of \(count) components has not \(row.count).")
    for i in 0..<count { row[i] = self[i].scalar }
  }
}
