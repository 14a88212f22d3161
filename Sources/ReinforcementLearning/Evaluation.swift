public import Environments
internal import LinearAlgebra
internal import NeuralNetworks

/// The returns of whole episodes under a policy.
public struct Evaluation: Sendable, Codable, Equatable {
  /// The undiscounted return of each episode.
  public let returns: [Double]
  /// The number of steps of each episode.
  public let lengths: [Int]

  /// The number of episodes.
  public var episodes: Int { returns.count }

  /// The mean return.
  public var mean: Double { returns.reduce(0, +) / Double(max(returns.count, 1)) }

  /// The standard deviation of the returns over the episodes (population).
  public var standardDeviation: Double {
    let mean = mean
    let squares = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(max(returns.count, 1))).squareRoot()
  }

  /// The returns and lengths of episodes that were run.
  /// - Precondition: There are as many of both.
  public init(returns: [Double], lengths: [Int]) {
    precondition(
      returns.count == lengths.count,
      "\(returns.count) returns are not of \(lengths.count) episodes.")
    self.returns = returns
    self.lengths = lengths
  }

  /// Runs `policy` for `episodes` whole episodes, each from a start of its own. Continuous actions are clipped to their
  /// bounds.
  ///
  /// - Parameters:
  ///   - policy: π_θ.
  ///   - normalizer: The statistic of the policy's observations, frozen; nil if it sees them as they are.
  ///   - environment: What is acted in.
  ///   - episodes: Their number.
  ///   - seed: Decides starts and drawn actions.
  ///   - isStochastic: Whether actions are drawn; otherwise the most likely one is taken.
  /// - Throws: ``NotFiniteError`` if the environment gives a reward or an observation that is not finite, or
  ///   the policy an action.
  public init(
    of policy: any Policy, normalizer: ObservationNormalizer? = nil,
    in environment: EnvironmentSpecification, episodes: Int, seed: UInt64,
    isStochastic: Bool = false
  ) throws {
    precondition(episodes > 0, "\(episodes) episodes say nothing about a policy.")
    // Copy c runs episodes c, c + copies, …: which episodes count is settled before any is run.
    let copies = min(episodes, 16)
    var random = RandomStream(seed: seed)
    var batch = environment.makeBatch(copies, random.next(), 1)
    var streams = random.split(copies)
    var masks = ActionMasks(batch)
    var actor = policy.makeActor(copies: copies, isMasked: masks != nil)
    var actions = Matrix<Scalar>(rows: copies, columns: environment.actionSpace.width)
    var limits = ActionLimits(environment.actionSpace, copies: copies)
    var seen = Matrix<Scalar>(rows: copies, columns: environment.observationSpace.count)
    var returns = [Double](repeating: 0, count: episodes)
    var lengths = [Int](repeating: 0, count: episodes)
    var current = Array(0..<copies)
    var remaining = episodes
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment.name) { throw failure }
    while remaining > 0 {
      batch.observations.withUnsafePointer { observations in
        seen.withUnsafeMutablePointer {
          $0.update(from: observations, count: copies * environment.observationSpace.count)
          normalizer?.normalize($0, rows: copies, into: $0)
        }
      }
      masks?.look(batch)
      actor.act(
        seen, allowed: masks?.allowed, isStochastic: isStochastic, into: &actions, using: &streams)
      if let failure = NotFiniteError(observations: batch.observations, actions: actions) {
        throw failure
      }
      batch.step(limits?.clip(actions) ?? actions)
      for copy in 0..<copies where current[copy] < episodes {
        let (episode, reward) = (current[copy], Double(batch.rewards[copy]))
        if let failure = NotFiniteError(
          stepOf: batch, environment.name, copy: copy, step: lengths[episode] + 1, action: actions)
        {
          throw failure
        }
        returns[episode] += reward
        lengths[episode] += 1
        if batch.statuses[copy] != .running {
          actor.begin(copy)
          current[copy] += copies
          remaining -= 1
        }
      }
    }
    self.returns = returns
    self.lengths = lengths
  }
}
