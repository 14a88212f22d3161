public import Environments
public import LinearAlgebra
public import ReinforcementLearning

/// Visits counted in cells: the space between the observations' bounds is cut into as many parts along each feature.
///
/// What lies outside of the bounds is counted in the nearest cell.
public struct StateHistogram: StateCounts {
  /// 𝓑(N).
  public let form: CountBonus
  /// The number of cells along each feature.
  public let cells: Int
  /// N of each cell; the last feature runs fastest.
  public private(set) var counts: [Int]
  /// n, the number of all visits.
  public private(set) var total = 0
  private let low: [Double]
  private let perUnit: [Double]

  /// The largest number of cells in all.
  public static let limit = 1 << 24

  /// No visits yet.
  /// - Throws: `InvalidConfigurationError` if a feature has no finite bounds, or there would be too many cells.
  public init(
    _ space: ObservationSpace, cells: Int, form: CountBonus = .intervalEstimation
  ) throws {
    precondition(cells > 0, "\(cells) cells hold no state.")
    guard zip(space.low, space.high).allSatisfy({ $0.isFinite && $1.isFinite && $0 < $1 }) else {
      throw InvalidConfigurationError(
        option: "bonus", value: "histogram",
        requirement:
          "needs observations with finite bounds; kernelDensity, exemplar and simHash do not")
    }
    var count = 1
    for _ in 0..<space.count where count <= Self.limit { count *= cells }
    guard count <= Self.limit else {
      throw InvalidConfigurationError(
        option: "cells", value: "\(cells)",
        requirement: "must be fewer for \(space.count) features: at most \(Self.limit) in all")
    }
    self.form = form
    self.cells = cells
    counts = Array(repeating: 0, count: count)
    low = space.low
    perUnit = zip(space.low, space.high).map { Double(cells) / ($1 - $0) }
  }

  /// The number of the cell in which `state` lies.
  private func cell(of state: UnsafePointer<Scalar>) -> Int {
    var cell = 0
    for f in low.indices {
      let position = (Double(state[f]) - low[f]) * perUnit[f]
      cell = cell * cells + Int(min(max(position, 0), Double(cells - 1)))
    }
    return cell
  }

  /// Counts a visit to each row.
  @discardableResult
  public mutating func learn(_ states: RowBuffer) -> Double {
    precondition(
      states.columns == low.count,
      "States of \(states.columns) features do not fit cells of \(low.count).")
    states.elements.withUnsafePointer { rows in
      for i in 0..<states.count { counts[cell(of: rows + i * states.columns)] += 1 }
    }
    total += states.count
    return .nan
  }

  /// The visits to the cell in which `state` lies.
  public func visits(to state: UnsafePointer<Scalar>) -> Int { counts[cell(of: state)] }
}

extension StateHistogram: Checkpointable {
  /// Writes the counts.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.value("counts", counts)
  }

  /// Takes over what a histogram of as many cells wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    let counts: [Int] = try checkpoint.value("counts")
    guard counts.count == self.counts.count, counts.allSatisfy({ $0 >= 0 }) else {
      throw checkpoint.refuse("there are \(counts.count) cells of visits")
    }
    self.counts = counts
    total = counts.reduce(0, +)
  }
}
