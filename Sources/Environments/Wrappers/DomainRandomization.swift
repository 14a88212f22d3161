public import LinearAlgebra

/// An environment whose physical parameters are scaled anew in each episode.
///
/// A factor is drawn from a uniform distribution for each of the parameters that are named, the others stay. The factors
/// are not observed. Source: X. Peng et al., "Sim-to-real transfer of robotic control with dynamics
/// randomization", 2018.
public struct DomainRandomization<Base: PhysicalParameters>: EnvironmentWrapper {
  /// A parameter and the interval of its factor.
  public struct Scaling: Sendable, Equatable, Codable {
    /// The parameter's name.
    public let parameter: String
    /// The smallest factor.
    public let low: Double
    /// The largest factor.
    public let high: Double

    /// Scales `parameter` by a factor from U(low, high).
    /// - Precondition: 0 < `low` ≤ `high` < ∞.
    public init(_ parameter: String, _ low: Double, _ high: Double) {
      precondition(
        low > 0 && low <= high && high < .infinity,
        "\(parameter) cannot be scaled by factors between \(low) and \(high).")
      self.parameter = parameter
      self.low = low
      self.high = high
    }
  }

  /// What is wrapped.
  public var base: Base
  /// The parameters that are scaled.
  public let scalings: [Scaling]
  /// Where they stand among the names.
  @usableFromInline let positions: [Int]
  /// Their values at factor 1.
  @usableFromInline let nominal: [Double]

  /// Scales parameters of `base`, whose present values have the factor 1.
  /// - Precondition: `base` has parameters of these names.
  public init(_ base: Base, scaling scalings: [Scaling]) {
    let names = Base.physicalParameters
    positions = scalings.map { scaling in
      guard let position = names.firstIndex(of: scaling.parameter) else {
        preconditionFailure(
          "\(Base.self) has no parameter \(scaling.parameter), but: \(names.joined(separator: ", "))."
        )
      }
      return position
    }
    nominal = positions.map { base[physical: $0] }
    self.base = base
    self.scalings = scalings
  }

  /// Draws the factors and begins an episode.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    for i in positions.indices {
      let factor = stream.uniform(scalings[i].low, scalings[i].high)
      base[physical: positions[i]] = factor * nominal[i]
    }
    base.reset(using: &stream)
  }

  /// Makes one transition.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    base.step(action, using: &stream)
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard scalings == other.scalings, nominal == other.nominal else {
      self = other
      return
    }
    base.assign(from: other.base)
  }
}

extension DomainRandomization: Codable where Base: Codable {}
extension DomainRandomization: Equatable where Base: Equatable {}
