internal import Foundation
package import LinearAlgebra

/// Noise that is added to a deterministic policy's actions, in units of their positions in the bounds.
package struct ActionNoise: Sendable, Codable, Equatable {
  /// How the noise of one step depends on the last.
  package enum Form: Sendable, Codable, Equatable {
    /// N(0, σ²), anew at every step.
    case gaussian
    /// x ← x − θ x Δt + σ √Δt ε, ε ∼ N(0, 1): correlated in time (G. Uhlenbeck and L. Ornstein, 1930); from 0 at the
    /// start of an episode.
    case ornsteinUhlenbeck(reversion: Double, timeStep: Double)
  }

  /// How the noise depends on the last step's.
  package let form: Form
  /// σ.
  package let deviation: Double
  /// x of each copy and component, row by row.
  private var values: [Double]
  private let width: Int

  /// Noise for actions of `width` components in `copies` environments.
  package init(_ form: Form, deviation: Double, copies: Int, width: Int) {
    self.form = form
    self.deviation = deviation
    self.width = width
    values = Array(repeating: 0, count: copies * width)
  }

  /// The next noise of component `j` in `copy`.
  package mutating func next(_ copy: Int, _ j: Int, using stream: inout RandomStream) -> Double {
    switch form {
    case .gaussian: return deviation * stream.normal()
    case .ornsteinUhlenbeck(let reversion, let timeStep):
      let e = copy * width + j
      values[e] -= reversion * values[e] * timeStep
      values[e] += deviation * timeStep.squareRoot() * stream.normal()
      return values[e]
    }
  }

  /// Begins an episode in `copy`: what is correlated starts from 0.
  package mutating func begin(_ copy: Int) {
    for j in 0..<width { values[copy * width + j] = 0 }
  }
}
