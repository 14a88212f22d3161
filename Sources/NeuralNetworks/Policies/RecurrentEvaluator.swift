public import LinearAlgebra

/// Draws actions from a recurrent policy step by step without allocating: the tape and its recording for one batch
/// size.
///
/// It is scratch, not state, but for ``noise``; the policy and what it remembers are arguments of each call.
public final class RecurrentEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  private let before: Variable<Element>
  private let after: Variable<Element>
  private let allowed: Variable<Element>?
  private var sampler: DistributionSampler<Element>
  private let architecture: RecurrentPolicy<Element>.Architecture
  /// The number of observations that are taken at once.
  public let rows: Int

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once; if
  /// `isMasked`, each call brings a mask of the allowed actions.
  /// - Precondition: Masks are asked for discrete actions only.
  public init(_ policy: RecurrentPolicy<Element>, rows: Int, isMasked: Bool = false) {
    self.rows = rows
    architecture = policy.architecture
    let tape = tape
    let mask = isMasked ? tape.input(rows: rows, columns: policy.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * policy.head.choices)
    allowed = mask
    (θ, observations, before, after, sampler) = policy.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: policy.parameters.count)
      let x = tape.input(rows: rows, columns: policy.network.inputs)
      let state = tape.input(policy.initialState(batch: rows))
      let (π, next) = policy.distribution(x, state: state, θ, allowed: mask)
      return (θ, x, state, next, π.sampler())
    }
  }

  /// The noise of a head with generalised state-dependent exploration, nil for other heads. It is kept from one
  /// call of `sample` to the next, so whoever saves a run between two calls saves this too.
  public var noise: ExplorationNoise<Element>? {
    get { sampler.noise }
    set {
      precondition(
        (newValue == nil) == (sampler.noise == nil), "The head \(architecture.head) keeps no noise."
      )
      sampler.noise = newValue
    }
  }

  /// Draws an action for each row of `observations`, row i with `streams[i]`; NaN where the distribution is not
  /// finite, which callers take for an error.
  ///
  /// - Parameters:
  ///   - policy: π_θ.
  ///   - observations: [rows × features]
  ///   - mask: 1 for each allowed choice, 0 for each forbidden one [rows × choices]; if the evaluator is masked.
  ///   - state: What is remembered of the steps before [stateRows × units]; receives what is after this one.
  ///   - actions: Receives the actions [rows × action width].
  ///   - streams: One random stream a row.
  public func sample(
    _ policy: RecurrentPolicy<Element>, _ observations: Matrix<Element>,
    allowed mask: Matrix<Element>? = nil, state: inout Matrix<Element>,
    into actions: inout Matrix<Element>, using streams: inout [RandomStream]
  ) {
    evaluate(policy, observations, mask, &state)
    sampler.sample(into: &actions, using: &streams)
  }

  /// The mode of the distribution of each row of `observations` [rows × features], as the distribution's
  /// `sampler()` documents it; `state` as in ``sample(_:_:allowed:state:into:using:)``.
  public func mode(
    _ policy: RecurrentPolicy<Element>, _ observations: Matrix<Element>,
    allowed mask: Matrix<Element>? = nil, state: inout Matrix<Element>,
    into actions: inout Matrix<Element>
  ) {
    evaluate(policy, observations, mask, &state)
    sampler.mode(into: &actions)
  }

  /// Computes the distributions for `observations` [rows × features] and the state after them.
  private func evaluate(
    _ policy: RecurrentPolicy<Element>, _ input: Matrix<Element>, _ mask: Matrix<Element>?,
    _ state: inout Matrix<Element>
  ) {
    precondition(
      policy.architecture == architecture,
      "A policy of \(policy.architecture) does not fit an evaluator for \(architecture).")
    precondition(
      input.rows == rows && input.columns == observations.columns,
      "Observations of \(input.rows)×\(input.columns) do not fit \(rows)×\(observations.columns).")
    precondition(
      (mask == nil) == (allowed == nil),
      allowed == nil ? "The evaluator takes no mask." : "The evaluator needs a mask.")
    observations.assign(input)
    before.assign(state)
    if let mask { allowed?.assign(mask) }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    state.withUnsafeMutablePointer { $0.update(from: after.pointer, count: after.count) }
  }
}
