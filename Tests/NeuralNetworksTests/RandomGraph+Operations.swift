import LinearAlgebra
import NeuralNetworks

extension RandomGraph {
  /// An operation of the table: `build` gives nil where the shapes do not suit it. Arguments of functions with
  /// a pole or a bounded domain are kept away from its edge.
  struct Operation: Sendable {
    var name: String
    var operands: Int
    var build: Builder

    init(_ name: String, _ operands: Int, _ build: @escaping Builder) {
      self.name = name
      self.operands = operands
      self.build = build
    }

    /// An operation of one operand that suits every shape and draws nothing.
    init(
      _ name: String, _ function: @escaping @Sendable (Variable<Double>) -> Variable<Double>
    ) {
      self.init(name, 1) { operands, _ in function(operands[0]) }
    }
  }

  /// The number of the operation that bounds values.
  static let squash = operations.firstIndex { $0.name == "tanh" } ?? 0

  /// Every operation that a tape has.
  static let operations: [Operation] =
    functions + pairs + reductions + indexing + rearrangements + products + fused + derivatives

  private static let functions: [Operation] = [
    Operation("tanh") { tanh($0) }, Operation("exp") { exp($0 * 0.5) },
    Operation("log") { log(square($0) + 0.5) }, Operation("sqrt") { sqrt(square($0) + 0.3) },
    Operation("square") { square($0) }, Operation("reciprocal") { reciprocal(square($0) + 0.6) },
    Operation("relu") { relu($0) }, Operation("sigmoid") { sigmoid($0) },
    Operation("softplus") { softplus($0) }, Operation("abs") { abs($0) },
    Operation("negate") { -$0 }, Operation("expm1") { expm1($0 * 0.7) },
    Operation("log1p") { log1p(square($0)) }, Operation("elu") { elu($0) },
    Operation("swish") { swish($0) }, Operation("gelu") { gelu($0) }, Operation("erf") { erf($0) },
    Operation("sin") { sin($0) }, Operation("cos") { cos($0) },
    Operation("cube") { pow($0 * 0.6, 3) }, Operation("power") { pow(square($0) + 0.4, -0.7) },
    Operation("affine") { 1.5 - $0 * 0.8 }, Operation("clamp") { $0.clamped(-0.9, 1.1) },
    Operation("isPositive") { $0 * $0.isPositive }, Operation("sign") { $0.sign * $0 },
    Operation("logGamma") { logGamma(square($0) + 0.8) },
    Operation("stopGradient") { $0 * 2 - $0.stopGradient() * 0 },
  ]

  /// The operand of a function of two, repeated over rows, columns or both at times; nil if shapes differ.
  private static func pair(
    _ operands: [Variable<Double>], _ stream: inout RandomStream
  ) -> (Variable<Double>, Variable<Double>)? {
    let (a, b) = (operands[0], operands[1])
    func suits(_ m: Int, _ n: Int) -> Bool { m == n || m == 1 || n == 1 }
    if suits(a.rows, b.rows) && suits(a.columns, b.columns) { return (a, b) }
    switch stream.integer(below: 3) {
    case 0: return (a, b.view(offset: stream.integer(below: b.count), rows: 1, columns: 1))
    case 1 where b.count >= a.columns: return (a, b.view(offset: 0, rows: 1, columns: a.columns))
    case 2 where b.count >= a.rows: return (a.view(offset: 0, rows: a.rows, columns: 1), b)
    default: return nil
    }
  }

  private static func binary(
    _ name: String,
    _ function: @escaping @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>
  ) -> Operation {
    Operation(name, 2) { operands, stream in
      guard let (a, b) = pair(operands, &stream),
        (a.rows == b.rows || a.rows == 1 || b.rows == 1)
          && (a.columns == b.columns || a.columns == 1 || b.columns == 1)
      else { return nil }
      return function(a, b)
    }
  }

