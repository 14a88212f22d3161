public import LinearAlgebra

/// Draws actions from a policy without allocating: the tape and its recording for one batch size.
///
/// It is scratch, not state; the policy is an argument of each call.
public final class PolicyEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  /// Probabilities [rows × actions], or means [rows × components].
  private let outputs: Variable<Element>
  private let deviation: Variable<Element>?
  /// The number of observations that are taken at once.
  public let rows: Int

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once.
  public init(_ policy: StochasticPolicy<Element>, rows: Int) {
    self.rows = rows
    let tape = tape
    (θ, observations, outputs, deviation) = policy.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: policy.parameters.count)
      let x = tape.input(rows: rows, columns: policy.network.inputs)
      switch policy.distribution(x, θ) {
      case .categorical(let distribution): return (θ, x, distribution.probabilities, nil)
      case .gaussian(let distribution):
        return (θ, x, distribution.mean, exp(distribution.logDeviation))
      }
    }
  }

  /// Computes the distributions for `observations` [rows × features].
  private func evaluate(_ policy: StochasticPolicy<Element>, _ input: UnsafePointer<Element>) {
    precondition(
      policy.parameters.count == θ.count,
      "A policy of \(policy.parameters.count) parameters does not fit an evaluator for \(θ.count).")
    observations.assign(input)
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
  }

  /// Draws an action for each row of `observations`, row i with `streams[i]`; NaN where the distribution is not
  /// finite, which callers take for an error.
  ///
  /// - Parameters:
  ///   - policy: π_θ.
  ///   - observations: [rows × features]
  ///   - actions: Receives the actions [rows × action width].
  ///   - streams: One random stream a row.
  public func sample(
    _ policy: StochasticPolicy<Element>, _ observations: Matrix<Element>,
    into actions: inout Matrix<Element>, using streams: inout [RandomStream]
  ) {
    check(observations, actions)
    precondition(streams.count == rows, "\(streams.count) streams do not fit \(rows) rows.")
    observations.withUnsafePointer { evaluate(policy, $0) }
    let (width, values) = (outputs.columns, outputs.pointer)
    actions.withUnsafeMutablePointer { actions in
      for i in 0..<rows {
        if let deviation {
          let σ = deviation.pointer + (deviation.rows == 1 ? 0 : i * width)
          for j in 0..<width {
            actions[i * width + j] = values[i * width + j] + σ[j] * Element(streams[i].normal())
          }
        } else {
          let row = Span(_unsafeStart: values + i * width, count: width)
          var sum = Element(0)
          for j in 0..<width { sum += row[j] }
          actions[i] = sum.isFinite ? Element(streams[i].categorical(row)) : .nan
        }
      }
    }
  }

  /// The most likely action for each row of `observations` [rows × features]: the first category of the
  /// largest probability, or the mean.
  public func mode(
    _ policy: StochasticPolicy<Element>, _ observations: Matrix<Element>,
    into actions: inout Matrix<Element>
  ) {
    check(observations, actions)
    observations.withUnsafePointer { evaluate(policy, $0) }
    let (width, values) = (outputs.columns, outputs.pointer)
    actions.withUnsafeMutablePointer { actions in
      if deviation != nil {
        actions.update(from: values, count: rows * width)
      } else {
        for i in 0..<rows {
          var best = 0
          for j in 1..<max(width, 1) where values[i * width + j] > values[i * width + best] {
            best = j
          }
          actions[i] = Element(best)
        }
      }
    }
  }

  private func check(_ input: Matrix<Element>, _ actions: Matrix<Element>) {
    precondition(
      input.rows == rows && input.columns == observations.columns,
      "Observations of \(input.rows)×\(input.columns) do not fit \(rows)×\(observations.columns).")
    let width = deviation == nil ? 1 : outputs.columns
    precondition(
      actions.rows == rows && actions.columns == width,
      "Actions of \(actions.rows)×\(actions.columns) do not fit \(rows)×\(width).")
  }
}
