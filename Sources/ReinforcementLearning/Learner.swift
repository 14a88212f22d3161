public import Environments

/// A column of what an algorithm logs.
public struct MetricColumn: Sendable, Equatable, Codable {
  /// The name above the column in `metrics.csv`.
  public let name: String
  /// What the numbers are, in a few words.
  public let meaning: String

  /// The column `name`.
  public init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }
}

/// One row of what an algorithm logs.
public protocol LoggedMetrics: Sendable {
  /// The columns with their meaning.
  static var documentation: [MetricColumn] { get }
  /// The values in the order of the columns.
  var values: [Double] { get }
  /// The mean undiscounted return of the episodes that ended, for the progress line.
  var returnMean: Double { get }
}

extension LoggedMetrics {
  /// The names of the columns.
  public static var columns: [String] { documentation.map(\.name) }
}

/// An algorithm that improves a policy: one call of `iterate` is one pass of the notes' Loop.
///
/// All that the next iteration depends on is saved by ``Checkpointable/save(to:)``: networks, the optimisers'
/// moments, statistics, environments, random streams, counters, replay. Nothing else may outlive an iteration.
public protocol Learner: Checkpointable, SendableMetatype {
  /// The algorithm's options.
  associatedtype Configuration: AlgorithmConfiguration
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
  /// What it learns to act by.
  associatedtype LearnedPolicy: Policy
  /// The policy as it is now.
  var policy: LearnedPolicy { get }
  /// The statistic of the policy's observations; nil if it sees them as they are.
  var normalizer: ObservationNormalizer? { get }
  /// The number of passes of the Loop so far.
  var iteration: Int { get }
  /// The number of environment steps so far.
  var environmentSteps: Int { get }
  /// A learner before its first iteration; the same seed gives the same bits.
  /// - Throws: ``InvalidConfigurationError``, or ``UnsupportedSpaceError`` if it cannot act in the environment.
  init(environment: EnvironmentSpecification, configuration: Configuration, seed: UInt64) throws
  /// One pass of the Loop.
  mutating func iterate() throws -> Metrics
}
