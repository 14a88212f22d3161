public import LinearAlgebra

/// A batch whose observations and rewards are normalised, each by one running statistic over all copies.
///
/// Observations, final ones too, are normalised by ``ObservationNormalizer``. Rewards are divided by the standard
/// deviation of the discounted return R ← γR + r of the copies, and bounded to ±10; they are not shifted. In a
/// step the statistics first take in what came, in the order of the copies, then what came is normalised; final
/// observations are not taken in. So bits do not depend on the number of threads.
///
/// The statistics belong to the policy and are saved with it; in evaluation they are frozen. What is not finite
/// becomes NaN, is kept out of the statistics, and shows in the step in which it comes.
///
/// Difference from OpenAI's VecNormalize and those after it: their variance starts at 1 with a weight of 10⁻⁴,
/// here at 1 until there are two numbers.
public struct NormalizedBatch: EnvironmentBatch {
  /// What is normalised, with the observations and rewards as they are.
  public private(set) var base: any EnvironmentBatch
  /// The statistic of the observations; nil if they are left as they are.
  public private(set) var observationNormalizer: ObservationNormalizer?
  /// The statistic of the discounted returns; nil if rewards are left as they are.
  public private(set) var returnStatistics: RunningStatistics?
  /// γ of the discounted returns.
  public let discount: Double
  /// Whether the statistics stay as they are.
  public var isFrozen = false

  /// The present observations, normalised [count × features].
  public private(set) var observations: Matrix<Scalar>
  /// The rewards of the last step, normalised.
  public private(set) var rewards: Vector<Scalar>
  /// The last observations of the episodes that the last step ended, normalised [count × features].
  public private(set) var finalObservations: Matrix<Scalar>
  /// The bounds of normalised features.
  public let observationSpace: ObservationSpace
  /// R of each copy.
  private var returns: [Double]

  /// Normalises the batch `base`, whose present observations are the first to be taken in.
  ///
  /// - Parameters:
  ///   - base: What is normalised.
  ///   - discount: γ of the discounted returns.
  ///   - normalizesObservations: Whether observations are normalised.
  ///   - normalizesRewards: Whether rewards are.
  /// - Precondition: 0 ≤ γ ≤ 1.
  public init(
    _ base: any EnvironmentBatch, discount: Double = 0.99, normalizesObservations: Bool = true,
    normalizesRewards: Bool = true
  ) {
    precondition(discount >= 0 && discount <= 1, "A discount of \(discount) is not in [0, 1].")
    let space = base.observationSpace
    self.base = base
    self.discount = discount
    observations = Matrix(rows: base.count, columns: space.count)
    finalObservations = observations
    rewards = Vector(count: base.count)
    returns = Array(repeating: 0, count: base.count)
    if normalizesRewards { returnStatistics = RunningStatistics(features: 1) }
    if normalizesObservations {
      observationNormalizer = ObservationNormalizer(features: space.count)
      observationSpace = ObservationSpace(
        shape: space.shape, low: Array(repeating: -10, count: space.count),
        high: Array(repeating: 10, count: space.count), observation: space.observation,
        achievedGoal: space.achievedGoal, desiredGoal: space.desiredGoal)
    } else {
      observationSpace = space
    }
    look()
  }

  /// The number of copies.
  public var count: Int { base.count }
  /// What a row of actions is.
  public var actionSpace: ActionSpace { base.actionSpace }
  /// Where the episodes stood after the last step.
  public var statuses: [Status] { base.statuses }
  /// The number of threads that step the copies; it has no influence on the results.
  public var threads: Int {
    get { base.threads }
    set { base.threads = newValue }
  }
  /// Whether some choices may be forbidden.
  public var masksActions: Bool { base.masksActions }
  /// Whether the environments have goals.
  public var hasGoals: Bool { base.hasGoals }

  /// Takes statistics over, such as those of training for an evaluation.
  /// - Precondition: They are of as many features, and there where this batch normalises.
  public mutating func takeStatistics(from other: NormalizedBatch) {
    precondition(
      observationNormalizer?.mean.count == other.observationNormalizer?.mean.count
        && (returnStatistics == nil) == (other.returnStatistics == nil),
      "The statistics are of other features.")
    observationNormalizer = other.observationNormalizer
    returnStatistics = other.returnStatistics
    normalize()
  }

  /// Begins a new episode in every copy.
  public mutating func reset() {
    base.reset()
    for i in returns.indices { returns[i] = 0 }
    look()
    rewards.withUnsafeMutablePointer { $0.update(repeating: 0, count: returns.count) }
  }

  /// Steps every copy with its row of `actions`, and resets those whose episode ends.
  public mutating func step(_ actions: Matrix<Scalar>) {
    base.step(actions)
    look()
    rewardCopies()
  }

  /// Has every copy go on from where a copy of the other batch's base stands, as its statistics see it; returns that
  /// rewards are divided by begin anew.
  public mutating func becomeCopies(of other: any EnvironmentBatch, copy: Int) {
    base.becomeCopies(of: (other as? NormalizedBatch)?.base ?? other, copy: copy)
    for i in returns.indices { returns[i] = 0 }
    normalize()
    rewards.withUnsafeMutablePointer { $0.update(repeating: 0, count: returns.count) }
  }

  /// Writes random actions that are allowed at present.
  public mutating func sampleActions(into actions: inout Matrix<Scalar>) {
    base.sampleActions(into: &actions)
  }

  /// Writes which choices are allowed at present.
  public func writeActionMasks(into masks: inout MutableSpan<Bool>) {
    base.writeActionMasks(into: &masks)
  }

