public import LinearAlgebra

/// Draws actions from a policy without allocating: the tape and its recording for one batch size.
///
/// It is scratch, not state, but for ``noise``; the policy is an argument of each call.
public final class PolicyEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  private let allowed: Variable<Element>?
  private var sampler: DistributionSampler<Element>
  private let head: PolicyHead
  /// The number of observations that are taken at once.
  public let rows: Int

  /// An evaluator of `policy`, and of policies of the same architecture, for `rows` observations at once; if
  /// `isMasked`, each call brings a mask of the allowed actions.
  /// - Precondition: Masks are asked for discrete actions only.
  public init(_ policy: StochasticPolicy<Element>, rows: Int, isMasked: Bool = false) {
    self.rows = rows
    head = policy.head
    let tape = tape
    let mask = isMasked ? tape.input(rows: rows, columns: policy.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * policy.head.choices)
    allowed = mask
    (θ, observations, sampler) = policy.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: policy.parameters.count)
      let x = tape.input(rows: rows, columns: policy.network.inputs)
      return (θ, x, policy.distribution(x, θ, allowed: mask).sampler())
    }
  }

  /// The noise of a head with generalised state-dependent exploration, nil for other heads. It is kept from one
  /// call of `sample` to the next, so whoever saves a run between two calls saves this too.
  public var noise: ExplorationNoise<Element>? {
    get { sampler.noise }
    set {
      precondition((newValue == nil) == (sampler.noise == nil), "The head \(head) keeps no noise.")
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
  ///   - actions: Receives the actions [rows × action width].
  ///   - streams: One random stream a row.
  public func sample(
    _ policy: StochasticPolicy<Element>, _ observations: Matrix<Element>,
    allowed mask: Matrix<Element>? = nil, into actions: inout Matrix<Element>,
    using streams: inout [RandomStream]
  ) {
    evaluate(policy, observations, mask)
    sampler.sample(into: &actions, using: &streams)
  }

  /// The mode of the distribution of each row of `observations` [rows × features], as the distribution's
  /// `sampler()` documents it: the first category of the largest probability, or the mean of a Gaussian.
  public func mode(
    _ policy: StochasticPolicy<Element>, _ observations: Matrix<Element>,
    allowed mask: Matrix<Element>? = nil, into actions: inout Matrix<Element>
  ) {
    evaluate(policy, observations, mask)
    sampler.mode(into: &actions)
  }

  /// Computes the distributions for `observations` [rows × features].
  private func evaluate(
    _ policy: StochasticPolicy<Element>, _ input: Matrix<Element>, _ mask: Matrix<Element>?
  ) {
    precondition(
      policy.parameters.count == θ.count && policy.head == head,
      """
      A policy of \(policy.parameters.count) parameters with the head \(policy.head) does not fit an \
      evaluator for \(θ.count) with \(head).
      """)
    precondition(
      input.rows == rows && input.columns == observations.columns,
      "Observations of \(input.rows)×\(input.columns) do not fit \(rows)×\(observations.columns).")
    precondition(
      (mask == nil) == (allowed == nil),
      allowed == nil ? "The evaluator takes no mask." : "The evaluator needs a mask.")
    observations.assign(input)
    if let mask { allowed?.assign(mask) }
    policy.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
  }
}
