/// What a figure needs to know to be drawn.
public struct FigureContext: Sendable {
  /// The number of seeds to run, or nil for as many as the figure's verdict needs.
  public var seeds: Int?
  /// The number of threads.
  public var jobs: Int
  /// The folder for pictures, numbers and scripts.
  public var folder: String
  /// The command that draws the figure, for the gallery.
  public var command: String
  /// Takes how much is done, from 0 to 1, and a word on it; may be called from any thread.
  public var progress: @Sendable (_ fraction: Double, _ status: String) -> Void

  /// A context.
  public init(
    seeds: Int? = nil, jobs: Int = 1, folder: String, command: String = "",
    progress: @escaping @Sendable (_ fraction: Double, _ status: String) -> Void = { _, _ in }
  ) {
    self.seeds = seeds
    self.jobs = jobs
    self.folder = folder
    self.command = command
    self.progress = progress
  }
}

/// What drawing a figure brought.
public struct FigureOutcome: Sendable {
  /// The number that came out, in words.
  public var obtained: String
  /// The comparison with the stated number.
  public var verdict: Verdict
  /// The number of seeds that were run.
  public var seeds: Int
  /// The names of the files in the context's folder.
  public var files: [String]
  /// The seconds of all trainings, one after the other, where some were done before; nil if none were.
  package var trainingSeconds: Double?

  /// An outcome.
  public init(obtained: String, verdict: Verdict, seeds: Int, files: [String]) {
    self.obtained = obtained
    self.verdict = verdict
    self.seeds = seeds
    self.files = files
  }
}

/// A figure of the course that can be drawn.
public struct CourseFigure: Sendable {
  /// The name, such as `hw2-cartpole`.
  public let id: String
  /// The chapter of the course.
  public let chapter: Int
  /// How much work it is.
  public let tier: FigureTier
  /// The heading.
  public let title: String
  /// What is trained on what, with which hyper-parameters.
  public let setting: String
  /// The number that the figure is held against.
  public let stated: String
  /// The trainings that take long and are kept in run folders; empty if the figure has none.
  package var longTrainings: [LongTraining] = []
  private let body: @Sendable (FigureContext) throws -> FigureOutcome

  /// A figure that `body` computes and draws.
  public init(
    id: String, chapter: Int, tier: FigureTier, title: String, setting: String, stated: String,
    body: @escaping @Sendable (FigureContext) throws -> FigureOutcome
  ) {
    self.id = id
    self.chapter = chapter
    self.tier = tier
    self.title = title
    self.setting = setting
    self.stated = stated
    self.body = body
  }

  /// Computes and draws the figure.
  public func draw(_ context: FigureContext) throws -> FigureResult {
    let start = ContinuousClock.now
    let outcome = try body(context)
    let seconds = outcome.trainingSeconds ?? (ContinuousClock.now - start) / .seconds(1)
    return FigureResult(
      id: id, chapter: chapter, tier: tier, title: title, setting: setting, stated: stated,
      obtained: outcome.obtained, verdict: outcome.verdict, seeds: outcome.seeds,
      seconds: (seconds * 1000).rounded() / 1000, files: outcome.files, command: context.command)
  }
}
