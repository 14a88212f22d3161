public import LinearAlgebra

/// An environment whose observation bears noise from N(0, σ²), drawn anew for each step.
///
/// To observe twice shows the same: the noise belongs to the state.
public struct ObservationNoise<Base: Environment>: EnvironmentWrapper {
  /// What is wrapped.
  public var base: Base
  /// σ of each feature.
  public let deviations: [Double]
  @usableFromInline var noise: [Scalar]

  /// Adds noise of one deviation to each feature.
  /// - Precondition: As many deviations as features, none negative or infinite.
  public init(_ base: Base, deviations: [Double]) {
    let features = base.observationSpace.count
    precondition(
      deviations.count == features && deviations.allSatisfy { $0 >= 0 && $0 < .infinity },
      "Deviations \(deviations) of noise do not fit \(features) features.")
    self.base = base
    self.deviations = deviations
    noise = Array(repeating: 0, count: features)
  }

  /// Adds noise of the same deviation to all features.
  public init(_ base: Base, deviation: Double) {
    self.init(
      base, deviations: Array(repeating: deviation, count: base.observationSpace.count))
  }

  /// The wrapped environment's space, without bounds where there is noise.
  public var observationSpace: ObservationSpace {
    let space = base.observationSpace
    return ObservationSpace(
      shape: space.shape,
      low: space.low.indices.map { deviations[$0] > 0 ? -.infinity : space.low[$0] },
      high: space.high.indices.map { deviations[$0] > 0 ? .infinity : space.high[$0] },
      observation: space.observation, achievedGoal: space.achievedGoal,
      desiredGoal: space.desiredGoal)
  }

  /// Begins an episode and draws noise.
  @inlinable
  public mutating func reset(using stream: inout RandomStream) {
    base.reset(using: &stream)
    draw(using: &stream)
  }

  /// Makes one transition and draws noise.
  @inlinable
  public mutating func step(_ action: Base.Action, using stream: inout RandomStream) -> Step {
    let step = base.step(action, using: &stream)
    draw(using: &stream)
    return step
  }

  @inlinable
  mutating func draw(using stream: inout RandomStream) {
    for i in deviations.indices where deviations[i] > 0 {
      noise[i] = Scalar(deviations[i] * stream.normal())
    }
  }

  /// Writes the observation with the noise.
  @inlinable
  public func observe(into row: inout MutableSpan<Scalar>) {
    base.observe(into: &row)
    for i in row.indices { row[i] += noise[i] }
  }

  /// Becomes a copy of `other`.
  @inlinable
  public mutating func assign(from other: Self) {
    guard deviations == other.deviations else {
      self = other
      return
    }
    base.assign(from: other.base)
    noise.assign(from: other.noise)
  }
}

extension ObservationNoise: Codable where Base: Codable {}
extension ObservationNoise: Equatable where Base: Equatable {}
