internal import CVectorKernels
internal import LinearAlgebra

/// The operands of a layer normalisation: x, θ with the gain γ and the bias β, and ε.
struct LayerNormalization {
  var input: NodeIndex
  var parameters: NodeIndex
  var gain: Int
  var bias: Int
  var epsilon: Float
}

extension Variable {
  /// γ ⊙ (x − mean) / √(variance + ε) + β for each row x (J. L. Ba et al., 2016).
  ///
  /// - Parameters:
  ///   - parameters: The vector θ in which gain and bias lie.
  ///   - gain: The offset in θ of γ [1 × columns].
  ///   - bias: The offset in θ of β [1 × columns].
  ///   - epsilon: ε, which keeps constant rows finite.
  /// - Returns: A variable of the same shape.
  public func layerNormalized(
    _ parameters: Variable, gain: Int, bias: Int, epsilon: Double = 1e-5
  ) -> Variable {
    precondition(
      columns > 0 && min(gain, bias) >= 0 && max(gain, bias) + columns <= parameters.count,
      "Gain and bias of \(columns) features do not lie within \(parameters.count) parameters.")
    precondition(epsilon >= 0, "The ε of a normalisation, \(epsilon), is negative.")
    // Mean and scale of each row lie behind the value, for the gradient.
    return tape.record(
      .layerNorm(
        LayerNormalization(
          input: index, parameters: parameters.index, gain: gain, bias: bias,
          epsilon: Float(epsilon))), rows, columns, from: self, parameters,
      at: tape.arena.allocate(count + 2 * rows))
  }

  /// The same in operations of one idea each.
  func plainLayerNormalized(
    _ parameters: Variable, gain: Int, bias: Int, epsilon: Element
  ) -> Variable {
    let share = 1 / Element(columns)
    let centred = self - rowSums() * share
    let variance = square(centred).rowSums() * share
    return centred * reciprocal(sqrt(variance + epsilon))
      * parameters.view(offset: gain, rows: 1, columns: columns)
      + parameters.view(offset: bias, rows: 1, columns: columns)
  }
}

extension Tape {
  func runLayerNorm(
    _ norm: LayerNormalization, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    let θ = pointer(norm.parameters)
    Element.Kernels.layerNorm(
      value, statistics: value + node.count, pointer(norm.input), gain: θ + norm.gain,
      bias: θ + norm.bias, rows: Int(node.rows), columns: Int(node.columns),
      epsilon: Element(norm.epsilon))
  }

  func pullbackLayerNorm(
    _ norm: LayerNormalization, _ y: Variable<Element>, _ g: Variable<Element>
  ) {
    let (x, θ) = (variable(norm.input), variable(norm.parameters))
    var places: (gain: ReverseSweep.Place, bias: ReverseSweep.Place)?
    if !reverse.isDifferentiable && reverse.reaches[Int(θ.index)] {
      places = self.places(in: θ, (norm.gain, y.columns), (norm.bias, y.columns))
    }
    if reverse.isDifferentiable || places == nil && reverse.reaches[Int(θ.index)] {
      pullbackUnfolded(g) {
        x.plainLayerNormalized(
          θ, gain: norm.gain, bias: norm.bias, epsilon: Element(norm.epsilon))
      }
      return
    }
    let dx = record(
      .layerNormGradient(
        g.index, of: y.index, buffer: places?.gain.buffer ?? -1,
        accumulatesGain: places?.gain.accumulates ?? false,
        accumulatesBias: places?.bias.accumulates ?? false), y.rows, y.columns, from: g, y,
      at: reverse.isOwned[Int(y.index)] ? g.pointer : nil)
    if reverse.reaches[Int(x.index)] { contribute(dx, to: Int(x.index), isOwned: true) }
  }

  func runLayerNormGradient(
    _ g: NodeIndex, _ y: NodeIndex, _ buffer: NodeIndex, _ accumulatesGain: Bool,
    _ accumulatesBias: Bool, _ node: Node, _ value: UnsafeMutablePointer<Element>
  ) {
    guard case .layerNorm(let norm) = nodes[Int(y)].operation else { return }
    let columns = Int(node.columns)
    let gain = buffer < 0 ? nil : pointer(buffer) + norm.gain
    let bias = buffer < 0 ? nil : pointer(buffer) + norm.bias
    if !accumulatesGain { gain?.update(repeating: 0, count: columns) }
    if !accumulatesBias { bias?.update(repeating: 0, count: columns) }
    Element.Kernels.layerNormGradient(
      value, dgain: gain, dbias: bias, pointer(g), pointer(norm.input),
      statistics: pointer(y) + node.count, gain: pointer(norm.parameters) + norm.gain,
      rows: Int(node.rows), columns: columns)
  }
}