  /// Judges transitions by the environments' own rules: goals and rewards as they are, not normalised.
  public func judge(
    achieved: Matrix<Scalar>, desired: Matrix<Scalar>, rewards: inout Vector<Scalar>,
    terminations: inout [Bool]
  ) {
    base.judge(
      achieved: achieved, desired: desired, rewards: &rewards, terminations: &terminations)
  }

  /// What a copy looks like at present.
  public func picture(of copy: Int) -> Picture? { base.picture(of: copy) }

  /// What a copy of the base would look like after its action.
  public func picture(of copy: Int, after actions: Matrix<Scalar>) -> Picture? {
    base.picture(of: copy, after: actions)
  }

  /// Takes the present observations in, and normalises.
  private mutating func look() {
    if !isFrozen, observationNormalizer != nil {
      let (raw, features) = (base.observations, observationSpace.count)
      raw.withUnsafePointer { raw in
        for i in 0..<returns.count where Self.isFinite(raw + i * features, features) {
          observationNormalizer?.update(raw + i * features, rows: 1)
        }
      }
    }
    normalize()
  }

  /// Writes the normalised observations, and the final ones of the episodes that have ended.
  private mutating func normalize() {
    Self.write(base.observations, observationNormalizer, into: &observations, where: nil)
    Self.write(
      base.finalObservations, observationNormalizer, into: &finalObservations, where: base.statuses)
  }

  /// Writes the rows of `raw` whose status, if there are any, is not `.running`.
  private static func write(
    _ raw: Matrix<Scalar>, _ normalizer: ObservationNormalizer?, into output: inout Matrix<Scalar>,
    where statuses: [Status]?
  ) {
    let (rows, features) = (raw.rows, raw.columns)
    raw.withUnsafePointer { raw in
      output.withUnsafeMutablePointer { output in
        guard let statuses else {
          guard let normalizer else { return output.update(from: raw, count: rows * features) }
          return normalizer.normalize(raw, rows: rows, into: output)
        }
        for i in 0..<rows where statuses[i] != .running {
          let (from, to) = (raw + i * features, output + i * features)
          guard let normalizer else {
            to.update(from: from, count: features)
            continue
          }
          normalizer.normalize(from, rows: 1, into: to)
        }
      }
    }
  }

  /// Takes the rewards in and writes them normalised.
  private mutating func rewardCopies() {
    let (raw, statuses, count) = (base.rewards, base.statuses, returns.count)
    guard returnStatistics != nil else {
      return raw.withUnsafePointer { raw in
        rewards.withUnsafeMutablePointer { $0.update(from: raw, count: count) }
      }
    }
    if !isFrozen {
      for i in 0..<count where raw[i].isFinite {
        returns[i] = discount * returns[i] + Double(raw[i])
        returnStatistics?.update(returns[i])
      }
    }
    for i in 0..<count where statuses[i] != .running { returns[i] = 0 }
    let deviation = max(returnStatistics?.deviation(0) ?? 1, 1e-4)
    for i in 0..<count {
      let x = Double(raw[i]) / deviation
      rewards[i] = x.isFinite ? Scalar(max(-10, min(10, x))) : .nan
    }
  }

  private static func isFinite(_ row: UnsafePointer<Scalar>, _ count: Int) -> Bool {
    for j in 0..<count where !row[j].isFinite { return false }
    return true
  }
}

extension NormalizedBatch {
  private enum Key: String, CodingKey {
    case base
    case observationNormalizer
    case returnStatistics
    case returns
    case observations
    case rewards
    case finalObservations
    case isFrozen
  }

  /// Writes all that the batch needs to go on with the same bits, the statistics included.
  public func encodeState(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try base.encodeState(to: container.superEncoder(forKey: .base))
    try container.encodeIfPresent(observationNormalizer, forKey: .observationNormalizer)
    try container.encodeIfPresent(returnStatistics, forKey: .returnStatistics)
    try container.encode(returns, forKey: .returns)
    try container.encode(observations, forKey: .observations)
    try container.encode(rewards, forKey: .rewards)
    try container.encode(finalObservations, forKey: .finalObservations)
    try container.encode(isFrozen, forKey: .isFrozen)
  }

  /// Takes the state over that a batch of the same kind has written.
  /// - Throws: `DecodingError` if the state does not fit this batch, which is then unchanged.
  public mutating func restoreState(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let normalizer = try container.decodeIfPresent(
      ObservationNormalizer.self, forKey: .observationNormalizer)
    let statistics = try container.decodeIfPresent(
      RunningStatistics.self, forKey: .returnStatistics)
    let returns = try container.decode([Double].self, forKey: .returns)
    let observations = try container.decode(Matrix<Scalar>.self, forKey: .observations)
    let rewards = try container.decode(Vector<Scalar>.self, forKey: .rewards)
    let finalObservations = try container.decode(Matrix<Scalar>.self, forKey: .finalObservations)
    let isFrozen = try container.decode(Bool.self, forKey: .isFrozen)
    let shapes = [observations, finalObservations].map { [$0.rows, $0.columns] }
    guard normalizer?.mean.count == observationNormalizer?.mean.count,
      statistics?.features == returnStatistics?.features, returns.count == count,
      rewards.count == count, shapes.allSatisfy({ $0 == [count, observationSpace.count] })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .observations, in: container,
        debugDescription: "The state is one of \(returns.count) copies with observations of "
          + "\(observations.rows)×\(observations.columns), or normalises other things; this batch "
          + "has \(count) of \(observationSpace.count) features.")
    }
    try base.restoreState(from: container.superDecoder(forKey: .base))
    observationNormalizer = normalizer
    returnStatistics = statistics
    self.returns = returns
    self.observations = observations
    self.rewards = rewards
    self.finalObservations = finalObservations
    self.isFrozen = isFrozen
  }
}
