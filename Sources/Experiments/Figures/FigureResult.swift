/// How much work a figure is.
public enum FigureTier: String, Codable, CaseIterable, Sendable {
  /// Exact; seconds.
  case a = "A"
  /// Minutes on two cores.
  case b = "B"
  /// Tens of minutes to hours.
  case c = "C"
}

/// What came of the comparison with the stated number.
public enum Verdict: String, Codable, Sendable {
  /// The stated number was reached.
  case pass
  /// It was not.
  case miss
  /// There is no stated number; the figure is only shown.
  case shown
}

/// A drawn figure: what was stated, what was obtained, and how to draw it again.
public struct FigureResult: Codable, Equatable, Sendable {
  /// The name in the catalogue.
  public var id: String
  /// The chapter of the course.
  public var chapter: Int
  /// How much work the figure is.
  public var tier: FigureTier
  /// The heading.
  public var title: String
  /// What was trained on what, with which hyper-parameters.
  public var setting: String
  /// The number that the source states.
  public var stated: String
  /// The number that came out.
  public var obtained: String
  /// The comparison of the two.
  public var verdict: Verdict
  /// The number of seeds.
  public var seeds: Int
  /// The time that it took, in seconds.
  public var seconds: Double
  /// The files in the output folder: pictures, numbers and scripts.
  public var files: [String]
  /// The command that draws the figure.
  public var command: String

  /// A result.
  public init(
    id: String, chapter: Int, tier: FigureTier, title: String, setting: String, stated: String,
    obtained: String, verdict: Verdict, seeds: Int, seconds: Double, files: [String],
    command: String
  ) {
    self.id = id
    self.chapter = chapter
    self.tier = tier
    self.title = title
    self.setting = setting
    self.stated = stated
    self.obtained = obtained
    self.verdict = verdict
    self.seeds = seeds
    self.seconds = seconds
    self.files = files
    self.command = command
  }
}
