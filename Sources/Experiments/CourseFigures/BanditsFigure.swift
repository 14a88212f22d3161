internal import Environments
internal import Exploration
internal import Foundation
internal import LinearAlgebra

/// The classic strategies on the bandits of RL²'s table 1.
enum BanditsFigure {
  /// n pulls of k arms, and the published totals: random, Thompson sampling, UCB1, ε-greedy.
  private struct Setting: Sendable {
    var pulls: Int
    var published: [Double]
  }

  private static let arms = 5
  private static let instances = 10_000
  private static let settings = [
    Setting(pulls: 10, published: [5.0, 5.7, 6.7, 6.6]),
    Setting(pulls: 100, published: [49.9, 74.7, 78.0, 75.4]),
    Setting(pulls: 500, published: [249.8, 402.0, 405.8, 388.2]),
  ]
  private static let names = ["random", "Thompson sampling", "UCB1", "ε-greedy", "greedy"]
  private static let widths = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1]
  private static let epsilons = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]

  static let figure = CourseFigure(
    id: "bandits", chapter: 17, tier: .a, title: "Bandits: total reward and regret",
    setting:
      "5 arms that give 1 with p from U(0, 1), 10, 100 and 500 pulls, 10,000 instances; means begin at ½ with the weight of 2 pulls; c of UCB1 and ε are the best of seven on 2,000 other instances",
    stated:
      "RL² table 1, 1,000 instances: random 5.0, 49.9, 249.8; Thompson sampling 5.7, 74.7, 402.0; UCB1 6.7, 78.0, 405.8; ε-greedy 6.6, 75.4, 388.2. The first two have to be met within 4 standard errors, the tuned two at least so"
  ) { context in
    let results = try concurrentMap(settings.count, jobs: context.jobs) { i in
      let result = totals(settings[i].pulls)
      context.progress(Double(i + 1) / Double(settings.count), "\(settings[i].pulls) pulls")
      return result
    }
    let isMet = zip(settings, results).allSatisfy { setting, outcomes in
      setting.published.indices.allSatisfy { s in
        let (ours, theirs) = (outcomes[s], setting.published[s])
        // The published numbers have a tenth, and 1,000 instances.
        let error = ours.deviation * (1 / 1000.0 + 1 / Double(instances)).squareRoot()
        let difference = ours.mean - theirs
        return difference > -4 * error - 0.05 && (s > 1 || difference < 4 * error + 0.05)
      }
    }
    let last = results[settings.count - 1]
    let x = (1...settings.last!.pulls).map(Double.init)
    let panels =
      zip(settings, results).map { setting, outcomes in
        Figure.Panel(
          title: "\(setting.pulls) pulls", x: .init(""), y: .init("total reward"),
          marks: [
            .bars(
              .init("here", labels: Array(names.prefix(4)), values: outcomes.prefix(4).map(\.mean))),
            .bars(.init("RL²", labels: Array(names.prefix(4)), values: setting.published)),
          ])
      } + [
        Figure.Panel(
          title: "Regret", x: .init("pulls"), y: .init("mean regret", range: 0...60),
          marks: names.indices.dropFirst().map {
            .series(.init(names[$0], x: x, mean: last[$0].regret))
          })
      ]
    let files = try Figure(title: "Bandits with five arms", panels: panels, columns: 2)
      .render("bandits", into: context.folder)
    func text(_ s: Int) -> String {
      let numbers = results.map { String(format: "%.1f", $0[s].mean) }.joined(separator: ", ")
      let options = results.compactMap(\.[s].option).map { String(format: "%g", $0) }
      let choice =
        options.isEmpty ? "" : " (\(s == 2 ? "c" : "ε") \(options.joined(separator: ", ")))"
      return "\(names[s]) \(numbers)\(choice)"
    }
    return FigureOutcome(
      obtained: names.indices.map(text).joined(separator: "; "),
      verdict: isMet ? .pass : .miss, seeds: instances, files: files)
  }

  /// What a strategy got, over all instances.
  private struct Outcome: Sendable {
    var mean: Double
    var deviation: Double
    var regret: [Double]
    var option: Double?
  }

  private static func totals(_ pulls: Int) -> [Outcome] {
    func run(_ strategy: some BanditStrategy, _ count: Int = instances, seed: UInt64 = 1) -> Outcome
    {
      var (strategy, stream) = (strategy, RandomStream(seed: seed))
      var (totals, regret) = ([Double](), [Double](repeating: 0, count: pulls))
      for _ in 0..<count {
        let trial = BanditTrial(&strategy, on: Bandit(arms: arms), pulls: pulls, using: &stream)
        totals.append(trial.totals[pulls - 1])
        for t in 0..<pulls { regret[t] += trial.regrets[t] / Double(count) }
      }
      return Outcome(
        mean: Statistics.mean(totals), deviation: Statistics.standardDeviation(totals),
        regret: regret)
    }
    func tuned<S: BanditStrategy>(_ options: [Double], _ make: (Double) -> S) -> Outcome {
      let best = options.map { (option: $0, mean: run(make($0), 2000, seed: 2).mean) }
        .max { $0.mean < $1.mean }!
      var outcome = run(make(best.option))
      outcome.option = best.option
      return outcome
    }
    return [
      run(EpsilonGreedyBandit(epsilon: 1)), run(ThompsonSamplingBandit()),
      tuned(widths) { UpperConfidenceBandit(width: $0, prior: 2) },
      tuned(epsilons) { EpsilonGreedyBandit(epsilon: $0, prior: 2) },
      run(EpsilonGreedyBandit(epsilon: 0, prior: 2)),
    ]
  }
}
