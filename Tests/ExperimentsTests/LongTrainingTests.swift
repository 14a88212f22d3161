import Environments
import Experiments
import Foundation
import Testing

/// Figures of trainings that take long, on one that does not.
struct LongTrainingTests {
  private func figure(
    _ curve: LongTrainingFigure.Curve, batchSize: Int = 200
  ) -> CourseFigure {
    LongTrainingFigure(
      id: "short", chapter: 4, title: "CartPole", setting: "n 4", stated: "200", references: [200],
      trainings: ["true", "false"].map {
        LongTraining(
          name: "normalised \($0)", folder: "normalised-\($0)", algorithm: "reinforce",
          environment: "CartPole-v0",
          options: [
            "iterations": "4", "batchSize": "\(batchSize)", "normalizesAdvantages": $0,
            "evaluation.every": "2 iterations", "evaluation.episodes": "2",
          ], isTuned: false)
      }, curve: curve
    ) { curves in
      ("\(curves)", curves.count == 2 && curves.allSatisfy { $0.count == 2 })
    }.figure
  }

  /// Records of complete trainings draw the same figure without the run folders, and no other one.
  @Test func aFigureIsDrawnFromRecords() throws {
    let folder = try TemporaryFolder()
    let context = FigureContext(seeds: 2, jobs: 2, folder: folder.path)
    let curves = [LongTrainingFigure.Curve.returnsByStep, .evaluations]
    let first = try curves.map { try figure($0).draw(context) }
    let table = try folder.text("short.csv")
    try FileManager.default.removeItem(atPath: "\(folder.path)/runs")
    let second = try curves.map { try figure($0).draw(context) }
    #expect(first == second && first[0].seconds > 0)
    #expect(try folder.text("short.csv") == table)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/runs"))

    #expect {
      try figure(.evaluations, batchSize: 300).draw(context)
    } throws: {
      "\($0)".contains("batchSize is 200") && "\($0)".contains("normalised-true-1.yml")
    }
    try FileManager.default.removeItem(atPath: "\(folder.path)/records/short/normalised-true-2.csv")
    #expect(try figure(.evaluations).draw(context).obtained == first[1].obtained)
    #expect(try folder.text("records/short/normalised-true-2.csv").hasPrefix("environment_steps,"))
  }

  @Test func aFigureIsDrawnFromRunFolders() throws {
    let folder = try TemporaryFolder()
    let context = FigureContext(seeds: 2, jobs: 2, folder: folder.path)
    let first = try figure(.returnsByIteration).draw(context)
    #expect(first.verdict == .pass && first.seeds == 2 && first.tier == .c)
    #expect(first.files.contains("short.csv"))
    #expect(try folder.text("short.csv").split(separator: "\n").count > 4)
    let metrics = "\(folder.path)/runs/short/normalised-true-2/metrics.csv"
    let date = try FileManager.default.attributesOfItem(atPath: metrics)[.modificationDate] as? Date
    // Complete trainings are read, not done again, even without a record.
    try FileManager.default.removeItem(atPath: "\(folder.path)/records")
    let second = try figure(.returnsByIteration).draw(context)
    #expect(second.obtained == first.obtained)
    // So the time that they took is the same.
    #expect(second.seconds == first.seconds && first.seconds > 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: metrics)[.modificationDate] as? Date == date)
    // Other curves of the same trainings.
    let evaluations = try figure(.evaluations).draw(context)
    let steps = try figure(.returnsByStep).draw(context)
    #expect(steps.obtained == first.obtained && evaluations.obtained != first.obtained)
  }

  /// Every long training of the course's figures is one that its algorithm takes.
  @Test func theCourseTrainingsAreValid() throws {
    let figures = FigureCatalogue.course.figures.filter { !$0.longTrainings.isEmpty }
    #expect(figures.count >= 8)
    for figure in figures {
      for training in figure.longTrainings {
        let (algorithm, document) = try training.configured(seed: 1, of: figure.id)
        if try EnvironmentCatalogue.has(training.environment) { try algorithm.check(document) }
      }
    }
  }

  @Test func bestAndLast() {
    let curves: [[Double]] = [[1, 5, 3], [2, 2, 8]]
    #expect(curves.meanOfBest == 6.5 && curves.meanOfLast(2) == 4.5)
  }
}
