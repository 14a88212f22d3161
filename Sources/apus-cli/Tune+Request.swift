import Apus
import ArgumentParser
import Experiments

extension Tune {
  /// The search that the options ask for, and its folder.
  func request() throws -> (HyperparameterSearch, path: String) {
    let present = try config.map { try PresentConfiguration($0) }
    let firstWord = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    guard let name = firstWord ?? present?.algorithm else {
      // What the folder says is enough.
      if resume, let output { return (try whole(output), output) }
      if words.isEmpty && config == nil { throw CleanExit.helpRequest(Tune.self) }
      throw ValidationError("Which algorithm? `apus list algorithms` names them.")
    }
    let algorithm = try AlgorithmCatalogue.named(name)
    guard let environment = environment ?? present?.environment else {
      throw ValidationError("Missing expected argument '--environment <environment>'")
    }
    _ = try EnvironmentCatalogue.named(environment)
    guard let space else { throw ValidationError("Missing expected argument '--space <space>'") }
    guard let budget else { throw ValidationError("Missing expected argument '--budget <budget>'") }
    guard let length = SearchPlan.Budget(budget) else {
      throw ValidationError(
        "--budget is \(budget); a number of steps or iterations is expected, such as 50000 or '100 iterations'."
      )
    }

    var base = try algorithm.document(environment: environment, isTuned: !untuned)
    if let config { try base.overlay(file: config) }
    if let found = present?.algorithm, found != name {
      throw ConfigurationFileConflict(file: config ?? "", found: found, wanted: name)
    }
    try base.set("environment", text: environment, source: "--environment")
    try AlgorithmFlags(algorithm.options).apply(
      Array(words.dropFirst(firstWord == nil ? 0 : 1)), to: &base)
    try base.apply(pairs: set)

    let search = try HyperparameterSearch(
      algorithm, base: base,
      space: SearchSpace(contentsOf: space, for: name), plan: plan(length), source: space)
    return (search, output ?? "runs/tune-\(name)-\(environment)")
  }

  private func plan(_ budget: SearchPlan.Budget) -> SearchPlan {
    var plan = SearchPlan(budget: budget)
    if let trials { plan.trials = trials }
    if let rungs { plan.rungs = rungs }
    if let reduction { plan.reduction = reduction }
    if let seed { plan.seed = seed }
    if let seeds { plan.seeds = seeds.seeds }
    if let metric { plan.metric = metric }
    if let last { plan.lastRows = last }
    plan.isEvaluated = evaluations
    return plan
  }

  /// The search in the folder `path`, where nothing but the number of jobs can be said anew.
  private func whole(_ path: String) throws -> HyperparameterSearch {
    let isMore =
      environment != nil || space != nil || budget != nil || trials != nil || rungs != nil
      || reduction != nil || seed != nil || seeds != nil || metric != nil || last != nil
      || evaluations || untuned || !set.isEmpty || !words.isEmpty
    if isMore {
      throw ValidationError(
        "--resume takes the search as it is; name the algorithm and all options to compare them.")
    }
    return try HyperparameterSearch(of: path)
  }
}

extension ConfigurationDocument {
  /// Sets what `pairs` of the form KEY=VALUE say.
  mutating func apply(pairs: [String]) throws {
    for pair in pairs {
      guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
        throw ValidationError("--set \(pair): KEY=VALUE is expected.")
      }
      try set(
        String(pair[..<equals]), text: String(pair[pair.index(after: equals)...]),
        source: "--set \(pair)")
    }
  }
}
