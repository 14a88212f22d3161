internal import Environments
internal import Foundation
internal import ImitationLearning
internal import LinearAlgebra
internal import ReinforcementLearning

/// An expert that passes each tree on either side, and clones of it: a Gaussian has its mean where the tree is.
enum MultimodalCloning {
  static let heads: [(name: String, head: CloneConfiguration.Head)] = [
    ("Gaussian", .natural), ("mixture", .mixture), ("latent", .latent),
    ("autoregressive", .autoregressive),
  ]
  static let trajectories = 200
  static let iterations = 5
  static let episodes = 200

  static let figure = CourseFigure(
    id: "multimodal-bc", chapter: 2, tier: .b,
    title: "Clones of an expert with several good actions",
    setting:
      "Slalom-v0, 200 demonstrations, 2×64 tanh, Adam 2e-3, 5,000 gradient steps of batch 100; mixture of 5, 61 bins; z of 2 components with β .5, 2×128, 20,000 steps; actions drawn; 3 seeds, 200 episodes each",
    stated: "part of the episodes with a collision: Gaussian ≥ 80 %, the others ≤ 10 %"
  ) { context in
    let seeds = context.seeds ?? 3
    let clones = try context.trainings(of: heads, seeds: seeds, label: \.name) {
      try clone($0.head, seed: $1)
    }
    return try outcome(clones, seeds: seeds, context)
  }

  /// A trained clone's episodes.
  struct Trials: Sendable {
    /// The part of the episodes in which it collided.
    let collisions: Double
    /// Where it was, episode by episode.
    let paths: [[Double]]
  }

  static func clone(_ head: CloneConfiguration.Head, seed: UInt64) throws -> Trials {
    var configuration = BehaviourCloning.Configuration()
    configuration.trajectories = trajectories
    configuration.evaluationEpisodes = 1
    configuration.clone.head = head
    configuration.clone.learningRate = 2e-3
    configuration.clone.isStochastic = true
    if head == .autoregressive { configuration.clone.bins = 61 }
    if head == .latent {
      configuration.clone.divergenceWeight = 0.5
      configuration.clone.hiddenWidths = [128, 128]
      configuration.clone.gradientSteps = 4000
    }
    let environment = try EnvironmentCatalogue.named("Slalom-v0")
    var learner = try BehaviourCloning(
      environment: environment, configuration: configuration, seed: seed)
    for _ in 0..<iterations { _ = try learner.iterate() }
    let trials = try Demonstrations(
      by: Expert(learner.policy, normalizer: learner.normalizer), in: environment,
      episodes: episodes, isStochastic: true, seed: seed
    ).trajectories
    let paths = trials.ranges.indices.map { i in
      trials.ranges[i].map { Double(trials.observations[$0, 0]) }
        + [Double(trials.finalObservations[i, 0])]
    }
    let collided = (0..<trials.count).count { trials.totalReward($0) < 3 }
    return Trials(collisions: Double(collided) / Double(trials.count), paths: paths)
  }

  private static func outcome(
    _ clones: [[Trials]], seeds: Int, _ context: FigureContext
  ) throws -> FigureOutcome {
    let gaps: [ClosedRange<Double>] = [-1.5...(-0.6), -0.4...0.4, 0.6...1.5]
    let trees = (0..<3).flatMap { (tree: Int) -> [Figure.Regions.Rectangle] in
      let y = Double(2 - tree)
      return gaps.map { Figure.Regions.Rectangle(x: $0, y: y - 0.05...y + 0.05) }
    }
    var panels = heads.indices.map { k in
      let paths = clones[k][0].paths.prefix(40).map { path in
        Figure.Trajectories.Path(x: path, y: path.indices.map { 3 - Double($0) })
      }
      return Figure.Panel(
        title: heads[k].name, x: Figure.Axis("x", range: -1.5...1.5),
        y: Figure.Axis("trees ahead", range: -0.2...3.2),
        marks: [
          .regions(Figure.Regions("trees", trees)),
          .trajectories(Figure.Trajectories("clone", Array(paths))),
        ])
    }
    let means = clones.map { Statistics.mean($0.map(\.collisions)) }
    panels.append(
      Figure.Panel(
        title: "collisions", x: Figure.Axis("head"),
        y: Figure.Axis("part of episodes", range: 0...1),
        marks: [.bars(Figure.Bars(labels: heads.map(\.name), values: means))]))
    let files = try Figure(
      title: "Forty episodes of each clone, and how often it collides", panels: panels
    ).render("multimodal-bc", into: context.folder)
    let text = zip(heads, means).map { "\($0.name) \(String(format: "%.1f", 100 * $1)) %" }
    return FigureOutcome(
      obtained: text.joined(separator: ", "),
      verdict: means[0] >= 0.8 && means.dropFirst().allSatisfy { $0 <= 0.1 } ? .pass : .miss,
      seeds: seeds, files: files)
  }
}
