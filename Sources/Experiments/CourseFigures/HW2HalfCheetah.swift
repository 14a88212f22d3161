internal import Foundation

/// The course's second homework on HalfCheetah: REINFORCE with and without reward-to-go and a learned baseline.
enum HW2HalfCheetah {
  static let iterations = 100

  static let trainings = [(false, false), (true, false), (false, true), (true, true)].map {
    isRewardToGo, hasBaseline in
    LongTraining(
      name: (isRewardToGo ? "reward-to-go" : "full return") + (hasBaseline ? ", baseline" : ""),
      folder: (isRewardToGo ? "reward-to-go" : "full") + (hasBaseline ? "-baseline" : ""),
      algorithm: "reinforce", environment: "HalfCheetah150-v4",
      options: [
        "iterations": "\(iterations)", "batchSize": "50000", "learningRate": "0.02",
        "baselineLearningRate": "0.02", "discount": "0.95", "hiddenWidths": "[32, 32]",
        "returnForm": isRewardToGo ? "rewardToGo" : "full",
        "baseline": hasBaseline ? "learned" : "none", "normalizesAdvantages": "true",
        "evaluation.every": "never", "checkpoints.every": "10 iterations",
      ], isTuned: false)
  }

  static let figure = CourseFigure(
    id: "hw2-half-cheetah", chapter: 4, tier: .c, title: "REINFORCE on HalfCheetah",
    setting:
      "episodes of 150 steps, n 100, b 50,000, γ .95, 2×32 tanh, Adam 2e-2, normalised advantages; 3 seeds, mean and deviation",
    stated:
      "with reward-to-go and baseline ≈ 200; seen 109 / 122 / 217, without reward-to-go −47…−3. Passes if the last 10 iterations have a mean ≥ 100, one seed reaches ≥ 150, and reward-to-go gains > 100"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.records(of: trainings, seeds: seeds, figure: "hw2-half-cheetah")
    let files = try Figure(
      title: "REINFORCE on HalfCheetah, episodes of 150 steps", x: Figure.Axis("iteration"),
      y: Figure.Axis("mean return"),
      series: zip(trainings, groups).map {
        Figure.Series($0.name, x: (1...iterations).map(Double.init), runs: $1.map(\.returns))
      }, references: [Figure.Reference("stated", at: 200)]
    ).render("hw2-half-cheetah", into: context.folder)
    let ends = groups.map { $0.map { Statistics.mean(Array($0.returns.suffix(10))) } }
    let means = ends.map(Statistics.mean)
    let best = groups[3].map { $0.returns.max() ?? -.infinity }.max() ?? -.infinity
    let text = zip(trainings, means).map { "\($0.name) \(Int($1.rounded()))" }
    return FigureOutcome(
      obtained: "last 10 iterations: \(text.joined(separator: "; ")); best \(Int(best.rounded()))",
      verdict: means[3] >= 100 && best >= 150 && means[3] - means[2] > 100 ? .pass : .miss,
      seeds: seeds, files: files)
  }
}
