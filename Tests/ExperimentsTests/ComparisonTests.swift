// What is internal can be tested in debug builds only.
#if DEBUG
  import Foundation
  import Testing

  @testable import Experiments

  extension TemporaryFolder {
    /// Writes the folder of a run with the given returns, 100 environment steps apart plus `shift` for each row.
    func run(
      _ name: String, seed: Int = 1, environment: String = "CartPole-v0", rate: Double = 0.005,
      threads: Int = 1, shift: Double = 0, returns: [Double], evaluations: [Double] = []
    ) throws {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true)
      try write(
        """
        {"algorithm": "reinforce", "environment": "\(environment)", "seed": \(seed), "iterations": 3,
         "configuration": {"learningRate": \(rate), "hiddenWidths": [64, 64], "normalizesAdvantages": true,
         "nested": {"a": 1}, "weightClip": null, "threads": \(threads)}, "platform": {"apus": "\(seed)"}}
        """, to: "\(name)/config.yml")
      func table(_ values: [Double]) -> MetricsTable {
        var table = MetricsTable(columns: ["iteration", "environment_steps", "return_mean"])
        for (i, value) in values.enumerated() {
          let row = Double(i + 1)
          table.append([row, (100 + shift) * row, value])
        }
        return table
      }
      try table(returns).write(to: "\(path)/\(name)/metrics.csv")
      if !evaluations.isEmpty {
        try table(evaluations).write(to: "\(path)/\(name)/evaluations.csv")
      }
    }
  }

  @Suite struct ComparisonTests {
    @Test func summaries() throws {
      let folder = try TemporaryFolder()
      try folder.run("a", seed: 7, returns: [1])
      let run = try RunSummary("\(folder.path)/a")
      #expect(run.algorithm == "reinforce" && run.environment == "CartPole-v0" && run.seed == 7)
      #expect(
        run.options == [
          "learningRate": "0.005", "hiddenWidths": "64 64", "normalizesAdvantages": "true",
          "nested.a": "1",
        ])
    }

    @Test func handNumbers() throws {
      let folder = try TemporaryFolder()
      for (seed, level) in [10.0, 20, 30].enumerated() {
        try folder.run("a/\(seed + 1)", seed: seed + 1, returns: [0, level, level + 2])
        try folder.run(
          "b/\(seed + 1)", seed: seed + 1, rate: 0.1, returns: [0, level + 15, level + 17],
          evaluations: [1, level])
      }
      let groups = try ["a", "b"].map { try RunGroup(folder: "\(folder.path)/\($0)") }
      #expect(groups.map(\.runs.count) == [3, 3])
      let comparison = try Comparison(groups, score: .lastMean(2), target: 30)
      let (a, b) = (comparison.rows[0], comparison.rows[1])
      #expect(a.scores == [11, 21, 31] && b.scores == [26, 36, 46])
      #expect(a.interquartileMean.estimate == 21 && a.median == 21 && a.mean == 21)
      // The lowest and the highest of 27 equally likely resamples are within the interval's tails.
      #expect(a.interquartileMean.low >= 11 && a.interquartileMean.low < 16)
      #expect(a.interquartileMean.high <= 31 && a.interquartileMean.high > 26)
      // (19 + 9 + 0) / 3 and (4 + 0 + 0) / 3.
      #expect(try abs(#require(a.optimalityGap) - 28.0 / 3) < 1e-12)
      #expect(try abs(#require(b.optimalityGap) - 4.0 / 3) < 1e-12)
      #expect(a.improvement == nil)
      // 26 beats 11 and 21, 36 and 46 beat all: 8 of 9.
      #expect(try abs(#require(b.improvement).estimate - 8.0 / 9) < 1e-12)
      #expect(try Comparison(groups, score: .lastMean(2), target: 30).rows == comparison.rows)
      #expect(try Comparison(groups, score: .final).rows[0].scores == [12, 22, 32])
      let evaluated = try Comparison(
        [groups[1]], metric: RunMetric("return_mean", source: .evaluations), score: .final)
      #expect(evaluated.rows[0].scores == [10, 20, 30])
      #expect(throws: RunFolderError.self) {
        try Comparison(groups, metric: RunMetric(source: .evaluations))
      }
    }

    @Test func texts() throws {
      let folder = try TemporaryFolder()
      try folder.run("a", returns: [1, 3])
      try folder.run("b,c", returns: [8])
      let groups = try ["a", "b,c"].map {
        RunGroup($0, try RunGroup(folder: "\(folder.path)/\($0)").runs)
      }
      let comparison = try Comparison(groups)
      #expect(
        comparison.text(.plain) == """
          CartPole-v0: return, mean of the last 10

          group  runs  IQM  95 %  median  mean  P(better than a)  95 %
          a         1    2     –       2     2                 –     –
          b,c       1    8     –       8     8              1.00     –

          """)
      #expect(
        comparison.text(.markdown).hasSuffix(
          "|---|---:|---:|---:|---:|---:|---:|---:|\n| a | 1 | 2 | – | 2 | 2 | – | – |\n"
            + "| b,c | 1 | 8 | – | 8 | 8 | 1.00 | – |\n"))
      #expect(
        comparison.text(.csv) == """
          group,environment,runs,iqm,iqm_low,iqm_high,median,mean,improvement,improvement_low,improvement_high
          a,CartPole-v0,1,2,nan,nan,2,2,nan,nan,nan
          "b,c",CartPole-v0,1,8,nan,nan,8,8,1,nan,nan

          """)
    }

    @Test func whatCannotBeCompared() throws {
      let folder = try TemporaryFolder()
      let at = folder.path
      try folder.run("a", returns: [1])
      try folder.run("b", environment: "Pendulum-v1", returns: [1])
      try folder.run("empty", returns: [])
      try folder.run("nan", returns: [1, .nan])
      try folder.run("mixed/1", returns: [1])
      try folder.run("mixed/2", rate: 0.1, returns: [1])
      try folder.run("bare", returns: [1])
      try FileManager.default.removeItem(atPath: "\(at)/bare/metrics.csv")
      try folder.write("", to: "file")
      func failure(_ names: String..., metric: String = "return") -> String {
        do {
          let groups = try names.map { try RunGroup(folder: "\(at)/\($0)") }
          _ = try Comparison(groups, metric: RunMetric(metric), score: .final)
          return "none"
        } catch { return "\(error)" }
      }
      #expect(
        failure("a", "b")
          == "\(at)/a ran on CartPole-v0, \(at)/b on Pendulum-v1; compare runs of one environment.")
      #expect(failure("mixed").contains("differ in learningRate; put runs of different"))
      #expect(failure("bare") == "There is no run in \(at)/bare: metrics.csv is missing.")
      #expect(failure("empty") == "There is no run in \(at)/empty: metrics.csv has no row.")
      #expect(failure("nan").contains("has no finite return"))
      #expect(failure("missing") == "There is no run in \(at)/missing: no such folder.")
      #expect(failure("file") == "There is no run in \(at)/file: no such folder.")
      #expect(failure("bare/..", "a").contains("compare") || failure("bare/..") != "none")
      #expect(
        failure("a", metric: "return_maen")
          == "there is no metric \"return_maen\"; did you mean \"return_mean\"?")
      try FileManager.default.createDirectory(
        atPath: "\(at)/nothing", withIntermediateDirectories: true)
      #expect(failure("nothing").contains("neither config.yml nor a folder with one is in it"))
    }

    @Test func groupsByConfiguration() throws {
      let folder = try TemporaryFolder()
      try folder.run("a1", seed: 1, returns: [1])
      try folder.run("a2", seed: 2, threads: 4, returns: [1])
      try folder.run("b", rate: 0.1, returns: [1])
      let groups = try RunGroup.grouped([folder.path, "\(folder.path)/a1"])
      #expect(
        groups.map(\.name) == ["reinforce, learningRate 0.005", "reinforce, learningRate 0.1"])
      #expect(groups.map(\.runs.count) == [2, 1])
      #expect(try RunGroup.grouped(["\(folder.path)/a1"]).map(\.name) == ["reinforce"])
      try folder.run("p", environment: "Pendulum-v1", returns: [1])
      #expect(
        try RunGroup.grouped([folder.path]).map(\.name).last
          == "reinforce, Pendulum-v1, learningRate 0.005")
    }

    @Test func learningCurves() throws {
      let folder = try TemporaryFolder()
      try folder.run("a1", seed: 1, returns: [0, 10, 20, 30])
      // Steps 125, 250, 375, 500: from 125 on, both have numbers up to 400.
      try folder.run("a2", seed: 2, shift: 25, returns: [10, 20, 30, 40])
      let groups = try RunGroup.grouped([folder.path])
      let curve = try #require(try LearningCurves(groups).curves.first)
      #expect(curve.x == [200, 300, 400] && curve.runs == 2)
      // At 200: 10 and 10 + 10 · 75/125 = 16; at 300: 20 and 24; at 400: 30 and 32.
      #expect(curve.values.map(\.estimate) == [13, 22, 31])
      #expect(curve.values[0].low == 10 && curve.values[0].high == 16)
      let byIteration = try LearningCurves(groups, over: "iteration", smoothing: 2).curves[0]
      #expect(byIteration.x == [1, 2, 3, 4])
      #expect(byIteration.values.map(\.estimate) == [5, 10, 20, 30])
      #expect(throws: (any Error).self) { try LearningCurves(groups, over: "time") }

      try folder.run("b1", rate: 1, returns: [1])
      try folder.run("b2", seed: 2, rate: 1, shift: 1, returns: [1])
      #expect(throws: ComparisonError.self) { try LearningCurves(RunGroup.grouped([folder.path])) }
    }

    @Test func movingMeans() {
      #expect(LearningCurves.movingMean([1, 2, 3, 4], 1) == [1, 2, 3, 4])
      #expect(LearningCurves.movingMean([1, 3, .nan, 8], 3) == [1, 2, 2, 5.5])
      #expect(LearningCurves.movingMean([.nan], 2)[0].isNaN)
    }

    @Test func placesOfPictures() throws {
      #expect(try Figure.place(of: "curve.png") == (".", "curve", .png))
      #expect(try Figure.place(of: "a/b.c/curve.v2.PDF") == ("a/b.c", "curve.v2", .pdf))
      #expect(try Figure.place(of: "/curve.svg") == ("/", "curve", .svg))
      for path in ["curve", "curve.jpg", ".png", "a/.png", "a b.png", ""] {
        #expect(throws: ComparisonError.format(path)) { try Figure.place(of: path) }
      }
    }
  }
#endif
