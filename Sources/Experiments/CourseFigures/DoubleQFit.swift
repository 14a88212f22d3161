internal import Foundation
internal import LinearAlgebra

/// Overestimation by polynomials that are fitted to the true values at different states.
///
/// All ten actions are worth V*(s) in truth. The polynomial of action i = 1…10 is fitted at the integers −6…6 without −6 + i
/// and −5 + i. The maximum over the polynomials is too large nearly everywhere. Double Q-learning values the best action by
/// a second polynomial, here that of the action five further (mod 10), and is hardly biased; the paper does not say
/// which states its second set misses, but this reading gives its numbers.
///
/// Source: H. van Hasselt, A. Guez and D. Silver, "Deep reinforcement learning with double Q-learning", 2016, figure 2.
public enum DoubleQFit {
  /// A row of the figure.
  public struct Row: Sendable {
    /// What is fitted, and by which degree.
    public let name: String
    /// V*(s).
    public let value: @Sendable (Double) -> Double
    /// The degree of the polynomials.
    public let degree: Int
    /// The mean error of the maximum that the paper states.
    public let statedSingle: Double
    /// And that of the double estimate.
    public let statedDouble: Double
  }

  /// The rows of the figure.
  public static let rows = [
    Row(
      name: "sin(s), degree 6", value: { sin($0) }, degree: 6, statedSingle: 0.61,
      statedDouble: -0.02),
    Row(
      name: "2 exp(−s²), degree 6", value: { 2 * exp(-$0 * $0) }, degree: 6, statedSingle: 0.47,
      statedDouble: 0.02),
    Row(
      name: "2 exp(−s²), degree 9", value: { 2 * exp(-$0 * $0) }, degree: 9, statedSingle: 3.35,
      statedDouble: -0.02),
  ]

  /// What the fits give over the states −6…6.
  public struct Estimates: Sendable {
    /// The states.
    public let states: [Double]
    /// Each action's polynomial at the states.
    public let values: [[Double]]
    /// max_a Q(s, a) − V*(s).
    public let single: [Double]
    /// Q′(s, argmax_a Q(s, a)) − V*(s).
    public let double: [Double]

    /// The mean of a function over the states, by the trapezoidal rule.
    public func mean(_ errors: [Double]) -> Double {
      let inner = errors.dropFirst().dropLast().reduce(0, +)
      return (inner + (errors[0] + errors[errors.count - 1]) / 2) / Double(errors.count - 1)
    }
  }

  /// Fits the ten polynomials and compares their maximum with the truth at `count` states.
  public static func estimates(_ row: Row, states count: Int = 1201) throws -> Estimates {
    let states = (0..<count).map { -6 + 12 * Double($0) / Double(count - 1) }
    let values = try (1...10).map { action in
      let samples = (-6...6).filter { $0 != action - 6 && $0 != action - 5 }.map(Double.init)
      // The powers of s/6, which keeps the columns of a size.
      let powers = Matrix(rows: samples.count, columns: row.degree + 1) {
        pow(samples[$0] / 6, Double($1))
      }
      let targets = Matrix(rows: samples.count, columns: 1) { i, _ in row.value(samples[i]) }
      let fit = try leastSquares(powers, targets).solution
      return states.map { s in
        (0...row.degree).reversed().reduce(0) { $0 * s / 6 + fit[$1, 0] }
      }
    }
    var (single, double) = ([Double](), [Double]())
    for (j, s) in states.enumerated() {
      let best = (0..<10).max { values[$0][j] < values[$1][j] }!
      single.append(values[best][j] - row.value(s))
      double.append(values[(best + 5) % 10][j] - row.value(s))
    }
    return Estimates(states: states, values: values, single: single, double: double)
  }

  static let figure = CourseFigure(
    id: "double-q-fit", chapter: 7, tier: .a,
    title: "Overestimation by flexible functions, and double estimates",
    setting:
      "V* sin(s) with polynomials of degree 6, 2exp(−s²) with 6 and 9; 10 actions, integer samples −6…6, action i misses −6+i and −5+i; second samples those of action i+5",
    stated: "mean over s of max Q − V*: +.61, +.47, +3.35; of the double estimate −.02, +.02, −.02"
  ) { context in
    var (panels, obtained, isNear) = ([Figure.Panel](), [String](), true)
    for row in rows {
      let estimates = try estimates(row)
      let (single, double) = (estimates.mean(estimates.single), estimates.mean(estimates.double))
      obtained.append(String(format: "%+.3f and %+.3f", single, double))
      isNear =
        isNear && abs(single - row.statedSingle) < 0.01 && abs(double - row.statedDouble) < 0.01
      panels += Self.panels(row, estimates, single, double)
      context.progress(Double(obtained.count) / Double(rows.count), row.name)
    }
    let files = try Figure(
      title: "Overestimation by fitted polynomials", panels: panels, columns: 2
    ).render("double-q-fit", into: context.folder)
    return FigureOutcome(
      obtained: "max and double: " + obtained.joined(separator: "; "),
      verdict: isNear ? .pass : .miss, seeds: 1, files: files)
  }

  private static func panels(
    _ row: Row, _ estimates: Estimates, _ single: Double, _ double: Double
  ) -> [Figure.Panel] {
    // Every eighth state is enough for the eye.
    let shown = stride(from: 0, to: estimates.states.count, by: 8).map { $0 }
    let x = shown.map { estimates.states[$0] }
    func series(
      _ name: String, _ y: [Double], _ style: Figure.Style = .line, _ colour: Int
    ) -> Figure.Mark {
      .series(.init(name, x: x, mean: shown.map { y[$0] }, style: style, colour: colour))
    }
    let truth = estimates.states.map(row.value)
    let range = row.degree == 9 ? -2.0...6 : -2.0...3
    let largest = zip(truth, estimates.single).map { $0 + $1 }
    return [
      .init(
        title: row.name, x: .init("state"),
        y: .init("value", range: row.degree == 9 ? -10...10 : range),
        marks: [
          series("max over the actions", largest, .dashed, 0), series("V*", truth, .line, 1),
          series("one action", estimates.values[4], .line, 2),
          series("another action", estimates.values[7], .line, 3),
        ]),
      .init(
        title: String(format: "Error: %+.2f and %+.2f on average", single, double),
        x: .init("state"), y: .init("error", range: row.degree == 9 ? -10...10 : range),
        marks: [
          series("max Q − V*", estimates.single, .line, 0),
          series("double estimate − V*", estimates.double, .line, 1),
        ]),
    ]
  }
}
