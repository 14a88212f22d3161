internal import LinearAlgebra

/// Runs an environment with random actions and reports where it breaks the rules of `Environment`.
///
/// The rules: the spaces hold (every feature is written, within its bounds, an integer where stored as a
/// byte; rewards are finite); actions survive being written to a row and read back; a mask allows a choice
/// of each component; to observe changes nothing; the same seed and actions give the same episode; a copy,
/// made by assignment or by `assign(from:)`, behaves like the original and leaves it alone; and `reset`
/// leaves nothing of the episode before. An episode that has ended is reset and never stepped.
///
/// - Parameters:
///   - environment: The environment as made, before any reset.
///   - seed: The seed of the random actions and of the environment's own stream.
///   - steps: The number of steps, over as many episodes as that gives.
/// - Returns: A sentence for each rule that is broken, about the first time it is; empty if none is.
public func checkEnvironment<E: Environment>(
  _ environment: E, seed: UInt64 = 0, steps: Int = 1_000
) -> [String] {
  var inspection = Inspection(of: environment, seed: seed)
  inspection.run(steps: steps)
  return inspection.findings.map(\.sentence)
}

/// One run of an environment in lockstep with its twin, its copy and its simulator.
private struct Inspection<E: Environment> {
  /// The rules of which each is reported once.
  enum Rule {
    case spaces
    case action
    case mask
    case observation
    case purity
    case reward
    case seed
    case copy
    case assignment
    case reset
  }

  /// What a step shows to the outside.
  struct Outcome: Equatable {
    var reward: UInt64
    var status: Status
    var features: [UInt32]
  }

  let original: E
  let observationSpace: ObservationSpace
  let actionSpace: ActionSpace
  var findings: [(rule: Rule, sentence: String)] = []

  private var environment: E
  private var twin: E
  private var assigned: E
  private var stream: RandomStream
  private var twinStream: RandomStream
  private var actions: RandomStream
  private var episode = 0
  private var time = 0

  init(of environment: E, seed: UInt64) {
    original = environment
    self.environment = environment
    twin = environment
    assigned = environment
    observationSpace = environment.observationSpace
    actionSpace = environment.actionSpace
    stream = RandomStream(seed: seed)
    actions = stream.split()
    twinStream = stream
  }

  private mutating func report(_ rule: Rule, _ sentence: String) {
    guard !findings.contains(where: { $0.rule == rule }) else { return }
    findings.append((rule, "\(sentence) (episode \(episode), step \(time))"))
  }

  mutating func run(steps: Int) {
    if let problem = actionSpace.problem { return report(.spaces, problem) }
    reset()
    for _ in 0..<steps {
      guard let row = chooseAction() else { return }
      let status = step(row)
      if environment.observationSpace != observationSpace || environment.actionSpace != actionSpace
      {
        report(.spaces, "The spaces change.")
      }
      if status != .running {
        episode += 1
        time = 0
        reset()
      }
    }
  }

  /// Resets the environment and, with the same stream, a copy that has no past.
  private mutating func reset() {
    assigned = original
    assigned.reset(using: &actions)
    twin = original
    twinStream = stream
    twin.reset(using: &twinStream)
    environment.reset(using: &stream)
    compare(features(environment), features(twin))
    inspect(environment)
  }

  /// Whether the twin, which has the same seed but not the same past, shows the same.
  private mutating func compare<Shown: Equatable>(_ shown: Shown, _ expected: Shown) {
    if shown == expected { return }
    if episode == 0 {
      report(.seed, "The same seed and actions do not give the same episode.")
    } else if !findings.contains(where: { $0.rule == .seed }) {
      report(.reset, "A reset leaves something of the episode before.")
    }
  }

  private mutating func step(_ row: [Scalar]) -> Status {
    let before = features(environment)
    var simulator = environment
    var (simulated, foretold) = (stream, stream)
    let fromCopy = outcome(&simulator, row, &simulated)
    if features(environment) != before {
      report(.copy, "To step a copy changes the original.")
    }
    assigned.assign(from: environment)
    if features(assigned) != before {
      report(.assignment, "assign(from:) does not make an equal environment.")
    }
    let fromAssigned = outcome(&assigned, row, &foretold)
    // One step ahead, so that the next assignment has something to change.
    if fromAssigned.status == .running { _ = outcome(&assigned, row, &foretold) }
    if features(environment) != before {
      report(.assignment, "To step what assign(from:) made changes the original.")
    }

    let expected = outcome(&twin, row, &twinStream)
    time += 1
    let result = outcome(&environment, row, &stream)
    compare(result, expected)
    if result != fromCopy { report(.copy, "A copy does not behave like the original.") }
    if result != fromAssigned {
      report(.assignment, "What assign(from:) makes does not behave like the original.")
    }
    let reward = Double(bitPattern: result.reward)
    if !reward.isFinite { report(.reward, "The reward is \(reward).") }
    inspect(environment)
    return result.status
  }

  private func outcome(_ environment: inout E, _ row: [Scalar], _ stream: inout RandomStream)
    -> Outcome
  {
    let step = environment.step(E.Action(row.span), using: &stream)
    return Outcome(
      reward: step.reward.bitPattern, status: step.status, features: features(environment))
  }

  /// The bits of the observation; a feature that is not written stays NaN.
  private func features(_ environment: E) -> [UInt32] {
    var row = [Scalar](repeating: .nan, count: observationSpace.count)
    var span = row.mutableSpan
    environment.observe(into: &span)
    return row.map(\.bitPattern)
  }

  private mutating func inspect(_ environment: E) {
    let features = features(environment)
    if self.features(environment) != features {
      report(.purity, "To observe changes what is seen.")
    }
    for (i, bits) in features.enumerated() {
      let feature = Scalar(bitPattern: bits)
      let (low, high) = (Scalar(observationSpace.low[i]), Scalar(observationSpace.high[i]))
      if feature.isNaN {
        report(.observation, "Feature \(i) of the observation is NaN or not written.")
      } else if !feature.isFinite || feature < low || feature > high {
        report(
          .observation, "Feature \(i) of the observation, \(feature), is not in [\(low), \(high)].")
      } else if observationSpace.storage == .byte
        && !(feature >= 0 && feature <= 255 && feature.rounded() == feature)
      {
        report(.observation, "Feature \(i) of the observation, \(feature), is not a byte.")
      }
    }
  }

  /// A random action that is allowed, or nil if there is none.
  private mutating func chooseAction() -> [Scalar]? {
    var mask = [Bool](repeating: true, count: actionSpace.choices)
    var maskSpan = mask.mutableSpan
    environment.writeActionMask(into: &maskSpan)
    if !E.masksActions && mask.contains(false) {
      report(.mask, "The action mask forbids a choice, but masksActions is false.")
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
    var copy = [Scalar](repeating: .nan, count: row.count)
    var copySpan = copy.mutableSpan
    E.Action(row.span).write(into: &copySpan)
    if copy != row { report(.action, "The action \(row) is written back as \(copy).") }
    return row
  }

  private var componentChoices: [Int] {
    switch actionSpace {
    case .discrete(let count): [count]
    case .multiDiscrete(let counts): counts
    case .continuous: []
    }
  }
}
