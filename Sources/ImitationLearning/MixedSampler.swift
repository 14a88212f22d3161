internal import Environments
internal import LinearAlgebra
internal import ReinforcementLearning

/// Runs π = β π* + (1 − β) π_θ for whole episodes: in each step the expert π* acts with probability β and the clone
/// π_θ otherwise, and the expert is asked at each step what it would do.
///
/// All of it runs on one thread. Which episodes count is settled before any is run.
struct MixedSampler {
  /// Whom the expert's actions are to be learned by.
  struct Clone {
    let policy: any Policy
    let normalizer: ObservationNormalizer?
    let isStochastic: Bool
  }

  let environment: EnvironmentSpecification
  /// π*; nil if nobody is there to be asked.
  let expert: Expert?
  let isStochastic: Bool
  private(set) var batch: any EnvironmentBatch
  private(set) var streams: [RandomStream]
  private var masks: ActionMasks?
  private var seen: Matrix<Scalar>
  /// What the expert does or would do.
  private var labels: Matrix<Scalar>
  /// What is done.
  private var actions: Matrix<Scalar>
  private var collected: [Trajectories]
  /// What the last call of `sample` brought, the copies one after another; actions are the expert's if labels were
  /// asked for.
  private(set) var trajectories: Trajectories

  init(
    environment: EnvironmentSpecification, expert: Expert?, isStochastic: Bool, copies: Int,
    using random: inout RandomStream
  ) {
    self.environment = environment
    self.expert = expert
    self.isStochastic = isStochastic
    batch = environment.makeBatch(copies, random.next(), 1)
    streams = random.split(copies)
    masks = ActionMasks(batch)
    let (features, width) = (environment.observationSpace.count, environment.actionSpace.width)
    seen = Matrix(rows: copies, columns: features)
    labels = Matrix(rows: copies, columns: width)
    actions = labels
    trajectories = Trajectories(
      observationWidth: features, actionWidth: width, choices: masks?.choices ?? 0)
    collected = Array(repeating: trajectories, count: copies)
  }

  /// The number of entries in a mask of actions; 0 where everything is always allowed.
  var choices: Int { masks?.choices ?? 0 }

  /// Samples `episodes` trajectories.
  ///
  /// - Parameters:
  ///   - episodes: Their number.
  ///   - β: The probability with which the expert acts.
  ///   - clone: Who acts otherwise; needed if β < 1.
  ///   - labels: Whether the expert's actions are written down, and not those that were done.
  mutating func sample(
    episodes: Int, mixing β: Double, clone: Clone?, labels asksExpert: Bool
  ) throws {
    precondition(β >= 1 || clone != nil, "With β \(β) there has to be a clone.")
    precondition(
      expert != nil || !asksExpert && β <= 0, "There is no expert to be asked or to act.")
    let copies = batch.count
    var expertActor =
      asksExpert || β > 0
      ? expert?.controller.makeActor(copies: copies, isMasked: masks != nil) : nil
    var cloneActor =
      β < 1 ? clone?.policy.makeActor(copies: copies, isMasked: masks != nil) : nil
    for copy in 0..<copies { collected[copy].removeAll() }
    var current = Array(0..<copies)
    var remaining = episodes
    batch.reset()
    if let failure = NotFiniteError(resetOf: batch, environment.name) { throw failure }
    while remaining > 0 {
      masks?.look(batch)
      if expertActor != nil {
        look(expert?.normalizer)
        expertActor?.act(
          seen, allowed: masks?.allowed, isStochastic: isStochastic, into: &labels,
          using: &streams)
      }
      if let clone, cloneActor != nil {
        look(clone.normalizer)
        cloneActor?.act(
          seen, allowed: masks?.allowed, isStochastic: clone.isStochastic, into: &actions,
          using: &streams)
      }
      choose(β)
      if let failure = NotFiniteError(observations: batch.observations, actions: actions) {
        throw failure
      }
      for copy in 0..<copies where current[copy] < episodes { record(copy, asksExpert) }
      batch.step(actions)
      for copy in 0..<copies where current[copy] < episodes {
        if let failure = NotFiniteError(
          stepOf: batch, environment.name, copy: copy,
          step: collected[copy].steps + 1 - (collected[copy].ranges.last?.upperBound ?? 0),
          action: actions)
        {
          throw failure
        }
        collected[copy].rewards.append(batch.rewards[copy])
        guard batch.statuses[copy] != .running else { continue }
        let row = copy * batch.finalObservations.columns
        batch.finalObservations.withUnsafePointer {
          collected[copy].close(batch.statuses[copy], finalObservation: $0 + row)
        }
        expertActor?.begin(copy)
        cloneActor?.begin(copy)
        current[copy] += copies
        remaining -= current[copy] - copies < episodes ? 1 : 0
      }
    }
    trajectories.removeAll()
    for copy in collected { trajectories.append(copy) }
  }

  /// Takes over the batch's observations as an actor is to see them.
  private mutating func look(_ normalizer: ObservationNormalizer?) {
    let (rows, count) = (seen.rows, seen.count)
    batch.observations.withUnsafePointer { observations in
      seen.withUnsafeMutablePointer { seen in
        seen.update(from: observations, count: count)
        normalizer?.normalize(seen, rows: rows, into: seen)
      }
    }
  }

  /// Decides for each copy who acts.
  private mutating func choose(_ β: Double) {
    guard β > 0 else { return }
    for copy in streams.indices where β >= 1 || streams[copy].bernoulli(β) {
      for j in 0..<actions.columns { actions[copy, j] = labels[copy, j] }
    }
  }

  private mutating func record(_ copy: Int, _ asksExpert: Bool) {
    let (features, width) = (seen.columns, actions.columns)
    batch.observations.withUnsafePointer {
      collected[copy].observations.append($0 + copy * features)
    }
    (asksExpert ? labels : actions).withUnsafePointer {
      collected[copy].actions.append($0 + copy * width)
    }
    let choices = choices
    masks?.allowed.withUnsafePointer { masks in
      collected[copy].masks?.append(masks + copy * choices)
    }
  }
}

extension MixedSampler: Checkpointable {
  func save(to checkpoint: inout CheckpointWriter) throws {
    try checkpoint.environments("environments", batch)
    try checkpoint.value("streams", streams)
  }

  mutating func restore(from checkpoint: CheckpointReader) throws {
    try checkpoint.environments("environments", &batch)
    let streams: [RandomStream] = try checkpoint.value("streams")
    guard streams.count == self.streams.count else {
      throw checkpoint.refuse("there are \(streams.count) random streams")
    }
    self.streams = streams
  }
}
