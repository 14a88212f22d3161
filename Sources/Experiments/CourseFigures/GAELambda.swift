internal import AdvancedPolicyGradients
internal import Foundation
internal import ReinforcementLearning

/// Generalised advantages with different λ, in PPO on Pendulum-v1.
enum GAELambda {
  static let lambdas = [0, 0.95, 0.98, 0.99, 1.0]
  static let points = 24

  static let figure = CourseFigure(
    id: "gae-lambda", chapter: 5, tier: .b, title: "Generalised advantages: λ from 0 to 1",
    setting:
      "PPO on Pendulum-v1, the zoo's settings (4 × 1,024 steps, 10 epochs, Adam 1e-3, γ .9, gSDE every 4, 100k steps) with λ 0, .95, .98, .99, 1; deterministic returns, 5 seeds, mean and deviation",
    stated: "an interior λ is best, by the mean return over the whole of learning"
  ) { context in
    let seeds = context.seeds ?? 5
    let groups = try context.trainings(of: lambdas, seeds: seeds, label: { "λ \($0)" }) { λ, seed in
      try TunedTraining(PPO.self, "Pendulum-v1", seed: seed, points: points) { $0.lambda = λ }
    }
    let files = try Figure(
      title: "PPO on Pendulum-v1 by λ", x: Figure.Axis("environment steps"),
      y: Figure.Axis("return of the deterministic policy"),
      series: zip(lambdas, groups).map {
        Figure.Series("λ \($0)", x: $1[0].steps, runs: $1.map(\.curve))
      }
    ).render("gae-lambda", into: context.folder)
    let means = groups.map { Statistics.mean($0.map { Statistics.mean($0.curve) }) }
    let finals = groups.map { Statistics.interquartileMean($0.map(\.final)) }
    let best = means.indices.max { means[$0] < means[$1] } ?? 0
    func text(_ values: [Double]) -> String {
      values.map { "\(Int($0.rounded()))" }.joined(separator: " / ")
    }
    return FigureOutcome(
      obtained:
        "whole of learning \(text(means)), best λ \(lambdas[best]); final policies \(text(finals))",
      verdict: best > 0 && best < lambdas.count - 1 ? .pass : .miss, seeds: seeds, files: files)
  }
}
