internal import Environments
internal import Foundation
internal import InformationTheory
internal import LinearAlgebra
internal import ReinforcementLearning

/// Six skills of a point in the plane that nothing is asked of.
///
/// Source: B. Eysenbach, A. Gupta, J. Ibarz and S. Levine, "Diversity is all you need", 2019, figure 2.
enum DIAYNPlane {
  static let steps = 60_000
  static let environment = EnvironmentSpecification(
    name: "Navigation2D-v0", summary: "A point in the plane.", environment: Navigation2D(),
    stepLimit: 30)

  static let figure = CourseFigure(
    id: "diayn", chapter: 19, tier: .b, title: "Six skills of a point",
    setting:
      "a point from the origin, 30 steps of up to 0.1 along either axis; 6 skills, temperature .1, SAC 2×64 with Adam 1e-3 and batch 128, discriminator 2×64; 60,000 steps; 3 seeds, mean and deviation",
    stated:
      "skills separated, I(S;Z) → log k; passes if the bound of I(S;Z) is above 0.9 log 6 = 1.61 nats in the mean of the last tenth, and 95 % of the states at the ends of new episodes tell their skill by the nearest mean of a skill's"
  ) { context in
    let seeds = context.seeds ?? 3
    let runs = try context.trainings(of: ["skills"], seeds: seeds) { try train(seed: $1) }[0]
    let x = runs[0].information.indices.map { Double(($0 + 1) * 1000) }
    let curve = Figure.Panel(
      title: "what a state tells of the skill", x: .init("environment steps"),
      y: .init("E[log q(z|s) − log p(z)]", unit: "nats"),
      marks: [.series(Figure.Series("bound of I(S; Z)", x: x, runs: runs.map(\.information)))],
      references: [.init("log 6", at: Foundation.log(6.0))])
    let maps = runs.prefix(3).enumerated().map { i, run in
      Figure.Panel(
        title: "seed \(i + 1)", x: .init("x"), y: .init("y"),
        marks: run.ways.enumerated().map { .trajectories(.init("skill \($0 + 1)", $1)) },
        hasEqualScales: true)
    }
    let files = try Figure(title: "Six skills of a point", panels: [curve] + maps, columns: 2)
      .render("diayn", into: context.folder)
    let last = runs.map { Statistics.mean(Array($0.information.suffix(steps / 10_000))) }
    let told = runs.map(\.told)
    return FigureOutcome(
      obtained: String(
        format: "bound %@ nats of %.2f; %@ %% of ends tell their skill",
        last.map { String(format: "%.2f", $0) }.joined(separator: ", "), Foundation.log(6.0),
        told.map { String(format: "%.0f", 100 * $0) }.joined(separator: ", ")),
      verdict: Statistics.mean(last) > 0.9 * Foundation.log(6.0) && told.min()! >= 0.95
        ? .pass : .miss,
      seeds: seeds, files: files)
  }

  /// What a training brings.
  private struct Training: Sendable {
    /// By a thousand steps.
    var information: [Double] = []
    /// Five episodes of each skill.
    var ways: [[Figure.Trajectories.Path]] = []
    /// The share of ends that are nearest to the mean end of their own skill.
    var told = 0.0
  }

  private static func train(seed: UInt64) throws -> Training {
    var learner = try DIAYN(environment: environment, seed: seed)
    var training = Training()
    while learner.environmentSteps < steps {
      let information = try learner.iterate().information
      training.information.append(information.isNaN ? 0 : information)
    }
    var policy = learner.policy
    var ends: [[(x: Double, y: Double)]] = []
    for skill in 0..<policy.skillCount {
      policy.skill = skill
      let ways = episodes(of: policy, count: 20, seed: seed)
      training.ways.append(Array(ways.prefix(5)))
      ends.append(ways.map { ($0.x[$0.x.count - 1], $0.y[$0.y.count - 1]) })
    }
    let means = ends.map { (x: Statistics.mean($0.map(\.x)), y: Statistics.mean($0.map(\.y))) }
    let hits = ends.indices.reduce(0) { sum, skill in
      sum
        + ends[skill].count { end in
          let distances = means.map { hypot($0.x - end.x, $0.y - end.y) }
          return distances.firstIndex(of: distances.min()!) == skill
        }
    }
    training.told = Double(hits) / Double(20 * ends.count)
    return training
  }

  /// Ways of whole episodes, with actions that are drawn.
  private static func episodes(
    of policy: SkillPolicy, count: Int, seed: UInt64
  ) -> [Figure.Trajectories.Path] {
    var random = RandomStream(seed: seed)
    var batch = environment.makeBatch(count, random.next(), 1)
    var streams = random.split(count)
    var actor = policy.makeActor(copies: count, isMasked: false)
    var actions = Matrix<Scalar>(rows: count, columns: 2)
    var ways = [[(x: Double, y: Double)]](repeating: [], count: count)
    var isOver = [Bool](repeating: false, count: count)
    batch.reset()
    func look(_ i: Int, _ row: Matrix<Scalar>) {
      ways[i].append((Double(row[i, 0]), Double(row[i, 1])))
    }
    for i in 0..<count { look(i, batch.observations) }
    while isOver.contains(false) {
      actor.act(
        batch.observations, allowed: nil, isStochastic: true, into: &actions, using: &streams)
      batch.step(actions)
      for i in 0..<count where !isOver[i] {
        isOver[i] = batch.statuses[i] != .running
        look(i, isOver[i] ? batch.finalObservations : batch.observations)
      }
    }
    return ways.map { Figure.Trajectories.Path(x: $0.map(\.x), y: $0.map(\.y)) }
  }
}
