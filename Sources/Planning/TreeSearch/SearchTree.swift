internal import Foundation
internal import LinearAlgebra

/// The statistics of a tree search: nodes are situations, each with an edge for every choice.
///
/// All memory is taken once. Edges of one node lie side by side; the situations that an edge has led to are a list.
struct SearchTree: Sendable {
  private struct Node: Sendable {
    /// How often the search came through.
    var visits: Int32 = 0
    /// What tells it from the other outcomes of the edge that led to it.
    var outcome: UInt64
    /// The next outcome of the same edge, or −1.
    var sibling: Int32
  }

  private struct Edge: Sendable {
    var visits: Int32 = 0
    /// The first outcome, or −1.
    var child: Int32 = -1
    var isAllowed = true
    /// Σ of the returns from here on.
    var sum = 0.0
  }

  private let choices: Int
  private var nodes: [Node] = []
  private var edges: [Edge] = []
  /// The least and the highest mean return of an edge so far: what makes values comparable with the exploration's bonus.
  private var least = Double.infinity
  private var highest = -Double.infinity

  /// An empty tree with room for `capacity` nodes.
  init(choices: Int, capacity: Int) {
    self.choices = choices
    nodes.reserveCapacity(capacity)
    edges.reserveCapacity(capacity * choices)
  }

  /// The number of nodes.
  var count: Int { nodes.count }

  /// Forgets everything.
  mutating func removeAll() {
    nodes.removeAll(keepingCapacity: true)
    edges.removeAll(keepingCapacity: true)
    (least, highest) = (.infinity, -.infinity)
  }

  /// Adds a node whose choices `allowed` names; it becomes an outcome of `edge`, if there is one.
  /// - Returns: Its number.
  mutating func add(_ outcome: UInt64, after edge: Int?, allowed: [Bool]) -> Int {
    let number = nodes.count
    nodes.append(Node(outcome: outcome, sibling: edge.map { edges[$0].child } ?? -1))
    if let edge { edges[edge].child = Int32(number) }
    for choice in 0..<choices { edges.append(Edge(isAllowed: allowed[choice])) }
    return number
  }

  /// The edge of `choice` at `node`.
  func edge(_ node: Int, _ choice: Int) -> Int { node * choices + choice }

  /// The node that `edge` leads to with the given outcome, if it has been met.
  func child(_ edge: Int, _ outcome: UInt64) -> Int? {
    var node = edges[edge].child
    while node >= 0 {
      if nodes[Int(node)].outcome == outcome { return Int(node) }
      node = nodes[Int(node)].sibling
    }
    return nil
  }

  /// The choice to try: one drawn from those that have not been tried, or else the one with the highest upper bound
  /// Q̂ + c √(ln n / nₐ), Q̂ in [0, 1].
  func select(_ node: Int, exploration: Double, using stream: inout RandomStream) -> Int {
    let (first, logarithm) = (node * choices, log(Double(nodes[node].visits)))
    var untried = 0
    for choice in 0..<choices
    where edges[first + choice].isAllowed && edges[first + choice].visits == 0 { untried += 1 }
    if untried > 0 {
      var rest = stream.integer(below: untried)
      for choice in 0..<choices
      where edges[first + choice].isAllowed && edges[first + choice].visits == 0 {
        if rest == 0 { return choice }
        rest -= 1
      }
    }
    var (best, bound) = (0, -Double.infinity)
    let width = highest - least
    for choice in 0..<choices where edges[first + choice].isAllowed {
      let tries = Double(edges[first + choice].visits)
      let mean = edges[first + choice].sum / tries
      let value = width > 0 ? (mean - least) / width : 0.5
      let upper = value + exploration * (logarithm / tries).squareRoot()
      if upper > bound { (best, bound) = (choice, upper) }
    }
    return best
  }

  /// Counts a visit of `node` that went on by `choice` and brought `gain` from there on.
  mutating func update(_ node: Int, _ choice: Int, _ gain: Double) {
    nodes[node].visits += 1
    let edge = node * choices + choice
    edges[edge].visits += 1
    edges[edge].sum += gain
    let mean = edges[edge].sum / Double(edges[edge].visits)
    least = min(least, mean)
    highest = max(highest, mean)
  }

  /// How often a choice was tried at `node`.
  func visits(_ node: Int, _ choice: Int) -> Int { Int(edges[node * choices + choice].visits) }

  /// The mean return of a choice at `node`; −∞ if it was not tried.
  func mean(_ node: Int, _ choice: Int) -> Double {
    let edge = edges[node * choices + choice]
    return edge.visits > 0 ? edge.sum / Double(edge.visits) : -.infinity
  }
}
