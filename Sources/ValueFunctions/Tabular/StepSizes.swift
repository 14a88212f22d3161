internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning

/// α / N(s, a)^ω, where N counts the updates of Q(s, a).
struct StepSizes: Codable, Equatable, Sendable {
  private let exponent: Double
  private var visits: ActionValueTable

  init(exponent: Double, actions: Int) {
    self.exponent = exponent
    visits = ActionValueTable(actions: actions)
  }

  mutating func grow(to states: Int) {
    if exponent > 0 { visits.grow(to: states) }
  }

  /// The step size of this update, which is counted.
  mutating func next(_ rate: Double, _ state: Int, _ action: Int) -> Double {
    guard exponent > 0 else { return rate }
    visits[state, action] += 1
    return rate / pow(visits[state, action], exponent)
  }
}
