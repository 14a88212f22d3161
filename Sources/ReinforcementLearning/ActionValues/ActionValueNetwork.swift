public import LinearAlgebra
public import NeuralNetworks

/// Q_φ(s, ·): a network from observations to the values of all actions, or to the distributions of their returns.
public struct ActionValueNetwork: Parameterized, Sendable {
  /// What the network looks like.
  public let architecture: ActionValueArchitecture
  /// Which tensor lies where in φ.
  public let layout: ParameterLayout
  /// φ.
  public var parameters: Vector<Scalar>

  private let convolutions: [Conv2D]
  private let torso: [Layer]
  private let advantage: [Layer]
  private let value: [Layer]

  /// A dense layer with or without noise.
  private enum Layer: Sendable {
    case plain(Linear)
    /// A noisy layer and its number among these.
    case noisy(NoisyLinear, Int)
  }

  /// The noisy layers in their order.
  private let noisyLayers: [NoisyLinear]

  /// A network with freshly drawn parameters.
  /// - Precondition: The architecture is possible.
  public init(_ architecture: ActionValueArchitecture, using random: inout RandomStream) {
    self.init(withoutParameters: architecture)
    parameters = layout.initialParameters(using: &random)
  }

  /// A network whose layout is known and whose parameters are not there yet.
  init(withoutParameters architecture: ActionValueArchitecture) {
    if let problem = architecture.problem { preconditionFailure("No such network: \(problem).") }
    self.architecture = architecture
    let a = architecture
    var layout = ParameterLayout()
    var convolutions: [Conv2D] = []
    if !a.filters.isEmpty {
      var image = ImageShape(
        height: a.observationShape[0], width: a.observationShape[1], channels: a.observationShape[2]
      )
      for (i, filters) in a.filters.enumerated() {
        let layer = Conv2D(
          image, filters: filters, Window(a.windowSize, stride: a.windowStride),
          activation: a.activation, weight: .fanIn, name: "q.convolution.\(i)", in: &layout)
        convolutions.append(layer)
        image = layer.output
      }
    }
    var noisy: [NoisyLinear] = []
    func layers(_ widths: [Int], _ name: String, endsInOutput: Bool) -> [Layer] {
      (0..<widths.count - 1).map { i in
        let activation = endsInOutput && i == widths.count - 2 ? .identity : a.activation
        if let deviation = a.noise {
          noisy.append(
            NoisyLinear(
              inputs: widths[i], outputs: widths[i + 1], activation: activation,
              deviation: deviation, name: "\(name).\(i)", in: &layout))
          return .noisy(noisy[noisy.count - 1], noisy.count - 1)
        }
        return .plain(
          Linear(
            inputs: widths[i], outputs: widths[i + 1], activation: activation, weight: .fanIn,
            name: "\(name).\(i)", in: &layout))
      }
    }
    let features = convolutions.last?.output.count ?? a.observationWidth
    let outputs = a.actions * a.output.width
    if a.isDueling {
      let shared = [features] + a.hidden.dropLast()
      let stream = [shared[shared.count - 1]] + a.hidden.suffix(1)
      torso = shared.count > 1 ? layers(shared, "q.torso", endsInOutput: false) : []
      advantage = layers(stream + [outputs], "q.advantage", endsInOutput: true)
      value = layers(stream + [a.output.width], "q.value", endsInOutput: true)
    } else {
      torso = []
      advantage = layers([features] + a.hidden + [outputs], "q", endsInOutput: true)
      value = []
    }
    self.convolutions = convolutions
    noisyLayers = noisy
    self.layout = layout
    parameters = Vector(count: 0)
  }

  /// The noise of the network's layers on `tape`, all zeros; nil if it has none.
  public func noise(on tape: Tape<Scalar>) -> NetworkNoise? {
    noisyLayers.isEmpty ? nil : NetworkNoise(noisyLayers, on: tape)
  }

  /// What the network says of every action's return.
  ///
  /// - Parameters:
  ///   - observations: [batch × features]
  ///   - φ: The parameters, a node of the same tape.
  ///   - noise: Of ``noise(on:)``, if the network has noisy layers.
  /// - Returns: [batch · actions × output width]; with expectations, Q(s, a) in row (s · actions + a).
  public func callAsFunction(
    _ observations: Variable<Scalar>, _ φ: Variable<Scalar>, noise: NetworkNoise?
  ) -> Variable<Scalar> {
    var features = observations
    for layer in convolutions { features = layer(features, φ) }
    features = Self.apply(torso, features, φ, noise)
    let (batch, n) = (observations.rows, architecture.actions)
    let width = architecture.output.width
    let advantages = Self.apply(advantage, features, φ, noise)
    let rows = advantages.view(offset: 0, rows: batch * n, columns: width)
    guard architecture.isDueling else { return rows }
    let v = Self.apply(value, features, φ, noise)
    var sum = advantages.columns(0..<width)
    for a in 1..<max(n, 1) { sum = sum + advantages.columns(a * width..<(a + 1) * width) }
    let shift = v - sum / Scalar(n)
    let all =
      width == 1
      ? advantages + shift
      : concatenateColumns(
        (0..<n).map { advantages.columns($0 * width..<($0 + 1) * width) + shift })
    return all.view(offset: 0, rows: batch * n, columns: width)
  }

  private static func apply(
    _ layers: [Layer], _ x: Variable<Scalar>, _ φ: Variable<Scalar>, _ noise: NetworkNoise?
  ) -> Variable<Scalar> {
    var y = x
    for layer in layers {
      switch layer {
      case .plain(let linear): y = linear(y, φ)
      case .noisy(let noisy, let number):
        guard let noise else { preconditionFailure("A noisy network is given no noise.") }
        y = noisy(y, φ, noise: noise.leaves[number])
      }
    }
    return y
  }

  /// Q(s, ·) [batch × actions] from what the network returned.
  public func expectations(_ outputs: Variable<Scalar>) -> Variable<Scalar> {
    let n = architecture.actions
    switch architecture.output {
    case .expectation:
      return outputs.view(offset: 0, rows: outputs.rows / n, columns: n)
    case .categorical:
      let support = outputs.tape.input(Matrix(self.support, rows: self.support.count, columns: 1))
      return outputs.softmax().times(support)
        .view(offset: 0, rows: outputs.rows / n, columns: n)
    case .quantiles(let count):
      return (outputs.rowSums() / Scalar(count)).view(offset: 0, rows: outputs.rows / n, columns: n)
    }
  }

  /// The returns of a categorical output's atoms; empty for others.
  public var support: Vector<Scalar> {
    guard case .categorical(let atoms, let low, let high) = architecture.output else { return [] }
    return Vector(
      (0..<atoms).map { Scalar(low + (high - low) * Double($0) / Double(atoms - 1)) })
  }
}
