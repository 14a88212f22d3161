package import LinearAlgebra
package import NeuralNetworks
internal import ReinforcementLearning

/// How a policy is trained to act like others.
public enum MimicryForm: String, Sendable, Codable, CaseIterable {
  /// By what they did: the mean of −log π_θ(a|s).
  case actions
  /// By what they would do, soft targets: the mean of KL(πᵢ(·|s) ‖ π_θ(·|s)).
  case distributions
}

/// The gradient by which a global policy learns to mimic local ones, each in the states that it came to, on minibatches to which
/// each contributes as many rows. Recorded once and replayed. Scratch, not state.
package final class Mimicry: @unchecked Sendable {
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  private let parts: [Part]
  private let loss: Variable<Scalar>
  private let differentiated: Variable<Scalar>
  private let pass: Range<Int>

  /// What comes from a local policy.
  private struct Part {
    /// θᵢ.
    let θ: Variable<Scalar>
    let observations: Variable<Scalar>
    let actions: Variable<Scalar>
    let allowed: Variable<Scalar>?
  }

  /// The recording for policies like `policy`.
  /// - Parameters:
  ///   - policy: A policy of the architecture of all.
  ///   - count: The number of local policies.
  ///   - batchSize: The rows of a minibatch, a multiple of `count`.
  ///   - form: How it is mimicked.
  ///   - choices: The entries in a mask of actions; 0 for none.
  package init(
    _ policy: StochasticPolicy<Scalar>, parts count: Int, batchSize: Int, form: MimicryForm,
    choices: Int
  ) {
    precondition(
      batchSize > 0 && batchSize % count == 0,
      "A minibatch of \(batchSize) rows cannot be shared among \(count) policies.")
    let (tape, rows) = (tape, batchSize / count)
    func borrow(trainable: Bool) -> Variable<Scalar> {
      policy.parameters.withUnsafePointer {
        tape.borrow($0, rows: 1, columns: policy.layout.count, trainable: trainable)
      }
    }
    let θ = borrow(trainable: true)
    self.θ = θ
    let parts = (0..<count).map { _ in
      let allowed = choices > 0 ? tape.input(rows: rows, columns: choices) : nil
      allowed?.pointer.update(repeating: 1, count: rows * choices)
      return Part(
        θ: borrow(trainable: false),
        observations: tape.input(rows: rows, columns: policy.network.inputs),
        actions: tape.input(rows: rows, columns: policy.actionWidth), allowed: allowed)
    }
    self.parts = parts
    let start = tape.count
    var total: Variable<Scalar>?
    for part in parts {
      let π = policy.distribution(part.observations, θ, allowed: part.allowed)
      let losses =
        switch form {
        case .actions: -π.logProbability(of: part.actions)
        case .distributions:
          policy.distribution(part.observations, part.θ, allowed: part.allowed).divergence(from: π)
        }
      let mean = (1 / Scalar(count)) * losses.mean()
      total = total.map { $0 + mean } ?? mean
    }
    guard let total else { preconditionFailure("There is nobody to mimic.") }
    loss = total
    differentiated = tape.gradient(of: total, withRespectTo: θ)
    pass = start..<tape.count
  }

  /// Draws steps of each local policy's last trajectories.
  /// - Returns: The loss on them and its gradient with respect to θ, valid until the next call.
  package func gradient(
    _ policy: StochasticPolicy<Scalar>, _ locals: [LocalPolicy], using random: inout RandomStream
  ) -> (loss: Scalar, gradient: Variable<Scalar>) {
    for (part, local) in zip(parts, locals) {
      let steps = local.trajectories
      for row in 0..<part.observations.rows {
        let t = random.integer(below: steps.steps)
        Self.copy(steps.observations, t, to: part.observations, row)
        Self.copy(steps.actions, t, to: part.actions, row)
        if let allowed = part.allowed, let masks = steps.masks {
          Self.copy(masks, t, to: allowed, row)
        }
      }
    }
    replay(policy, locals[...])
    return (loss.scalar, differentiated)
  }

  private static func copy(
    _ source: RowBuffer, _ t: Int, to leaf: Variable<Scalar>, _ row: Int
  ) {
    let place = leaf.pointer + row * leaf.columns
    for j in 0..<leaf.columns { place[j] = source[t, j] }
  }

  /// Replays with the parameters of the policies, which are lent one within the other's call.
  private func replay(_ policy: StochasticPolicy<Scalar>, _ locals: ArraySlice<LocalPolicy>) {
    guard let local = locals.first else {
      return policy.parameters.withUnsafePointer {
        tape.bind(θ, to: $0)
        tape.replay(pass)
      }
    }
    local.policy.parameters.withUnsafePointer {
      tape.bind(parts[locals.startIndex].θ, to: $0)
      replay(policy, locals.dropFirst())
    }
  }
}
