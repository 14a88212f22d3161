public import LinearAlgebra
public import NeuralNetworks

/// p_θ(x): a distribution over vectors whose log-density, or a lower bound of it, can be written on a tape.
///
/// It is learned by ascent on the mean over data (``LikelihoodTrainer``).
public protocol DensityModel<Element>: Parameterized, Sendable {
  /// The number of components of x.
  var features: Int { get }
  /// How many numbers ε ∼ N(0, 1) the bound takes a row, 0 where log p(x) itself is known.
  var noiseWidth: Int { get }

  /// log p_θ(x), or what is not above it in expectation over ε.
  ///
  /// - Parameters:
  ///   - x: [batch × features].
  ///   - ε: Noise from N(0, 1), [batch × noiseWidth].
  ///   - θ: The parameters.
  /// - Returns: [batch × 1], in nats.
  func logProbability(
    of x: Variable<Element>, noise ε: Variable<Element>, _ θ: Variable<Element>
  ) -> Variable<Element>
}

extension DensityModel {
  /// The mean over `data` [rows × features] of log p_θ(x) or its bound, in nats.
  ///
  /// - Parameters:
  ///   - passes: How often noise is drawn for each row, where the model takes any.
  ///   - random: Where the noise comes from.
  public func meanLogProbability(
    of data: Matrix<Element>, passes: Int = 1, using random: inout RandomStream
  ) -> Double {
    precondition(passes > 0 && data.rows > 0, "A mean needs rows and passes.")
    let tape = Tape<Element>()
    return parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: layout.count)
      let ε = tape.input(rows: data.rows, columns: noiseWidth)
      ε.drawNormal(using: &random)
      let mean = logProbability(of: tape.input(data), noise: ε, θ).mean()
      var sum = Double(mean.scalar)
      for _ in 1..<passes where noiseWidth > 0 {
        ε.drawNormal(using: &random)
        tape.replay()
        sum += Double(mean.scalar)
      }
      return sum / Double(noiseWidth > 0 ? passes : 1)
    }
  }
}

extension Variable {
  /// Fills a leaf with numbers from N(0, 1), for the next replay.
  func drawNormal(using random: inout RandomStream) {
    let pointer = pointer
    for i in 0..<count { pointer[i] = Element(random.normal()) }
  }

  /// Fills a leaf [batch × features] with rows of `data`, drawn with replacement.
  func drawRows(of data: Matrix<Element>, using random: inout RandomStream) {
    precondition(
      data.columns == columns && data.rows > 0,
      "Data of \(data.rows)×\(data.columns) have no rows of \(columns) features.")
    let (pointer, columns, count) = (pointer, columns, data.rows)
    data.withUnsafePointer { data in
      for i in 0..<rows {
        let row = random.integer(below: count)
        (pointer + i * columns).update(from: data + row * columns, count: columns)
      }
    }
  }
}
