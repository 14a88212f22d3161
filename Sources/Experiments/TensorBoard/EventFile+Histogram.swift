public import LinearAlgebra

extension EventFile {
  /// Adds a histogram of the elements of `vector`, for example of a network's parameters.
  ///
  /// The buckets are those of TensorFlow: their limits grow by a tenth from 1e-12 on, on both sides of 0.
  /// Elements that are not finite are left out; if none is left, so is the histogram.
  /// - Parameters:
  ///   - vector: The elements.
  ///   - name: The name of the histogram.
  ///   - step: The place on the axis of time.
  ///   - wallTime: Seconds since 1970; now, if left out.
  /// - Throws: `FileError` if it cannot be written.
  public func append<Element: BLASScalar>(
    histogram vector: Vector<Element>, named name: String, step: Int, wallTime: Double? = nil
  ) throws {
    try append(
      histogram: (0..<vector.count).map { Double(vector[$0]) }, named: name, step: step,
      wallTime: wallTime)
  }

  /// Adds a histogram of the elements of `matrix`.
  /// - Throws: `FileError` if it cannot be written.
  public func append<Element: BLASScalar>(
    histogram matrix: Matrix<Element>, named name: String, step: Int, wallTime: Double? = nil
  ) throws {
    try append(histogram: matrix.elements, named: name, step: step, wallTime: wallTime)
  }

  /// Adds a histogram of `values`.
  /// - Throws: `FileError` if it cannot be written.
  public func append(
    histogram values: [Double], named name: String, step: Int, wallTime: Double? = nil
  ) throws {
    guard let buckets = Buckets(values) else { return }
    var value = ProtocolBuffer()
    value.append(name, at: 1)
    value.append(buckets.message, at: 5)
    try append([value], step: step, wallTime: wallTime)
  }

  /// A histogram as event files hold it.
  struct Buckets {
    /// The upper limits of the buckets, growing.
    var limits: [Double] = []
    /// The number of values in each: above the limit before and up to its own.
    var counts: [Double] = []
    var minimum: Double
    var maximum: Double
    var count: Double
    var sum = 0.0
    var sumOfSquares = 0.0

    /// The limits above 0.
    private static let positiveLimits: [Double] = {
      var limits: [Double] = []
      var limit = 1e-12
      while limit < 1e20 {
        limits.append(limit)
        limit *= 1.1
      }
      return limits
    }()

    /// The limits of all buckets.
    private static let allLimits =
      [-Double.greatestFiniteMagnitude] + positiveLimits.reversed().map { -$0 } + [0]
      + positiveLimits + [Double.greatestFiniteMagnitude]

    /// The buckets of the finite ones of `values`; nil if there is none.
    init?(_ values: [Double]) {
      let sorted = values.filter(\.isFinite).sorted()
      guard let first = sorted.first, let last = sorted.last else { return nil }
      minimum = first
      maximum = last
      count = Double(sorted.count)
      for value in sorted {
        sum += value
        sumOfSquares += value * value
      }
      // From the bucket of the smallest value to that of the largest one, with an empty one before, which
      // gives the first its lower limit.
      var next = 0
      for (k, limit) in Self.allLimits.enumerated() {
        let start = next
        while next < sorted.count, sorted[next] <= limit { next += 1 }
        if limits.isEmpty, next > start, k > 0 {
          limits.append(Self.allLimits[k - 1])
          counts.append(0)
        }
        if next == start, counts.last == 0, !limits.isEmpty {
          // Empty buckets in a row are one.
          limits[limits.count - 1] = limit
        } else if next > start || !limits.isEmpty {
          limits.append(limit)
          counts.append(Double(next - start))
        }
        if next == sorted.count { break }
      }
    }

    /// As a message of the type `HistogramProto`.
    var message: ProtocolBuffer {
      var message = ProtocolBuffer()
      for (field, number) in [minimum, maximum, count, sum, sumOfSquares].enumerated() {
        message.append(number, at: UInt64(field) + 1)
      }
      message.append(limits, at: 6)
      message.append(counts, at: 7)
      return message
    }
  }
}
