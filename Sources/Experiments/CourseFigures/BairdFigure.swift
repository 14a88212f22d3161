internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ValueFunctions

/// Fitted value iteration where it diverges although all rewards are 0, and where it does not.
enum BairdFigure {
  static let passes = 1000

  static let figure = CourseFigure(
    id: "baird", chapter: 6, tier: .a, title: "Fitted value iteration may diverge",
    setting:
      "Baird's star, γ .99, one step of .01 along the gradient each pass, or the argmin; Tsitsiklis and Van Roy's two states, least squares, γ .99 and .8",
    stated:
      "Baird: the gradient step diverges, a table converges; two states: V grows by 6γ/5 a pass, so it diverges for γ > 5/6"
  ) { context in
    let star = try Counterexamples.baird()
    let gradient = try values(star, .gradient(steps: 1, rate: 0.01))
    let exact = try values(star, .leastSquares)
    let table = try tableValues(star)
    let pairs = try [0.99, 0.8].map {
      try values(Counterexamples.tsitsiklisVanRoy(discount: $0), .leastSquares, passes: 100)
    }
    let x = (0...passes).map(Double.init)
    let shortX = (0...100).map(Double.init)
    let files = try Figure(
      title: "Fitted value iteration on counterexamples",
      panels: [
        .init(
          title: "Baird's star, γ = 0.99", x: .init("passes"),
          y: .init("largest |V|", isLogarithmic: true, range: 1e-4...1e4),
          marks: [
            .series(.init("linear, gradient step", x: x, mean: gradient)),
            .series(.init("linear, least squares", x: x, mean: exact)),
            .series(.init("table", x: x, mean: table, style: .dashed)),
          ]),
        .init(
          title: "Two states, least squares", x: .init("passes"),
          y: .init("largest |V|", isLogarithmic: true),
          marks: [
            .series(.init("γ = 0.99", x: shortX, mean: pairs[0])),
            .series(.init("γ = 0.8", x: shortX, mean: pairs[1])),
          ]),
      ]
    ).render("baird", into: context.folder)
    let factors = pairs.map { pow($0[100] / $0[0], 0.01) }
    let isRight =
      gradient[passes] > 10 * gradient[0] && table[passes] < 1e-2 * table[0]
      && abs(factors[0] - 1.188) < 1e-9 && abs(factors[1] - 0.96) < 1e-9
    return FigureOutcome(
      obtained: String(
        format:
          "star after %d passes: gradient step %.0f, least squares %.1e, table %.1e; two states: factors %.4f and %.4f",
        passes, gradient[passes], exact[passes], table[passes], factors[0], factors[1]),
      verdict: isRight ? .pass : .miss, seeds: 1, files: files)
  }

  /// max |V| after each pass.
  static func values(
    _ example: Counterexamples.Example, _ fit: LinearApproximator.Fit, passes: Int = passes
  ) throws -> [Double] {
    var iteration = FittedValueIteration(
      example.process, features: example.features,
      approximator: LinearApproximator(weights: example.weights, fit: fit))
    return try trace(&iteration, passes)
  }

  /// The same with a table that begins where the features do.
  private static func tableValues(_ example: Counterexamples.Example) throws -> [Double] {
    let states = example.process.stateCount
    let identity = Matrix<Double>(rows: states, columns: states) { $0 == $1 ? 1 : 0 }
    var iteration = FittedValueIteration(
      example.process, features: identity,
      approximator: LinearApproximator(weights: example.features * example.weights))
    return try trace(&iteration, passes)
  }

  private static func trace(
    _ iteration: inout FittedValueIteration<LinearApproximator>, _ passes: Int
  ) throws -> [Double] {
    func largest(_ values: Vector<Double>) -> Double {
      (0..<values.count).reduce(1e-300) { max($0, abs(values[$1])) }
    }
    var trace = [largest(iteration.values)]
    for _ in 0..<passes {
      try iteration.iterate()
      trace.append(largest(iteration.values))
    }
    return trace
  }
}
