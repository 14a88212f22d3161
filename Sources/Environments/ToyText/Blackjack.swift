/// Blackjack against a dealer who draws up to 17, with an infinite deck, so that it is a finite process.
///
/// The rules are those of Gymnasium's Blackjack: 0 sticks, 1 hits; an ace counts 11 unless that is more than 21;
/// the reward comes at the end, 1, 0 or −1. The dealer's hidden card and further cards, which do not depend
/// on the play, are drawn when the player sticks. There are 291 states: the player's hand (hard 4…21, with an
/// ace that counts 11 12…21, or a natural, which is an ace and a ten on the first two cards) with the
/// dealer's card, and the end.
///
/// Its features are what Gymnasium observes: the player's sum, the dealer's card and whether an ace counts 11;
/// a natural looks like any 21. At the end, where Gymnasium leaves the last hand, all three are 0.
///
/// Source: R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, example 5.1.
public struct Blackjack: FiniteTask {
  /// What a natural of the player is worth.
  public enum Naturals: String, Sendable, Codable {
    /// As in the book and in Gymnasium's `sab`, the default of Blackjack-v1: it wins but against another.
    case win
    /// As in Gymnasium's `natural`: where it wins it pays 1.5; against a dealer's 21 of several cards it is a draw.
    case pay
    /// No more than any 21.
    case count
  }

  /// What a natural of the player is worth.
  public let naturals: Naturals

  /// The game.
  public init(naturals: Naturals = .win) { self.naturals = naturals }

  /// The player's hand: its sum, whether an ace counts 11, and whether it is a natural.
  private struct Hand: Hashable {
    var sum: Int
    var isSoft: Bool
    var isNatural = false

    /// The hand with one more card, 1 for an ace; it may be more than 21.
    func with(_ card: Int) -> Hand {
      if card == 1 && !isSoft && sum + 11 <= 21 { return Hand(sum: sum + 11, isSoft: true) }
      let total = sum + card
      return total > 21 && isSoft
        ? Hand(sum: total - 10, isSoft: false) : Hand(sum: total, isSoft: isSoft)
    }

    /// The hand of two cards.
    static func of(_ first: Int, _ second: Int) -> Hand {
      var hand = Hand(sum: 0, isSoft: false).with(first).with(second)
      hand.isNatural = hand.sum == 21
      return hand
    }
  }

  private static let hands: [Hand] =
    (4...21).map { Hand(sum: $0, isSoft: false) } + (12...21).map { Hand(sum: $0, isSoft: true) }
    + [Hand(sum: 21, isSoft: true, isNatural: true)]
  private static let handIndex = Dictionary(
    uniqueKeysWithValues: hands.enumerated().map { ($1, $0) })
  private static let end = hands.count * 10

  private static func state(_ hand: Hand, dealer: Int) -> Int {
    handIndex[hand]! * 10 + dealer - 1
  }

  private static func probability(of card: Int) -> Double { card == 10 ? 4 / 13.0 : 1 / 13.0 }

  /// The probabilities of the dealer's results, from the card that shows: a natural, and each sum; more
  /// than 21 counts 0.
  private static func dealerResults(from card: Int) -> (natural: Double, sums: [Int: Double]) {
    var (natural, sums) = (0.0, [Int: Double]())
    func draw(_ hand: Hand, _ probability: Double) {
      if hand.sum >= 17 {
        sums[hand.sum > 21 ? 0 : hand.sum, default: 0] += probability
      } else {
        for card in 1...10 { draw(hand.with(card), probability * Self.probability(of: card)) }
      }
    }
    for hidden in 1...10 {
      let hand = Hand.of(card, hidden)
      if hand.isNatural { natural += probability(of: hidden) }
      draw(hand, probability(of: hidden))
    }
    return (natural, sums)
  }

  /// The table, with discount 1.
  public func transitionTable() -> TransitionTable {
    var initial = [Double](repeating: 0, count: Self.end + 1)
    for first in 1...10 {
      for second in 1...10 {
        for dealer in 1...10 {
          initial[Self.state(.of(first, second), dealer: dealer)] +=
            Self.probability(of: first) * Self.probability(of: second)
            * Self.probability(of: dealer)
        }
      }
    }
    let dealers = (1...10).map(Self.dealerResults)
    return TransitionTable(
      states: Self.end + 1, actions: 2, discount: 1, initial: initial
    ) { state, action in
      if state == Self.end { return [.init(next: Self.end, reward: 0, terminates: true)] }
      let (hand, dealer) = (Self.hands[state / 10], state % 10 + 1)
      return action == 0 ? stick(hand, dealers[dealer - 1]) : Self.hit(hand, dealer)
    }
  }

  private static func hit(_ hand: Hand, _ dealer: Int) -> [TransitionTable.Outcome] {
    var (outcomes, bust) = ([TransitionTable.Outcome](), 0.0)
    for card in 1...10 {
      let next = hand.with(card)
      if next.sum > 21 {
        bust += probability(of: card)
      } else {
        outcomes.append(
          .init(
            probability: probability(of: card), next: state(next, dealer: dealer), reward: 0))
      }
    }
    if bust > 0 {
      outcomes.append(.init(probability: bust, next: end, reward: -1, terminates: true))
    }
    return outcomes
  }

  private func stick(_ hand: Hand, _ dealer: (natural: Double, sums: [Int: Double]))
    -> [TransitionTable.Outcome]
  {
    var rewards: [Double: Double] = [:]
    // Sorted, so that the sums are rounded the same in each run.
    for (sum, probability) in dealer.sums.sorted(by: { $0.key < $1.key }) {
      let result = hand.sum > sum ? 1.0 : hand.sum < sum ? -1 : 0
      rewards[hand.isNatural && naturals == .pay && result == 1 ? 1.5 : result, default: 0] +=
        probability
    }
    if hand.isNatural && naturals == .win {
      rewards = [1: 1 - dealer.natural, 0: dealer.natural].filter { $0.value > 0 }
    }
    return rewards.sorted { $0.key < $1.key }.map {
      .init(probability: $0.value, next: Self.end, reward: $0.key, terminates: true)
    }
  }

  /// The player's sum, the dealer's card and whether an ace counts 11.
  public func features(of state: Int) -> [Double]? {
    if state == Self.end { return [0, 0, 0] }
    let hand = Self.hands[state / 10]
    return [Double(hand.sum), Double(state % 10 + 1), hand.isSoft ? 1 : 0]
  }

  /// The player's sum and the dealer's card in words.
  public func picture(of state: Int) -> Picture? {
    var picture = Picture(low: .init(0, 0), high: .init(6, 4))
    if state == Self.end {
      picture.add(.text("over", .init(3, 2), height: 0.8), .text)
      return picture
    }
    let hand = Self.hands[state / 10]
    let dealer = state % 10 == 0 ? "ace" : "\(state % 10 + 1)"
    picture.addRectangle(from: .init(0.3, 2.2), to: .init(5.7, 3.7), .guide)
    picture.add(.text("dealer \(dealer)", .init(3, 2.95), height: 0.6), .text)
    picture.addRectangle(from: .init(0.3, 0.3), to: .init(5.7, 1.8), .agent)
    let kind = hand.isNatural ? " natural" : hand.isSoft ? " with ace" : ""
    picture.add(.text("player \(hand.sum)\(kind)", .init(3, 1.05), height: 0.6), .text)
    return picture
  }
}
