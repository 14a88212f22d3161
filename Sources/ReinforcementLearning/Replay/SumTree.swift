internal import LinearAlgebra

/// Weights of places, of which one can be found by its share of the sum in a time that is logarithmic in their number.
///
/// A binary tree in one array: node i has the children 2i and 2i + 1, and the weight of both. A node is always the sum of
/// its children as they are, never corrected by a difference, so that rounding does not add up.
struct SumTree: Sendable {
  /// The number of leaves, a power of two.
  let leaves: Int
  private var nodes: [Double]

  /// The number of leaves of a tree of `count` places.
  static func leaves(for count: Int) -> Int {
    var leaves = 1
    while leaves < count { leaves *= 2 }
    return leaves
  }

  /// A tree of `count` places of weight 0.
  init(count: Int) {
    precondition(count > 0, "A tree of \(count) places holds nothing.")
    leaves = Self.leaves(for: count)
    nodes = Array(repeating: 0, count: 2 * leaves)
  }

  /// The sum of all weights.
  var total: Double { nodes[1] }

  /// The weight of a place.
  subscript(place: Int) -> Double {
    get { nodes[leaves + place] }
    set {
      precondition(newValue >= 0, "A weight of \(newValue) is negative.")
      var node = leaves + place
      nodes[node] = newValue
      while node > 1 {
        node /= 2
        nodes[node] = nodes[2 * node] + nodes[2 * node + 1]
      }
    }
  }

  /// The place at which the running sum of weights passes `share`; a place of weight 0 is never found.
  /// - Precondition: The sum of all weights is positive.
  func find(_ share: Double) -> Int {
    precondition(total > 0, "All weights are 0.")
    var rest = share
    var node = 1
    while node < leaves {
      node *= 2
      let left = nodes[node]
      // Rounding may carry the rest beyond the last weight; a branch of weight 0 is not entered for that.
      if rest >= left && nodes[node + 1] > 0 {
        rest -= left
        node += 1
      }
    }
    return node - leaves
  }

  /// The weights of places 0..<`count`, for a checkpoint.
  func weights(_ count: Int) -> Vector<Double> { Vector(nodes[leaves..<leaves + count]) }

  /// Takes over the weights of places 0..<`weights.count`.
  mutating func assign(_ weights: Vector<Double>) {
    for i in 0..<weights.count { nodes[leaves + i] = weights[i] }
    for node in stride(from: leaves - 1, to: 0, by: -1) {
      nodes[node] = nodes[2 * node] + nodes[2 * node + 1]
    }
  }
}
