public import Environments
internal import LinearAlgebra
internal import NeuralNetworks
public import Planning
public import ReinforcementLearning

/// Pictures of whole episodes, with their returns.
public struct EpisodeRecording: Sendable {
  /// The picture of each state, from the start to the last one, with number of steps and return so far.
  public private(set) var frames: [PictureAnimation.Frame] = []
  /// The undiscounted return of each episode.
  public private(set) var returns: [Double] = []
  /// The number of steps of each episode.
  public private(set) var lengths: [Int] = []
  /// Whether each episode came to its end, and was not merely left after the largest number of steps.
  public private(set) var isComplete: [Bool] = []

  /// Plays episodes in an environment and keeps its pictures.
  ///
  /// One episode with a policy has the start and the draws that `Evaluation` of one episode with the same seed has.
  ///
  /// - Parameters:
  ///   - policy: π_θ; random actions are taken without one.
  ///   - normalizer: The statistic of the policy's observations, frozen; nil if it sees them as they are.
  ///   - environment: What is acted in.
  ///   - episodes: The number of episodes.
  ///   - seed: Decides starts and drawn actions.
  ///   - isStochastic: Whether actions are drawn from the policy; otherwise the most likely one is taken.
  ///   - stepLimit: The number of steps after which an episode is left.
  /// - Throws: ``NoPictureError`` if the environment has no picture, `NotFiniteError` if it gives a reward or an
  ///   observation that is not finite, or the policy an action.
  /// - Precondition: `episodes` and `stepLimit` are positive.
  public init(
    of policy: (any Policy)?, normalizer: ObservationNormalizer? = nil,
    in environment: EnvironmentSpecification, episodes: Int = 1, seed: UInt64,
    isStochastic: Bool = false, stepLimit: Int = 1_000
  ) throws {
    var random = RandomStream(seed: seed)
    let batch = environment.makeBatch(1, random.next(), 1)
    var player = Player(
      policy, normalizer, environment, masks: ActionMasks(batch), isStochastic: isStochastic,
      random.split(1))
    try self.init(of: &player, in: environment, batch, episodes: episodes, stepLimit: stepLimit) {
      _, _, _ in
    }
  }

  /// Has `planner` act, and keeps the pictures; starts and draws are those of `Evaluation` with the same seed, as long as
  /// no episode is left before its end.
  ///
  /// - Parameters:
  ///   - planner: What looks ahead.
  ///   - environment: What is acted in.
  ///   - episodes: The number of episodes.
  ///   - seed: Decides the starts, and what chance does.
  ///   - stepLimit: The number of steps after which an episode is left.
  ///   - report: Is told after each step, with the number of the episode from 0, of the step from 1, and the return so far.
  /// - Throws: ``NoPictureError`` if the environment has no picture, `NotFiniteError` if it gives a reward or an
  ///   observation that is not finite, and what the planner throws.
  /// - Precondition: `episodes` and `stepLimit` are positive.
  public init(
    planning planner: inout some OnlinePlanner, in environment: EnvironmentSpecification,
    episodes: Int = 1, seed: UInt64, stepLimit: Int = 1_000,
    report: (_ episode: Int, _ step: Int, _ return: Double) -> Void = { _, _, _ in }
  ) throws {
    var player = PlanningPlayer(planner, environment)
    defer { planner = player.planner }
    try self.init(
      of: &player, in: environment, environment.makeBatch(1, seed, 1), episodes: episodes,
      stepLimit: stepLimit, report: report)
  }

