package import LinearAlgebra
internal import NeuralNetworks
package import ReinforcementLearning

/// Products F v with the Fisher information of a policy, F = E[∇log π ∇log πᵀ] over given states and the policy's own
/// actions, without forming F.
///
/// F is the Hessian of the mean KL(π_old ‖ π_θ) at θ = θ_old, and F v the gradient of vᵀ∇KL; both gradients are exact.
/// What does not depend on v is computed once for all products of an iteration. Scratch, not state.
package final class FisherProduct<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let old: Variable<Element>
  private let observations: Variable<Element>
  private let allowed: Variable<Element>?
  private let direction: Variable<Element>
  private let product: Variable<Element>
  private let (fixed, moving): (Range<Int>, Range<Int>)
  /// The number of states.
  package let rows: Int
  /// The number of the policy's parameters.
  package let count: Int

  /// Products for policies of the network's architecture over `rows` states.
  package init(_ network: ActorCriticNetwork<Element>, rows: Int, isMasked: Bool = false) {
    (self.rows, count) = (rows, network.policyCount)
    let (tape, count) = (tape, network.policyCount)
    let mask = isMasked ? tape.input(rows: rows, columns: network.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * network.head.choices)
    allowed = mask
    observations = tape.input(rows: rows, columns: network.observationWidth)
    θ = tape.input(rows: 1, columns: count, trainable: true)
    old = tape.input(rows: 1, columns: count)
    direction = tape.input(rows: 1, columns: count)
    let divergence = network.distribution(observations, old, allowed: mask)
      .divergence(from: network.distribution(observations, θ, allowed: mask)).mean()
    let slope = tape.gradient(of: divergence, withRespectTo: θ, differentiable: true)
    let middle = tape.count
    product = tape.gradient(of: slope, cotangent: direction, withRespectTo: θ)
    (fixed, moving) = (0..<middle, middle..<tape.count)
  }

  /// Takes over where F is wanted.
  ///
  /// - Parameters:
  ///   - network: θ; its first `count` parameters are the policy's.
  ///   - states: Observations [n × features].
  ///   - masks: What was allowed [n × choices]; if the products are masked.
  ///   - numbers: Which rows of them, as many as ``rows``.
  package func prepare(
    _ network: ActorCriticNetwork<Element>, _ states: Matrix<Element>,
    masks: Matrix<Element>? = nil, rows numbers: ArraySlice<Int>
  ) {
    observations.assign(rows: numbers, of: states)
    if let masks { allowed?.assign(rows: numbers, of: masks) }
    network.parameters.withUnsafePointer {
      θ.assign($0)
      old.assign($0)
    }
    tape.replay(fixed)
  }

  /// Writes F v into `output`.
  /// - Precondition: Both have ``count`` elements.
  package func multiply(_ v: Vector<Element>, into output: inout Vector<Element>) {
    precondition(
      output.count == count, "\(output.count) elements do not hold a product of \(count).")
    direction.assign(v)
    tape.replay(moving)
    output.withUnsafeMutablePointer { $0.update(from: product.pointer, count: count) }
  }
}