  private static let pairs: [Operation] = [
    binary("add") { $0 + $1 }, binary("subtract") { $0 - $1 }, binary("multiply") { $0 * $1 },
    binary("divide") { $0 / (square($1) + 0.7) }, binary("minimum") { minimum($0, $1) },
    binary("maximum") { maximum($0, $1) }, binary("greater") { $0 * ($0 .> $1) },
    binary("greaterOrEqual") { $1 * ($0 .>= $1) }, binary("less") { ($0 .< $1) * $0 },
    binary("lessOrEqual") { ($0 .<= $1) * $0 }, binary("equal") { ($0 .== $1) + $0 },
    binary("selectGreater") { select($0 .> $1, tanh($1), $0) },
    binary("selectRow") { select($1 .> $1.tape.constant(0.1), log(square($0) + 0.2), $0) },
    binary("selectNaN") { a, b in
      // Each side is NaN where the other is chosen.
      let (edge, nan) = (a.tape.constant(0.3), a.tape.constant(.nan))
      return select(
        a .> edge, select(a .> edge, a * b, nan), select(a .<= edge, b - a, nan))
    },
  ]

  private static let reductions: [Operation] = [
    Operation("sum") { $0.sum() * 0.5 }, Operation("mean") { $0.mean() },
    Operation("rowSums") { $0.rowSums() }, Operation("columnSums") { $0.columnSums() },
    Operation("logSumExp") { $0.logSumExp() }, Operation("softmax") { $0.softmax() },
    Operation("logSoftmax") { $0.logSoftmax() }, Operation("rowMaxima") { $0.rowMaxima() },
    Operation("rowMinima") { $0.rowMinima() }, Operation("columnMaxima") { $0.columnMaxima() },
    Operation("columnMinima") { $0.columnMinima() }, Operation("maximumOfAll") { $0.maximum() },
    Operation("minimumOfAll") { $0.minimum() },
    Operation("rowCumulativeSums") { $0.rowCumulativeSums() },
    Operation("rowCumulativeSumsReversed") { $0.rowCumulativeSums(reversed: true) },
    Operation("columnCumulativeSums") { $0.columnCumulativeSums() },
    Operation("columnCumulativeSumsReversed") { $0.columnCumulativeSums(reversed: true) },
    Operation("broadcast", 1) { operands, stream in
      let a = operands[0]
      let (rows, columns) = (1 + stream.integer(below: 4), 1 + stream.integer(below: 4))
      return a.broadcast(
        rows: a.rows == 1 ? rows : a.rows, columns: a.columns == 1 ? columns : a.columns)
    },
  ]

  /// `rows` × `columns` whole numbers below `bound`.
  private static func numbers(
    _ rows: Int, _ columns: Int, below bound: Int, _ tape: Tape<Double>,
    _ stream: inout RandomStream
  ) -> Variable<Double> {
    tape.input(
      Matrix(rows: rows, columns: columns) { _, _ in Double(stream.integer(below: bound)) })
  }

  private static let indexing: [Operation] = [
    Operation("gather", 1) { operands, stream in
      let a = operands[0]
      let m = 1 + stream.integer(below: 3)
      return a.gather(numbers(a.rows, m, below: a.columns, a.tape, &stream))
    },
    Operation("scatter", 1) { operands, stream in
      let a = operands[0]
      let width = 1 + stream.integer(below: 4)
      return a.scatter(
        numbers(a.rows, a.columns, below: width, a.tape, &stream), count: width)
    },
    Operation("rowsAt", 1) { operands, stream in
      let a = operands[0]
      let m = 1 + stream.integer(below: 4)
      return a.rows(at: numbers(m, 1, below: a.rows, a.tape, &stream))
    },
    Operation("scatterRows", 1) { operands, stream in
      let a = operands[0]
      let count = 1 + stream.integer(below: 4)
      return a.scatterRows(
        to: numbers(a.rows, 1, below: count, a.tape, &stream), count: count)
    },
    Operation("masked", 1) { operands, stream in
      let a = operands[0]
      // One choice of each row is allowed for certain; softmax makes those that are not exactly 0.
      let allowed = Matrix<Double>(rows: a.rows, columns: a.columns) { i, j in
        j == i % a.columns || stream.bernoulli(0.6) ? 1 : 0
      }
      return a.masked(a.tape.input(allowed)).softmax()
    },
    Operation("rowArgmax") { $0.rowArgmax().oneHot(count: $0.columns) * $0 },
    Operation("rowArgmin") { $0.rowArgmin().oneHot(count: $0.columns) - $0 },
  ]

