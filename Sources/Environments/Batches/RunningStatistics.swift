public import LinearAlgebra

/// Running means and deviations of features, over all rows that were taken in.
///
/// Sums are kept in Double and rows are taken in one after another, so that bits depend on their order alone.
public struct RunningStatistics: Sendable, Codable, Equatable {
  /// The number of rows so far.
  public private(set) var count = 0.0
  /// μ of each feature.
  public private(set) var mean: [Double]
  /// Σ (x − μ)² of each feature.
  public private(set) var squares: [Double]

  /// A statistic of no rows yet.
  public init(features: Int) {
    mean = Array(repeating: 0, count: features)
    squares = Array(repeating: 0, count: features)
  }

  /// The statistic of `count` rows with the given means and sums of squared distances to them.
  /// - Precondition: As many means as sums.
  public init(count: Double, mean: [Double], squares: [Double]) {
    precondition(
      mean.count == squares.count,
      "\(mean.count) means and \(squares.count) sums of squares do not fit.")
    self.count = count
    self.mean = mean
    self.squares = squares
  }

  /// The number of features.
  public var features: Int { mean.count }

  /// The population deviation σ of feature `j`; 1 before there are two rows.
  public func deviation(_ j: Int) -> Double {
    count < 2 ? 1 : (squares[j] / count).squareRoot()
  }

  /// Takes in `rows` rows (B. Welford's update).
  public mutating func update(_ elements: UnsafePointer<Scalar>, rows: Int) {
    let features = mean.count
    for i in 0..<rows {
      count += 1
      for j in 0..<features {
        let x = Double(elements[i * features + j])
        let distance = x - mean[j]
        mean[j] += distance / count
        squares[j] += distance * (x - mean[j])
      }
    }
  }

  /// Takes in one number, where there is one feature.
  mutating func update(_ x: Double) {
    count += 1
    let distance = x - mean[0]
    mean[0] += distance / count
    squares[0] += distance * (x - mean[0])
  }
}
