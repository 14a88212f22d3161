public import LinearAlgebra
public import NeuralNetworks

/// Draws actions from an ``ActorCriticNetwork`` with their log-probabilities, and values of states if asked for: one
/// pass over a recorded tape a call, nothing allocated.
///
/// Scratch but for ``noise`` and ``memory``; the network is an argument of each call.
public final class ActorCriticEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  private let allowed: Variable<Element>?
  private let actions: Variable<Element>
  private let logProbabilities: Variable<Element>
  private let values: Variable<Element>?
  private let memories: (before: MemoryLeaves<Element>, after: [Variable<Element>])
  private var sampler: DistributionSampler<Element>
  /// The nodes that are computed before actions are drawn, and those after.
  private let (before, after): (Range<Int>, Range<Int>)
  /// The number of observations that are taken at once.
  public let rows: Int
  /// What a network with a memory remembers of each row's episode [rows × memory width]: 0 where one begins. It is
  /// kept from call to call and so belongs to a run's state; nil without a memory.
  public var memory: Matrix<Element>?

  /// An evaluator of `network`, and of others of its architecture, for `rows` observations at once; with masks of
  /// allowed actions, and with values, if asked for. With a memory, values are always computed.
  public init(
    _ network: ActorCriticNetwork<Element>, rows: Int, isMasked: Bool = false,
    computesValues: Bool = false
  ) {
    self.rows = rows
    let tape = tape
    let mask = isMasked ? tape.input(rows: rows, columns: network.head.choices) : nil
    mask?.pointer.update(repeating: 1, count: rows * network.head.choices)
    allowed = mask
    let remembered = MemoryLeaves(network, batch: rows, on: tape)
    memory = network.memory == nil ? nil : Matrix(rows: rows, columns: network.memoryWidth)
    let drawn = tape.input(rows: rows, columns: network.actionWidth)
    let x = tape.input(rows: rows, columns: network.observationWidth)
    (actions, observations) = (drawn, x)
    typealias Recorded = (
      θ: Variable<Element>, policy: ActionDistribution<Element>, values: Variable<Element>?,
      memory: [Variable<Element>]
    )
    let recorded: Recorded = network.parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: network.layout.count)
      guard computesValues || network.memory != nil else {
        return (θ, network.distribution(x, θ, allowed: mask), nil, [])
      }
      let (policy, values, after) = network.outputs(
        x, memory: remembered.variables, θ, allowed: mask)
      return (θ, policy, values, after)
    }
    memories = (remembered, recorded.memory)
    let policy = recorded.policy
    (θ, values) = (recorded.θ, recorded.values)
    sampler = policy.sampler()
    let middle = tape.count
    logProbabilities = network.parameters.withUnsafePointer {
      tape.bind(recorded.θ, to: $0)
      return policy.logProbability(of: drawn)
    }
    (before, after) = (0..<middle, middle..<tape.count)
  }

  /// The noise of a head with state-dependent exploration, which is kept from call to call and so belongs to a run's
  /// state; nil for other heads.
  public var noise: ExplorationNoise<Element>? {
    get { sampler.noise }
    set { sampler.noise = newValue }
  }

  /// Forgets what is remembered of row `i`'s episode.
  public func forget(_ i: Int) {
    guard let width = memory?.columns else { return }
    memory?.withUnsafeMutablePointer { ($0 + i * width).update(repeating: 0, count: width) }
  }

  /// V(s) of each row of `input` after what is remembered, which stays as it is; valid until the next call.
  /// - Precondition: The evaluator computes values.
  public func values(
    _ network: ActorCriticNetwork<Element>, _ input: Matrix<Element>
  ) -> UnsafePointer<Element> {
    guard let values else { preconditionFailure("The evaluator computes no values.") }
    observations.assign(input)
    if let memory { memories.before.assign(memory) }
    network.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(before)
    }
    return UnsafePointer(values.pointer)
  }

  /// Draws an action for each row of `input`, row i with `streams[i]`, and computes log π(a|s) of each.
  ///
  /// - Parameters:
  ///   - network: π_θ and V_θ.
  ///   - input: [rows × features]
  ///   - mask: 1 for each allowed choice, 0 for each forbidden one [rows × choices]; if the evaluator is masked.
  ///   - drawn: Receives the actions [rows × action width].
  ///   - streams: One random stream a row.
  /// - Returns: log π(a|s), and V(s) if the evaluator computes values, [rows] each; valid until the next call.
  public func sample(
    _ network: ActorCriticNetwork<Element>, _ input: Matrix<Element>,
    allowed mask: Matrix<Element>? = nil, into drawn: inout Matrix<Element>,
    using streams: inout [RandomStream]
  ) -> (logProbabilities: UnsafePointer<Element>, values: UnsafePointer<Element>?) {
    precondition(
      network.parameters.count == θ.count,
      "A network of \(network.parameters.count) parameters does not fit an evaluator for \(θ.count)."
    )
    precondition(
      (mask == nil) == (allowed == nil),
      allowed == nil ? "The evaluator takes no mask." : "The evaluator needs a mask.")
    observations.assign(input)
    if let mask { allowed?.assign(mask) }
    if let memory { memories.before.assign(memory) }
    network.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay(before)
      sampler.sample(into: &drawn, using: &streams)
      actions.assign(drawn)
      tape.replay(after)
    }
    if memory != nil { memories.before.read(memories.after, into: &memory!) }
    return (
      UnsafePointer(logProbabilities.pointer), values.map { UnsafePointer($0.pointer) }
    )
  }
}

/// Computes V_θ(s) of any number of states, a fixed number of rows at a time; nothing is allocated.
public final class ValueEvaluator<Element: BLASScalar> {
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let observations: Variable<Element>
  private let values: Variable<Element>

  /// An evaluator of `network`, and of others of its architecture, that takes `rows` states at a time.
  public init(_ network: ActorCriticNetwork<Element>, rows: Int) {
    precondition(rows > 0, "Values of \(rows) states at a time come to no end.")
    let tape = tape
    (θ, observations, values) = network.parameters.withUnsafePointer {
      let θ = tape.borrow($0, rows: 1, columns: network.layout.count)
      let x = tape.input(rows: rows, columns: network.observationWidth)
      return (θ, x, network.values(x, θ))
    }
  }

  /// Writes V_θ of each state into `output`.
  ///
  /// - Parameters:
  ///   - network: V_θ.
  ///   - states: Observations, one after another [count × features].
  ///   - output: Receives the values [count].
  public func evaluate(
    _ network: ActorCriticNetwork<Element>, _ states: Vector<Element>,
    into output: inout Vector<Element>
  ) {
    precondition(
      network.parameters.count == θ.count,
      "A network of \(network.parameters.count) parameters does not fit an evaluator for \(θ.count)."
    )
    let (rows, features, count) = (observations.rows, observations.columns, output.count)
    precondition(
      states.count == count * features,
      "\(states.count) elements are not \(count) states of \(features) features.")
    network.parameters.withUnsafePointer { parameters in
      tape.bind(θ, to: parameters)
      states.withUnsafePointer { states in
        output.withUnsafeMutablePointer { output in
          var done = 0
          while done < count {
            // The rows beyond the last are left from before and their values not used.
            let piece = min(rows, count - done)
            observations.pointer.update(from: states + done * features, count: piece * features)
            tape.replay()
            (output + done).update(from: values.pointer, count: piece)
            done += piece
          }
        }
      }
    }
  }
}