  private static let rearrangements: [Operation] = [
    Operation("transpose") { $0.transposed },
    Operation("view", 1) { operands, stream in
      let a = operands[0]
      let offset = stream.integer(below: a.count)
      return a.view(
        offset: offset, rows: 1, columns: 1 + stream.integer(below: a.count - offset))
    },
    Operation("overlappingViews") {
      $0.view(offset: 0, rows: 1, columns: $0.count)
        * $0.view(offset: $0.count - 1, rows: 1, columns: 1)
    },
    Operation("reshape", 1) { operands, stream in
      let a = operands[0]
      let rows = 1 + stream.integer(below: a.count)
      return a.count % rows == 0 ? a.reshaped(rows: rows, columns: a.count / rows) : nil
    },
    Operation("rows", 1) { operands, stream in
      let a = operands[0]
      let first = stream.integer(below: a.rows)
      return a.rows(first..<first + 1 + stream.integer(below: a.rows - first))
    },
    Operation("columns", 1) { operands, stream in
      let a = operands[0]
      let first = stream.integer(below: a.columns)
      return a.columns(first..<first + 1 + stream.integer(below: a.columns - first))
    },
    Operation("slice", 1) { operands, stream in
      let a = operands[0]
      let (row, column) = (stream.integer(below: a.rows), stream.integer(below: a.columns))
      return a.slice(
        row: row, column: column, rows: 1 + stream.integer(below: a.rows - row),
        columns: 1 + stream.integer(below: a.columns - column))
    },
    Operation("padded", 1) { operands, stream in
      let a = operands[0]
      let (row, column) = (stream.integer(below: 3), stream.integer(below: 3))
      return a.padded(
        rows: a.rows + row + stream.integer(below: 2),
        columns: a.columns + column + stream.integer(below: 2), row: row, column: column)
    },
    Operation("concatenateRows", 3) { operands, _ in
      let parts = operands.filter { $0.columns == operands[0].columns }
      return concatenateRows(parts)
    },
    Operation("concatenateColumns", 3) { operands, _ in
      let parts = operands.filter { $0.rows == operands[0].rows }
      return concatenateColumns(parts)
    },
  ]

  private static let products: [Operation] =
    [
      Operation("times", 2) { operands, stream in
        let (a, b) = (operands[0], operands[1])
        let (transposed, otherTransposed) = (stream.bernoulli(0.5), stream.bernoulli(0.5))
        let inner = transposed ? a.rows : a.columns
        guard inner == (otherTransposed ? b.columns : b.rows) else { return nil }
        return a.times(b, transposed: transposed, otherTransposed: otherTransposed)
      },
      Operation("timesItself") { $0.times($0, otherTransposed: true) * 0.5 },
      Operation("batchedTimes", 2) { operands, stream in
        let (a, b) = (operands[0], operands[1])
        let batch = 1 + stream.integer(below: 3)
        guard a.rows % batch == 0, b.rows % batch == 0 else { return nil }
        let (transposed, otherTransposed) = (stream.bernoulli(0.5), stream.bernoulli(0.5))
        let inner = transposed ? a.rows / batch : a.columns
        guard inner == (otherTransposed ? b.columns : b.rows / batch) else { return nil }
        return a.times(
          b, batch: batch, transposed: transposed, otherTransposed: otherTransposed)
      },
      Operation("batchedGram", 1) { operands, stream in
        let a = operands[0]
        let batch = a.rows % 2 == 0 ? 2 : 1
        return a.times(tanh(a), batch: batch, transposed: true) * 0.5
      },
    ]
    + Activation.allCases.map { activation in
      Operation("linear.\(activation.rawValue)", 2) { operands, stream in
        // The second operand is θ; a parameter in front and what is left behind are gaps.
        let (x, θ) = (operands[0], operands[1])
        let outputs = 1 + stream.integer(below: 3)
        let hasBias = stream.bernoulli(0.7)
        let needed = x.columns * outputs + (hasBias ? outputs : 0)
        guard needed < θ.count else { return nil }
        let vector = θ.reshaped(rows: 1, columns: θ.count)
        return x.linear(
          vector, weight: 1, bias: hasBias ? 1 + x.columns * outputs : nil, outputs: outputs,
          activation: activation)
      }
    }

  private static let derivatives: [Operation] = [
    Operation("gradientInside") { a in
      // A step of gradient descent within the function, as in meta-learning.
      let slope = a.tape.gradient(
        of: (tanh(a) * sigmoid(a)).sum(), withRespectTo: a, differentiable: true)
      return a - 0.3 * slope
    }
  ]
}
