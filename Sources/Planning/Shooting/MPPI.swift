public import Environments
internal import Foundation
public import LinearAlgebra
internal import ReinforcementLearning

/// Model predictive path integral control: a plan moves to the mean of what was tried about it, weighted by exp(J / λ)
/// (chapter 9, headings only).
///
///     Loop M times
///       1. Aᵢ = Â + nᵢ,   nᵢₜ = β εᵢₜ + (1 − β) nᵢₜ₋₁,   ε ∼ N(0, σ²)
///       2. Evaluate J(A₁) … J(A_N)
///       3. Â ← Σ wᵢ Aᵢ,   wᵢ ∝ exp(J(Aᵢ) / λ)
///     end
///
/// For continuous actions. β < 1 makes noise smooth in time, as actuators have it. A small λ takes the best sequence alone,
/// a large one the mean of all; λ is in units of the return.
///
/// G. Williams et al., "Information theoretic MPC for model-based reinforcement learning", ICRA 2017; A. Nagabandi et al.,
/// "Deep dynamics models for learning dexterous manipulation", 2019, for β.
public struct MPPI: SequencePlanner {
  /// How it goes about.
  public struct Configuration: Sendable, Equatable {
    /// The number of time steps to plan ahead, H.
    public var horizon = 15
    /// The number of sequences of a pass, N.
    public var candidates = 200
    /// The number of passes, M.
    public var iterations = 4
    /// λ.
    public var temperature = 1.0
    /// σ, of half the width between the bounds, or of 1 where there are none.
    public var deviation = 0.5
    /// β.
    public var smoothness = 0.7
    /// γ.
    public var discount = 1.0

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try checkSearch(horizon: horizon, candidates: candidates, discount: discount)
      try check(iterations > 0, "iterations", iterations, "must be positive")
      try check(
        temperature > 0 && temperature.isFinite, "temperature", temperature,
        "must be positive and finite")
      try check(
        deviation > 0 && deviation.isFinite, "deviation", deviation, "must be positive and finite")
      try check(smoothness > 0 && smoothness <= 1, "smoothness", smoothness, "must be in (0, 1]")
    }
  }

  /// How it goes about.
  public let configuration: Configuration
  /// Â [H × action width].
  public private(set) var plan: Matrix<Scalar>
  /// J of the best sequence of the last pass.
  public private(set) var bestReturn = -Double.infinity
  private let bounds: SequenceBounds
  private var tried: Candidates

  /// H.
  public var horizon: Int { configuration.horizon }
  /// N.
  public var candidates: Int { configuration.candidates }
  /// M N.
  public var trials: Int { configuration.iterations * configuration.candidates }

  /// A planner.
  /// - Throws: `InvalidConfigurationError` for an option out of bounds, `UnsupportedSpaceError` for discrete actions.
  public init(_ actionSpace: ActionSpace, configuration: Configuration = Configuration()) throws {
    try configuration.validate()
    guard let bounds = SequenceBounds(actionSpace) else {
      throw UnsupportedSpaceError(
        "MPPI averages actions, which has no meaning for \(actionSpace); take random shooting, CEM or "
          + "tree search.")
    }
    (self.configuration, self.bounds) = (configuration, bounds)
    tried = Candidates(
      actionSpace, horizon: configuration.horizon, count: configuration.candidates)
    plan = Matrix(rows: configuration.horizon, columns: actionSpace.width)
    begin()
  }

  /// Moves the plan M times.
  public mutating func search<Model: PlanningModel>(
    on model: inout Model, from state: Model.State, using stream: inout RandomStream
  ) {
    for _ in 0..<configuration.iterations {
      // 1. Draw about the plan.
      for i in 0..<candidates { drawSequence(i, using: &stream) }
      // 2. Evaluate.
      tried.evaluate(on: &model, from: state, discount: configuration.discount)
      bestReturn = tried.returns[tried.best]
      if bestReturn == -.infinity { return }
      // 3. The weighted mean.
      average()
    }
  }

  private mutating func drawSequence(_ i: Int, using stream: inout RandomStream) {
    let (β, width) = (configuration.smoothness, tried.width)
    for j in 0..<width {
      let deviation = configuration.deviation * bounds.halfWidth(j)
      var noise = 0.0
      for t in 0..<horizon {
        let drawn = deviation * stream.normal()
        noise = t == 0 ? drawn : β * drawn + (1 - β) * noise
        tried.sequences[i, t * width + j] = bounds.clipped(Double(plan[t, j]) + noise, j)
      }
    }
  }

  private mutating func average() {
    var total = 0.0
    for i in 0..<candidates {
      let weight = exp((tried.returns[i] - bestReturn) / configuration.temperature)
      tried.returns[i] = weight
      total += weight
    }
    for t in 0..<horizon {
      for j in 0..<tried.width {
        var sum = 0.0
        for i in 0..<candidates {
          sum += tried.returns[i] * Double(tried.sequences[i, t * tried.width + j])
        }
        plan[t, j] = bounds.clipped(sum / total, j)
      }
    }
  }

  /// Goes one time step on.
  public mutating func advance() { plan.shiftUp() }

  /// The plan becomes the middle of the bounds throughout.
  public mutating func begin() {
    for t in 0..<horizon { for j in 0..<tried.width { plan[t, j] = Scalar(bounds.middle(j)) } }
  }
}
