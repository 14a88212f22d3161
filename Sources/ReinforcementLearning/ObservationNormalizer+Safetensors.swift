public import Environments
internal import LinearAlgebra
public import NeuralNetworks

extension ObservationNormalizer {
  private static let names = (
    count: "observations.count", mean: "observations.mean", squares: "observations.squares"
  )

  /// Adds the statistic to `file`, as tensors of Double.
  public func save(to file: inout SafetensorsFile) {
    file.append(Self.names.count, Vector<Double>([statistics.count]))
    file.append(Self.names.mean, Vector(statistics.mean))
    file.append(Self.names.squares, Vector(statistics.squares))
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
    self.init(
      RunningStatistics(
        count: try tensor(Self.names.count, 1)[0], mean: try tensor(Self.names.mean, features),
        squares: try tensor(Self.names.squares, features)))
  }
}
