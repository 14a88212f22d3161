public import LinearAlgebra

/// Q(s, a) of the states that were met so far, a row for each.
public struct ActionValueTable: Sendable, Equatable, Codable {
  /// The number of actions.
  public let actions: Int
  /// What a new state's values are.
  public let initialValue: Double
  /// Q(s, a) in row s · actions + a.
  package var elements = Vector<Double>(count: 0)
  /// The number of states.
  public private(set) var states = 0

  /// A table without states.
  /// - Precondition: `actions` is positive.
  public init(actions: Int, initialValue: Double = 0) {
    precondition(actions > 0, "A table of \(actions) actions holds nothing.")
    self.actions = actions
    self.initialValue = initialValue
  }

  /// Makes room for states up to number `count` − 1; the memory is doubled where it is too small.
  public mutating func grow(to count: Int) {
    guard count > states else { return }
    if count * actions > elements.count {
      var larger = Vector(
        repeating: initialValue, count: max(count, 2 * states, 16) * actions)
      for i in 0..<states * actions { larger[i] = elements[i] }
      elements = larger
    }
    states = count
  }

  /// Q(s, a).
  /// - Precondition: The state was met.
  public subscript(state: Int, action: Int) -> Double {
    get { elements[state * actions + action] }
    set { elements[state * actions + action] = newValue }
  }

  /// Q(s, ·).
  /// - Precondition: The state was met.
  @_lifetime(borrow self)
  public func row(_ state: Int) -> Span<Double> {
    precondition(state >= 0 && state < states, "State \(state) is outside 0..<\(states).")
    return elements.span.extracting(state * actions..<(state + 1) * actions)
  }

  /// All values [states × actions].
  public var matrix: Matrix<Double> {
    Matrix(rows: states, columns: actions) { self[$0, $1] }
  }
}
