public import Environments
public import LinearAlgebra

/// How to pull the arms of a bandit (notes 17.2, items 1 and 2).
public protocol BanditStrategy: Sendable {
  /// Forgets everything; there are `arms` arms.
  mutating func begin(arms: Int)
  /// The arm to pull next.
  mutating func choose(using stream: inout RandomStream) -> Int
  /// Takes in what an arm gave.
  mutating func learn(_ arm: Int, _ reward: Double)
}

/// What is known of arms: how often each was pulled, and what it gave.
///
/// A prior counts as so many pulls with the mean ½, as that of an arm which gives 1 or 0.
struct ArmStatistics: Sendable, Equatable {
  private(set) var counts: [Double] = []
  private(set) var sums: [Double] = []
  private(set) var pulls = 0.0
  let prior: Double

  init(prior: Double) { self.prior = prior }

  mutating func begin(_ arms: Int) {
    counts = Array(repeating: prior, count: arms)
    sums = Array(repeating: prior / 2, count: arms)
    pulls = 0
  }

  mutating func learn(_ arm: Int, _ reward: Double) {
    counts[arm] += 1
    sums[arm] += reward
    pulls += 1
  }

  /// The mean of an arm; ∞ if nothing is known of it, so that it is tried.
  func mean(_ arm: Int) -> Double { counts[arm] > 0 ? sums[arm] / counts[arm] : .infinity }

  /// The arm with the highest value, drawn from the equals.
  func best(_ value: (Int) -> Double, using stream: inout RandomStream) -> Int {
    var (best, highest, equals) = (0, -Double.infinity, 0)
    for arm in counts.indices {
      let value = value(arm)
      if value > highest {
        (best, highest, equals) = (arm, value, 1)
      } else if value == highest {
        equals += 1
        if stream.integer(below: equals) == 0 { best = arm }
      }
    }
    return best
  }
}

/// The best mean so far, and with probability ε any arm; with ε = 0 greedy, with 1 random.
public struct EpsilonGreedyBandit: BanditStrategy {
  /// ε.
  public let epsilon: Double
  private var arms: ArmStatistics

  /// A strategy.
  /// - Parameters:
  ///   - epsilon: ε.
  ///   - prior: So many pulls with the mean ½ are taken for granted; with 0 every arm is tried once.
  /// - Precondition: 0 ≤ ε ≤ 1, and the prior is not negative.
  public init(epsilon: Double, prior: Double = 0) {
    precondition(
      epsilon >= 0 && epsilon <= 1 && prior >= 0,
      "ε \(epsilon) with a prior of \(prior) pulls is no strategy.")
    self.epsilon = epsilon
    arms = ArmStatistics(prior: prior)
  }

  /// Forgets everything.
  public mutating func begin(arms: Int) { self.arms.begin(arms) }

  /// The arm to pull next.
  public mutating func choose(using stream: inout RandomStream) -> Int {
    if epsilon > 0 && stream.bernoulli(epsilon) {
      return stream.integer(below: arms.counts.count)
    }
    return arms.best(arms.mean, using: &stream)
  }

  /// Counts a pull.
  public mutating func learn(_ arm: Int, _ reward: Double) { arms.learn(arm, reward) }
}

/// UCB1: the highest mean + c √(2 ln n / N), optimism where little is known.
///
/// P. Auer, N. Cesa-Bianchi and P. Fischer, "Finite-time analysis of the multiarmed bandit problem", 2002.
public struct UpperConfidenceBandit: BanditStrategy {
  /// c.
  public let width: Double
  private var arms: ArmStatistics

  /// A strategy.
  /// - Parameters:
  ///   - width: c; 1 is UCB1.
  ///   - prior: So many pulls with the mean ½ are taken for granted; with 0 every arm is tried once.
  /// - Precondition: Neither is negative.
  public init(width: Double = 1, prior: Double = 0) {
    precondition(width >= 0 && prior >= 0, "c \(width), prior \(prior): neither can be negative.")
    self.width = width
    arms = ArmStatistics(prior: prior)
  }

  /// Forgets everything.
  public mutating func begin(arms: Int) { self.arms.begin(arms) }

  /// The arm to pull next.
  public mutating func choose(using stream: inout RandomStream) -> Int {
    let total = arms.pulls + 1
    return arms.best(
      {
        arms.mean($0)
          + width * CountBonus.upperConfidence.value(visits: arms.counts[$0], total: total)
      }, using: &stream)
  }

  /// Counts a pull.
  public mutating func learn(_ arm: Int, _ reward: Double) { arms.learn(arm, reward) }
}

/// Thompson sampling for arms that give 1 or 0: each mean is drawn from what is believed of it, Beta(1 + successes, 1 +
/// failures), and the highest is pulled; optimistic, it is never taken for lower than the belief's mean.
///
/// W. Thompson, "On the likelihood that one unknown probability exceeds another", 1933; B. May et al., "Optimistic Bayesian
/// sampling in contextual-bandit problems", 2012.
public struct ThompsonSamplingBandit: BanditStrategy {
  /// Whether draws below the mean count as the mean.
  public let isOptimistic: Bool
  private var arms = ArmStatistics(prior: 2)

  /// A strategy.
  public init(isOptimistic: Bool = false) { self.isOptimistic = isOptimistic }

  /// Forgets everything.
  public mutating func begin(arms: Int) { self.arms.begin(arms) }

  /// The arm to pull next.
  public mutating func choose(using stream: inout RandomStream) -> Int {
    var (best, highest) = (0, -Double.infinity)
    for arm in arms.counts.indices {
      let (count, sum) = (arms.counts[arm], arms.sums[arm])
      var drawn = stream.beta(sum, count - sum)
      if isOptimistic { drawn = max(drawn, arms.mean(arm)) }
      if drawn > highest { (best, highest) = (arm, drawn) }
    }
    return best
  }

  /// Counts a pull.
  /// - Precondition: The reward is in [0, 1].
  public mutating func learn(_ arm: Int, _ reward: Double) {
    precondition(
      reward >= 0 && reward <= 1, "A reward of \(reward) is not one of an arm that gives 1 or 0.")
    arms.learn(arm, reward)
  }
}

/// What a strategy got out of a bandit.
public struct BanditTrial: Sendable, Equatable {
  /// The sum of the rewards after each pull.
  public private(set) var totals: [Double] = []
  /// The regret after each pull: what the best arm gives in the mean, less what the pulled ones do.
  public private(set) var regrets: [Double] = []

  /// Draws the arms anew, and pulls `pulls` times.
  /// - Precondition: `pulls` is positive.
  public init(
    _ strategy: inout some BanditStrategy, on bandit: Bandit, pulls: Int,
    using stream: inout RandomStream
  ) {
    precondition(pulls > 0, "\(pulls) pulls say nothing about a strategy.")
    var bandit = bandit
    bandit.reset(using: &stream)
    strategy.begin(arms: bandit.means.count)
    let best = bandit.means.max()!
    var (total, regret) = (0.0, 0.0)
    for _ in 0..<pulls {
      let arm = strategy.choose(using: &stream)
      let reward = bandit.step(arm, using: &stream).reward
      strategy.learn(arm, reward)
      total += reward
      regret += best - bandit.means[arm]
      totals.append(total)
      regrets.append(regret)
    }
  }
}
