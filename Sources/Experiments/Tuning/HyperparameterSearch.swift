internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// A search for hyper-parameters: random search, or successive halving, over a ``SearchSpace``.
///
///     let space = try SearchSpace([("learningRate", .logUniform(1e-4...1e-1))])
///     let plan = SearchPlan(trials: 27, budget: .steps(90_000), rungs: 3)
///     let search = try HyperparameterSearch(
///       "reinforce", environment: "CartPole-v0", space: space, plan: plan)
///     let result = try search.run(into: "runs/tuning", .resuming, jobs: 2)
///
/// The values of all trials are drawn before the first run, so they depend on the seed alone; so do the scores. On the
/// first rung all trials are run for a part of the budget; the best 1/η go on, from their checkpoints, on the next rung,
/// which is η times as long, to the last, which is the whole budget. A trial whose values do not go together, or
/// whose numbers cease to be finite, fails and stays behind.
///
/// K. Jamieson, A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016. Rungs are
/// synchronous, other than in ASHA (L. Li et al., 2020): the result does not depend on which run ends first.
public struct HyperparameterSearch: Sendable {
  /// The algorithm.
  public let algorithm: AnyAlgorithm
  /// What is searched.
  public let space: SearchSpace
  /// How.
  public let plan: SearchPlan
  /// What all trials share.
  let base: ConfigurationDocument

  /// A search that has not begun.
  ///
  /// - Parameters:
  ///   - algorithm: The algorithm's name.
  ///   - environment: The environment's name.
  ///   - space: What is searched.
  ///   - plan: How.
  ///   - options: Values of options that are not searched, as they are written in YAML.
  /// - Throws: `UnknownNameError`, `InvalidConfigurationError`, or ``ConfigurationError`` if an option cannot take a value
  ///   of the space.
  public init(
    _ algorithm: String, environment: String, space: SearchSpace, plan: SearchPlan,
    options: [String: String] = [:]
  ) throws {
    let algorithm = try AlgorithmCatalogue.named(algorithm)
    _ = try EnvironmentCatalogue.named(environment)
    var base = try algorithm.document(environment: environment, isTuned: true)
    for (name, text) in options.sorted(by: { $0.key < $1.key }) {
      try base.set(name, text: text, source: "options")
    }
    try self.init(algorithm, base: base, space: space, plan: plan, source: "search space")
  }

  /// A search around the configuration `base`; errors about the space name `source`.
  package init(
    _ algorithm: AnyAlgorithm, base: ConfigurationDocument, space: SearchSpace, plan: SearchPlan,
    source: String
  ) throws {
    try plan.validate()
    self.algorithm = algorithm
    self.space = space
    self.plan = plan
    var base = base
    try base.set(plan.budget)
    try base.set("seed", text: "\(plan.seeds[0])", source: "seeds")
    if base.isEmpty("evaluation.every") {
      // Where evaluations count there are some on the first rung; their number does not depend on the rung.
      let every = plan.budgets[0].with(max(1, plan.budgets[0].count / 5))
      try base.set(
        "evaluation.every", text: plan.isEvaluated ? every.description : "never", source: "search")
    }
    guard !plan.isEvaluated || base.shownValue(of: "evaluation.every") != "never" else {
      throw InvalidConfigurationError(
        option: "evaluation.every", value: "never", requirement: "must not be: evaluations count")
    }
    let columns =
      plan.isEvaluated ? RunRecord.evaluationColumns.map(\.name) : algorithm.metrics.map(\.name)
    guard columns.contains(plan.metric) || columns.contains(plan.metric + "_mean") else {
      let short = columns.map { $0.hasSuffix("_mean") ? String($0.dropLast(5)) : $0 }
      throw UnknownNameError(kind: "metric", name: plan.metric, candidates: short)
    }
    try algorithm.check(base)
    self.base = base
    try space.check(algorithm, base, source: source)
  }

  /// The search in the folder `path`, as its description says.
  /// - Throws: ``RunFolderError`` if there is none, ``ConfigurationError`` if something in it is not as it should be.
  public init(of path: String) throws {
    let folder = SearchFolder(path: path)
    guard folder.holdsSearch else {
      throw RunFolderError.noRun(path, "\(SearchFolder.descriptionName) is missing")
    }
    let file = folder.descriptionPath
    let text = try YAMLText(contentsOf: file)
    let content = text.root.map(YAMLText.value) ?? .null
    guard case .text(let name) = content[["run", "algorithm"]],
      let plan = try? (content[["search"]] ?? .null).decoded(as: SearchPlan.self)
    else { throw RunFolderError.notReadable(file, "algorithm or plan is missing") }
    let algorithm = try AlgorithmCatalogue.named(name)
    var base = try algorithm.document(environment: "", isTuned: false)
    try base.overlay(text, section: ["run"], source: file)
    let space = try SearchSpace(text, section: ["space"], options: algorithm.options, source: file)
    try self.init(algorithm, base: base, space: space, plan: plan, source: file)
  }

  /// The values of each trial.
  public var draws: [[SearchSpace.Value]] {
    var stream = RandomStream(seed: plan.seed)
    return (0..<plan.trials).map { _ in space.draw(using: &stream) }
  }

  /// The content of `search.yml`.
  func description(trials: Int) throws -> String {
    var plan = plan
    plan.trials = trials
    var value = CodedValue.object(CodedValue.Object())
    value.set(try CodedValue(encoding: plan), at: ["search"])
    value.set(space.coded, at: ["space"])
    var run = base.value
    run.set(.null, at: ["platform"])
    value.set(run, at: ["run"])
    return "# apus tune --resume --output FOLDER goes on with this search.\n" + value.yaml
  }
}

extension ConfigurationDocument {
  /// Has a run end after `budget`.
  mutating func set(_ budget: SearchPlan.Budget) throws {
    let (iterations, steps) =
      switch budget {
      case .steps(let count): ("null", "\(count)")
      case .iterations(let count): ("\(count)", "null")
      }
    try set("iterations", text: iterations, source: "budget")
    try set("steps", text: steps, source: "budget")
  }
}
