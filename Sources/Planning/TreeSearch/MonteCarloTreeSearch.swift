public import Environments
public import LinearAlgebra
internal import ReinforcementLearning

/// Monte-Carlo tree search with upper confidence bounds, UCT, on copies of the environment (chapter 9, headings only; the
/// course's lecture on optimal control).
///
///     Loop
///       1. From the root down, take the choice with the highest Q̂ + c √(ln n / nₐ), untried ones first, to a situation
///          that the tree does not have
///       2. Add it, and go on by random choices to the end of the episode or the horizon
///       3. Give every choice on the way the return from there on
///     end
///     Take the choice that was tried most
///
/// Where chance decides what follows a choice, each outcome that is observed is a situation of its own; with `isOpenLoop`
/// all outcomes of a choice are one, which is the only way where outcomes never come twice. Means of returns are mapped to
/// [0, 1] by the least and the highest in the tree, so that c need not know the rewards' scale.
///
/// L. Kocsis and C. Szepesvári, "Bandit based Monte-Carlo planning", ECML 2006; C. Browne et al., "A survey of Monte Carlo
/// tree search methods", 2012; J. Schrittwieser et al., "Mastering Atari, Go, chess and shogi by planning with a learned
/// model", 2020, for the mapping.
public struct MonteCarloTreeSearch: OnlinePlanner {
  /// How it goes about.
  public struct Configuration: Sendable, Equatable {
    /// The number of passes of the loop for an action.
    public var simulations = 200
    /// The number of steps that a simulation looks ahead at most.
    public var horizon = 100
    /// c.
    public var exploration = 1.0
    /// γ.
    public var discount = 1.0
    /// Whether all outcomes of a choice are one situation.
    public var isOpenLoop = false

    /// The defaults.
    public init() {}

    /// Checks every option.
    /// - Throws: `InvalidConfigurationError` that names the option and its bounds.
    public func validate() throws {
      try checkSearch(horizon: horizon, candidates: 1, discount: discount)
      try check(
        simulations > 0 && simulations <= 1 << 24, "simulations", simulations,
        "must be positive and at most 16,777,216")
      try check(
        exploration >= 0 && exploration.isFinite, "exploration", exploration,
        "must be finite and not negative")
    }
  }

  /// How it goes about.
  public let configuration: Configuration
  /// How often each choice was tried at the root in the last search [choices].
  public private(set) var rootVisits: [Int]
  /// The mean return of each choice at the root [choices]; −∞ where it was not tried.
  public private(set) var rootMeans: [Double]
  /// The number of situations in the tree of the last search.
  public var nodeCount: Int { tree.count }

  private var simulator: any EnvironmentBatch
  private var stream: RandomStream
  private var tree: SearchTree
  private var action = Matrix<Scalar>(rows: 1, columns: 1)
  private var allowed: [Bool]
  // The way of one simulation.
  private var path: [(node: Int, choice: Int)] = []
  private var rewards: [Double] = []

  /// A planner for `environment`.
  ///
  /// - Parameters:
  ///   - environment: What is acted in, and simulated.
  ///   - configuration: How it goes about.
  ///   - seed: Decides the simulations.
  /// - Throws: `InvalidConfigurationError` for an option out of bounds, `UnsupportedSpaceError` unless actions are one choice.
  public init(
    _ environment: EnvironmentSpecification, configuration: Configuration = Configuration(),
    seed: UInt64
  ) throws {
    try configuration.validate()
    guard case .discrete(let choices) = environment.actionSpace else {
      throw UnsupportedSpaceError(
        "Tree search branches over the choices of an action; \(environment.name) takes "
          + "\(environment.actionSpace).")
    }
    self.configuration = configuration
    stream = RandomStream(seed: seed)
    simulator = environment.makeBatch(1, stream.next(), 1)
    tree = SearchTree(choices: choices, capacity: configuration.simulations + 1)
    rootVisits = Array(repeating: 0, count: choices)
    rootMeans = Array(repeating: -.infinity, count: choices)
    allowed = Array(repeating: true, count: choices)
    path.reserveCapacity(configuration.horizon)
    rewards.reserveCapacity(configuration.horizon)
  }

  /// Searches, and writes the choice that was tried most; of equals the one with the higher mean.
  public mutating func act(
    in environment: any EnvironmentBatch, into action: inout Matrix<Scalar>
  ) throws {
    search(from: environment)
    var best = 0
    for choice in 1..<rootVisits.count
    where (rootVisits[choice], rootMeans[choice]) > (rootVisits[best], rootMeans[best]) {
      best = choice
    }
    guard rootMeans[best] > -.infinity else {
      throw NotFiniteError("None of \(configuration.simulations) simulations has a finite return.")
    }
    action[0, 0] = Scalar(best)
  }

  /// Nothing is remembered from one action to the next.
  public mutating func begin() {}

  /// Builds a new tree.
  public mutating func search(from environment: any EnvironmentBatch) {
    tree.removeAll()
    simulator.becomeCopies(of: environment, copy: 0)
    writeMask()
    _ = tree.add(0, after: nil, allowed: allowed)
    for _ in 0..<configuration.simulations {
      simulator.becomeCopies(of: environment, copy: 0)
      simulate()
    }
    for choice in rootVisits.indices {
      rootVisits[choice] = tree.visits(0, choice)
      rootMeans[choice] = tree.mean(0, choice)
    }
  }

  /// One pass of the loop.
  private mutating func simulate() {
    path.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
    // 1. Down the tree.
    var (node, isRunning) = (0, true)
    while isRunning && rewards.count < configuration.horizon {
      let choice = tree.select(node, exploration: configuration.exploration, using: &stream)
      path.append((node, choice))
      isRunning = step(choice)
      guard isRunning, rewards.count < configuration.horizon else { break }
      let (edge, outcome) = (tree.edge(node, choice), outcome)
      guard let child = tree.child(edge, outcome) else {
        // 2. A new situation, and on from there by chance.
        writeMask()
        _ = tree.add(outcome, after: edge, allowed: allowed)
        rollOut()
        break
      }
      node = child
    }
    // 3. Back up.
    var gain = 0.0
    for i in rewards.indices.reversed() {
      gain = rewards[i] + configuration.discount * gain
      guard i < path.count else { continue }
      tree.update(path[i].node, path[i].choice, gain.isFinite ? gain : -.infinity)
    }
  }

  /// Random choices to the end of the episode or the horizon.
  private mutating func rollOut() {
    while rewards.count < configuration.horizon {
      simulator.sampleActions(into: &action)
      simulator.step(action)
      rewards.append(Double(simulator.rewards[0]))
      if simulator.statuses[0] != .running { return }
    }
  }

  /// Steps the simulator.
  /// - Returns: Whether the episode goes on.
  private mutating func step(_ choice: Int) -> Bool {
    action[0, 0] = Scalar(choice)
    simulator.step(action)
    rewards.append(Double(simulator.rewards[0]))
    return simulator.statuses[0] == .running
  }

  /// What tells the simulator's observation from others: a hash of its bits (FNV-1a, a word at a time).
  private var outcome: UInt64 {
    if configuration.isOpenLoop { return 0 }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    simulator.observations.withUnsafePointer { row in
      for i in 0..<simulator.observationSpace.count {
        hash = (hash ^ UInt64(row[i].bitPattern)) &* 0x0000_0100_0000_01b3
        hash ^= hash >> 29
      }
    }
    return hash
  }

  private mutating func writeMask() {
    guard simulator.masksActions else { return }
    let simulator = simulator
    var mask = allowed.mutableSpan
    simulator.writeActionMasks(into: &mask)
  }
}
