internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Fits a clone to demonstrations: gradient steps on −log π_θ(a|s) of minibatches, a loss on what is kept for validation,
/// and an end where that gets no better.
struct CloneTrainer {
  /// Where a sequence stands in the demonstrations: the next step's row, and the row behind the trajectory's last one.
  struct Cursor: Codable, Equatable {
    var next = 0
    var end = 0
  }

  let configuration: CloneConfiguration
  var data: CloneData
  var parameters: Vector<Scalar>
  var optimizer: Adam<Scalar>
  var random: RandomStream
  /// Where each sequence stands; with a memory.
  var cursors: [Cursor]
  /// What the sequences remember [stateRows × units]; with a memory.
  var memory: Vector<Scalar>
  /// The parameters of the least validation loss so far, if fitting may end early.
  var best: Vector<Scalar>?
  var bestLoss = Double.infinity
  /// The number of iterations since then.
  var iterationsSinceBest = 0
  /// The architecture; its own parameters are those of the beginning.
  private let prototype: ClonedPolicy
  private let objective: CloneObjective
  private let judge: CloneObjective

  init(
    _ configuration: CloneConfiguration, _ demonstrations: Demonstrations,
    in environment: EnvironmentSpecification, using random: inout RandomStream
  ) throws {
    self.configuration = configuration
    let policy = try ClonedPolicy(for: environment, configuration, using: &random)
    prototype = policy
    parameters = policy.parameters
    optimizer = Adam(count: parameters.count, learningRate: configuration.learningRate)
    self.random = random.split()
    data = CloneData(demonstrations, configuration)
    let hasMemory = configuration.memory != .none
    let lanes = configuration.batchSize
    let steps =
      hasMemory
      ? configuration.sequenceLength ?? CloneConfiguration.defaultSequenceLength : 1
    let choices = demonstrations.trajectories.masks?.columns ?? 0
    func objective(_ isTrained: Bool) -> CloneObjective {
      CloneObjective(
        of: policy, lanes: lanes, steps: steps, choices: choices,
        divergenceWeight: configuration.divergenceWeight
          ?? CloneConfiguration.defaultDivergenceWeight, isTrained: isTrained)
    }
    let trained = objective(true)
    self.objective = trained
    judge = objective(false)
    cursors = Array(repeating: Cursor(), count: hasMemory ? lanes : 0)
    memory = Vector(count: trained.state?.count ?? 0)
  }

  /// The clone as it is; once fitting has ended, as it was at its best.
  var policy: ClonedPolicy {
    var policy = prototype
    policy.parameters = hasEnded ? best ?? parameters : parameters
    return policy
  }

  /// Whether the validation loss has not got better for as long as is allowed.
  var hasEnded: Bool {
    configuration.patience.map { iterationsSinceBest >= $0 } ?? false
  }

  /// Takes the configured number of gradient steps.
  /// - Returns: The mean loss over them, and the norm of the last gradient.
  mutating func fit() throws -> (loss: Double, gradientNorm: Double) {
    var (sum, norm) = (0.0, 0.0)
    for _ in 0..<configuration.gradientSteps {
      let (loss, gradientNorm) = update()
      guard gradientNorm.isFinite else {
        throw NotFiniteError("The gradient of the loss is not finite; the loss is \(loss).")
      }
      sum += loss
      norm = gradientNorm
    }
    return (sum / Double(configuration.gradientSteps), norm)
  }

  /// One gradient step on a minibatch.
  private mutating func update() -> (loss: Double, gradientNorm: Double) {
    if cursors.isEmpty { fillWithSamples() } else { fillWithSequences() }
    Self.draw(into: objective.noise, &random)
    let loss = objective.evaluate(parameters)
    guard let gradient = objective.gradient else { preconditionFailure("Nothing is trained.") }
    optimizer.update(&parameters, gradient: gradient)
    if let state = objective.lastState {
      memory.withUnsafeMutablePointer { $0.update(from: state.pointer, count: state.count) }
    }
    return (loss, Double(gradient.norm))
  }

  /// Steps drawn uniformly from those for training.
  private mutating func fillWithSamples() {
    let weight = 1 / Scalar(objective.lanes)
    for i in 0..<objective.lanes {
      let row = data.rows[random.integer(below: data.rows.count)]
      data.write(
        row, to: i, of: objective, weight: weight, random: &random, isUncertain: true)
    }
  }

