internal import Foundation
internal import LinearAlgebra

/// The variance of the policy gradient on the two-action process: simulation beside the closed form.
enum PolicyGradientVariance {
  static let probabilities = (1...18).map { Double($0) / 20 }
  static let episodes = 1_000_000

  static let figure = CourseFigure(
    id: "pg-variance", chapter: 4, tier: .a,
    title: "Variance of the policy gradient: full return and reward-to-go",
    setting: "two-action process, θ = .05….90, 10⁶ episodes each seed",
    stated:
      "full return (4θ+8+1/θ)/(1−θ)⁴, minimum 27.941 at .1099; reward-to-go (θ+3+1/θ)/(1−θ)⁴, minimum 18.790 at .1442; all |z| < 4"
  ) { context in
    let count = probabilities.count
    let done = Counter()
    let points = try concurrentMap(count, jobs: context.jobs) { i in
      let points = (1...(context.seeds ?? 1)).map { seed in
        // As TwoActionProcess.policyGradientFigure: each θ has a stream of its own.
        var root = RandomStream(seed: UInt64(seed))
        var stream = root.split(count)[i]
        return TwoActionProcess.policyGradientVariance(
          probabilities[i], episodes: episodes, using: &stream)
      }
      context.progress(Double(done.increment()) / Double(count), "θ = \(probabilities[i])")
      return (
        fullReturn: TwoActionProcess.Point(pooling: points.map(\.fullReturn)),
        rewardToGo: TwoActionProcess.Point(pooling: points.map(\.rewardToGo))
      )
    }
    return try outcome(points.map(\.fullReturn), points.map(\.rewardToGo), context)
  }

  private static func outcome(
    _ full: [TwoActionProcess.Point], _ toGo: [TwoActionProcess.Point], _ context: FigureContext
  ) throws -> FigureOutcome {
    let grid = (0...180).map { 0.02 + 0.9 * Double($0) / 180 }
    let files = try Figure(
      title: "Variance of the policy gradient from one episode",
      x: Figure.Axis("θ = π(a₁)"), y: Figure.Axis("variance", isLogarithmic: true),
      series: [
        .init("full return, exact", x: grid, mean: grid.map(TwoActionProcess.fullReturnVariance)),
        simulated("full return, 10⁶ episodes", full),
        .init("reward-to-go, exact", x: grid, mean: grid.map(TwoActionProcess.rewardToGoVariance)),
        simulated("reward-to-go, 10⁶ episodes", toGo),
      ]
    ).render("pg-variance", into: context.folder)
    let largest = (full + toGo).map { abs($0.zScore) }.max() ?? .infinity
    let minima = [
      minimum(of: TwoActionProcess.fullReturnVariance),
      minimum(of: TwoActionProcess.rewardToGoVariance),
    ]
    let agrees =
      abs(minima[0].at - 0.1099) < 5e-5 && abs(minima[0].value - 27.941) < 5e-4
      && abs(minima[1].at - 0.1442) < 5e-5 && abs(minima[1].value - 18.790) < 5e-4
    return FigureOutcome(
      obtained: String(
        format: "largest |z| %.2f of 36; minima %.3f at %.4f and %.3f at %.4f", largest,
        minima[0].value, minima[0].at, minima[1].value, minima[1].at),
      verdict: largest < 4 && agrees ? .pass : .miss, seeds: context.seeds ?? 1, files: files)
  }

  /// Simulated variances with four standard errors to either side.
  static func simulated(
    _ name: String, x: [Double]? = nil, _ points: [TwoActionProcess.Point]
  ) -> Figure.Series {
    Figure.Series(
      name, x: x ?? points.map(\.probability), mean: points.map(\.variance),
      band: Figure.Band(
        low: points.map { $0.variance - 4 * $0.standardError },
        high: points.map { $0.variance + 4 * $0.standardError }), style: .points)
  }

  /// The minimum over (0, 1) of a function with a single one, by ternary search.
  private static func minimum(of function: (Double) -> Double) -> (at: Double, value: Double) {
    var (low, high) = (1e-3, 1 - 1e-3)
    while high - low > 1e-9 {
      let (a, b) = (low + (high - low) / 3, high - (high - low) / 3)
      if function(a) < function(b) { high = b } else { low = a }
    }
    return (low, function(low))
  }
}
