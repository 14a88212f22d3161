internal import CVectorKernels
internal import LinearAlgebra

// g ⊙ f′(z) in one pass, where the derivative f′ is known from y = f(z), and its own derivatives.
extension Variable {
  /// g ⊙ f′(z) for this g, from y = f(z); in `memory`, which may be that of g, or in new memory.
  func timesSlope(
    _ activation: vk_activation, of y: Variable, at memory: UnsafeMutablePointer<Element>? = nil
  ) -> Variable {
    if activation == VK_IDENTITY { return self }
    return tape.record(
      .activationGradient(
        index, output: y.index, bias: -1, offset: 0, accumulate: false, activation),
      rows, columns, from: self, y, at: memory)
  }
}

extension Tape {
  /// The gradient `g` of y = f(z) carried on to z; written over `g` where that is owned and needed no more.
  func throughActivation(
    _ activation: vk_activation, _ y: Variable<Element>, _ g: Variable<Element>
  ) -> Variable<Element> {
    let isFree = !reverse.isDifferentiable && reverse.isOwned[Int(y.index)]
    return g.timesSlope(activation, of: y, at: isFree ? g.pointer : nil)
  }

  /// Of y = a ⊙ f′, known from `output`: to `output` first, because the way to `a` may write over `g`.
  func pullbackActivationGradient(
    _ a: NodeIndex, _ output: NodeIndex, _ activation: vk_activation, _ y: Variable<Element>,
    _ g: Variable<Element>
  ) {
    let (a, output) = (variable(a), variable(output))
    if activation != VK_RELU {
      contribute(to: output) {
        guard reverse.isDifferentiable else {
          return record(
            .activationCurvature(g.index, a.index, output: output.index, activation), y.rows,
            y.columns, from: g, a, output)
        }
        return switch activation {
        case VK_TANH: g * a * output * -2
        case VK_SIGMOID: g * a * (1 - 2 * output)
        case VK_ELU: g * a * (-output).isPositive
        default: g * a * exp(-output)
        }
      }
    }
    contribute(to: a) {
      let isFree = !reverse.isDifferentiable && reverse.isOwned[Int(y.index)]
      return g.timesSlope(activation, of: output, at: isFree ? g.pointer : nil)
    }
  }
}
