public import Environments
public import LinearAlgebra

/// A batch whose observations are followed by a skill z, one of k, as zeros and a one; it is drawn uniformly when an
/// episode begins, and stays to its end.
public struct SkillBatch: EnvironmentBatch {
  /// What is acted in.
  public private(set) var base: any EnvironmentBatch
  /// k.
  public let skillCount: Int
  /// The skill of each copy's episode.
  public private(set) var skills: [Int]
  /// The present observations with the skills [count × features + k].
  public private(set) var observations: Matrix<Scalar>
  /// The last observations of the episodes that the last step ended, with their skills.
  public private(set) var finalObservations: Matrix<Scalar>
  /// The base's features, and k shares of 0 or 1.
  public let observationSpace: ObservationSpace
  private var random: RandomStream

  /// Gives `base` skills that are drawn from `random`.
  /// - Precondition: `skills` is positive, and the observations have no goals.
  public init(_ base: any EnvironmentBatch, skills count: Int, using random: RandomStream) {
    precondition(count > 0, "\(count) skills are none.")
    self.base = base
    self.random = random
    skillCount = count
    skills = Array(repeating: 0, count: base.count)
    observationSpace = base.observationSpace.with(skills: count)
    observations = Matrix(rows: base.count, columns: observationSpace.count)
    finalObservations = observations
    for i in skills.indices { skills[i] = self.random.integer(below: count) }
    for i in skills.indices { write(base.observations, i, to: &observations) }
  }

  /// The number of copies.
  public var count: Int { base.count }
  /// What a row of actions is.
  public var actionSpace: ActionSpace { base.actionSpace }
  /// The rewards of the last step.
  public var rewards: Vector<Scalar> { base.rewards }
  /// Where the episodes stood after the last step.
  public var statuses: [Status] { base.statuses }
  /// The number of threads that step the copies; it has no influence on the results.
  public var threads: Int {
    get { base.threads }
    set { base.threads = newValue }
  }
  /// Whether some choices may be forbidden.
  public var masksActions: Bool { base.masksActions }

  /// Begins a new episode, with a skill of its own, in every copy.
  public mutating func reset() {
    base.reset()
    for i in skills.indices { skills[i] = random.integer(below: skillCount) }
    for i in skills.indices { write(base.observations, i, to: &observations) }
  }

  /// Steps every copy, and draws a skill for each episode that begins.
  public mutating func step(_ actions: Matrix<Scalar>) {
    base.step(actions)
    let statuses = base.statuses
    for i in skills.indices {
      if statuses[i] != .running {
        write(base.finalObservations, i, to: &finalObservations)
        skills[i] = random.integer(below: skillCount)
      }
      write(base.observations, i, to: &observations)
    }
  }

  /// Writes row `i` of `source`, and the skill behind it.
  private func write(_ source: Matrix<Scalar>, _ i: Int, to target: inout Matrix<Scalar>) {
    for j in 0..<source.columns { target[i, j] = source[i, j] }
    for z in 0..<skillCount { target[i, source.columns + z] = z == skills[i] ? 1 : 0 }
  }

  /// Has every copy go on from where a copy of `other` stands, with its skill.
  public mutating func becomeCopies(of other: any EnvironmentBatch, copy: Int) {
    if let other = other as? SkillBatch {
      base.becomeCopies(of: other.base, copy: copy)
      for i in skills.indices { skills[i] = other.skills[copy] }
    } else {
      base.becomeCopies(of: other, copy: copy)
    }
    for i in skills.indices { write(base.observations, i, to: &observations) }
  }

  /// Writes random actions that are allowed at present.
  public mutating func sampleActions(into actions: inout Matrix<Scalar>) {
    base.sampleActions(into: &actions)
  }

  /// Writes which choices are allowed at present.
  public func writeActionMasks(into masks: inout MutableSpan<Bool>) {
    base.writeActionMasks(into: &masks)
  }

  /// What a copy looks like at present.
  public func picture(of copy: Int) -> Picture? { base.picture(of: copy) }

  private enum Key: String, CodingKey {
    case base
    case skills
    case random
    case finalObservations
  }

  /// Writes all that the batch needs to go on with the same bits.
  public func encodeState(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try base.encodeState(to: container.superEncoder(forKey: .base))
    try container.encode(skills, forKey: .skills)
    try container.encode(random, forKey: .random)
    try container.encode(finalObservations, forKey: .finalObservations)
  }

  /// Takes the state over that a batch of the same kind has written.
  /// - Throws: `DecodingError` if the state does not fit this batch, which is then unchanged.
  public mutating func restoreState(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let skills = try container.decode([Int].self, forKey: .skills)
    let random = try container.decode(RandomStream.self, forKey: .random)
    let finals = try container.decode(Matrix<Scalar>.self, forKey: .finalObservations)
    guard skills.count == self.skills.count, skills.allSatisfy({ (0..<skillCount).contains($0) }),
      finals.rows == finalObservations.rows, finals.columns == finalObservations.columns
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .skills, in: container,
        debugDescription: "Skills \(skills) are not those of \(self.skills.count) copies.")
    }
    try base.restoreState(from: container.superDecoder(forKey: .base))
    (self.skills, self.random, finalObservations) = (skills, random, finals)
    for i in skills.indices { write(base.observations, i, to: &observations) }
  }
}

extension ObservationSpace {
  /// The space with k shares of 0 or 1 behind its features.
  func with(skills k: Int) -> ObservationSpace {
    ObservationSpace(
      shape: [count + k], low: low + Array(repeating: 0, count: k),
      high: high + Array(repeating: 1, count: k))
  }
}

extension EnvironmentSpecification {
  /// The same task, whose observations are followed by one of `skills` skills (``SkillBatch``).
  func with(skills: Int) -> EnvironmentSpecification {
    let base = self
    return EnvironmentSpecification(
      name: name, summary: summary, observationSpace: observationSpace.with(skills: skills),
      actionSpace: actionSpace, stepLimit: stepLimit, rewardThreshold: nil, prepare: prepare
    ) { copies, seed, threads in
      var random = RandomStream(seed: seed)
      return SkillBatch(
        base.makeBatch(copies, random.next(), threads), skills: skills, using: random.split())
    }
  }
}
