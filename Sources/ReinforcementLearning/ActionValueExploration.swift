internal import Foundation
public import LinearAlgebra

/// How an action is chosen by the values of all, so that others than the best are tried as well (notes 6.2.1).
///
/// Among actions that are forbidden none is ever chosen, and |A| counts those that are allowed. Where several actions
/// have the greatest value, each of them is the greedy one with the same probability.
public struct ActionValueExploration: Sendable, Equatable {
  /// The rule, and what its parameter means.
  public enum Form: String, Sendable, Codable, CaseIterable {
    /// With probability ε any action, drawn uniformly, the greedy one too: P(greedy) = 1 − ε + ε/|A|. What the course's
    /// code does, and nearly everybody's.
    case epsilonGreedy
    /// With probability ε another action than the greedy one: P(greedy) = 1 − ε, and ε/(|A| − 1) for each other. What
    /// the notes' formula says.
    case epsilonOthers
    /// π(a) ∝ exp(Q(s, a)/τ), Boltzmann's distribution with the temperature τ.
    case boltzmann

    /// Whether the parameter is the ε of a probability, and not a temperature.
    public var isEpsilon: Bool { self != .boltzmann }
  }

  /// The rule.
  public var form: Form
  /// ε or the temperature τ, by the number of environment steps so far.
  public var parameter: Schedule

  /// Exploration by `form`, whose parameter is ε or τ.
  public init(_ form: Form, _ parameter: Schedule) {
    self.form = form
    self.parameter = parameter
  }

  /// Checks the parameter.
  /// - Parameter option: The option's name in the configuration, for the error.
  /// - Throws: ``InvalidConfigurationError`` if the schedule is wrong, ε leaves [0, 1] or τ is not positive.
  public func validate(option: String) throws {
    do {
      try parameter.validate()
    } catch {
      throw InvalidConfigurationError(
        option: option, value: "no schedule (\(error))", requirement: "must be a schedule")
    }
    let values: [Double] =
      switch parameter {
      case .constant(let value): [value]
      case .linear(let from, let to, _), .exponential(let from, let to, _): [from, to]
      case .piecewise(let knots): knots.map(\.value)
      }
    let isValid = values.allSatisfy { form.isEpsilon ? (0...1).contains($0) : $0 > 0 }
    guard isValid else {
      throw InvalidConfigurationError(
        option: option, value: values.map { "\($0)" }.joined(separator: " to "),
        requirement: form.isEpsilon
          ? "must lie in [0, 1], as ε does" : "must be positive, as a temperature is")
    }
  }

