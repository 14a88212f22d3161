/// The bookkeeping of one pass from an output back to the sources; its arrays are reused.
struct ReverseSweep {
  /// A range in the gradient of a vector into which a fused kernel writes directly.
  struct Place {
    /// The node that is the gradient's memory.
    var buffer: NodeIndex
    /// Whether the range holds an earlier contribution, to be added to.
    var accumulates: Bool
  }

  /// A contribution to part of a vector's gradient; `node` is −1 where it lies in its place already.
  struct Slice {
    var target: NodeIndex
    var offset: Int
    var count: Int
    var node: NodeIndex
  }

  /// The nodes whose gradients are asked for.
  var sources: [NodeIndex] = []
  /// The gradient of each node so far, or −1.
  var cotangents: [NodeIndex] = []
  /// Whether that gradient's memory is this node's alone and may be overwritten.
  var isOwned: [Bool] = []
  /// Whether a node depends on one of the sources in a differentiable way.
  var reaches: [Bool] = []
  /// Contributions to parts of vectors.
  var slices: [Slice] = []
  /// The memory of the vectors' gradients, where fused kernels write into it.
  var buffers: [(target: NodeIndex, buffer: NodeIndex)] = []
  /// Whether the gradients will be differentiated again.
  var isDifferentiable = false

  mutating func prepare(_ count: Int, isDifferentiable: Bool) {
    self.isDifferentiable = isDifferentiable
    cotangents.removeAll(keepingCapacity: true)
    isOwned.removeAll(keepingCapacity: true)
    reaches.removeAll(keepingCapacity: true)
    slices.removeAll(keepingCapacity: true)
    buffers.removeAll(keepingCapacity: true)
    sources.removeAll(keepingCapacity: true)
    extend(to: count)
  }

  /// Makes room for the nodes up to number `count`, which are not reached so far.
  mutating func extend(to count: Int) {
    for _ in cotangents.count..<max(count, cotangents.count) {
      cotangents.append(-1)
      isOwned.append(false)
      reaches.append(false)
    }
  }

  mutating func addSource(_ index: NodeIndex) {
    sources.append(index)
    reaches[Int(index)] = true
  }
}
