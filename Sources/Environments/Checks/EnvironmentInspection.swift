internal import LinearAlgebra

/// One run of an environment in lockstep with its twin, its copy and its simulator.
struct EnvironmentInspection<E: Environment> {
  /// The rules of which each is reported once.
  enum Rule {
    case spaces
    case action
    case mask
    case maskOfChance
    case observation
    case purity
    case reward
    case seed
    case copy
    case assignment
    case coding
    case reset
    case picture
    case goals
    case observableReward
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

  var environment: E
  var twin: E
  private var assigned: E
  private var stream: RandomStream
  private var twinStream: RandomStream
  var actions: RandomStream
  private var episode = 0
  var time = 0

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

  mutating func report(_ rule: Rule, _ sentence: String) {
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
    inspectPicture()
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
    simulator.reset(using: &simulated)
    if features(environment) != before {
      report(.copy, "To reset a copy changes the original.")
    }
    let reader = time % 16 == 0 ? decoded() : nil
    var readerStream = stream
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
    if var reader, outcome(&reader, row, &readerStream) != result {
      report(.coding, "What is written and read again does not behave like the original.")
    }
    let reward = Double(bitPattern: result.reward)
    if !Scalar(reward).isFinite { report(.reward, "The reward is \(reward).") }
    inspect(environment)
    inspectGoals(reward, result.status)
    inspectObservableReward(reward, before, row)
    inspectPicture()
    return result.status
  }

  func outcome(_ environment: inout E, _ row: [Scalar], _ stream: inout RandomStream)
    -> Outcome
  {
    let step = environment.step(E.Action(row.span), using: &stream)
    return Outcome(
      reward: step.reward.bitPattern, status: step.status, features: features(environment))
  }

  /// The bits of the observation; a feature that is not written stays NaN.
  func features(_ environment: E) -> [UInt32] {
    var row = [Scalar](repeating: .nan, count: observationSpace.count)
    var span = row.mutableSpan
    environment.observe(into: &span)
    return row.map(\.bitPattern)
  }
}
