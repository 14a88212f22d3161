/// The latest episodes that ended, up to a hundred: the mean return that is logged where rollouts are too short for
/// whole episodes.
public struct RecentEpisodes: Sendable, Codable, Equatable {
  /// The episodes; the oldest ones are replaced first.
  public private(set) var episodes: [FinishedEpisode] = []
  private var next = 0
  private static let capacity = 100

  /// No episodes yet.
  public init() { episodes.reserveCapacity(Self.capacity) }

  /// Takes in an episode.
  public mutating func append(_ episode: FinishedEpisode) {
    if episodes.count < Self.capacity {
      episodes.append(episode)
    } else {
      episodes[next] = episode
    }
    next = (next + 1) % Self.capacity
  }

  /// Their mean undiscounted return; NaN before the first has ended.
  public var meanReturn: Double { mean { $0.totalReward } }
  /// Their mean number of steps; NaN before the first has ended.
  public var meanLength: Double { mean { Double($0.length) } }

  private func mean(_ quantity: (FinishedEpisode) -> Double) -> Double {
    var sum = 0.0
    for episode in episodes { sum += quantity(episode) }
    return episodes.isEmpty ? .nan : sum / Double(episodes.count)
  }
}