  /// Chooses an action; allocates nothing.
  ///
  /// - Parameters:
  ///   - values: Q(s, ·).
  ///   - allowed: 1 for each allowed action, 0 for each forbidden one; nil if all are allowed.
  ///   - step: The number of environment steps so far.
  ///   - stream: Chance.
  /// - Precondition: As many masks as values, and at least one is allowed.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func choose<Element: BLASScalar>(
    _ values: borrowing Span<Element>, allowed: Span<Scalar>? = nil, step: Int,
    using stream: inout RandomStream
  ) -> Int {
    choose(values, allowed: allowed, parameter: parameter.value(at: step), using: &stream)
  }

  /// As `choose(_:allowed:step:using:)`, with a value of the parameter that was looked up before.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func choose<Element: BLASScalar>(
    _ values: borrowing Span<Element>, allowed: Span<Scalar>? = nil, parameter: Double,
    using stream: inout RandomStream
  ) -> Int {
    let greedy = Greedy(values, allowed)
    switch form {
    case .epsilonGreedy:
      if stream.bernoulli(parameter) {
        return Greedy.nth(stream.integer(below: greedy.allowed), values.count, allowed, except: -1)
      }
      return greedy.choose(values, allowed, &stream)
    case .epsilonOthers:
      let explores = stream.bernoulli(parameter)
      let best = greedy.choose(values, allowed, &stream)
      guard explores, greedy.allowed > 1 else { return best }
      return Greedy.nth(
        stream.integer(below: greedy.allowed - 1), values.count, allowed, except: best)
    case .boltzmann:
      var sum = 0.0
      for i in values.indices where Greedy.allows(allowed, i) {
        sum += exp((Double(values[i]) - greedy.value) / parameter)
      }
      var rest = stream.uniform() * sum
      var chosen = greedy.first
      for i in values.indices where Greedy.allows(allowed, i) {
        let weight = exp((Double(values[i]) - greedy.value) / parameter)
        guard weight > 0 else { continue }
        chosen = i
        rest -= weight
        if rest < 0 { break }
      }
      return chosen
    }
  }

  /// Writes the probability π(a|s) with which each action is chosen; 0 for forbidden ones.
  ///
  /// - Parameters:
  ///   - values: Q(s, ·).
  ///   - allowed: 1 for each allowed action, 0 for each forbidden one; nil if all are allowed.
  ///   - parameter: ε or τ.
  ///   - probabilities: Receives π(·|s).
  /// - Precondition: As many masks and probabilities as values, and at least one action is allowed.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func writeProbabilities<Element: BLASScalar>(
    _ values: borrowing Span<Element>, allowed: Span<Scalar>? = nil, parameter: Double,
    into probabilities: inout MutableSpan<Double>
  ) {
    precondition(
      probabilities.count == values.count,
      "\(probabilities.count) probabilities do not fit \(values.count) action values.")
    let greedy = Greedy(values, allowed)
    let (actions, ties) = (Double(greedy.allowed), Double(greedy.ties))
    var sum = 0.0
    for i in values.indices {
      guard Greedy.allows(allowed, i) else {
        probabilities[i] = 0
        continue
      }
      let isGreedy = Double(values[i]) == greedy.value
      switch form {
      case .epsilonGreedy:
        probabilities[i] = parameter / actions + (isGreedy ? (1 - parameter) / ties : 0)
      case .epsilonOthers:
        if greedy.allowed == 1 {
          probabilities[i] = 1
        } else {
          let share = isGreedy ? 1 / ties : 0
          probabilities[i] = share * (1 - parameter) + (1 - share) * parameter / (actions - 1)
        }
      case .boltzmann:
        probabilities[i] = exp((Double(values[i]) - greedy.value) / parameter)
        sum += probabilities[i]
      }
    }
    guard form == .boltzmann else { return }
    for i in probabilities.indices { probabilities[i] /= sum }
  }

  /// The greedy action, the first of several: what a policy does that does not explore.
  /// - Precondition: As many masks as values, and at least one action is allowed.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func greedy<Element: BLASScalar>(
    _ values: borrowing Span<Element>, allowed: Span<Scalar>? = nil
  ) -> Int {
    Greedy(values, allowed).first
  }
}

/// The actions of the greatest value, and how many there are.
private struct Greedy {
  var value = -Double.infinity
  var first = -1
  var ties = 0
  var allowed = 0

  @inline(__always)
  init<Element: BLASScalar>(_ values: borrowing Span<Element>, _ mask: Span<Scalar>?) {
    let masks = mask?.count ?? values.count
    precondition(
      masks == values.count, "\(masks) masks do not fit \(values.count) action values.")
    for i in values.indices where Self.allows(mask, i) {
      allowed += 1
      let candidate = Double(values[i])
      if candidate > value || first < 0 {
        (value, first, ties) = (candidate, i, 1)
      } else if candidate == value {
        ties += 1
      }
    }
    precondition(allowed > 0, "No action of \(values.count) is allowed.")
  }

  @inline(__always)
  static func allows(_ mask: Span<Scalar>?, _ i: Int) -> Bool {
    guard let mask else { return true }
    return mask[i] != 0
  }

  /// One of the greedy actions; the stream is asked only if there are several.
  @inline(__always)
  func choose<Element: BLASScalar>(
    _ values: borrowing Span<Element>, _ mask: Span<Scalar>?,
    _ stream: inout RandomStream
  ) -> Int {
    guard ties > 1 else { return first }
    var rest = stream.integer(below: ties)
    for i in values.indices where Self.allows(mask, i) && Double(values[i]) == value {
      if rest == 0 { return i }
      rest -= 1
    }
    return first
  }

  /// The allowed action of number `rest`, `except` left out.
  @inline(__always)
  static func nth(
    _ rest: Int, _ count: Int, _ mask: Span<Scalar>?, except: Int
  ) -> Int {
    var rest = rest
    for i in 0..<count where allows(mask, i) && i != except {
      if rest == 0 { return i }
      rest -= 1
    }
    return except
  }
}
