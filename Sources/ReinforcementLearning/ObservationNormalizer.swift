internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// Running means and deviations of observations, with which a policy sees every feature at mean 0 and
/// deviation 1: x ↦ (x − μ) / max(σ, 10⁻⁴), bounded to ±10.
///
/// The statistic belongs to the policy that was trained on it: it is saved beside the parameters, and frozen in
/// evaluation. Sums are kept in Double and merged in a fixed order, so that bits do not depend on threads.
public struct ObservationNormalizer: Sendable, Codable, Equatable {
  /// The number of observations so far.
  public private(set) var count = 0.0
  /// μ of each feature.
  public private(set) var mean: [Double]
  /// Σ (x − μ)² of each feature.
  private var squares: [Double]

  /// A statistic of no observations yet, which leaves features as they are.
  public init(features: Int) {
    mean = Array(repeating: 0, count: features)
    squares = Array(repeating: 0, count: features)
  }

  /// The number of features.
  public var features: Int { mean.count }

  /// The population deviation σ of feature `j`; 1 before there are two observations.
  public func deviation(_ j: Int) -> Double {
    count < 2 ? 1 : max((squares[j] / count).squareRoot(), 1e-4)
  }

  /// Takes in the `rows` observations at `observations` (B. Welford's update).
  public mutating func update(_ observations: UnsafePointer<Scalar>, rows: Int) {
    let features = mean.count
    for i in 0..<rows {
      count += 1
      for j in 0..<features {
        let x = Double(observations[i * features + j])
        let distance = x - mean[j]
        mean[j] += distance / count
        squares[j] += distance * (x - mean[j])
      }
    }
  }

  /// Writes `rows` normalised observations; in place allowed.
  public func normalize(
    _ observations: UnsafePointer<Scalar>, rows: Int, into output: UnsafeMutablePointer<Scalar>
  ) {
    let features = mean.count
    for j in 0..<features {
      let (shift, scale) = (count == 0 ? 0 : mean[j], 1 / deviation(j))
      for i in 0..<rows {
        let x = (Double(observations[i * features + j]) - shift) * scale
        output[i * features + j] = Scalar(max(-10, min(10, x)))
      }
    }
  }
}

extension ObservationNormalizer {
  private static let names = (
    count: "observations.count", mean: "observations.mean", squares: "observations.squares"
  )

  /// Adds the statistic to `file`, as tensors of Double.
  public func save(to file: inout SafetensorsFile) {
    file.append(Self.names.count, Vector<Double>([count]))
    file.append(Self.names.mean, Vector(mean))
    file.append(Self.names.squares, Vector(squares))
  }

  /// The statistic in `file`; nil if there is none.
  /// - Throws: `SafetensorsError` or `TensorMismatchError` if there is part of one, or one for other
  ///   observations.
  public init?(from file: SafetensorsFile, features: Int) throws {
    guard file.tensors.contains(where: { $0.name == Self.names.count }) else { return nil }
    func tensor(_ name: String, _ length: Int) throws -> [Double] {
      let vector: Vector<Double> = try file.vector(named: name)
      guard vector.count == length else {
        throw TensorMismatchError(
          file: file.path, tensor: name, expected: [length], found: [vector.count])
      }
      return Array(vector)
    }
    count = try tensor(Self.names.count, 1)[0]
    mean = try tensor(Self.names.mean, features)
    squares = try tensor(Self.names.squares, features)
  }
}
