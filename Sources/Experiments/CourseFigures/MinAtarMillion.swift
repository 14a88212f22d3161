internal import Foundation

/// A million frames of two of MinAtar's games with all six actions: DQN as in MinAtar's paper, and Rainbow.
///
/// With those actions alone that do something, random ones do more harm, and returns while training are lower.
enum MinAtarMillion {
  static let trainings = ["MinAtar/Breakout-v0", "MinAtar/Asterix-v0"].flatMap { game in
    ["dqn", "rainbow"].map { algorithm in
      LongTraining(
        name: algorithm, folder: "\(algorithm)-\(game.dropFirst(8))", algorithm: algorithm,
        environment: game,
        options: [
          "steps": "1000000", "iterationSteps": "10000", "evaluation.every": "never",
          "checkpoints.every": "100000",
        ])
    }
  }

  static let figure = LongTrainingFigure(
    id: "minatar", chapter: 7, title: "DQN and Rainbow on MinAtar",
    setting: "1M frames, 16 filters of 3×3 and 128 units, batch 32, buffer 100k, γ .99",
    stated:
      "MinAtar's paper, DQN after 1M frames, read off its curves: Breakout ≈ 9.2, Asterix ≈ 7, which rises from 1 to 12 between .8M and 1.25M. Passes if DQN's last 100 episodes have means over the seeds ≥ 8 and ≥ 4",
    references: [9.2, 7], trainings: trainings, curve: .returnsByStep
  ) { curves in
    let last = curves.map { $0.meanOfLast(1) }
    let text = zip(trainings, last).map {
      "\($0.name) \($0.environment.dropFirst(8)) \(($1 * 10).rounded() / 10)"
    }
    return (
      "last 100 episodes: " + text.joined(separator: ", "), last[0] >= 8 && last[2] >= 4
    )
  }.figure
}
