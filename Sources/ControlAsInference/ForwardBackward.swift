public import Environments
internal import Foundation
public import LinearAlgebra

/// Exact inference on a finite process in which optimality is observed: p(O_t = 1 | s, a) ∝ exp(r(s, a)/τ) (notes
/// chapter 13, and steps 1 to 3 of the exact algorithm in 14.2).
///
/// Backward, β_t(s, a) = p(O_{t:T} | s_t, a_t) = exp(r/τ) Σ_s′ p(s′|s, a) β_{t+1}(s′), with β_t(s) = Σ_a β_t(s, a). Forward,
/// α_t(s) = p(s_t | O_{1:t−1}). Then π_t(a|s) = β_t(s, a)/β_t(s), and p(s_t | O_{1:T}) ∝ α_t(s) β_t(s).
///
/// What is inferred is the posterior over actions and over chance: where the process is random, the posterior p(s′|s, a,
/// O_{1:T}) ∝ p(s′|s, a) β_{t+1}(s′) is luckier than the process, and π optimistic. ``SoftValueIteration`` holds the
/// dynamics fixed instead; where nothing is random the two agree. Actions have no prior; a uniform one would take τ log A
/// from each reward. A terminal state observes nothing more: its β is 1.
///
/// S. Levine, "Reinforcement learning and control as probabilistic inference", 2018.
public struct ForwardBackward: Sendable {
  /// The process.
  public let process: TabularMDP
  /// T, the number of steps.
  public let horizon: Int
  /// τ.
  public let temperature: Double
  /// log β_t(s, a) for t = 0..<T, each [S × A]; 0 in terminal states.
  public let logActionMessages: [Matrix<Double>]
  /// log β_t(s) for t = 0...T, [T + 1 × S].
  public let logMessages: Matrix<Double>
  /// α_t(s) for t = 0...T, each row a distribution, [T + 1 × S].
  public let forwardMessages: Matrix<Double>

  /// Passes all messages of `horizon` steps.
  /// - Throws: ``InferenceError`` if the process has a discount below 1, whose place the horizon takes.
  /// - Precondition: `horizon` is not negative and `temperature` is positive.
  public init(_ process: TabularMDP, horizon: Int, temperature: Double = 1) throws {
    precondition(horizon >= 0, "A horizon of \(horizon) steps is negative.")
    precondition(temperature > 0, "A temperature of \(temperature) is not positive.")
    guard process.discount == 1 else { throw InferenceError.discount(process.discount) }
    self.process = process
    self.horizon = horizon
    self.temperature = temperature
    let states = process.stateCount
    var logMessages = Matrix<Double>(rows: horizon + 1, columns: states)
    var actionMessages: [Matrix<Double>] = []
    for t in (0..<horizon).reversed() {
      let q = Self.backward(process, logMessages.row(t + 1), temperature)
      for s in 0..<states where !process.terminal[s] {
        logMessages[t, s] = logSumExp(q.row(s))
      }
      actionMessages.append(q)
    }
    self.logMessages = logMessages
    logActionMessages = actionMessages.reversed()
    forwardMessages = Self.forward(process, horizon, temperature)
  }

  /// log β_t(s, a) from log β_{t+1}(s′).
  private static func backward(
    _ process: TabularMDP, _ next: Span<Double>, _ temperature: Double
  ) -> Matrix<Double> {
    // All are scaled by the greatest β_{t+1}, so that none overflows.
    var greatest = -Double.infinity
    for i in next.indices { greatest = max(greatest, next[i]) }
    var scaled = Vector<Double>(count: process.stateCount)
    for i in next.indices { scaled[i] = exp(next[i] - greatest) }
    let sums = process.transitions * scaled
    return Matrix(rows: process.stateCount, columns: process.actionCount) { s, a in
      process.terminal[s]
        ? 0
        : process.rewards[s, a] / temperature + greatest + log(sums[s * process.actionCount + a])
    }
  }

