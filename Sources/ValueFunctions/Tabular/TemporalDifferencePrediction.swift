public import Environments
public import LinearAlgebra

/// TD(λ): V^π from experience, with linear features; a table is one feature for each state.
///
/// δ = r + γ(1−d) wᵀx′ − wᵀx and w ← w + α δ e, where e decays by γλ and grows with x. d is 1 after a termination only.
/// True online TD(λ) equals, after every step, the forward view that moves each value of the episode towards the λ-return
/// up to now.
///
/// R. Sutton, "Learning to predict by the methods of temporal differences", 1988; S. Singh and R. Sutton, "Reinforcement
/// learning with replacing eligibility traces", 1996; H. van Seijen et al., "True online temporal-difference learning", 2016.
public struct TemporalDifferencePrediction: Sendable, Equatable, Codable {
  /// w.
  public var weights: Vector<Double>
  /// e.
  public private(set) var traces: Vector<Double>
  /// α.
  public var learningRate: Double
  /// γ.
  public let discount: Double
  /// λ.
  public let traceDecay: Double
  /// How traces grow. Replacing ones are for features that are 0 or 1: where a feature is 1, its trace becomes 1.
  public let form: TraceForm
  private var oldValue = 0.0

  /// A prediction of 0 everywhere.
  /// - Precondition: γ and λ are in [0, 1], and α is not negative.
  public init(
    features: Int, learningRate: Double, discount: Double, traceDecay: Double,
    form: TraceForm = .accumulating
  ) {
    precondition(
      learningRate >= 0 && (0...1).contains(discount) && (0...1).contains(traceDecay),
      "α \(learningRate), γ \(discount) and λ \(traceDecay) are not a step size and two factors.")
    weights = Vector(count: features)
    traces = Vector(count: features)
    self.learningRate = learningRate
    self.discount = discount
    self.traceDecay = traceDecay
    self.form = form
  }

  /// wᵀx.
  /// - Precondition: `features` has as many elements as there are weights.
  public func value(of features: Vector<Double>) -> Double { weights.dot(features) }

  /// Learns from a transition of the policy that is to be evaluated.
  ///
  /// - Parameters:
  ///   - features: x of the state.
  ///   - reward: r.
  ///   - next: x′ of the next state, the last one of the episode where it has ended.
  ///   - status: Where the episode stands; at its end traces are forgotten.
  /// - Precondition: The features have as many elements as there are weights.
  public mutating func update(
    _ features: Vector<Double>, reward: Double, next: Vector<Double>, status: Status
  ) {
    let value = value(of: features)
    let nextValue = status == .terminated ? 0 : self.value(of: next)
    let error = reward + discount * nextValue - value
    grow(features)
    if form == .trueOnline {
      weights.add(traces, scaledBy: learningRate * (error + value - oldValue))
      weights.add(features, scaledBy: -learningRate * (value - oldValue))
      oldValue = nextValue
    } else {
      weights.add(traces, scaledBy: learningRate * error)
    }
    if status != .running {
      traces *= 0
      oldValue = 0
    }
  }

  /// e ← γλ e, and then e + x, 1 where x is 1, or e + (1 − α eᵀx) x.
  private mutating func grow(_ features: Vector<Double>) {
    traces *= discount * traceDecay
    switch form {
    case .accumulating: traces.add(features, scaledBy: 1)
    case .replacing:
      for i in 0..<features.count where features[i] != 0 { traces[i] = features[i] }
    case .dutch, .trueOnline:
      traces.add(features, scaledBy: 1 - learningRate * traces.dot(features))
    }
  }
}
