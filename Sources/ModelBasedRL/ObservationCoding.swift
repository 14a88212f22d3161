public import Environments
internal import LinearAlgebra

/// How observations become a network's numbers: bytes divided by 255; other features less their mean and by their deviation,
/// over what was taken in when the coding was last settled.
public struct ObservationCoding: Sendable, Codable, Equatable {
  /// Means and deviations over all observations that were taken in; nil for bytes.
  private var statistics: RunningStatistics?
  /// What observations are standardised by.
  package private(set) var standard: StepCoding.Standard

  /// The coding of observations of `space`, of which none was taken in yet.
  public init(_ space: ObservationSpace) {
    let count = space.count
    if space.storage == .byte {
      standard = StepCoding.Standard(
        mean: Array(repeating: 0, count: count), deviation: Array(repeating: 255, count: count))
    } else {
      let none = RunningStatistics(features: count)
      (statistics, standard) = (none, StepCoding.Standard(none))
    }
  }

  /// The number of features.
  public var features: Int { standard.mean.count }

  /// Whether all parts have the sizes that they should have, after they were read from a file.
  var isConsistent: Bool {
    features > 0 && standard.isConsistent(features)
      && statistics?.isConsistent(features) ?? true
  }

  /// Takes in `rows` observations [rows × features].
  mutating func take(_ observations: UnsafePointer<Scalar>, rows: Int) {
    statistics?.update(observations, rows: rows)
  }

  /// From now on, standardises by all that was taken in.
  mutating func settle() {
    if let statistics { standard = StepCoding.Standard(statistics) }
  }

  /// Writes the observations from `observations` on, coded, to `coded` [rows × features].
  func write(
    _ observations: UnsafePointer<Scalar>, rows: Int, to coded: UnsafeMutablePointer<Scalar>
  ) {
    coded.update(from: observations, count: rows * features)
    for i in 0..<rows { standard.standardize(coded + i * features) }
  }

  /// Turns the rows at `coded` [rows × features] into observations again, in place.
  func decode(_ coded: UnsafeMutablePointer<Scalar>, rows: Int) {
    for i in 0..<rows {
      for j in 0..<features {
        let k = i * features + j
        coded[k] = standard.mean[j] + standard.deviation[j] * coded[k]
      }
    }
  }
}
