internal import LinearAlgebra

/// How a trace grows when its state and action are met, after all have decayed by γλ.
public enum TraceForm: String, Sendable, Codable, CaseIterable {
  /// e ← e + 1.
  case accumulating
  /// e ← 1.
  case replacing
  /// e ← (1 − α) e + 1.
  case dutch
  /// Dutch traces with van Seijen and Sutton's corrections, which make the online λ-return exact.
  case trueOnline
}

/// e(s, a) of the state-action pairs that were met in an episode.
struct EligibilityTraces: Codable, Equatable, Sendable {
  private var elements: ActionValueTable
  /// The pairs s · A + a whose trace is not 0.
  private var active: [Int] = []

  init(actions: Int) { elements = ActionValueTable(actions: actions) }

  mutating func grow(to states: Int) { elements.grow(to: states) }

  /// Lets the trace of a pair grow.
  mutating func meet(_ state: Int, _ action: Int, _ form: TraceForm, rate: Double) {
    let e = elements[state, action]
    if e == 0 { active.append(state * elements.actions + action) }
    switch form {
    case .accumulating: elements[state, action] = e + 1
    case .replacing: elements[state, action] = 1
    case .dutch, .trueOnline: elements[state, action] = (1 - rate) * e + 1
    }
  }

  /// Q(s, a) ← Q(s, a) + `change` · e(s, a) for all pairs.
  func update(_ table: inout ActionValueTable, by change: Double) {
    for i in active { table.elements[i] += change * elements.elements[i] }
  }

  /// e ← γλ e, without those that are 0 by now.
  mutating func decay(by factor: Double) {
    var kept = 0
    // By position: a loop over the array itself would hold it, and the first change would copy it.
    for k in active.indices {
      let i = active[k]
      let e = elements.elements[i] * factor
      elements.elements[i] = e
      if e != 0 {
        active[kept] = i
        kept += 1
      }
    }
    active.removeLast(active.count - kept)
  }

  /// Forgets the episode.
  mutating func clear() {
    for i in active { elements.elements[i] = 0 }
    active.removeAll(keepingCapacity: true)
  }
}
