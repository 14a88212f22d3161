public import LinearAlgebra
public import NeuralNetworks

/// Q_φ(s, a): a network from an observation beside an action to a value.
public struct Critic: Parameterized, Sendable {
  /// The network, whose input is [observation, action].
  public let network: MLP
  /// Which tensor lies where in the parameters: `critic.<layer>.weight`, `.bias`.
  public let layout: ParameterLayout
  /// φ.
  public var parameters: Vector<Scalar>

  /// A critic with freshly drawn parameters.
  public init(
    observations: Int, actions: Int, hidden: [Int], activation: Activation,
    using random: inout RandomStream
  ) {
    var layout = ParameterLayout()
    network = MLP(
      [observations + actions] + hidden + [1], hidden: activation, initializer: .fanIn,
      name: "critic", in: &layout)
    self.layout = layout
    parameters = layout.initialParameters(using: &random)
  }
}

/// Critics Q_φᵢ(s, a) of continuous actions, each with a target Q_φ′ᵢ that follows it and an optimiser: one for DDPG,
/// two for TD3 and SAC.
///
/// All passes over a batch are recorded once and replayed. The critics share their inputs, which are written once, and
/// nothing else, so that they are updated side by side on as many threads; the bits do not depend on their number.
public struct CriticEnsemble: Sendable {
  /// A critic with what belongs to it.
  struct Member: Sendable {
    var critic: Critic
    var target: Vector<Scalar>
    var optimizer: Adam<Scalar>
    let pass: CriticPass
  }

  var members: [Member]
  /// What the critics see and are fitted to; scratch.
  public let batch: CriticBatch
  private let pool: WorkerPool

  /// `count` critics with freshly drawn parameters, whose targets are equal to them.
  ///
  /// - Parameters:
  ///   - count: The number of critics.
  ///   - observations: The number of features of an observation.
  ///   - actions: The number of components of an action.
  ///   - hidden: The widths of the hidden layers.
  ///   - activation: Their activation.
  ///   - learningRate: The step size of Adam.
  ///   - batchSize: The number of transitions that are seen at once.
  ///   - samples: The number of actions that the policy proposes for a transition, and of next actions.
  ///   - threads: The number of threads; more than `count` are of no use.
  ///   - random: Where the initial weights come from.
  public init(
    count: Int, observations: Int, actions: Int, hidden: [Int], activation: Activation = .relu,
    learningRate: Double, batchSize: Int, samples: (proposed: Int, next: Int) = (1, 1),
    threads: Int = 1, using random: inout RandomStream
  ) {
    precondition(count > 0 && batchSize > 0, "\(count) critics of \(batchSize) rows do nothing.")
    let batch = CriticBatch(
      rows: batchSize, samples: samples, observations: observations, actions: actions)
    self.batch = batch
    members = (0..<count).map { _ in
      let critic = Critic(
        observations: observations, actions: actions, hidden: hidden, activation: activation,
        using: &random)
      return Member(
        critic: critic, target: critic.parameters,
        optimizer: Adam(count: critic.layout.count, learningRate: learningRate),
        pass: CriticPass(critic, batch))
    }
    pool = WorkerPool(threads: min(threads, count))
  }

  /// The number of critics.
  public var count: Int { members.count }

  /// The critic of number `i`.
  public func critic(_ i: Int) -> Critic { members[i].critic }

  /// φ′ of the critic of number `i`.
  public func target(_ i: Int) -> Vector<Scalar> { members[i].target }

  /// The step size of the critics' Adam.
  public var learningRate: Double {
    get { members[0].optimizer.learningRate }
    set { for i in members.indices { members[i].optimizer.learningRate = newValue } }
  }

  /// The targets' values Q_φ′ᵢ(s′, a′) of the batch's next observations and actions.
  /// - Returns: The smallest of them for each row, min_i Q_φ′ᵢ(s′, a′) [next rows]; valid until the next call.
  public mutating func evaluateTargets() -> UnsafePointer<Scalar> {
    run(.target)
    let least = batch.smallest
    least.update(from: members[0].pass.targetValues, count: batch.nextRows)
    for i in members.indices.dropFirst() {
      let other = members[i].pass.targetValues
      for row in 0..<batch.nextRows where other[row] < least[row] { least[row] = other[row] }
    }
    return UnsafePointer(least)
  }

