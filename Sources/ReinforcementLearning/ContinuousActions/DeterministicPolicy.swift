public import Environments
public import LinearAlgebra
public import NeuralNetworks

/// μ_θ(s): a perceptron whose outputs, by tanh, are positions of an action within its bounds.
public struct DeterministicPolicy: Parameterized, Sendable {
  /// The network from observations to positions from −1 to 1.
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
      [observations] + hidden + [scaling.width], hidden: activation, output: .tanh,
      initializer: .fanIn, name: "policy", in: &layout)
    self.layout = layout
    self.scaling = scaling
    parameters = layout.initialParameters(using: &random)
  }
}

/// Computes a deterministic policy's actions for as many observations at once, without allocating. Scratch, not state.
public final class DeterministicPolicyEvaluator {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let observations: Variable<Scalar>
  private let positions: Variable<Scalar>

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once.
  public init(_ policy: DeterministicPolicy, rows: Int) {
    let tape = tape
    θ = policy.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: policy.layout.count)
    }
    observations = tape.input(rows: rows, columns: policy.network.inputs)
    positions = policy.network(observations, θ)
  }

  /// Writes μ_θ(s) for each row of `observations` [rows × features] into `actions` [rows × components].
  public func evaluate(
    _ policy: DeterministicPolicy, _ observations: Matrix<Scalar>,
    into actions: inout Matrix<Scalar>
  ) {
    precondition(
      actions.rows == positions.rows && actions.columns == positions.columns,
      "Actions of \(actions.rows)×\(actions.columns) do not fit \(positions.rows)×"
        + "\(positions.columns).")
    self.observations.assign(observations)
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    let (source, width) = (positions.pointer, actions.columns)
    actions.withUnsafeMutablePointer {
      for e in 0..<positions.count {
        $0[e] = policy.scaling.action(at: source[e], component: e % width)
      }
    }
  }
}

extension DeterministicPolicy: Policy {
  /// `deterministicPolicy`.
  public static var fileKey: String { "deterministicPolicy" }

  /// The number of features of an observation.
  public var observationWidth: Int { network.inputs }

  /// Whether the bounds are those of `space`.
  public func acts(in space: ActionSpace) -> Bool {
    guard case .continuous(let low, let high) = space else { return false }
    return low == scaling.low && high == scaling.high
  }

  /// An actor that always takes μ_θ(s), be it asked to draw or not.
  public func makeActor(copies: Int, isMasked: Bool) -> any PolicyActor {
    DeterministicActor(
      policy: self, evaluator: DeterministicPolicyEvaluator(self, rows: copies))
  }

  /// The policy as a file that stands for itself: tensors, and the architecture as metadata.
  public func checkpoint(metadata: [String: String]) throws -> SafetensorsFile {
    var metadata = metadata
    metadata[Self.fileKey] = try BoundedArchitecture(
      observations: network.inputs, network: network, scaling: scaling
    ).text()
    return tensors(metadata: metadata)
  }

  /// The policy that ``checkpoint(metadata:)`` wrote.
  /// - Throws: `PolicyFileError` if the file does not hold such a policy, `SafetensorsError` or `TensorMismatchError` if
  ///   tensors do not fit.
  public init(restoring file: SafetensorsFile) throws {
    let a = try BoundedArchitecture(of: file, key: Self.fileKey, noise: false)
    var random = RandomStream(seed: 0)
    self.init(
      observations: a.observations, scaling: ActionScaling(low: a.low, high: a.high),
      hidden: a.hidden, activation: a.activation, using: &random)
    try restore(from: file)
  }
}

/// Acts by a ``DeterministicPolicy``.
private struct DeterministicActor: PolicyActor {
  let policy: DeterministicPolicy
  let evaluator: DeterministicPolicyEvaluator

  mutating func act(
    _ observations: Matrix<Scalar>, allowed: Matrix<Scalar>?, isStochastic: Bool,
    into actions: inout Matrix<Scalar>, using streams: inout [RandomStream]
  ) {
    evaluator.evaluate(policy, observations, into: &actions)
  }
}
