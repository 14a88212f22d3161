public import LinearAlgebra

/// A function f_φ from features to one number or several: V_φ(s), or Q_φ(s, ·) with an output for each action.
public protocol ValueApproximator: Sendable {
  /// The number of features.
  var inputs: Int { get }
  /// The number of outputs: 1 for V, A for Q.
  var outputs: Int { get }
  /// f_φ of each row of `features`, [rows × outputs].
  /// - Precondition: `features` is [rows × inputs].
  mutating func predict(_ features: Matrix<Double>) -> Matrix<Double>
  /// φ ← argmin_φ ½ Σ_i (f_φ(x_i)[o_i] − y_i)², or steps towards it.
  ///
  /// - Parameters:
  ///   - features: x_i, [rows × inputs].
  ///   - outputs: Which output y_i is for, [rows].
  ///   - targets: y_i, [rows]; constants, through which no gradient flows.
  /// - Throws: `LinearAlgebraError` if the fit has no finite solution.
  mutating func fit(_ features: Matrix<Double>, outputs: [Int], targets: Vector<Double>) throws
}

/// A number for each state and output: features are a state's one-hot row, and the fit is the mean of the targets.
public struct TableApproximator: ValueApproximator {
  /// f(s)[o], [S × outputs].
  public private(set) var values: Matrix<Double>

  /// A table of zeros.
  public init(states: Int, outputs: Int = 1) { values = Matrix(rows: states, columns: outputs) }

  /// S.
  public var inputs: Int { values.rows }
  /// The number of outputs.
  public var outputs: Int { values.columns }

  /// The rows of the states.
  public mutating func predict(_ features: Matrix<Double>) -> Matrix<Double> {
    let states = features.hotColumns(of: inputs)
    return Matrix(rows: features.rows, columns: outputs) { values[states[$0], $1] }
  }

  /// The mean of the targets of each state and output; what has no target stays.
  public mutating func fit(
    _ features: Matrix<Double>, outputs: [Int], targets: Vector<Double>
  ) throws {
    requireSamples(features, inputs, outputs, targets)
    var sums = Matrix<Double>(rows: inputs, columns: self.outputs)
    var counts = sums
    for (i, s) in features.hotColumns(of: inputs).enumerated() {
      sums[s, outputs[i]] += targets[i]
      counts[s, outputs[i]] += 1
    }
    for s in 0..<inputs {
      for o in 0..<self.outputs where counts[s, o] > 0 {
        values[s, o] = sums[s, o] / counts[s, o]
      }
    }
  }
}

/// f_φ(x) = xᵀ W, a vector of weights for each output; a feature that is always 1 makes a bias.
public struct LinearApproximator: ValueApproximator {
  /// What `fit` does.
  public enum Fit: Sendable, Equatable {
    /// The argmin by least squares, the one of least norm if there are several.
    case leastSquares
    /// `steps` steps of gradient descent on the mean over the samples of ½ (f − y)², of size `rate`. One step with the
    /// targets made anew each time is the semi-gradient method.
    case gradient(steps: Int, rate: Double)
  }

  /// W, [features × outputs].
  public var weights: Matrix<Double>
  /// What `fit` does.
  public let method: Fit

  /// A function of the given weights.
  public init(weights: Matrix<Double>, fit: Fit = .leastSquares) {
    self.weights = weights
    method = fit
  }

  /// A function of weights 0.
  public init(inputs: Int, outputs: Int = 1, fit: Fit = .leastSquares) {
    self.init(weights: Matrix(rows: inputs, columns: outputs), fit: fit)
  }

  /// The number of features.
  public var inputs: Int { weights.rows }
  /// The number of outputs.
  public var outputs: Int { weights.columns }

  /// X W.
  public mutating func predict(_ features: Matrix<Double>) -> Matrix<Double> {
    features * weights
  }

  /// Fits each output to its own samples.
  public mutating func fit(
    _ features: Matrix<Double>, outputs: [Int], targets: Vector<Double>
  ) throws {
    requireSamples(features, inputs, outputs, targets)
    switch method {
    case .leastSquares:
      for output in 0..<self.outputs {
        let rows = outputs.indices.filter { outputs[$0] == output }
        if rows.isEmpty { continue }
        let solution = try leastSquares(
          Matrix(rows: rows.count, columns: inputs) { features[rows[$0], $1] },
          Matrix(rows: rows.count, columns: 1) { i, _ in targets[rows[i]] }
        ).solution
        for j in 0..<inputs { weights[j, output] = solution[j, 0] }
      }
    case .gradient(let steps, let rate):
      let scale = rate / Double(max(features.rows, 1))
      for _ in 0..<steps {
        let values = predict(features)
        for (i, output) in outputs.enumerated() {
          let error = targets[i] - values[i, output]
          for j in 0..<inputs { weights[j, output] += scale * error * features[i, j] }
        }
      }
    }
  }
}

func requireSamples(
  _ features: Matrix<Double>, _ inputs: Int, _ outputs: [Int], _ targets: Vector<Double>
) {
  precondition(
    features.columns == inputs && features.rows == outputs.count
      && outputs.count == targets.count,
    "Features of \(features.rows)×\(features.columns) with \(outputs.count) outputs and "
      + "\(targets.count) targets do not fit a function of \(inputs) features.")
}

extension Matrix<Double> {
  /// The column of each row that is 1, where all others are 0.
  func hotColumns(of count: Int) -> [Int] {
    precondition(columns == count, "Rows of \(columns) features do not fit \(count) states.")
    return (0..<rows).map { i in
      guard let hot = (0..<count).first(where: { self[i, $0] == 1 }) else {
        preconditionFailure("Row \(i) of the features is not one-hot, as a table needs.")
      }
      return hot
    }
  }
}
