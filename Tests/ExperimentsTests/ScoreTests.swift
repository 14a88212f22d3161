import Environments
import Experiments
import Foundation
import LinearAlgebra
import PolicyGradients
import ReinforcementLearning
import Testing

@Suite struct ScoreTests {
  /// Runs of two seeds, scored: the sheet says what an evaluation of the last policies says, and survives its file.
  @Test func runsAreScored() throws {
    let folder = try TemporaryFolder()
    var configuration = REINFORCE.Configuration()
    configuration.batchSize = 200
    var plan = RunPlan(iterations: 3)
    plan.evaluation.every = .iterations(1)
    let environment = try EnvironmentCatalogue.named("CartPole-v1")
    for seed in [UInt64(2), 1] {
      _ = try Run<REINFORCE>(
        environment: environment, configuration: configuration, seed: seed, plan: plan
      ).train(into: "\(folder.path)/runs/seed-\(seed)")
    }
    let sheet = try ScoreSheet(scoring: RunGroup(folder: "\(folder.path)/runs"), episodes: 7)
    #expect(sheet.algorithm == "reinforce" && sheet.environment == "CartPole-v1")
    #expect(sheet.rows.map(\.seed) == [1, 2])
    for row in sheet.rows {
      let run = "\(folder.path)/runs/seed-\(row.seed)"
      let expected = try Evaluation(
        of: TrainedPolicy(run).policy, in: environment, episodes: 7, seed: 1000 + row.seed)
      #expect(row.score == expected.mean && row.deviation == expected.standardDeviation)
      let evaluations = try MetricsTable(contentsOf: "\(run)/evaluations.csv")["return_mean"] ?? []
      #expect(evaluations.count == 3 && row.bestEvaluation == evaluations.max())
      #expect(row.steps >= 600 && row.seconds > 0)
    }
    try sheet.write(to: folder.path)
    let path = sheet.path(in: folder.path)
    #expect(path == "\(folder.path)/reinforce/CartPole-v1.csv")
    #expect(
      try ScoreSheet(contentsOf: path, algorithm: "reinforce", environment: "CartPole-v1") == sheet)
  }

  private func sheet(_ algorithm: String, _ environment: String, _ scores: [Double]) -> ScoreSheet {
    ScoreSheet(
      algorithm: algorithm, environment: environment,
      rows: scores.enumerated().map {
        ScoreSheet.Row(
          seed: UInt64($0 + 1), steps: 100_000, score: $1, deviation: 1, bestEvaluation: $1 + 2,
          seconds: 4)
      })
  }

  @Test func rowsOfOtherSeedsAreKept() {
    let earlier = sheet("ppo", "CartPole-v1", [100, 200, 300])
    var row = earlier.rows[1]
    row.score = 250
    let sum = ScoreSheet(algorithm: "ppo", environment: "CartPole-v1", rows: [row]).adding(earlier)
    #expect(sum.rows.map(\.seed) == [1, 2, 3] && sum.rows.map(\.score) == [100, 250, 300])
  }

  /// Environments in the order of the catalogue, with published numbers; an interval only for several seeds.
  @Test func theTableIsPutIntoAPage() throws {
    let folder = try TemporaryFolder()
    try sheet("ppo", "Pendulum-v1", [-150]).write(to: folder.path)
    try sheet("ppo", "CartPole-v1", [500, 500, 500, 500]).write(to: folder.path)
    try sheet("dqn", "MinAtar/Breakout-v1", [1, 2]).write(to: folder.path)
    try folder.write(
      "algorithm,environment,return,source\nppo,CartPole-v1,500,zoo\nppo,CartPole-v1,499,a, b\n",
      to: "published.csv")
    try folder.write(
      "before\n<!-- scores -->\nold\n<!-- end of scores -->\nafter\n", to: "page.md")
    for _ in 0..<2 {
      try ScoreTable(folder: folder.path).insert(into: "\(folder.path)/page.md")
    }
    let lines = try folder.text("page.md").split(separator: "\n").map(String.init)
    #expect(lines.first == "before" && lines.last == "after" && lines.count == 9)
    #expect(
      lines[4]
        == "| CartPole-v1 | ppo | 100,000 | 4 | 500 [500, 500] | 502 | 500 (zoo); 499 (a, b) | 4 | 25,000 |"
    )
    #expect(lines[5] == "| Pendulum-v1 | ppo | 100,000 | 1 | -150 | -148 |  | 4 | 25,000 |")
    #expect(lines[6].hasPrefix("| MinAtar/Breakout-v1 | dqn |"))
  }

  @Test func whatIsNoScoreIsRefused() throws {
    let folder = try TemporaryFolder()
    try sheet("ppo", "CartPole-v1", [500]).write(to: folder.path)
    try folder.write("no marks\n", to: "page.md")
    #expect(throws: ScoreError.self) {
      try ScoreTable(folder: folder.path).insert(into: "\(folder.path)/page.md")
    }
    try folder.write("algorithm,environment\nppo\n", to: "published.csv")
    #expect {
      try ScoreTable(folder: folder.path)
    } throws: { "\($0)".contains("published.csv, line 2") }
    try folder.write("a,b\n1,2\n", to: "ppo/CartPole-v1.csv")
    #expect(throws: ScoreError.self) { try ScoreTable(folder: folder.path) }
    #expect(throws: (any Error).self) { try RunGroup(folder: folder.path) }
  }
}
