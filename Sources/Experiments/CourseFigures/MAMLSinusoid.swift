internal import Foundation
internal import LinearAlgebra
internal import MetaLearning
internal import NeuralNetworks

/// How fast a new sine is learned from five points, after meta-learning and after pre-training on all sines at once.
///
/// Source: C. Finn, P. Abbeel and S. Levine, "Model-agnostic meta-learning for fast adaptation of deep networks", 2017, section
/// 5.1.
enum MAMLSinusoid {
  /// What is compared.
  enum Method: String, CaseIterable, Sendable {
    case maml = "MAML"
    case firstOrder = "MAML, first order"
    case reptile = "Reptile"
    case pretrained = "pre-trained"
  }

  static let steps = 30_000
  static let shots = 5
  static let gradientSteps = 10
  static let rate = 0.01
  /// After 1, 5 and 10 gradient steps.
  static let stated: [(method: Method, errors: [Double])] = [
    (.maml, [0.67, 0.38, 0.35]), (.pretrained, [2.41, 2.23, 2.19]),
  ]
  static let places = [1, 5, 10]

  static let figure = CourseFigure(
    id: "maml-sinusoid", chapter: 18, tier: .b, title: "A new sine from five points",
    setting:
      "amplitude from [.1, 5], phase from [0, π], x from [−5, 5]; 2×40 ReLU, 30,000 steps of 25 tasks with 5 points each to adapt to and to judge by, α .01, Adam 1e-3; Reptile: 30,000 steps of one task with 50 points and 32 inner steps of .02, ε .1 → 0; then up to 10 gradient steps of .01 on 5 points of 600 new sines, error on 100 other points; 3 seeds, mean and deviation",
    stated:
      "mean squared error after 1/5/10 steps .67/.38/.35, pre-trained 2.41/2.23/2.19. Passes if MAML's are at most a fifth above, and the pre-trained ones at least three times as large"
  ) { context in
    let seeds = context.seeds ?? 3
    let runs = try context.trainings(
      of: Method.allCases, seeds: seeds, label: \.rawValue
    ) { method, seed in train(method, seed: seed) }
    let x = (0...gradientSteps).map(Double.init)
    var marks = zip(Method.allCases, runs).map { method, runs in
      Figure.Mark.series(Figure.Series(method.rawValue, x: x, runs: runs.map(\.errors)))
    }
    for (method, errors) in stated {
      marks.append(
        .series(
          Figure.Series(
            "\(method.rawValue), stated", x: places.map(Double.init), mean: errors, style: .points))
      )
    }
    let means = runs.map { runs in
      (0...gradientSteps).map { k in Statistics.mean(runs.map { $0.errors[k] }) }
    }
    let panels =
      [
        Figure.Panel(
          title: "error on new sines", x: .init("gradient steps on 5 points"),
          y: .init("mean squared error", isLogarithmic: true), marks: marks)
      ] + [0, 3].map { example(Method.allCases[$0], runs[$0][0]) }
    let files = try Figure(title: "A new sine from five points", panels: panels, columns: 3)
      .render("maml-sinusoid", into: context.folder)
    func list(_ errors: [Double]) -> String {
      places.map { String(format: "%.2f", errors[$0]) }.joined(separator: "/")
    }
    let isNear = zip(places, stated[0].errors).allSatisfy { means[0][$0] <= 1.2 * $1 }
    let isAhead = places.allSatisfy { means[3][$0] >= 3 * means[0][$0] }
    return FigureOutcome(
      obtained: zip(Method.allCases, means).map { "\($0.rawValue) \(list($1))" }
        .joined(separator: ", "),
      verdict: isNear && isAhead ? .pass : .miss, seeds: seeds, files: files)
  }

  /// What a training brings.
  private struct Training: Sendable {
    /// After 0, 1, … gradient steps.
    var errors: [Double]
    /// f(x) along x before, and after 1 and 10 gradient steps on points of one sine.
    var curves: [[Double]]
  }

  private static let sine = SinusoidTasks.Task(amplitude: 4, phase: 1)
  private static let line = (0...100).map { -5 + Double($0) / 10 }

  private static func train(_ method: Method, seed: UInt64) -> Training {
    switch method {
    case .reptile:
      var configuration = Reptile<SinusoidTasks>.Configuration()
      configuration.totalSteps = steps
      return outcome(Reptile(SinusoidTasks(), configuration: configuration, seed: seed))
    default:
      var configuration = MAML<SinusoidTasks>.Configuration()
      configuration.shots = shots
      configuration.innerSteps = method == .pretrained ? 0 : 1
      configuration.isSecondOrder = method == .maml
      return outcome(MAML(SinusoidTasks(), configuration: configuration, seed: seed))
    }
  }

  private static func outcome(
    _ untrained: some MetaLearner<SinusoidTasks>
  ) -> Training {
    var learner = untrained
    for _ in 0..<steps { learner.step() }
    return Training(
      errors: learner.adaptationErrors(
        tasks: 600, shots: shots, steps: gradientSteps, rate: rate, seed: 1000),
      curves: [0, 1, gradientSteps].map { k in
        let θ = learner.adapted(to: sine, shots: shots, steps: k, rate: rate, seed: 1)
        let tape = Tape<Float>()
        let inputs = tape.input(Matrix(rows: line.count, columns: 1) { i, _ in Float(line[i]) })
        let outputs = learner.network(inputs, tape.input(θ))
        return line.indices.map { Double(outputs[$0, 0]) }
      })
  }

  /// One sine before and after gradient steps.
  private static func example(_ method: Method, _ training: Training) -> Figure.Panel {
    let names = ["before", "after 1 step", "after \(gradientSteps) steps"]
    let truth = Figure.Mark.series(
      Figure.Series("the sine", x: line, mean: line.map(sine.value), style: .dashed))
    return Figure.Panel(
      title: "\(method.rawValue), one sine", x: .init("x"), y: .init("y", range: -5...5),
      marks: [truth]
        + zip(names, training.curves).map { .series(Figure.Series($0, x: line, mean: $1)) })
  }
}
