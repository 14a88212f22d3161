internal import Foundation
internal import LinearAlgebra

/// The variance of the off-policy policy gradient: exponential in the horizon.
enum ImportanceVariance {
  static let probability = 0.9
  static let behaviours = [0.6, 0.8, 0.9, 0.95]
  static let horizons = Array(1...10)
  static let episodes = 1_000_000

  static let figure = CourseFigure(
    id: "importance-variance", chapter: 4, tier: .a,
    title: "Variance of the off-policy policy gradient over the horizon",
    setting:
      "two-action process, reward only at horizon H = 1…10, θ .9, θ′ .6….95, 10⁶ episodes each seed",
    stated: "Var = (1/θ′ᴴ − 1) θ²ᴴ⁻² H²; all |z| < 4"
  ) { context in
    let count = behaviours.count * horizons.count
    let done = Counter()
    let points = try concurrentMap(count, jobs: context.jobs) { i in
      let points = (1...(context.seeds ?? 1)).map { seed in
        var stream = RandomStream(seed: UInt64(seed * count + i))
        return TwoActionProcess.importanceGradientVariance(
          probability, behaviour: behaviours[i / horizons.count],
          horizon: horizons[i % horizons.count], episodes: episodes, using: &stream)
      }
      context.progress(Double(done.increment()) / Double(count), "setting \(i + 1)")
      return TwoActionProcess.Point(pooling: points)
    }
    return try outcome(points, context)
  }

  private static func outcome(
    _ points: [TwoActionProcess.Point], _ context: FigureContext
  ) throws -> FigureOutcome {
    let x = horizons.map(Double.init)
    let series = behaviours.indices.flatMap { b in
      let own = Array(points[b * horizons.count..<(b + 1) * horizons.count])
      let name = "θ′ = \(behaviours[b])" + (behaviours[b] == probability ? " = θ" : "")
      return [
        Figure.Series("\(name), exact", x: x, mean: own.map(\.expectedVariance)),
        PolicyGradientVariance.simulated("\(name), 10⁶ episodes", x: x, own),
      ]
    }
    let files = try Figure(
      title: "Variance of the off-policy policy gradient, θ = 0.9",
      x: Figure.Axis("horizon H", unit: "steps"),
      y: Figure.Axis("variance", isLogarithmic: true), series: series
    ).render("importance-variance", into: context.folder)
    let largest = points.map { abs($0.zScore) }.max() ?? .infinity
    return FigureOutcome(
      obtained: String(format: "largest |z| %.2f of %d settings", largest, points.count),
      verdict: largest < 4 ? .pass : .miss, seeds: context.seeds ?? 1, files: files)
  }
}