  private init(
    of player: inout some RecordedPlayer, in environment: EnvironmentSpecification,
    _ environments: any EnvironmentBatch, episodes: Int, stepLimit: Int,
    report: (_ episode: Int, _ step: Int, _ return: Double) -> Void
  ) throws {
    precondition(
      episodes > 0 && stepLimit > 0, "\(episodes) episodes of \(stepLimit) steps show nothing.")
    var batch = environments
    for episode in 1...episodes {
      if episode == 1 || !isComplete[episode - 2] { batch.reset() }
      player.begin()
      let name = episodes > 1 ? "episode \(episode), " : ""
      var (sum, steps, status) = (0.0, 0, Status.running)
      func caption() -> String { "\(name)step \(steps), return \(shortNumber(sum))" }
      guard let first = batch.picture(of: 0) else { throw NoPictureError(environment.name) }
      frames.append(PictureAnimation.Frame(first, caption: caption()))
      while status == .running && steps < stepLimit {
        try player.act(in: &batch)
        // The batch resets what ends; how it ended is to be seen first.
        let next = batch.picture(of: 0, after: player.actions)
        batch.step(player.actions)
        steps += 1
        if let failure = NotFiniteError(
          stepOf: batch, environment.name, copy: 0, step: steps, action: player.actions)
        {
          throw failure
        }
        sum += Double(batch.rewards[0])
        status = batch.statuses[0]
        report(episode - 1, steps, sum)
        if let picture = status == .running ? batch.picture(of: 0) : next {
          frames.append(PictureAnimation.Frame(picture, caption: caption()))
        }
      }
      returns.append(sum)
      lengths.append(steps)
      isComplete.append(status != .running)
    }
  }
}

/// What chooses the actions of a recording.
private protocol RecordedPlayer {
  /// What the next step does [1 × action width].
  var actions: Matrix<Scalar> { get }
  /// Says that a new episode begins.
  mutating func begin()
  /// Chooses the next action.
  mutating func act(in batch: inout any EnvironmentBatch) throws
}

/// A planner as a player.
private struct PlanningPlayer<Planner: OnlinePlanner>: RecordedPlayer {
  var planner: Planner
  var actions: Matrix<Scalar>

  init(_ planner: Planner, _ environment: EnvironmentSpecification) {
    self.planner = planner
    actions = Matrix(rows: 1, columns: environment.actionSpace.width)
  }

  mutating func begin() { planner.begin() }

  mutating func act(in batch: inout any EnvironmentBatch) throws {
    try planner.act(in: batch, into: &actions)
  }
}

/// A policy as a player, or chance.
private struct Player: RecordedPlayer {
  var actions: Matrix<Scalar>
  private let normalizer: ObservationNormalizer?
  private var actor: (any PolicyActor)?
  private let isStochastic: Bool
  private var streams: [RandomStream]
  private var masks: ActionMasks?

  init(
    _ policy: (any Policy)?, _ normalizer: ObservationNormalizer?,
    _ environment: EnvironmentSpecification, masks: ActionMasks?, isStochastic: Bool,
    _ streams: [RandomStream]
  ) {
    self.normalizer = normalizer
    self.isStochastic = isStochastic
    self.streams = streams
    actor = policy?.makeActor(copies: 1, isMasked: masks != nil)
    self.masks = masks
    actions = Matrix(rows: 1, columns: environment.actionSpace.width)
  }

  /// Says that a new episode begins.
  mutating func begin() { actor?.begin(0) }

  /// Chooses the next action.
  mutating func act(in batch: inout any EnvironmentBatch) throws {
    guard var actor else { return batch.sampleActions(into: &actions) }
    masks?.look(batch)
    var seen = batch.observations
    seen.withUnsafeMutablePointer { normalizer?.normalize($0, rows: 1, into: $0) }
    actor.act(
      seen, allowed: masks?.allowed, isStochastic: isStochastic, into: &actions, using: &streams)
    self.actor = actor
    if let failure = NotFiniteError(observations: batch.observations, actions: actions) {
      throw failure
    }
  }
}

/// An environment of which there are no pictures.
public struct NoPictureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The environment's name.
  public let environment: String

  /// An error about the environment of the given name.
  public init(_ environment: String) { self.environment = environment }

  /// One line: which environment, and why nothing can be drawn.
  public var description: String {
    "The environment \(environment) has no picture, so there is nothing to draw."
  }
}

/// A number in a few digits: whole where it is, otherwise with two decimals.
private func shortNumber(_ x: Double) -> String {
  if x.rounded() == x && abs(x) < 1e9 { return "\(Int(x))" }
  let hundredths = (abs(x) * 100).rounded()
  guard hundredths < 1e15 else { return "\(x)" }
  let (whole, part) = Int(hundredths).quotientAndRemainder(dividingBy: 100)
  return "\(x < 0 ? "-" : "")\(whole).\(part < 10 ? "0" : "")\(part)"
}