  /// Of each sequence the next steps; where its trajectory ends, another one that is drawn begins.
  private mutating func fillWithSequences() {
    let weight = 1 / Scalar(objective.lanes * objective.steps)
    objective.state?.assign(memory)
    for lane in cursors.indices {
      for t in 0..<objective.steps {
        let begins = cursors[lane].next == cursors[lane].end
        if begins {
          let i = data.training[random.integer(below: data.training.count)]
          let range = data.demonstrations.trajectories.ranges[i]
          cursors[lane] = Cursor(next: range.lowerBound, end: range.upperBound)
        }
        let row = t * objective.lanes + lane
        objective.resets?.pointer[row] = begins ? 1 : 0
        data.write(
          cursors[lane].next, to: row, of: objective, weight: weight, random: &random,
          isUncertain: true)
        cursors[lane].next += 1
      }
    }
  }

  private static func draw(into noise: Variable<Scalar>?, _ random: inout RandomStream) {
    guard let noise else { return }
    for i in 0..<noise.count { noise.pointer[i] = Scalar(random.normal()) }
  }

  /// The mean of −log π_θ(a|s) over the steps for validation; NaN if there are none. A latent policy's z are drawn from
  /// the same numbers each time, so that losses can be compared.
  mutating func validate() -> Double {
    guard !data.validation.isEmpty else { return .nan }
    var random = RandomStream(seed: 0)
    let ranges = data.validation.map { data.demonstrations.trajectories.ranges[$0] }
    let total = ranges.reduce(0) { $0 + $1.count }
    let loss =
      cursors.isEmpty
      ? validateSamples(ranges, total, &random) : validateSequences(ranges, total, &random)
    guard configuration.patience != nil, !hasEnded else { return loss }
    if loss < bestLoss {
      (bestLoss, best, iterationsSinceBest) = (loss, parameters, 0)
    } else {
      iterationsSinceBest += 1
    }
    return loss
  }

  private func validateSamples(
    _ ranges: [Range<Int>], _ total: Int, _ random: inout RandomStream
  ) -> Double {
    let weight = 1 / Scalar(total)
    var (loss, filled) = (0.0, 0)
    func flush(_ random: inout RandomStream) {
      for i in filled..<judge.lanes { judge.weights.pointer[i] = 0 }
      Self.draw(into: judge.noise, &random)
      loss += judge.evaluate(parameters)
      filled = 0
    }
    for range in ranges {
      for row in range {
        data.write(
          row, to: filled, of: judge, weight: weight, random: &random, isUncertain: false)
        filled += 1
        if filled == judge.lanes { flush(&random) }
      }
    }
    if filled > 0 { flush(&random) }
    return loss
  }

  /// Sequence k goes through trajectories k, k + lanes, … from beginning to end.
  private func validateSequences(
    _ ranges: [Range<Int>], _ total: Int, _ random: inout RandomStream
  ) -> Double {
    let weight = 1 / Scalar(total)
    var next = Array(0..<judge.lanes)
    var cursors = Array(repeating: Cursor(), count: judge.lanes)
    var (loss, remaining) = (0.0, total)
    if let state = judge.state { state.pointer.update(repeating: 0, count: state.count) }
    while remaining > 0 {
      for lane in cursors.indices {
        for t in 0..<judge.steps {
          let row = t * judge.lanes + lane
          let begins = cursors[lane].next == cursors[lane].end
          judge.resets?.pointer[row] = begins ? 1 : 0
          if begins, next[lane] < ranges.count {
            let range = ranges[next[lane]]
            cursors[lane] = Cursor(next: range.lowerBound, end: range.upperBound)
            next[lane] += judge.lanes
          }
          guard cursors[lane].next < cursors[lane].end else {
            judge.weights.pointer[row] = 0
            continue
          }
          data.write(
            cursors[lane].next, to: row, of: judge, weight: weight, random: &random,
            isUncertain: false)
          cursors[lane].next += 1
          remaining -= 1
        }
      }
      loss += judge.evaluate(parameters)
      judge.carryState()
    }
    return loss
  }
}
