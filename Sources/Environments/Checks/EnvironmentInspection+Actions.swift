internal import LinearAlgebra

extension EnvironmentInspection {
  /// A random action that is allowed, or nil if there is none. One in four is on the bounds of a continuous space.
  mutating func chooseAction() -> [Scalar]? {
    let mask = self.mask(of: environment, over: true)
    if !E.masksActions && mask.contains(false) {
      report(.mask, "The action mask forbids a choice, but masksActions is false.")
    }
    if mask != self.mask(of: environment, over: false) {
      report(.mask, "An entry of the action mask is not written.")
    }
    if mask != self.mask(of: twin, over: true) {
      report(.maskOfChance, "The same seed and actions do not give the same action mask.")
    }
    var start = 0
    for count in componentChoices {
      if !mask[start..<start + count].contains(true) {
        report(.mask, "The action mask allows no choice of a component while the episode runs.")
        return nil
      }
      start += count
    }
    var row = [Scalar](repeating: 0, count: actionSpace.width)
    var rowSpan = row.mutableSpan
    actionSpace.sample(into: &rowSpan, allowed: mask.span, using: &actions)
    if case .continuous(let low, let high) = actionSpace, actions.integer(below: 4) == 0 {
      for i in row.indices {
        let bound = actions.bernoulli(0.5) ? low[i] : high[i]
        if bound.isFinite { row[i] = Scalar(bound) }
      }
    }
    var copy = [Scalar](repeating: .nan, count: row.count)
    var copySpan = copy.mutableSpan
    E.Action(row.span).write(into: &copySpan)
    if copy != row { report(.action, "The action \(row) is written back as \(copy).") }
    return row
  }

  /// The mask, written over entries that are all `start`.
  private func mask(of environment: E, over start: Bool) -> [Bool] {
    var mask = [Bool](repeating: start, count: actionSpace.choices)
    var span = mask.mutableSpan
    environment.writeActionMask(into: &span)
    return mask
  }

  private var componentChoices: [Int] {
    switch actionSpace {
    case .discrete(let count): [count]
    case .multiDiscrete(let counts): counts
    case .continuous: []
    }
  }
}
