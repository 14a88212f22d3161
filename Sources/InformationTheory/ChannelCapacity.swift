internal import Foundation
public import LinearAlgebra

/// The most information that a channel p(y|x) can carry, C = max_{p(x)} I(X; Y), by the iteration of Blahut and Arimoto.
///
///     Loop
///       D(x) = D(p(y|x) ‖ p(y)),   p(y) = Σ_x p(x) p(y|x)
///       p(x) ← p(x) 2^D(x) / Σ_x p(x) 2^D(x)
///     end
///
/// log₂ Σ_x p(x) 2^D(x) never falls and bounds C from below, max_x D(x) bounds it from above: where they meet, it is done.
///
/// R. Blahut, "Computation of channel capacity and rate-distortion functions", 1972; S. Arimoto, "An algorithm for computing
/// the capacity of arbitrary discrete memoryless channels", 1972.
public struct ChannelCapacity: Sendable {
  /// C in bits: what the input found carries, below the true capacity by `gap` at most.
  public let bits: Double
  /// How far the capacity may lie above `bits`.
  public let gap: Double
  /// p(x), [X].
  public let input: Vector<Double>
  /// The number of passes of the loop.
  public let iterations: Int

  /// Finds the capacity.
  ///
  /// - Parameters:
  ///   - channel: p(y|x), [X × Y], each row a distribution.
  ///   - tolerance: How far below the capacity the result may be, in bits.
  ///   - maximumIterations: Where to stop; `gap` then tells how far it may be.
  /// - Precondition: There is an input and an output, rows sum to 1 within 10⁻⁹ and are not negative, and `tolerance` is
  ///   positive.
  public init(
    of channel: Matrix<Double>, tolerance: Double = 1e-9, maximumIterations: Int = 100_000
  ) {
    let (inputs, outputs) = (channel.rows, channel.columns)
    precondition(
      inputs > 0 && outputs > 0 && tolerance > 0 && maximumIterations > 0,
      "A channel of \(inputs)×\(outputs) has no capacity to find within \(tolerance).")
    for x in 0..<inputs {
      var sum = 0.0
      for y in 0..<outputs {
        precondition(channel[x, y] >= 0, "p(\(y)|\(x)) is \(channel[x, y]).")
        sum += channel[x, y]
      }
      precondition(abs(sum - 1) < 1e-9, "Row \(x) of the channel sums to \(sum).")
    }
    var p = Vector<Double>(repeating: 1 / Double(inputs), count: inputs)
    var (output, divergences) = (Vector<Double>(count: outputs), Vector<Double>(count: inputs))
    // Σ_y p(y|x) log₂ p(y|x), which does not change.
    let order = (0..<inputs).map { x in
      (0..<outputs).reduce(0.0) { sum, y in
        channel[x, y] > 0 ? sum + channel[x, y] * log2(channel[x, y]) : sum
      }
    }
    var (least, most, iteration) = (0.0, Double.infinity, 0)
    repeat {
      iteration += 1
      multiply(channel, transposed: true, by: p, into: &output)
      var logarithms = output
      for y in 0..<outputs where output[y] > 0 { logarithms[y] = log2(output[y]) }
      multiply(channel, by: logarithms, into: &divergences)
      most = 0
      var sum = 0.0
      for x in 0..<inputs {
        divergences[x] = order[x] - divergences[x]
        most = max(most, divergences[x])
        sum += p[x] * exp2(divergences[x])
      }
      least = log2(sum)
      for x in 0..<inputs { p[x] *= exp2(divergences[x]) / sum }
    } while most - least > tolerance && iteration < maximumIterations
    (bits, gap, input, iterations) = (max(0, least), max(0, most - least), p, iteration)
  }
}
