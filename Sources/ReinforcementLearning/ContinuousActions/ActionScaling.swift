public import Environments
public import LinearAlgebra

/// Between a bounded continuous action and its position in the bounds, from −1 to 1 in each component.
///
/// Critics and noise work with positions, so that a task's units do not matter to learning rates and deviations.
public struct ActionScaling: Sendable, Equatable {
  /// The lower bounds.
  public let low: [Double]
  /// The upper bounds.
  public let high: [Double]
  private let centers: [Scalar]
  private let halfWidths: [Scalar]

  /// The scaling of `environment`'s actions.
  /// - Throws: ``UnsupportedSpaceError`` if they are not continuous or not bounded, with the name of the algorithm.
  public init(_ environment: EnvironmentSpecification, for algorithm: String) throws {
    guard case .continuous(let low, let high) = environment.actionSpace,
      zip(low, high).allSatisfy({ $0 < $1 && ($1 - $0).isFinite })
    else {
      throw UnsupportedSpaceError(
        "\(algorithm) needs continuous actions within finite bounds; \(environment.name) takes "
          + "\(environment.actionSpace).")
    }
    self.init(low: low, high: high)
  }

  /// The scaling of actions between `low` and `high`.
  /// - Precondition: As many lower as upper bounds, finite, each lower than its upper.
  public init(low: [Double], high: [Double]) {
    precondition(
      low.count == high.count && zip(low, high).allSatisfy { $0 < $1 && ($1 - $0).isFinite },
      "Lower bounds \(low) and upper bounds \(high) are not finite intervals.")
    self.low = low
    self.high = high
    centers = zip(low, high).map { Scalar($0 / 2 + $1 / 2) }
    halfWidths = zip(low, high).map { Scalar($1 / 2 - $0 / 2) }
  }

  /// The number of components.
  public var width: Int { low.count }

  /// The action at `position` in component `j`, never outside of the bounds.
  public func action(at position: Scalar, component j: Int) -> Scalar {
    min(max(centers[j] + halfWidths[j] * position, Scalar(low[j])), Scalar(high[j]))
  }

  /// The position of `action` in component `j`.
  public func position(of action: Scalar, component j: Int) -> Scalar {
    (action - centers[j]) / halfWidths[j]
  }
}
