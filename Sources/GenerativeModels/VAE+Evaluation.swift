internal import Foundation
public import LinearAlgebra
internal import NeuralNetworks

extension VAE {
  /// The means of q(z|x) for `data` [rows × features]; [rows × latent].
  public func latents(of data: Matrix<Element>) -> Matrix<Element> {
    evaluate(data) { encoded($0, $1).mean }
  }

  /// The means of p(x|z) for `z` [rows × latent]; [rows × features].
  public func decode(_ z: Matrix<Element>) -> Matrix<Element> { evaluate(z, decoded) }

  /// What the decoder makes of the means of q(z|x); [rows × features] as `data`.
  public func reconstruct(_ data: Matrix<Element>) -> Matrix<Element> {
    evaluate(data) { decoded(encoded($0, $1).mean, $1) }
  }

  /// Draws from p(x): z from N(0, I), and x around what the decoder says. [count × features]
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - isNoisy: Whether x is drawn from p(x|z); its mean is taken if not, as is usual for pictures.
  ///   - random: Where the noise comes from.
  public func sample(
    _ count: Int, isNoisy: Bool = true, using random: inout RandomStream
  ) -> Matrix<Element> {
    var x = decode(
      Matrix(rows: count, columns: architecture.latent) { _, _ in Element(random.normal()) })
    guard isNoisy else { return x }
    let σ = deviation
    for i in 0..<count {
      for j in 0..<features {
        switch architecture.likelihood {
        case .gaussian: x[i, j] += Element(σ * random.normal())
        case .bernoulli: x[i, j] = random.uniform() < Double(x[i, j]) ? 1 : 0
        }
      }
    }
    return x
  }

  /// σ of a Gaussian likelihood; NaN of a Bernoulli one.
  public var deviation: Double {
    guard case .gaussian(let σ, let isLearned) = architecture.likelihood else { return .nan }
    guard isLearned, let slot = layout.slots.last else { return σ }
    return Foundation.exp(Double(parameters[slot.offset]))
  }

  /// The importance-weighted bound of log p(x), log 1/K Σₖ p(x, zₖ)/q(zₖ|x) with z₁…z_K ∼ q(z|x), in the mean over
  /// `data` (Y. Burda et al., "Importance weighted autoencoders", 2016). It rises with K, to log p(x).
  ///
  /// - Parameters:
  ///   - data: [rows × features].
  ///   - draws: K.
  ///   - random: Where the noise comes from.
  /// - Returns: Nats.
  public func meanImportanceBound(
    of data: Matrix<Element>, draws: Int, using random: inout RandomStream
  ) -> Double {
    precondition(draws > 0 && data.rows > 0, "A bound needs rows and draws.")
    let tape = Tape<Element>()
    // log Σ exp of the weights so far, a row.
    var sums = [Double](repeating: -.infinity, count: data.rows)
    parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: layout.count)
      let ε = tape.input(rows: data.rows, columns: noiseWidth)
      let weights = logWeight(tape.input(data), noise: ε, θ)
      for _ in 0..<draws {
        ε.drawNormal(using: &random)
        tape.replay()
        for i in sums.indices {
          let (a, b) = (sums[i], Double(weights.pointer[i]))
          sums[i] = max(a, b) + Foundation.log1p(Foundation.exp(-Swift.abs(a - b)))
        }
      }
    }
    return sums.reduce(0, +) / Double(data.rows) - Foundation.log(Double(draws))
  }

  private func evaluate(
    _ input: Matrix<Element>,
    _ function: (Variable<Element>, Variable<Element>) -> Variable<Element>
  ) -> Matrix<Element> {
    let tape = Tape<Element>()
    return parameters.withUnsafePointer {
      function(tape.input(input), tape.borrow($0, rows: 1, columns: layout.count)).matrix
    }
  }
}
