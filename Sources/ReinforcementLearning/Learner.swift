public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// One row of what an algorithm logs.
public protocol LoggedMetrics: Sendable {
  /// The names of the columns.
  static var columns: [String] { get }
  /// The values in the order of the columns.
  var values: [Double] { get }
  /// The mean undiscounted return of the episodes that ended, for the progress line.
  var returnMean: Double { get }
}

/// An algorithm that improves a policy: one call of `iterate` is one pass of the notes' Loop.
public protocol Learner {
  /// The algorithm's options.
  associatedtype Configuration: Codable & Sendable
  /// What an iteration logs.
  associatedtype Metrics: LoggedMetrics
  /// The algorithm's name, such as `reinforce`.
  static var algorithm: String { get }
  /// The algorithm's options.
  var configuration: Configuration { get }
  /// What is acted in.
  var environment: EnvironmentSpecification { get }
  /// The seed of everything random.
  var seed: UInt64 { get }
  /// The policy as it is now.
  var policy: StochasticPolicy<Scalar> { get }
  /// The statistic of the policy's observations; nil if it sees them as they are.
  var normalizer: ObservationNormalizer? { get }
  /// The number of environment steps so far.
  var environmentSteps: Int { get }
  /// One pass of the Loop.
  mutating func iterate() throws -> Metrics
}
