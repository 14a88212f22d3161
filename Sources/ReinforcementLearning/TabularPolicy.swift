public import Environments
internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// The policy that is greedy by a table of action values, over the observations that were met.
///
/// Where an observation was never met all actions count as equally good. If actions are drawn, one of the best is;
/// otherwise it is the first of them.
public struct TabularPolicy: Policy, Equatable {
  /// `table`.
  public static let fileKey = "table"

  /// The observations.
  public let observations: ObservationTable
  /// Q(s, a), a row for each observation [observations × actions].
  public let values: Matrix<Double>

  /// The policy that is greedy by `values`.
  /// - Precondition: A row of values for each observation, and at least one action.
  public init(observations: ObservationTable, values: Matrix<Double>) {
    precondition(
      observations.count == values.rows && values.columns > 0,
      "Values of \(values.rows)×\(values.columns) do not fit \(observations.count) observations.")
    self.observations = observations
    self.values = values
  }

  /// The number of features of an observation.
  public var observationWidth: Int { observations.features }

  /// Whether there are as many discrete actions.
  public func acts(in space: ActionSpace) -> Bool { space == .discrete(values.columns) }

  /// An actor that takes the best action of the table.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    var extended = Matrix<Double>(rows: values.rows + 1, columns: values.columns)
    extended.replaceSubmatrix(row: 0, column: 0, with: values)
    return TabularActor(table: observations, values: extended)
  }

  private struct Description: Codable {
    var features: Int
    var actions: Int
    var observations: Int
  }

  /// The table as a file: the observations, their values, and the sizes as metadata.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    let description = Description(
      features: observations.features, actions: values.columns, observations: values.rows)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var metadata = metadata
    metadata[Self.fileKey] = String(decoding: try encoder.encode(description), as: UTF8.self)
    var file = SafetensorsFile(metadata: metadata)
    let rows = observations.observations
    file.append("observations", shape: [rows.rows, rows.columns], rows.elements)
    file.append("values", shape: [values.rows, values.columns], values.elements)
    return file
  }

  /// The table that `checkpoint(metadata:)` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold a table, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    guard let text = file.metadata[Self.fileKey],
      let sizes = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
      sizes.features > 0, sizes.actions > 0, sizes.observations >= 0
    else {
      throw PolicyFileError(
        "\(file.path): the file holds no table, or its description is not understood.")
    }
    func matrix<Element: BLASScalar>(
      _ name: String, _ columns: Int, _ type: Element.Type
    ) throws -> Matrix<Element> {
      let expected = [sizes.observations, columns]
      let found = try file.tensor(named: name).shape
      guard found == expected else {
        throw TensorMismatchError(file: file.path, tensor: name, expected: expected, found: found)
      }
      let elements: Vector<Element> = try file.vector(named: name)
      return Matrix(elements, rows: expected[0], columns: columns)
    }
    let rows = try matrix("observations", sizes.features, Scalar.self)
    var table = ObservationTable(features: sizes.features)
    for i in 0..<rows.rows where table.insert(rows.row(i)) != i {
      throw PolicyFileError("\(file.path): row \(i) of the table's observations is not its first.")
    }
    self.init(
      observations: table, values: try matrix("values", sizes.actions, Double.self))
  }
}

/// Acts by a ``TabularPolicy``.
private struct TabularActor: PolicyActor {
  let table: ObservationTable
  /// Q(s, a), and a last row for observations that were never met.
  let values: Matrix<Double>

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    for i in 0..<observations.rows {
      let number = table.find(observations.row(i)) ?? table.count
      let action: Int
      if let allowed {
        action = Self.choose(values.row(number), allowed.row(i), isStochastic, &streams[i])
      } else {
        action = Self.choose(values.row(number), nil, isStochastic, &streams[i])
      }
      actions[i, 0] = Scalar(action)
    }
  }

  /// One of the best actions, or the first of them.
  private static func choose(
    _ values: Span<Double>, _ allowed: Span<Scalar>?, _ isStochastic: Bool,
    _ stream: inout RandomStream
  ) -> Int {
    guard isStochastic else { return ActionValueExploration.greedy(values, allowed: allowed) }
    return ActionValueExploration(.epsilonGreedy, .constant(0)).choose(
      values, allowed: allowed, parameter: 0, using: &stream)
  }
}