  /// α_{t+1}(s′) ∝ Σ_{s,a} α_t(s) exp(r(s, a)/τ) p(s′|s, a).
  private static func forward(
    _ process: TabularMDP, _ horizon: Int, _ temperature: Double
  ) -> Matrix<Double> {
    let (states, actions) = (process.stateCount, process.actionCount)
    // A terminal state passes on its weight as it is, so rewards are compared with 0 there.
    var most = process.terminal.contains(true) ? 0 : -Double.infinity
    for s in 0..<states where !process.terminal[s] {
      for a in 0..<actions { most = max(most, process.rewards[s, a] / temperature) }
    }
    var messages = Matrix<Double>(rows: horizon + 1, columns: states)
    for s in 0..<states { messages[0, s] = process.initialDistribution[s] }
    var weights = Vector<Double>(count: states * actions)
    var next = Vector<Double>(count: states)
    for t in 0..<horizon {
      for s in 0..<states {
        for a in 0..<actions {
          let optimality =
            process.terminal[s]
            ? exp(-most) / Double(actions) : exp(process.rewards[s, a] / temperature - most)
          weights[s * actions + a] = messages[t, s] * optimality
        }
      }
      multiply(process.transitions, transposed: true, by: weights, into: &next)
      let sum = next.sum()
      for s in 0..<states { messages[t + 1, s] = next[s] / sum }
    }
    return messages
  }

  /// π_t(a|s) = β_t(s, a)/β_t(s), [S × A]; uniform in terminal states.
  /// - Precondition: `step` is in 0..<T.
  public func policy(at step: Int) -> Matrix<Double> {
    let actions = process.actionCount
    return Matrix(rows: process.stateCount, columns: actions) { s, a in
      process.terminal[s]
        ? 1 / Double(actions) : exp(logActionMessages[step][s, a] - logMessages[step, s])
    }
  }

  /// p(s_t | O_{1:T}) ∝ α_t(s) β_t(s), [S].
  /// - Precondition: `step` is in 0...T.
  public func stateMarginals(at step: Int) -> Vector<Double> {
    var marginals = Vector<Double>(count: process.stateCount)
    var greatest = -Double.infinity
    for s in 0..<marginals.count where forwardMessages[step, s] > 0 {
      greatest = max(greatest, logMessages[step, s])
    }
    for s in 0..<marginals.count where forwardMessages[step, s] > 0 {
      marginals[s] = forwardMessages[step, s] * exp(logMessages[step, s] - greatest)
    }
    return (1 / marginals.sum()) * marginals
  }

  /// μ_t(s, a) = p(s_t, a_t | O_{1:T}) ∝ α_t(s) β_t(s, a), [S × A].
  /// - Precondition: `step` is in 0..<T.
  public func stateActionMarginals(at step: Int) -> Matrix<Double> {
    let (states, policy) = (stateMarginals(at: step), policy(at: step))
    return Matrix(rows: process.stateCount, columns: process.actionCount) {
      states[$0] * policy[$0, $1]
    }
  }

  /// p(s′ | s_t, a_t, O_{1:T}) ∝ p(s′|s, a) β_{t+1}(s′), the process as it is when all goes well, [S·A × S].
  /// - Precondition: `step` is in 0..<T.
  public func posteriorTransitions(at step: Int) -> Matrix<Double> {
    let (states, actions) = (process.stateCount, process.actionCount)
    var posterior = Matrix<Double>(rows: states * actions, columns: states)
    for row in 0..<states * actions {
      var greatest = -Double.infinity
      for next in 0..<states where process.transitions[row, next] > 0 {
        greatest = max(greatest, logMessages[step + 1, next])
      }
      var sum = 0.0
      for next in 0..<states where process.transitions[row, next] > 0 {
        posterior[row, next] =
          process.transitions[row, next] * exp(logMessages[step + 1, next] - greatest)
        sum += posterior[row, next]
      }
      for next in 0..<states { posterior[row, next] /= sum }
    }
    return posterior
  }
}

/// Why a process has no exact inference.
public enum InferenceError: Error, Equatable, CustomStringConvertible {
  /// The process has a discount below 1.
  case discount(Double)

  /// One line: what is wrong and what to do.
  public var description: String {
    switch self {
    case .discount(let value):
      "The process has the discount \(value); messages of a finite horizon need 1. Use SoftValueIteration, or a process "
        + "without discount."
    }
  }
}

/// log Σ_i exp x_i without overflow.
func logSumExp(_ x: Span<Double>) -> Double {
  var greatest = -Double.infinity
  for i in x.indices { greatest = max(greatest, x[i]) }
  guard greatest.isFinite else { return greatest }
  var sum = 0.0
  for i in x.indices { sum += exp(x[i] - greatest) }
  return greatest + log(sum)
}
