import Apus
import ArgumentParser
import Foundation

struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws episodes of a run's policy, or of random actions, as an animation.",
    discussion: """
      The animation is one SVG file that a browser plays; it follows the reader's light or dark theme. \
      --frames and --png write each frame as a file of its own, instead or as well.
      """)

  @Argument(help: "The folder of the run whose policy acts.")
  var folder: String?

  @Option(help: "The environment in which random actions are taken, with --random.")
  var environment: String?

  @Flag(help: "Takes random actions in --environment.")
  var random = false

  @Option(name: .shortAndLong, help: "The SVG file to write the animation into.")
  var output: String?

  @Option(help: "A new or empty folder to write each frame into as SVG.")
  var frames: String?

  @Option(help: "A new or empty folder to write each frame into as PNG.")
  var png: String?

  @Option(parsing: .unconditional, help: "The number of episodes.")
  var episodes = 1

  @Option(parsing: .unconditional, help: "The number of steps after which an episode is left.")
  var steps = 1_000

  @Option(help: "The seed of starts and drawn actions.")
  var seed: UInt64 = 1

  enum Choice: String, EnumerableFlag {
    case greedy
    case sample

    static func help(for value: Choice) -> ArgumentHelp? {
      switch value {
      case .greedy: "Takes the most likely action (the default)."
      case .sample: "Draws actions from the policy."
      }
    }
  }

  @Flag(exclusivity: .exclusive) var choice: Choice?

  @Option(parsing: .unconditional, help: "How many frames of the animation are shown in a second.")
  var framesPerSecond = 20.0

  @Option(parsing: .unconditional, help: "The longer side of the picture in pixels.")
  var size = 480

  @Option(help: "The colours of PNG frames: light or dark.")
  var theme: PictureTheme?

  func validate() throws {
    switch (folder, environment) {
    case (nil, nil):
      throw ValidationError("Name the folder of a run, or --environment with --random.")
    case (_?, _?):
      throw ValidationError("A run has its environment; leave --environment away.")
    case (_?, nil) where random:
      throw ValidationError("--random takes --environment instead of a run.")
    case (nil, _?) where !random:
      throw ValidationError("--environment has no policy; add --random, or name a run instead.")
    default: break
    }
    if random && choice != nil {
      throw ValidationError("Random actions have no policy for --greedy or --sample.")
    }
    guard output != nil || frames != nil || png != nil else {
      throw ValidationError("Nothing is to be written; add --output, --frames or --png.")
    }
    if theme != nil && png == nil {
      throw ValidationError("--theme is for --png; SVG follows the reader's theme.")
    }
    for (name, value) in [("episodes", episodes), ("steps", steps)] where value <= 0 {
      throw ValidationError("--\(name) is \(value); it must be positive.")
    }
    guard (16...4096).contains(size) else {
      throw ValidationError("--size is \(size); it must lie in 16...4096.")
    }
    guard framesPerSecond >= 0.1 && framesPerSecond <= 1000 else {
      throw ValidationError("--frames-per-second is \(framesPerSecond); it must lie in 0.1...1000.")
    }
  }

  func run() throws {
    let trained = try folder.map { try TrainedPolicy($0) }
    let specification =
      if let trained { trained.environment } else {
        try EnvironmentCatalogue.named(environment ?? "")
      }
    let recording = try EpisodeRecording(
      of: trained?.policy, normalizer: trained?.normalizer, in: specification, episodes: episodes,
      seed: seed, isStochastic: choice == .sample, stepLimit: steps)
    let animation = PictureAnimation(
      recording.frames, framesPerSecond: framesPerSecond, title: specification.name, size: size)
    if let output { try animation.write(to: output) }
    if let frames { try animation.writeFrames(toFolder: frames, as: .svg) }
    if let png { try animation.writeFrames(toFolder: png, as: .png(theme ?? .light)) }
    for (i, (sum, length)) in zip(recording.returns, recording.lengths).enumerated() {
      let rest = recording.isComplete[i] ? "" : ", not at its end"
      print(
        "\(specification.name): episode \(i + 1), return \(String(format: "%.2f", sum)), "
          + "\(length) steps\(rest)")
    }
  }
}
