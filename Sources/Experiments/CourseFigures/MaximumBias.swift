internal import Foundation
public import LinearAlgebra

/// The bias of the maximum over m noisy estimates, with one estimator and with two.
public enum MaximumBias {
  /// The stated E[max] of m numbers from N(0, 1).
  static let stated = [(2, 0.564), (4, 1.029), (16, 1.766), (64, 2.344), (1024, 3.248)]
  static let counts = (1...10).map { 1 << $0 }

  static let figure = CourseFigure(
    id: "max-bias", chapter: 7, tier: .a,
    title: "The maximum over noisy estimates is too large; a second estimator is not",
    setting:
      "all true values 0, estimates from N(0, 1); 10⁶ trials for m ≤ 64, 2·10⁵ above, each seed",
    stated: "m=2 .564, 4 1.029, 16 1.766, 64 2.344, 1024 3.248; double ≈ 0; to .01"
  ) { context in
    let done = Counter()
    let trials = try concurrentMap(counts.count, jobs: context.jobs) { i in
      let results = (1...(context.seeds ?? 1)).map { seed in
        var root = RandomStream(seed: UInt64(seed))
        var stream = root.split(counts.count)[i]
        return simulate(
          counts[i], trials: counts[i] <= 64 ? 1_000_000 : 200_000, using: &stream)
      }
      context.progress(Double(done.increment()) / Double(counts.count), "m = \(counts[i])")
      return (
        single: results.reduce(0) { $0 + $1.single } / Double(results.count),
        double: results.reduce(0) { $0 + $1.double } / Double(results.count)
      )
    }
    let x = counts.map(Double.init)
    let exact = counts.map(expectedMaximum)
    let files = try Figure(
      title: "The bias of the maximum over m estimates from N(0, 1)",
      x: Figure.Axis("number of actions m", isLogarithmic: true), y: Figure.Axis("bias"),
      series: [
        .init("single estimator, exact", x: x, mean: exact, colour: 0),
        .init(
          "single estimator, simulated", x: x, mean: trials.map(\.single), style: .points, colour: 0
        ),
        .init(
          "double estimator, simulated", x: x, mean: trials.map(\.double), style: .points, colour: 1
        ),
      ]
    ).render("max-bias", into: context.folder)
    let errors = stated.map { m, value in
      let i = counts.firstIndex(of: m)!
      return max(abs(exact[i] - value), abs(trials[i].single - value))
    }
    let bias = trials.map { abs($0.double) }.max()!
    let values = stated.map { m, _ in
      String(format: "%.3f", trials[counts.firstIndex(of: m)!].single)
    }
    return FigureOutcome(
      obtained: "m=2, 4, 16, 64, 1024: \(values.joined(separator: ", "))"
        + String(format: "; largest difference %.4f; double at most %.4f", errors.max()!, bias),
      verdict: errors.max()! < 0.01 && bias < 0.01 ? .pass : .miss, seeds: context.seeds ?? 1,
      files: files)
  }

  /// E[max] of `count` numbers from N(0, 1): ∫ (1 − Φᵐ) over the positive numbers less ∫ Φᵐ over the negative ones.
  public static func expectedMaximum(_ count: Int) -> Double {
    func power(_ x: Double) -> Double { pow(0.5 * erfc(-x / 2.0.squareRoot()), Double(count)) }
    // Simpson's rule; the integrand is smooth, and beyond 10 it is below 1e-19.
    let (steps, end) = (2000, 10.0)
    let h = end / Double(steps)
    var sum = 0.0
    for i in 0...steps {
      let weight = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4 : 2
      let x = Double(i) * h
      sum += weight * (1 - power(x) - power(-x))
    }
    return sum * h / 3
  }

  /// The means over `trials` of the largest of `count` estimates, and of the second estimate of the action whose first is
  /// the largest.
  public static func simulate(
    _ count: Int, trials: Int, using stream: inout RandomStream
  ) -> (single: Double, double: Double) {
    var (single, double) = (0.0, 0.0)
    for _ in 0..<trials {
      var (largest, second) = (-Double.infinity, 0.0)
      for _ in 0..<count {
        let (a, b) = (stream.normal(), stream.normal())
        if a > largest { (largest, second) = (a, b) }
      }
      single += largest
      double += second
    }
    return (single / Double(trials), double / Double(trials))
  }
}
