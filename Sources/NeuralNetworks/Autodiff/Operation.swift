internal import CVectorKernels

/// The position of a node on its tape.
typealias NodeIndex = Int32

/// What a node computes, with the positions of its operands. The forward computation, the builder and the
/// pullback of each operation stand side by side under `Operations/`.
enum Operation {
  /// A leaf: memory that is written from outside, or borrowed.
  case input
  /// Memory of another node from `offset` on, in a shape of its own.
  case view(NodeIndex, offset: Int)

  // Elementwise, with the operands broadcast over rows, columns or both.
  case unary(vk_unary, NodeIndex)
  case binary(vk_binary, NodeIndex, NodeIndex)
  case affine(NodeIndex, scale: Double, shift: Double)
  case clamp(NodeIndex, low: Double, high: Double)
  case polygamma(NodeIndex, order: Int)
  case maskedLogits(NodeIndex, allowed: NodeIndex)

  // Reductions, and what turns them back.
  case sum(NodeIndex)
  case rowSums(NodeIndex)
  case columnSums(NodeIndex)
  case broadcast(NodeIndex)

  // Products.
  case product(NodeIndex, NodeIndex, transposedA: Bool, transposedB: Bool)
  case transpose(NodeIndex)
  case linear(NodeIndex, parameters: NodeIndex, weight: Int, bias: Int, vk_activation)

  // Rows as distributions.
  case logSumExp(NodeIndex)
  case softmax(NodeIndex)
  case gather(NodeIndex, columns: NodeIndex)
  case scatter(NodeIndex, columns: NodeIndex)

  // Rearrangements, choices and running sums.
  case slice(NodeIndex, row: Int, column: Int)
  case padding(NodeIndex, row: Int, column: Int)
  case joinedRows(firstPiece: Int, pieces: Int)
  case joinedColumns(firstPiece: Int, pieces: Int)
  case gatherRows(NodeIndex, rows: NodeIndex)
  case scatterRows(NodeIndex, rows: NodeIndex)
  case extremeColumn(NodeIndex, isMaximum: Bool)
  case select(NodeIndex, NodeIndex, NodeIndex)
  case cumulativeSum(NodeIndex, alongRows: Bool, isReversed: Bool)
  case batchedProduct(
    NodeIndex, NodeIndex, batch: Int, transposedA: Bool, transposedB: Bool)
  case power(NodeIndex, exponent: Double)

  // Gradients: pieces of a vector put together, and the fused first-order kernels.
  case assemble(firstPiece: Int, pieces: Int)
  case zero
  case accumulate(NodeIndex, into: NodeIndex)
  case activationGradient(
    NodeIndex, output: NodeIndex, bias: NodeIndex, offset: Int, accumulate: Bool, vk_activation)
  case weightGradient(NodeIndex, NodeIndex, accumulate: Bool)
  case activationCurvature(NodeIndex, NodeIndex, output: NodeIndex, vk_activation)
  case accumulateProduct(
    NodeIndex, NodeIndex, transposedA: Bool, transposedB: Bool, into: NodeIndex)

  // Images and normalisation.
  case window(vk_window_function, NodeIndex, vk_window)
  case layerNorm(LayerNormalization)
  case layerNormGradient(
    NodeIndex, of: NodeIndex, buffer: NodeIndex, accumulatesGain: Bool, accumulatesBias: Bool)

  // Recurrent cells, by their number on the tape.
  case recurrence(Int)
  case recurrenceGradient(
    NodeIndex, of: NodeIndex, buffer: NodeIndex, accumulatesWeight: Bool, accumulatesBiases: Bool)
}

/// One value on a tape: how it is computed, its shape and where it lies.
struct Node {
  var operation: Operation
  var rows: Int32
  var columns: Int32
  /// The value, row by row.
  var value: UnsafeMutableRawPointer
  /// Whether a trainable leaf is among its ancestors and the way to it may be differentiated.
  var requiresGradient: Bool
  /// Whether it was computed from a gradient that cannot be differentiated again.
  var isFirstOrder: Bool

  var count: Int { Int(rows) * Int(columns) }
}
