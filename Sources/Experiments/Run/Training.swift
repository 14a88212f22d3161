internal import Environments
internal import NeuralNetworks
public import ReinforcementLearning

/// What a run was: enough to repeat it bit for bit on the same kernels.
public struct RunConfiguration<Configuration: Codable & Sendable>: Codable, Sendable {
  /// The algorithm's name, such as `reinforce`.
  public var algorithm: String
  /// The environment's name.
  public var environment: String
  /// The seed of everything random.
  public var seed: UInt64
  /// The number of iterations.
  public var iterations: Int
  /// The algorithm's options.
  public var configuration: Configuration
  /// What it ran on.
  public var platform = Platform()

  /// The configuration of a run that is about to begin.
  public init(
    algorithm: String, environment: String, seed: UInt64, iterations: Int,
    configuration: Configuration
  ) {
    self.algorithm = algorithm
    self.environment = environment
    self.seed = seed
    self.iterations = iterations
    self.configuration = configuration
  }
}

extension Learner {
  /// Iterates `iterations` times and writes the run into `folder`: the configuration first, metrics as they come,
  /// the policy at the end.
  ///
  /// If an iteration fails, the metrics and the policy so far are in the folder when the error is thrown.
  ///
  /// - Parameters:
  ///   - iterations: The number of passes of the algorithm's loop.
  ///   - folder: Where to write; nothing is written without.
  ///   - report: Called after each iteration with its metrics.
  /// - Returns: The metrics of all iterations.
  @discardableResult
  public mutating func train(
    iterations: Int, into folder: RunFolder? = nil,
    report: (Metrics) -> Void = { _ in }
  ) throws -> [Metrics] {
    var all: [Metrics] = []
    all.reserveCapacity(min(iterations, 10_000))
    try folder?.write(
      json: RunConfiguration(
        algorithm: Self.algorithm, environment: environment.name, seed: seed,
        iterations: iterations, configuration: configuration), to: RunFolder.configurationName)
    let log = try folder.map { try MetricsLog(path: $0.metricsPath, columns: Metrics.columns) }
    func finish(_ learner: Self) throws {
      try log?.finish()
      guard let folder else { return }
      var file = try learner.policy.checkpoint(
        metadata: ["algorithm": Self.algorithm, "environment": learner.environment.name])
      learner.normalizer?.save(to: &file)
      try file.write(to: folder.policyPath)
    }
    do {
      for _ in 0..<iterations {
        let metrics = try iterate()
        all.append(metrics)
        try log?.append(metrics.values)
        report(metrics)
      }
    } catch {
      try? finish(self)
      throw error
    }
    try finish(self)
    return all
  }
}
