internal import DeepQLearning
internal import Environments
internal import Foundation
internal import NeuralNetworks
internal import ReinforcementLearning

/// The learning curve of the course's third homework: DQN on CartPole-v1, and the same with a learning rate that is too
/// large.
enum HW3DQNCartPole {
  static let learningRates = [1e-3, 0.05]
  static let steps = 300_000
  /// The environment steps between two points of the curve.
  static let interval = 10_000

  static let figure = CourseFigure(
    id: "hw3-dqn-cartpole", chapter: 7, tier: .b, title: "DQN on CartPole-v1",
    setting:
      "2×64 tanh, squared loss, 300k steps, target every 1000, 20k steps of warm-up, batch 128, Adam 1e-3 and 0.05, γ 0.99, ε 1 → 0.02 over 10 %; greedy returns of 20 episodes, 3 seeds",
    stated: "≈ 500 with 1e-3; 0.05 degrades"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(
      of: learningRates, seeds: seeds, label: { "learning rate \($0)" }
    ) { rate, seed in try returns(learningRate: rate, seed: seed) }
    return try outcome(groups, seeds: seeds, context)
  }

  /// The course's settings with another learning rate.
  static func configuration(learningRate: Double) -> DQN.Configuration {
    var configuration = DQN.Configuration()
    configuration.learningRate = .constant(learningRate)
    configuration.batchSize = 128
    configuration.replayCapacity = 100_000
    configuration.warmUpSteps = 20_000
    configuration.trainPeriod = 1
    configuration.gradientSteps = 1
    configuration.targetUpdatePeriod = 1000
    configuration.explorationRate = .linear(from: 1, to: 0.02, over: steps / 10)
    configuration.hiddenWidths = [64, 64]
    // As in the course: its perceptrons' activation, and half the square as the loss.
    configuration.activation = .tanh
    configuration.huberThreshold = nil
    configuration.iterationSteps = interval
    return configuration
  }

  /// The mean return of the greedy policy after each interval.
  static func returns(learningRate: Double, seed: UInt64) throws -> [Double] {
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    var learner = try DQN(
      environment: environment, configuration: configuration(learningRate: learningRate),
      seed: seed)
    return try (0..<steps / interval).map { point in
      _ = try learner.iterate()
      return try Evaluation(
        of: learner.policy, in: environment, episodes: 20, seed: seed &+ UInt64(1000 * point)
      ).mean
    }
  }

  private static func outcome(
    _ groups: [[[Double]]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = (1...steps / interval).map { Double($0 * interval) }
    let series = zip(learningRates, groups).map {
      Figure.Series("learning rate \($0)", x: x, runs: $1)
    }
    let files = try Figure(
      title: "DQN on CartPole-v1", x: Figure.Axis("environment steps"),
      y: Figure.Axis("mean return of the greedy policy", range: 0...520), series: series,
      references: [Figure.Reference("stated", at: 500)]
    ).render("hw3-dqn-cartpole", into: context.folder)
    let ends = groups.map { Statistics.mean($0.map { Statistics.mean(Array($0.suffix(5))) }) }
    func text(_ value: Double) -> String { "\(Int(value.rounded()))" }
    return FigureOutcome(
      obtained: "last 50k steps: \(text(ends[0])) with 1e-3, \(text(ends[1])) with 0.05",
      verdict: ends[0] >= 450 && ends[1] < ends[0] - 100 ? .pass : .miss, seeds: seeds,
      files: files)
  }
}
