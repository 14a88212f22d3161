import LinearAlgebra
import NeuralNetworks
import Testing

/// Compares ∂f/∂θ on a tape with central differences in Double, at every element.
func checkGradient(
  _ θ: Vector<Double>, tolerance: Double = 1e-6, sourceLocation: SourceLocation = #_sourceLocation,
  _ f: (Variable<Double>) -> Variable<Double>
) {
  func value(_ θ: Vector<Double>) -> Double {
    f(Tape<Double>().input(θ, trainable: true)).scalar
  }
  let leaf = Tape<Double>().input(θ, trainable: true)
  let gradient = leaf.tape.gradient(of: f(leaf), withRespectTo: leaf)
  for i in 0..<θ.count {
    var (up, down) = (θ, θ)
    up[i] += 1e-5
    down[i] -= 1e-5
    let numeric = (value(up) - value(down)) / 2e-5
    #expect(
      abs(gradient[0, i] - numeric) < tolerance * (1 + abs(numeric)),
      "element \(i): \(gradient[0, i]) against \(numeric)", sourceLocation: sourceLocation)
  }
}

/// Numbers from N(0, 1).
func normals<E: BLASScalar>(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<E> {
  var random = RandomStream(seed: seed)
  return Matrix(rows: rows, columns: columns) { _, _ in E(random.normal()) }
}

/// Points around `centres`, in turn.
func clusters<E: BLASScalar>(
  _ centres: [[Double]], deviation: Double, rows: Int, seed: UInt64
) -> Matrix<E> {
  var random = RandomStream(seed: seed)
  return Matrix(rows: rows, columns: centres[0].count) { i, j in
    E(centres[i % centres.count][j] + deviation * random.normal())
  }
}

/// The bits of the elements.
func bits(_ x: Vector<Float>) -> [UInt32] { (0..<x.count).map { x[$0].bitPattern } }

extension Parameterized where Element == Double {
  /// With θ moved away from where it starts, so that no gradient is 0 by chance.
  func shaken(seed: UInt64) -> Self {
    var (copy, random) = (self, RandomStream(seed: seed))
    for i in 0..<parameters.count { copy.parameters[i] += 0.3 * random.normal() }
    return copy
  }
}
