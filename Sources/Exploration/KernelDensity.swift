internal import Foundation
public import LinearAlgebra
public import ReinforcementLearning

/// The density of visited states by Gaussian kernels around the last of them: p(s) = 1/n Σⱼ exp(−‖s − sⱼ‖² / 2σ²).
///
/// The kernels' constant factor is left out, so that −log p lies between 0 and log n for a state that was taken in.
/// The squares are summed by feature over blocks of states, and the logarithm of the sum is taken without overflow.
public struct KernelDensity: StateDensity {
  /// σ, in units of the observations.
  public let deviation: Double
  private var memory: StateMemory
  /// A block of states, feature by feature [features × block], and its exponents [block].
  private var block: Vector<Scalar>
  private var exponents = Vector<Scalar>(count: Self.blockSize)
  /// log Σ exp over each block [states × blocks].
  private var sums = Vector<Scalar>(count: 0)

  private static let blockSize = 512

  /// No states yet.
  /// - Parameters:
  ///   - features: The number of features of a state.
  ///   - deviation: σ, positive.
  ///   - capacity: The number of states that are kept.
  public init(features: Int, deviation: Double, capacity: Int) {
    precondition(deviation > 0, "Kernels with a deviation of \(deviation) have no width.")
    self.deviation = deviation
    memory = StateMemory(features: features, capacity: capacity)
    block = Vector(count: features * Self.blockSize)
  }

  /// The number of states that are kept at present.
  public var count: Int { memory.count }

  /// Puts the states among those that are kept, in the place of the oldest.
  @discardableResult
  public mutating func learn(_ states: RowBuffer) -> Double {
    memory.append(states)
    return .nan
  }

  /// Writes log p(s) of each row; −∞ for all before any state was taken in.
  public mutating func writeLogDensities(
    of states: RowBuffer, into values: inout Vector<Scalar>
  ) {
    precondition(
      states.columns == memory.features,
      "States of \(states.columns) features do not fit kernels of \(memory.features).")
    values.resize(states.count)
    guard memory.count > 0 else {
      for i in 0..<states.count { values[i] = -.infinity }
      return
    }
    let blocks = (memory.count + Self.blockSize - 1) / Self.blockSize
    sums.resize(states.count * blocks)
    for b in 0..<blocks { sumBlock(b, of: blocks, states) }
    values.withUnsafeMutablePointer { values in
      sums.withUnsafePointer {
        Scalar.Kernels.logSumExp(values, $0, rows: states.count, columns: blocks)
      }
    }
    let logCount = Scalar(log(Double(memory.count)))
    for i in 0..<states.count { values[i] -= logCount }
  }

  /// Writes log Σⱼ exp(−‖s − sⱼ‖² / 2σ²) over the states of block `b` for each row of `states`.
  private mutating func sumBlock(_ b: Int, of blocks: Int, _ states: RowBuffer) {
    let (features, first) = (memory.features, b * Self.blockSize)
    let (size, count) = (min(Self.blockSize, memory.count - first), states.count)
    let scale = Scalar(1 / (2.0.squareRoot() * deviation))
    block.withUnsafeMutablePointer { block in
      memory.elements.withUnsafePointer { memory in
        for f in 0..<features {
          for j in 0..<size {
            block[f * Self.blockSize + j] = scale * memory[(first + j) * features + f]
          }
        }
      }
      exponents.withUnsafeMutablePointer { exponents in
        sums.withUnsafeMutablePointer { sums in
          states.elements.withUnsafePointer { states in
            for i in 0..<count {
              exponents.update(repeating: 0, count: size)
              for f in 0..<features {
                let (x, row) = (scale * states[i * features + f], block + f * Self.blockSize)
                for j in 0..<size { exponents[j] -= (x - row[j]) * (x - row[j]) }
              }
              Scalar.Kernels.logSumExp(sums + i * blocks + b, exponents, rows: 1, columns: size)
            }
          }
        }
      }
    }
  }
}

extension KernelDensity: Checkpointable {
  /// Writes the states that are kept.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.part("memory", memory)
  }

  /// Takes over what kernels of the same capacity wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.part("memory", &memory)
  }
}
