internal import Foundation

/// A million steps of HalfCheetah and Hopper with the tuned settings, against published returns.
enum MuJoCoMillion {
  /// What an algorithm is held against on an environment.
  struct Entry: Sendable {
    let environment: String
    let algorithm: String
    /// The best evaluation that is published, a mean over ten seeds.
    let published: Double
    /// The least mean over the seeds of the best evaluation, if one is asked for.
    var bound: Double?

    var training: LongTraining {
      LongTraining(
        name: algorithm, folder: "\(algorithm)-\(environment)", algorithm: algorithm,
        environment: environment,
        options: [
          "steps": "1000000", "evaluation.every": "20000", "evaluation.episodes": "10",
          "checkpoints.every": "50000",
        ])
    }
  }

  static let policyGradients = figure(
    "mujoco-policy-gradients", chapter: 8, "PPO and TRPO, a million steps of MuJoCo",
    [
      Entry(environment: "HalfCheetah-v4", algorithm: "ppo", published: 5784, bound: 4540),
      Entry(environment: "HalfCheetah-v4", algorithm: "trpo", published: 4471, bound: 3600),
      Entry(environment: "Hopper-v4", algorithm: "ppo", published: 2609, bound: 1900),
      Entry(environment: "Hopper-v4", algorithm: "trpo", published: 2046),
    ])

  static let offPolicy = figure(
    "mujoco-off-policy", chapter: 13, "SAC and TD3, a million steps of MuJoCo",
    [
      Entry(environment: "HalfCheetah-v4", algorithm: "sac", published: 12_139, bound: 10_000),
      Entry(environment: "HalfCheetah-v4", algorithm: "td3", published: 10_201, bound: 9000),
      Entry(environment: "Hopper-v4", algorithm: "sac", published: 3542, bound: 2800),
    ])

  private static func figure(
    _ id: String, chapter: Int, _ title: String, _ entries: [Entry]
  ) -> CourseFigure {
    @Sendable func text(_ entry: Entry, _ value: Double?) -> String {
      "\(entry.algorithm) \(entry.environment) \(value.map { "\(Int($0.rounded()))" } ?? "–")"
    }
    @Sendable func list(_ values: [Double?]) -> String {
      zip(entries, values).map { text($0, $1) }.joined(separator: ", ")
    }
    return LongTrainingFigure(
      id: id, chapter: chapter, title: title,
      setting: "tuned settings, 1M steps, 10 deterministic episodes every 20,000 steps",
      stated: "Tianshou, mean over 10 seeds of the best evaluation: "
        + list(entries.map(\.published)) + ". Passes from " + list(entries.map(\.bound)) + " on",
      trainings: entries.map(\.training), curve: .evaluations
    ) { curves in
      let best = curves.map(\.meanOfBest)
      return (
        "mean of the best evaluations: " + list(best),
        zip(entries, best).allSatisfy { $0.bound ?? -.infinity <= $1 }
      )
    }.figure
  }
}
