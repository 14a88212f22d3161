import Environments
import Exploration
import Foundation
import LinearAlgebra
import Testing

@Suite("Bandits")
struct BanditTests {
  @Test("Bonuses by hand")
  func bonuses() {
    #expect(CountBonus.upperConfidence.value(visits: 2, total: exp(1)) == 1)
    #expect(CountBonus.intervalEstimation.value(visits: 4, total: 9) == 0.5)
    #expect(CountBonus.bayesian.value(visits: 4, total: 9) == 0.25)
    for bonus in CountBonus.allCases {
      #expect(bonus.value(visits: 0, total: 3) == .infinity)
      #expect(bonus.value(visits: 3, total: 50) > bonus.value(visits: 30, total: 50))
    }
  }

  @Test("Greedy stays with what gave a reward, and leaves what gave none")
  func greedy() {
    var stream = RandomStream(seed: 1)
    var strategy = EpsilonGreedyBandit(epsilon: 0, prior: 2)
    strategy.begin(arms: 3)
    strategy.learn(1, 1)
    for _ in 0..<20 { #expect(strategy.choose(using: &stream) == 1) }
    strategy.learn(1, 0)
    strategy.learn(1, 0)
    // 2 of 5 against ½ of the others.
    var seen: Set<Int> = []
    for _ in 0..<50 { seen.insert(strategy.choose(using: &stream)) }
    #expect(seen == [0, 2])
    // Without a prior each arm comes once before any twice.
    strategy = EpsilonGreedyBandit(epsilon: 0)
    strategy.begin(arms: 3)
    var first: [Int] = []
    for _ in 0..<3 {
      first.append(strategy.choose(using: &stream))
      strategy.learn(first.last!, 1)
    }
    #expect(first.sorted() == [0, 1, 2])
  }

  @Test("ε is the share of other arms")
  func epsilon() {
    var stream = RandomStream(seed: 2)
    var strategy = EpsilonGreedyBandit(epsilon: 0.3, prior: 1)
    strategy.begin(arms: 3)
    strategy.learn(2, 1)
    let others = (0..<30_000).count { _ in strategy.choose(using: &stream) != 2 }
    // 0.3 · 2/3.
    #expect(abs(Double(others) / 30_000 - 0.2) < 4 * (0.16 / 30_000).squareRoot())
  }

  @Test("UCB1's choices, by hand")
  func upperConfidence() {
    var stream = RandomStream(seed: 3)
    var strategy = UpperConfidenceBandit()
    strategy.begin(arms: 2)
    #expect(Set([strategy.choose(using: &stream)]).isSubset(of: [0, 1]))
    strategy.learn(0, 1)
    #expect(strategy.choose(using: &stream) == 1)
    strategy.learn(1, 0)
    // 1 + √(2 ln 3) against √(2 ln 3).
    #expect(strategy.choose(using: &stream) == 0)
    for _ in 0..<4 { strategy.learn(0, 0.5) }
    // 3/5 + √(2 ln 7 / 5) = 1.48 against √(2 ln 7) = 1.97.
    #expect(strategy.choose(using: &stream) == 1)
    var narrow = UpperConfidenceBandit(width: 0.1)
    narrow.begin(arms: 2)
    for (arm, reward) in [(0, 1.0), (1, 0.0), (0, 0.5), (0, 0.5)] { narrow.learn(arm, reward) }
    #expect(narrow.choose(using: &stream) == 0)
  }

  @Test("Thompson sampling pulls an arm as often as it is believed to be the best")
  func thompson() {
    var stream = RandomStream(seed: 4)
    var strategy = ThompsonSamplingBandit()
    strategy.begin(arms: 2)
    strategy.learn(0, 1)
    // Beta(2, 1) against U(0, 1): P(x > y) = E[x] = 2/3.
    let count = 30_000
    let zeros = (0..<count).count { _ in strategy.choose(using: &stream) == 0 }
    #expect(
      abs(Double(zeros) / Double(count) - 2.0 / 3) < 4 * (2.0 / 9 / Double(count)).squareRoot())
    // Optimistic: max(x, 2/3) against max(y, 1/2). P(0) = 1 − P(y > max(x, 2/3)) = 1 − (1/3 · 4/9 + ∫_{2/3}^1 2x (1 − x) dx).
    var optimistic = ThompsonSamplingBandit(isOptimistic: true)
    optimistic.begin(arms: 2)
    optimistic.learn(0, 1)
    let integral = (1 - 2.0 / 3) - (4.0 / 9 - 2.0 / 3 * 8 / 27)
    let expected = 1 - (4.0 / 27 + integral)
    let chosen = (0..<count).count { _ in optimistic.choose(using: &stream) == 0 }
    #expect(
      abs(Double(chosen) / Double(count) - expected)
        < 4 * (expected * (1 - expected) / Double(count)).squareRoot())
  }

  @Test("Totals and regrets of a trial add up, and the best strategies regret less than chance")
  func trials() {
    func regret(_ strategy: some BanditStrategy) -> Double {
      var (strategy, stream, sum) = (strategy, RandomStream(seed: 5), 0.0)
      for _ in 0..<200 {
        let trial = BanditTrial(&strategy, on: Bandit(arms: 5), pulls: 200, using: &stream)
        #expect(trial.totals.count == 200 && trial.regrets.count == 200)
        #expect(zip(trial.regrets, trial.regrets.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(trial.totals[199] <= 200)
        sum += trial.regrets[199]
      }
      return sum / 200
    }
    let chance = regret(EpsilonGreedyBandit(epsilon: 1))
    // The mean of the best of five is 5/6, of one ½.
    #expect(abs(chance - 200 / 3.0) < 8)
    #expect(regret(ThompsonSamplingBandit()) < 0.25 * chance)
    #expect(regret(UpperConfidenceBandit(width: 0.3)) < 0.25 * chance)
    #expect(regret(EpsilonGreedyBandit(epsilon: 0.05)) < 0.4 * chance)
  }
}
