public import Environments
internal import Foundation
public import LinearAlgebra
public import NeuralNetworks

/// A policy without a density: actions are a network's images of noise, a = tanh f_θ(s, ξ) with ξ ∼ N(0, 1), as positions
/// in their bounds. It can have any number of modes.
public struct SamplingPolicy: Parameterized, Sendable {
  /// The network f from [observation, noise] to positions before tanh; as much noise as an action has components.
  public let network: MLP
  /// Which tensor lies where in the parameters: `policy.<layer>.weight`, `.bias`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Scalar>
  /// The bounds of the actions.
  public let scaling: ActionScaling

  /// A policy with freshly drawn parameters.
  ///
  /// - Parameters:
  ///   - observations: The number of features of an observation.
  ///   - scaling: The bounds of the actions.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - random: Where the initial weights come from.
  public init(
    observations: Int, scaling: ActionScaling, hidden: [Int], activation: Activation,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    network = MLP(
      [observations + scaling.width] + hidden + [scaling.width], hidden: activation,
      initializer: .fanIn, name: "policy", in: &layout)
    self.layout = layout
    self.scaling = scaling
    parameters = layout.initialParameters(using: &random)
  }
}

/// Draws a sampling policy's actions for as many observations at once, without allocating. Scratch, not state.
public final class SamplingPolicyEvaluator {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let input: Variable<Scalar>
  private let positions: Variable<Scalar>

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once.
  public init(_ policy: SamplingPolicy, rows: Int) {
    let tape = tape
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count)
    }
    input = tape.input(rows: rows, columns: policy.network.inputs)
    positions = tanh(policy.network(input, θ))
  }

  /// Draws an action for each row of `observations` [rows × features], row i with `streams[i]`; if not
  /// `isStochastic`, with noise 0.
  public func sample(
    _ policy: SamplingPolicy, _ observations: Matrix<Scalar>, isStochastic: Bool = true,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    let (rows, width) = (positions.rows, positions.columns)
    let features = input.columns - width
    precondition(
      observations.rows == rows && observations.columns == features && actions.rows == rows
        && actions.columns == width,
      "Observations of \(observations.rows)×\(observations.columns) and actions of "
        + "\(actions.rows)×\(actions.columns) do not fit \(rows)×\(features) and \(rows)×\(width).")
    observations.withUnsafePointer { source in
      for i in 0..<rows {
        let row = input.pointer + i * input.columns
        row.update(from: source + i * features, count: features)
        for j in 0..<width { row[features + j] = isStochastic ? Scalar(streams[i].normal()) : 0 }
      }
    }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    actions.withUnsafeMutablePointer {
      for e in 0..<rows * width {
        $0[e] = policy.scaling.action(at: positions.pointer[e], component: e % width)
      }
    }
  }
}

extension SamplingPolicy: Policy {
  /// `samplingPolicy`.
  public static var fileKey: String { "samplingPolicy" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.inputs - scaling.width }

  /// Whether the bounds are those of `space`.
  public func acts(in space: ActionSpace) -> Bool {
    guard case .continuous(let low, let high) = space else { return false }
    return low == scaling.low && high == scaling.high
  }

  /// An actor that draws noise, or takes the action of noise 0.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    SamplingActor(policy: self, evaluator: SamplingPolicyEvaluator(self, rows: copies))
  }

  /// The policy as a file that stands for itself: tensors, and the architecture as metadata.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    var metadata = metadata
    metadata[Self.fileKey] = try BoundedArchitecture(
      observations: observationWidth, network: network, scaling: scaling
    ).text()
    return tensors(metadata: metadata)
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    let a = try BoundedArchitecture(of: file, key: Self.fileKey, noise: true)
    var random = RandomStream(seed: 0)
    self.init(
      observations: a.observations, scaling: ActionScaling(low: a.low, high: a.high),
      hidden: a.hidden, activation: a.activation, using: &random)
    try restore(from: file)
  }
}

/// Acts by a ``SamplingPolicy``.
private struct SamplingActor: PolicyActor {
  let policy: SamplingPolicy
  let evaluator: SamplingPolicyEvaluator

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    evaluator.sample(
      policy, observations, isStochastic: isStochastic, into: &actions, using: &streams)
  }
}
