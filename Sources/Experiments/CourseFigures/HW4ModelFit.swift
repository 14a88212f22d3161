internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ModelBasedRL
internal import ReinforcementLearning

/// How well networks of different sizes learn the cheetah's dynamics, of the course's fourth homework: the loss while they are
/// fitted, and the error of predictions over several steps of an episode that they have not seen.
enum HW4ModelFit {
  struct Setting: Sendable {
    let hidden: [Int]
    let steps: Int
    var name: String { "\(hidden.count)×\(hidden[0]), \(steps) steps" }
  }

  static let settings = [
    Setting(hidden: [32], steps: 500), Setting(hidden: [250, 250], steps: 5),
    Setting(hidden: [250, 250], steps: 500),
  ]
  static let horizon = 15

  static let figure = CourseFigure(
    id: "hw4-model-fit", chapter: 10, tier: .b, title: "Learned dynamics of the cheetah",
    setting:
      "cheetah-cs285, 20,000 random steps, 3 networks of tanh, batch 512, Adam 1e-3; errors in units of deviations; 3 seeds, mean and deviation",
    stated:
      "the loss of 2×250 after 500 steps is below 0.2, and the smallest. Passes if its error on one step of other episodes is, too"
  ) { context in
    let seeds = context.seeds ?? 3
    let groups = try context.trainings(of: settings, seeds: seeds, label: \.name) {
      try Fit($0, seed: $1)
    }
    func series(_ i: Int, _ values: (Fit) -> [Double], from first: Int) -> Figure.Mark {
      let runs = groups[i].map(values)
      return .series(
        Figure.Series(
          settings[i].name, x: runs[0].indices.map { Double(first + $0) }, runs: runs))
    }
    let fits = settings.indices.map { series($0, \.losses, from: 1) }
    let predictions = settings.indices.map { series($0, \.errors, from: 1) }
    let files = try Figure(
      title: "Learned dynamics of the cheetah",
      panels: [
        Figure.Panel(
          title: "fit", x: Figure.Axis("gradient step", isLogarithmic: true),
          y: Figure.Axis("mean squared error", isLogarithmic: true), marks: fits),
        Figure.Panel(
          title: "prediction", x: Figure.Axis("steps ahead"),
          y: Figure.Axis("mean squared error", isLogarithmic: true), marks: predictions),
      ]
    ).render("hw4-model-fit", into: context.folder)
    let last = groups.map { Statistics.mean($0.map { $0.losses[$0.losses.count - 1] }) }
    let one = groups.map { Statistics.mean($0.map { $0.errors[0] }) }
    func text(_ values: [Double]) -> String {
      values.map { String(format: "%.3f", $0) }.joined(separator: " / ")
    }
    let isBest = last[2] < min(last[0], last[1]) && one[2] < min(one[0], one[1])
    return FigureOutcome(
      obtained: "loss in the end \(text(last)), error of one step elsewhere \(text(one))",
      verdict: isBest && max(last[2], one[2]) < 0.2 ? .pass : .miss, seeds: seeds, files: files)
  }

  /// A fit of one setting.
  struct Fit: Sendable {
    /// The mean squared error after each gradient step, on the steps of a minibatch.
    var losses: [Double] = []
    /// That of predictions 1, 2, … steps ahead, in episodes of other starts.
    var errors: [Double] = []

    init(_ setting: Setting, seed: UInt64) throws {
      let environment = try EnvironmentCatalogue.named("cheetah-cs285")
      var random = RandomStream(seed: seed)
      var collector = try OffPolicyCollector(
        environment: environment, copies: 1, capacity: 20_100, using: &random)
      for _ in 0..<20_000 {
        try collector.begin()
        collector.chooseRandomly()
        try collector.step()
      }
      let layout = collector.replay.layout
      var ensemble = DynamicsEnsemble(
        count: 3, features: layout.features, actions: environment.actionSpace,
        hidden: setting.hidden, using: &random)
      var fit = DynamicsFit(ensemble, layout, using: &random)
      var batch = TransitionBatch(layout, size: fit.configuration.batchSize)
      var places: [Int] = []
      collector.replay.writePlaces(into: &places)
      ensemble.take(collector.replay, at: places, through: &batch)
      for _ in 0..<setting.steps {
        _ = fit.fit(&ensemble, to: collector.replay, steps: 1)
        collector.replay.sample(into: &batch, from: places, using: &random)
        losses.append(fit.error(of: ensemble, on: batch))
      }
      errors = try predict(by: ensemble, environment, seed: 1000 + seed)
    }

    /// The errors of predictions from 100 steps of each of 20 new episodes, with the actions taken there.
    private func predict(
      by ensemble: DynamicsEnsemble, _ environment: EnvironmentSpecification, seed: UInt64
    ) throws -> [Double] {
      var batch = environment.makeBatch(20, seed, 1)
      var actions = Matrix<Scalar>(rows: 20, columns: batch.actionSpace.width)
      var rewards = Vector<Scalar>(count: 20)
      let evaluator = DynamicsEvaluator(ensemble.networks[0], rows: 20)
      var sums = [Double](repeating: 0, count: horizon)
      batch.reset()
      let (repetitions, deviation) = (6, ensemble.coding.output.deviation)
      for _ in 0..<repetitions {
        var states = Array(repeating: batch.observations, count: ensemble.count)
        for t in 0..<horizon {
          batch.sampleActions(into: &actions)
          batch.step(actions)
          for member in 0..<ensemble.count {
            evaluator.step(
              &states[member], actions, by: ensemble, member: member, rewards: &rewards)
            for row in 0..<20 {
              for j in 0..<states[member].columns {
                let error = Double(states[member][row, j] - batch.observations[row, j])
                let scaled = error / Double(deviation[j])
                sums[t] += scaled * scaled / Double(20 * states[member].columns)
              }
            }
          }
        }
      }
      return sums.map { $0 / Double(repetitions * ensemble.count) }
    }
  }
}
