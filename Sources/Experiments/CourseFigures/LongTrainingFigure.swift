/// A figure of tier C: the learning curves of trainings that take long, with mean and deviation over the seeds, in a panel for
/// each environment.
package struct LongTrainingFigure: Sendable {
  /// What is drawn.
  package enum Curve: Sendable {
    /// The return that an iteration logs, over the iterations.
    case returnsByIteration
    /// The return that an iteration logs, over the environment steps.
    case returnsByStep
    /// The return of the deterministic policy, over the environment steps.
    case evaluations

    var labels: (x: String, y: String) {
      switch self {
      case .returnsByIteration: ("iteration", "mean return")
      case .returnsByStep: ("environment steps", "mean return of the last 100 episodes")
      case .evaluations: ("environment steps", "return of the deterministic policy")
      }
    }
  }

  let id: String
  let chapter: Int
  let title: String
  let setting: String
  let stated: String
  /// The returns that are stated, in the order of the environments; none if empty.
  let references: [Double]
  let trainings: [LongTraining]
  let curve: Curve
  /// The obtained numbers in words, and whether they pass, by the values of the curves: training, seed, point.
  let judge: @Sendable (_ curves: [[[Double]]]) -> (obtained: String, passes: Bool)

  package init(
    id: String, chapter: Int, title: String, setting: String, stated: String,
    references: [Double] = [],
    trainings: [LongTraining], curve: Curve,
    judge: @escaping @Sendable (_ curves: [[[Double]]]) -> (obtained: String, passes: Bool)
  ) {
    self.id = id
    self.chapter = chapter
    self.title = title
    self.setting = setting
    self.stated = stated
    self.references = references
    self.trainings = trainings
    self.curve = curve
    self.judge = judge
  }

  /// The figure for the catalogue.
  package var figure: CourseFigure {
    var figure = CourseFigure(
      id: id, chapter: chapter, tier: .c, title: title,
      setting: setting + "; 3 seeds, mean and deviation", stated: stated, body: draw)
    figure.longTrainings = trainings
    return figure
  }

  private func draw(_ context: FigureContext) throws -> FigureOutcome {
    let seeds = context.seeds ?? 3
    let groups = try context.records(of: trainings, seeds: seeds, figure: id)
    let curves = groups.map { $0.map(values) }
    let environments = trainings.map(\.environment).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let panels = environments.enumerated().map { i, environment in
      let members = trainings.indices.filter { trainings[$0].environment == environment }
      return Figure.Panel(
        title: environments.count == 1 ? "" : environment, x: Figure.Axis(curve.labels.x),
        y: Figure.Axis(curve.labels.y),
        marks: members.map {
          .series(
            Figure.Series(trainings[$0].name, x: places(groups[$0][0]), runs: curves[$0]))
        }, references: references.isEmpty ? [] : [Figure.Reference("stated", at: references[i])])
    }
    let files = try Figure(title: title, panels: panels).render(id, into: context.folder)
    let (obtained, passes) = judge(curves)
    var outcome = FigureOutcome(
      obtained: obtained, verdict: passes ? .pass : .miss, seeds: seeds, files: files)
    outcome.trainingSeconds = groups.joined().map(\.seconds).reduce(0, +)
    return outcome
  }

  private func values(_ record: TrainingRecord) -> [Double] {
    switch curve {
    case .returnsByIteration, .returnsByStep: record.returns
    case .evaluations: record.evaluations
    }
  }

  private func places(_ record: TrainingRecord) -> [Double] {
    switch curve {
    case .returnsByIteration: record.returns.indices.map { Double($0 + 1) }
    case .returnsByStep: record.steps
    case .evaluations: record.evaluationSteps
    }
  }
}

extension [[Double]] {
  /// The mean over the seeds of a curve's largest value.
  package var meanOfBest: Double { Statistics.mean(map { $0.max() ?? -.infinity }) }

  /// The mean over the seeds of a curve's last values.
  package func meanOfLast(_ count: Int) -> Double {
    Statistics.mean(map { Statistics.mean([Double]($0.suffix(count))) })
  }
}
