internal import Foundation

/// A million steps of HalfCheetah and Hopper with the zoo's settings, against published returns.
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
    return CourseFigure(
      id: id, chapter: chapter, tier: .c, title: title,
      setting:
        "the zoo's settings, 1M steps, 10 deterministic episodes every 20,000 steps; 3 seeds, mean and deviation",
      stated: "Tianshou, mean over 10 seeds of the best evaluation: "
        + entries.map { text($0, $0.published) }.joined(separator: ", ") + ". Passes from "
        + entries.map { text($0, $0.bound) }.joined(separator: ", ") + " on"
    ) { context in
      let seeds = context.seeds ?? 3
      let groups = try context.records(of: entries.map(\.training), seeds: seeds, figure: id)
      let environments = entries.map(\.environment).reduce(into: [String]()) {
        if $0.last != $1 { $0.append($1) }
      }
      let panels = environments.map { environment in
        let series = zip(entries, groups).filter { $0.0.environment == environment }.map {
          Figure.Series($0.algorithm, x: $1[0].evaluationSteps, runs: $1.map(\.evaluations))
        }
        return Figure.Panel(
          title: environment, x: Figure.Axis("environment steps"),
          y: Figure.Axis("return of the deterministic policy"), marks: series.map { .series($0) })
      }
      let files = try Figure(title: title, panels: panels).render(id, into: context.folder)
      let best = groups.map { Statistics.mean($0.map { $0.evaluations.max() ?? -.infinity }) }
      return FigureOutcome(
        obtained: "mean of the best evaluations: "
          + zip(entries, best).map { text($0, $1) }.joined(separator: ", "),
        verdict: zip(entries, best).allSatisfy { $0.bound ?? -.infinity <= $1 } ? .pass : .miss,
        seeds: seeds, files: files)
    }
  }
}
