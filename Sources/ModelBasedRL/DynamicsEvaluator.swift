public import LinearAlgebra
internal import NeuralNetworks

/// Moves as many states at once as a network of an ensemble says, without allocating. Scratch, not state.
public final class DynamicsEvaluator: @unchecked Sendable {
  /// The number of states.
  public let rows: Int
  private let tape = Tape<Scalar>()
  private let θ: Variable<Scalar>
  /// [s, a], standardised [rows × inputs].
  private let input: Variable<Scalar>
  private let prediction: DynamicsNetwork.Prediction
  /// The deviations of what is predicted [rows × predictions].
  private let deviation: Variable<Scalar>?
  /// d [rows × 1].
  private let termination: Variable<Scalar>
  private let pass: Range<Int>

  /// An evaluator of `network`, and of networks of the same architecture, for `rows` states at once.
  public init(_ network: DynamicsNetwork, rows: Int) {
    self.rows = rows
    let tape = tape
    θ = network.parameters.withUnsafePointer {
      tape.borrow($0, rows: 1, columns: network.layout.count)
    }
    input = tape.input(rows: rows, columns: network.network.inputs)
    let start = tape.count
    prediction = network(input, θ)
    deviation = prediction.logVariance.map { exp(0.5 * $0) }
    termination = sigmoid(prediction.logit)
    pass = start..<tape.count
  }

  /// The chance that the last step of the state in `row` terminated the episode.
  package func termination(_ row: Int) -> Double { Double(termination.pointer[row]) }

  /// Moves each state by one step.
  ///
  /// - Parameters:
  ///   - states: s, which becomes s′ [rows × features].
  ///   - rewards: Receives the rewards [rows].
  ///   - network: The network.
  ///   - coding: The coding of the ensemble.
  ///   - stream: Chance, if the network is probabilistic and its chance is wanted; otherwise states become what is expected.
  ///   - action: The action of the state in a row [action width].
  func step(
    _ states: UnsafeMutablePointer<Scalar>, rewards: UnsafeMutablePointer<Scalar>,
    by network: DynamicsNetwork, _ coding: StepCoding,
    using stream: UnsafeMutablePointer<RandomStream>?,
    action: (_ row: Int) -> UnsafePointer<Scalar>
  ) {
    let n = coding.features
    for row in 0..<rows {
      let place = input.pointer + row * input.columns
      coding.writeInput(states + row * n, action(row), to: place)
      coding.input.standardize(place)
    }
    network.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(pass)
    }
    let mean = prediction.mean.pointer
    if let deviation = deviation?.pointer, let stream {
      for k in 0..<rows * (n + 1) { mean[k] += deviation[k] * Scalar(stream.pointee.normal()) }
    }
    for row in 0..<rows {
      let (y, state) = (mean + row * (n + 1), states + row * n)
      for j in 0..<n { state[j] += coding.output.mean[j] + coding.output.deviation[j] * y[j] }
      coding.rescale(state)
      rewards[row] = coding.output.mean[n] + coding.output.deviation[n] * y[n]
    }
  }

  /// Moves each row of `states` [rows × features] by the action in the same row of `actions` [rows × action width] to where the
  /// network of number `member` expects it.
  /// - Parameters:
  ///   - rewards: Receives the rewards that it expects [rows].
  public func step(
    _ states: inout Matrix<Scalar>, _ actions: Matrix<Scalar>, by ensemble: DynamicsEnsemble,
    member: Int, rewards: inout Vector<Scalar>
  ) {
    precondition(
      states.rows == rows && actions.rows == rows && rewards.count == rows
        && states.columns == ensemble.coding.features,
      "States of \(states.rows)×\(states.columns), actions of \(actions.rows) rows and "
        + "\(rewards.count) rewards do not fit \(rows) rows and \(ensemble.coding.features) features."
    )
    let width = actions.columns
    states.withUnsafeMutablePointer { states in
      actions.withUnsafePointer { actions in
        rewards.withUnsafeMutablePointer { rewards in
          step(
            states, rewards: rewards, by: ensemble.networks[member], ensemble.coding, using: nil
          ) { actions + $0 * width }
        }
      }
    }
  }
}
