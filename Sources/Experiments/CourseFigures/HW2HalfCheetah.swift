internal import Foundation

/// The course's second homework on HalfCheetah: REINFORCE with and without reward-to-go and a learned baseline.
enum HW2HalfCheetah {
  static let trainings = [(false, false), (true, false), (false, true), (true, true)].map {
    isRewardToGo, hasBaseline in
    LongTraining(
      name: (isRewardToGo ? "reward-to-go" : "full return") + (hasBaseline ? ", baseline" : ""),
      folder: (isRewardToGo ? "reward-to-go" : "full") + (hasBaseline ? "-baseline" : ""),
      algorithm: "reinforce", environment: "HalfCheetah150-v4",
      options: [
        "iterations": "100", "batchSize": "50000", "learningRate": "0.02",
        "baselineLearningRate": "0.02", "discount": "0.95", "hiddenWidths": "[32, 32]",
        "returnForm": isRewardToGo ? "rewardToGo" : "full",
        "baseline": hasBaseline ? "learned" : "none", "normalizesAdvantages": "true",
        "evaluation.every": "never", "checkpoints.every": "10 iterations",
      ], isTuned: false)
  }

  static let figure = LongTrainingFigure(
    id: "hw2-half-cheetah", chapter: 4, title: "REINFORCE on HalfCheetah, episodes of 150 steps",
    setting: "n 100, b 50,000, γ .95, 2×32 tanh, Adam 2e-2, normalised advantages",
    stated:
      "with reward-to-go and baseline ≈ 200; seen 109 / 122 / 217, without reward-to-go −47…−3. Passes if the last 10 iterations have a mean ≥ 100, one seed reaches ≥ 150, and reward-to-go gains > 100",
    references: [200], trainings: trainings, curve: .returnsByIteration
  ) { curves in
    let means = curves.map { $0.meanOfLast(10) }
    let best = curves[3].joined().max() ?? -.infinity
    let text = zip(trainings, means).map { "\($0.name) \(Int($1.rounded()))" }
    return (
      "last 10 iterations: \(text.joined(separator: "; ")); best \(Int(best.rounded()))",
      means[3] >= 100 && best >= 150 && means[3] - means[2] > 100
    )
  }.figure
}
