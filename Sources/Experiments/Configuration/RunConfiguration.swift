internal import NeuralNetworks
public import ReinforcementLearning

/// What a run is: enough to repeat it bit for bit on the same kernels. The content of `config.yml`.
public struct RunConfiguration<Configuration: AlgorithmConfiguration>: Codable, Sendable, Equatable
{
  /// The algorithm's name, such as `reinforce`.
  public var algorithm: String
  /// The environment's name.
  public var environment: String
  /// The seed of everything random.
  public var seed: UInt64
  /// The number of iterations after which the run ends.
  public var iterations: Int?
  /// The number of environment steps after which the run ends.
  public var steps: Int?
  /// The folder of a run whose policy this one begins with.
  public var initialPolicy: String?
  /// How the policy is evaluated during the run.
  public var evaluation: RunPlan.Evaluations
  /// The checkpoints.
  public var checkpoints: RunPlan.Checkpoints
  /// Whether there is a file for TensorBoard.
  public var writesEventFile: Bool
  /// The algorithm's options.
  public var configuration: Configuration
  /// What it ran on.
  public var platform = Platform()

  /// The configuration of a run that is about to begin.
  public init(
    algorithm: String, environment: String, seed: UInt64, plan: RunPlan,
    configuration: Configuration
  ) {
    self.algorithm = algorithm
    self.environment = environment
    self.seed = seed
    iterations = plan.iterations
    steps = plan.steps
    initialPolicy = plan.initialPolicy
    evaluation = plan.evaluation
    checkpoints = plan.checkpoints
    writesEventFile = plan.writesEventFile
    self.configuration = configuration
  }

  /// How long the run goes on, and what is done beside learning.
  public var plan: RunPlan {
    var plan = RunPlan(iterations: iterations, steps: steps)
    plan.initialPolicy = initialPolicy
    plan.evaluation = evaluation
    plan.checkpoints = checkpoints
    plan.writesEventFile = writesEventFile
    return plan
  }

  /// Reads the configuration of the run in `folder`.
  /// - Throws: ``ConfigurationError`` if something in it is not as it should be.
  public init(of folder: RunFolder) throws {
    var document = try ConfigurationDocument(
      options: Configuration.options, defaults: CodedValue(encoding: Configuration()))
    try document.overlay(file: folder.configurationPath)
    self = try document.decoded()
  }

  /// The options that decide what is learned, as TensorBoard shows them.
  var shownOptions: [(name: String, value: String)] {
    get throws {
      let value = try CodedValue(encoding: self)
      let own = Configuration.options.filter(\.decidesBits).map { "configuration.\($0.name)" }
      return (["algorithm", "environment", "seed"] + own).map { name in
        let path = name.split(separator: ".").map(String.init)
        let shown = path.first == "configuration" ? path.dropFirst() : path[...]
        return (shown.joined(separator: "."), (value[path] ?? .null).yamlText)
      }
    }
  }

  /// The YAML text. Every option is in it, also those left empty, so that nothing is left to defaults.
  public func yaml() throws -> String {
    var value = try CodedValue(encoding: self)
    let options =
      RunPlan.options.map(\.name) + Configuration.options.map { "configuration.\($0.name)" }
    var ordered = CodedValue.object(CodedValue.Object())
    for name in options {
      let path = name.split(separator: ".").map(String.init)
      ordered.set(value[path] ?? .null, at: path)
    }
    ordered.set(value[["platform"]] ?? .null, at: ["platform"])
    value = ordered
    return "# apus train --config FILE repeats this run.\n" + value.yaml
  }
}
