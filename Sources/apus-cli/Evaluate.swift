import Apus
import ArgumentParser
import Foundation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs the policy of a run for whole episodes and prints their returns.")

  @Argument(help: "The folder of the run.")
  var folder: String

  @Option(parsing: .unconditional, help: "The number of episodes.")
  var episodes = 100

  @Option(help: "The seed of starts and drawn actions.")
  var seed: UInt64 = 1

  @Flag(help: "Draws actions from the policy instead of taking the most likely ones.")
  var stochastic = false

  @Flag(help: "Takes the policy of the run's best evaluation instead of the last one.")
  var best = false

  @Flag(help: "Prints one JSON object with mean, standardDeviation and episodes.")
  var json = false

  func validate() throws {
    guard episodes > 0 else {
      throw ValidationError("--episodes is \(episodes); it must be positive.")
    }
  }

  func run() throws {
    let trained = try TrainedPolicy(folder, isBest: best)
    let evaluation = try Evaluation(
      of: trained.policy, normalizer: trained.normalizer, in: trained.environment,
      episodes: episodes, seed: seed, isStochastic: stochastic)
    if json {
      try printJSON(EvaluationReport(evaluation))
    } else {
      print(
        String(
          format: "%@: return %.2f ± %.2f over %d episodes", trained.environment.name,
          evaluation.mean, evaluation.standardDeviation, evaluation.episodes))
    }
  }
}

/// An evaluation as it is printed as JSON.
struct EvaluationReport: Encodable {
  private let mean: Double
  private let standardDeviation: Double
  private let episodes: Int

  init(_ evaluation: Evaluation) {
    mean = evaluation.mean
    standardDeviation = evaluation.standardDeviation
    episodes = evaluation.episodes
  }
}
