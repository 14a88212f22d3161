public import LinearAlgebra

/// A bandit of k arms whose means are drawn anew for each episode.
///
/// Bernoulli arms give 1 with probability p, p drawn from U(0, 1), as in RL²'s table 1; Gaussian arms give
/// N(μ, 1), μ drawn from N(0, 1), as in the ten-armed testbed of Sutton and Barto. An episode of n pulls is
/// `TimeLimit(bandit, steps: n)`. Nothing is observed: the one feature is always 1.
///
/// Source: Y. Duan et al., "RL²: fast reinforcement learning via slow reinforcement learning", 2016; R. Sutton and
/// A. Barto, "Reinforcement learning: an introduction", 2018, section 2.3.
public struct Bandit: Environment, Equatable, Codable {
  /// What an arm gives.
  public enum Reward: String, Sendable, Codable {
    /// 1 or 0.
    case bernoulli
    /// A normally distributed number with deviation 1.
    case gaussian
  }

  /// What the arms give.
  public let reward: Reward
  /// The mean reward of each arm in the present episode.
  public private(set) var means: [Double]

  /// A bandit of `arms` arms.
  /// - Precondition: `arms >= 1`.
  public init(arms: Int, reward: Reward = .bernoulli) {
    precondition(arms >= 1, "A bandit of \(arms) arms cannot be pulled.")
    self.reward = reward
    means = Array(repeating: 0, count: arms)
  }

  private static let space = ObservationSpace(shape: [1], low: 1, high: 1)

  /// One feature, always 1.
  public var observationSpace: ObservationSpace { Self.space }

  /// The arm that is pulled.
  public var actionSpace: ActionSpace { .discrete(means.count) }

  /// Draws the arms' means.
  public mutating func reset(using stream: inout RandomStream) {
    for i in means.indices {
      means[i] = reward == .bernoulli ? stream.uniform() : stream.normal()
    }
  }

  /// Pulls an arm.
  /// - Precondition: `action` is one of the arms.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(
      action >= 0 && action < means.count, "Arms are in 0..<\(means.count), not \(action).")
    let mean = means[action]
    let gain =
      switch reward {
      case .bernoulli: stream.bernoulli(mean) ? 1.0 : 0
      case .gaussian: mean + stream.normal()
      }
    return Step(reward: gain, status: .running)
  }

  /// Writes 1.
  public func observe(into row: inout MutableSpan<Scalar>) { row[0] = 1 }

  /// Becomes a copy of `other` in the memory that it has.
  public mutating func assign(from other: Self) {
    guard reward == other.reward && means.count == other.means.count else {
      self = other
      return
    }
    for i in means.indices { means[i] = other.means[i] }
  }

  /// A bar for each arm's mean; of Gaussian arms from −3 to 3.
  public func picture() -> Picture? {
    let low = reward == .bernoulli ? 0.0 : -3
    var picture = Picture(
      low: .init(0, low), high: .init(Double(means.count), reward == .bernoulli ? 1 : 3))
    let best = means.max()
    for (i, mean) in means.enumerated() {
      picture.addRectangle(
        from: .init(Double(i) + 0.1, min(mean, 0)), to: .init(Double(i) + 0.9, max(mean, 0)),
        mean == best ? .goal : .agent)
    }
    picture.add(.line([.init(0, 0), .init(Double(means.count), 0)], width: 0.02), .guide)
    return picture
  }
}