  /// One step of each critic on the mean of (Q_φᵢ(s, a) − y)², then φ′ ← φ′ + τ (φ − φ′), then, for the first `evaluated`
  /// critics, Q_φᵢ(s, π(s)) with the new φ and its gradient with respect to the action.
  ///
  /// - Parameters:
  ///   - τ: How far the targets move; 0 to leave them.
  ///   - evaluated: The number of critics that judge the policy's actions.
  /// - Returns: The mean of the critics' losses before the step.
  public mutating func update(movingTargetsBy τ: Double, thenEvaluating evaluated: Int = 0)
    -> Double
  {
    precondition(evaluated <= count, "\(evaluated) of \(count) critics cannot be evaluated.")
    run(.regression(τ: Scalar(τ), evaluated: evaluated))
    var loss = 0.0
    for member in members { loss += Double(member.pass.loss) }
    return loss / Double(count)
  }

  /// For each row the smallest of the first `evaluated` critics' values of the policy's action, min_i Q_φᵢ(s, π(s))
  /// [proposed rows], and the gradient of that value with respect to the action; valid until the next call.
  public func smallestPolicyValues(of evaluated: Int) -> (
    values: UnsafePointer<Scalar>, gradient: UnsafePointer<Scalar>
  ) {
    let (rows, width, start) = (batch.proposedRows, batch.actions, batch.observations)
    let (least, gradient) = (batch.smallest, batch.actionGradient)
    for i in 0..<evaluated {
      let values = members[i].pass.policyValues
      let gradients = members[i].pass.inputGradient
      for row in 0..<rows where i == 0 || values[row] < least[row] {
        least[row] = values[row]
        let source = gradients + row * (start + width) + start
        for j in 0..<width { gradient[row * width + j] = source[j] }
      }
    }
    return (UnsafePointer(least), UnsafePointer(gradient))
  }

  fileprivate enum Work {
    case target
    case regression(τ: Scalar, evaluated: Int)
  }

  private struct Task {
    let members: UnsafeMutableBufferPointer<Member>
    let work: Work
  }

  private mutating func run(_ work: Work) {
    let pool = pool
    members.withUnsafeMutableBufferPointer { members in
      var task = Task(members: members, work: work)
      withUnsafeMutablePointer(to: &task) {
        pool.run(members.count, on: $0) { task, i in
          let task = task.assumingMemoryBound(to: Task.self)
          task.pointee.members[i].run(task.pointee.work, number: i)
        }
      }
    }
  }
}

extension CriticEnsemble.Member {
  fileprivate mutating func run(_ work: CriticEnsemble.Work, number: Int) {
    switch work {
    case .target: pass.evaluate(target: target)
    case .regression(let τ, let evaluated):
      let gradient = pass.regress(critic.parameters)
      optimizer.update(&critic.parameters, gradient: gradient)
      if τ > 0 { target.move(toward: critic.parameters, by: τ) }
      if number < evaluated { pass.evaluateActions(critic.parameters) }
    }
  }
}

extension CriticEnsemble: Checkpointable {
  /// Writes parameters, targets and optimisers.
  public func save(to checkpoint: inout CheckpointWriter) throws {
    for (i, member) in members.enumerated() {
      checkpoint.tensor("\(i).parameters", member.critic.parameters)
      checkpoint.tensor("\(i).target", member.target)
      try checkpoint.value("\(i).optimizer", member.optimizer)
    }
  }

  /// Takes over what an ensemble of the same shape wrote.
  public mutating func restore(from checkpoint: CheckpointReader) throws {
    for i in members.indices {
      let count = members[i].critic.layout.count
      members[i].critic.parameters = try checkpoint.tensor("\(i).parameters", count: count)
      members[i].target = try checkpoint.tensor("\(i).target", count: count)
      let optimizer: Adam<Scalar> = try checkpoint.value("\(i).optimizer")
      guard optimizer.count == count else {
        throw checkpoint.refuse("the optimizer of critic \(i) has \(optimizer.count) parameters")
      }
      members[i].optimizer = optimizer
    }
  }
}
