public import Environments
public import LinearAlgebra

/// The undiscounted returns of the episodes that environment copies go through, and their mean over the last of them.
public struct EpisodeReturns: Sendable, Codable, Equatable {
  /// The number of episodes that the means are over.
  public let window: Int
  /// The number of episodes that have ended.
  public private(set) var episodes = 0
  private var running: [Double]
  private var steps: [Int]
  private var returns: [Double]
  private var lengths: [Int]

  /// Nothing seen yet of `copies` copies.
  public init(copies: Int, window: Int = 100) {
    precondition(copies > 0 && window > 0, "\(copies) copies and \(window) episodes hold nothing.")
    self.window = window
    running = Array(repeating: 0, count: copies)
    steps = Array(repeating: 0, count: copies)
    returns = Array(repeating: 0, count: window)
    lengths = Array(repeating: 0, count: window)
  }

  /// The number of steps that the present episode of `copy` has had.
  public func openSteps(of copy: Int) -> Int { steps[copy] }

  /// Takes in the last step of every copy.
  public mutating func add(rewards: Vector<Scalar>, statuses: [Status]) {
    for copy in running.indices {
      running[copy] += Double(rewards[copy])
      steps[copy] += 1
      guard statuses[copy] != .running else { continue }
      returns[episodes % window] = running[copy]
      lengths[episodes % window] = steps[copy]
      episodes += 1
      (running[copy], steps[copy]) = (0, 0)
    }
  }

  /// The mean return of the last episodes that have ended; NaN before the first.
  public var mean: Double { mean(ofLast: episodes) }

  /// The mean number of their steps; NaN before the first has ended.
  public var meanLength: Double { meanLength(ofLast: episodes) }

  /// The mean return of the last `count` episodes, at most of as many as the window holds; NaN of none.
  public func mean(ofLast count: Int) -> Double { mean(returns, count) { $0 } }

  /// The mean number of their steps.
  public func meanLength(ofLast count: Int) -> Double { mean(lengths, count) { Double($0) } }

  private func mean<T>(_ values: [T], _ count: Int, _ value: (T) -> Double) -> Double {
    let count = min(count, episodes, window)
    guard count > 0 else { return .nan }
    var sum = 0.0
    if count == min(episodes, window) {
      for i in 0..<count { sum += value(values[i]) }
    } else {
      for k in episodes - count..<episodes { sum += value(values[k % window]) }
    }
    return sum / Double(count)
  }
}
