import Foundation

/// One benchmark: what is timed, and what it is held against in the same run.
struct Benchmark {
  /// A path, such as `mlp-update/17-256-256-6/256/relu`.
  let name: String
  /// What one repetition is counted in: seconds a repetition, or work a second.
  let unit: Unit
  /// Prepares everything, then returns what is timed.
  let prepare: () -> Work
  /// Times work and reference in turn by itself, in seconds, in place of `prepare`: for a reference that has to run
  /// between the steps of the work.
  var pairs: (() -> [(own: Double, reference: Double)])?

  enum Unit {
    /// The time of one repetition in microseconds.
    case microseconds
    /// The time of one repetition in nanoseconds, divided by `count` elements.
    case nanoseconds(perElementOf: Int)
    /// Repetitions times `count` a second, under the name of what is counted.
    case rate(count: Double, of: String)

    var name: String {
      switch self {
      case .microseconds: "µs"
      case .nanoseconds: "ns/element"
      case .rate(_, let things): "\(things)/s"
      }
    }
  }

  /// A closure that is timed, and the reference beside it: `ratio` is reference time / own time.
  struct Work {
    var own: () -> Void
    var reference: (() -> Void)?
  }
}

/// What a benchmark gave.
struct Outcome: Codable {
  var value: Double
  var unit: String
  var ratio: Double?
}

extension Benchmark {
  /// Times the two closures in turn, so that a drift of the machine's speed meets both, and takes medians:
  /// of the own times, and of the ratios of neighbours.
  func measure(rounds: Int = 41, secondsPerRound: Double = 0.02) -> Outcome {
    if let pairs = pairs?() {
      return Outcome(
        value: value(seconds: median(pairs.map(\.own))), unit: unit.name,
        ratio: median(pairs.map { $0.reference / $0.own }))
    }
    let work = prepare()
    let repetitions = calibrated(work.own, secondsPerRound)
    let referenceRepetitions = work.reference.map { calibrated($0, secondsPerRound) } ?? 0
    var times: [Double] = []
    var ratios: [Double] = []
    for round in 0..<rounds {
      // The order alternates, so that neither always follows the other's cache contents.
      var referenceTime: Double?
      if round % 2 == 0, let reference = work.reference {
        referenceTime = time(reference, referenceRepetitions)
      }
      let own = time(work.own, repetitions)
      if round % 2 == 1, let reference = work.reference {
        referenceTime = time(reference, referenceRepetitions)
      }
      times.append(own)
      if let referenceTime { ratios.append(referenceTime / own) }
    }
    let ratio = ratios.isEmpty ? nil : median(ratios)
    return Outcome(value: value(seconds: median(times)), unit: unit.name, ratio: ratio)
  }

  /// The time of one repetition in the benchmark's unit.
  private func value(seconds: Double) -> Double {
    switch unit {
    case .microseconds: seconds * 1e6
    case .nanoseconds(let count): seconds * 1e9 / Double(count)
    case .rate(let count, _): count / seconds
    }
  }

  /// A benchmark that is ready to be timed again and again.
  struct Prepared {
    /// Times it once and gives the value in its unit.
    let value: () -> Double
  }

  /// Prepares the benchmark for timings of about `secondsPerRound`, without its reference.
  func prepared(secondsPerRound: Double) -> Prepared {
    if let pairs { return Prepared { value(seconds: median(pairs().map(\.own))) } }
    let own = prepare().own
    let repetitions = calibrated(own, secondsPerRound)
    return Prepared { value(seconds: time(own, repetitions)) }
  }

  private func calibrated(_ body: () -> Void, _ seconds: Double) -> Int {
    body()
    var repetitions = 1
    while true {
      let elapsed = time(body, repetitions) * Double(repetitions)
      if elapsed >= seconds / 2 {
        return max(1, Int(Double(repetitions) * seconds / elapsed))
      }
      repetitions *= 2
    }
  }

  private func time(_ body: () -> Void, _ repetitions: Int) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<repetitions { body() }
    let elapsed = start.duration(to: clock.now)
    return elapsed / .seconds(1) / Double(repetitions)
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
