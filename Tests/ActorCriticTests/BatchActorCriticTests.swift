import ActorCritic
import Environments
import LinearAlgebra
import NeuralNetworks
import Probes
import ReinforcementLearning
import Testing

struct BatchActorCriticTests {
  private func learner(
    _ environment: some Environment, seed: UInt64 = 3,
    _ change: (inout BatchActorCritic.Configuration) -> Void = { _ in }
  ) throws -> BatchActorCritic {
    var configuration = BatchActorCritic.Configuration()
    configuration.batchSize = 20
    configuration.hiddenWidths = [8]
    configuration.learningRate = 0.02
    configuration.criticLearningRate = 0.02
    change(&configuration)
    return try BatchActorCritic(
      environment: EnvironmentSpecification(probe: environment), configuration: configuration,
      seed: seed)
  }

  /// After a termination nothing follows; after a truncation the value goes on, in either target.
  @Test(arguments: BatchActorCritic.Target.allCases)
  func aTruncationIsWorthMoreThanATermination(target: BatchActorCritic.Target) throws {
    for (ending, isBootstrapped, worth) in [
      (Status.terminated, true, 1.0), (.truncated, true, 2.0), (.truncated, false, 1.0),
    ] {
      var learner = try learner(ProbeEnvironments.OneReward(ending: ending)) {
        $0.discount = 0.5
        $0.target = target
        $0.bootstrapsTruncations = isBootstrapped
      }
      var value = 0.0
      for _ in 0..<15 { value = try learner.iterate().valueMean }
      #expect(abs(value - worth) < 0.05, "\(ending), bootstrapped: \(isBootstrapped)")
    }
  }

  /// Targets and advantages by hand: two steps of reward 0 and 1.5, or one of reward 1.
  @Test func targetsFollowTheCritic() throws {
    for target in BatchActorCritic.Target.allCases {
      var learner = try learner(ProbeEnvironments.DiscountMatters()) {
        $0.target = target
        $0.discount = 0.5
        $0.targetUpdates = 1
        $0.gradientStepsPerTargetUpdate = 1
        $0.normalizesAdvantages = false
      }
      let φ = learner.criticParameters
      _ = try learner.iterate()
      // The target of the state that is late is its reward; of the first, the discounted value of the late state or 1.
      let kinds = Set(learner.targets.span.indices.map { learner.targets[$0] })
      #expect(kinds.contains(1.5) && kinds.contains(1))
      #expect(kinds.contains(0.75) == (target == .monteCarlo))
      #expect(kinds.count == 3)
      #expect(learner.criticParameters != φ)
    }
  }

  /// Values are scaled back to the returns': where all are 1, at once; where they differ, once the critic is fitted.
  @Test func normalizedTargetsAreScaledBack() throws {
    func normalize(_ configuration: inout BatchActorCritic.Configuration) {
      (configuration.target, configuration.normalizesTargets) = (.monteCarlo, true)
      configuration.normalizesAdvantages = false
    }
    var constant = try learner(ProbeEnvironments.OneReward(ending: .terminated)) {
      normalize(&$0)
      ($0.targetUpdates, $0.gradientStepsPerTargetUpdate) = (1, 1)
    }
    #expect(abs(try constant.iterate().valueMean - 1) < 1e-5)

    // The policy stands still; returns are 1.5 of the late state, and 1 or 0.75 of the first.
    var varied = try learner(ProbeEnvironments.DiscountMatters()) {
      normalize(&$0)
      ($0.discount, $0.batchSize, $0.learningRate) = (0.5, 200, 1e-12)
      ($0.advantage, $0.lambda) = (.generalized, 1)
    }
    for _ in 0..<20 { _ = try varied.iterate() }
    let (targets, advantages) = (varied.targets, varied.advantages)
    let highest = targets.span.indices.map { targets[$0] }.max()!
    #expect(highest > 1 && highest < 2)
    for t in targets.span.indices where targets[t] == highest {
      #expect(abs(advantages[t]) < 0.02)
    }
    for t in targets.span.indices where targets[t] < highest {
      #expect(abs(abs(advantages[t]) - 0.125) < 0.05)
    }
  }

  /// The gradient counts samples: twice the samples with the same gradient each leave it as it is.
  @Test func theGradientIsAMeanOverSamples() throws {
    func norm(_ batchSize: Int) throws -> Double {
      var learner = try learner(ProbeEnvironments.OneReward(ending: .terminated)) {
        $0.batchSize = batchSize
        $0.normalizesAdvantages = false
        $0.entropyCoefficient = 0
        $0.gradientStepsPerTargetUpdate = 1
        $0.targetUpdates = 1
        $0.criticLearningRate = 1e-12
      }
      return try learner.iterate().gradientNorm
    }
    let (few, many) = (try norm(2000), try norm(8000))
    // A sum over samples would be four times as large.
    #expect(many < 2 * few + 0.2)
  }

  @Test func whatIsForbiddenIsNeverDone() throws {
    var learner = try learner(ProbeEnvironments.Temptation()) {
      $0.batchSize = 200
      $0.entropyCoefficient = 0.01
    }
    var last = 0.0
    for _ in 0..<50 {
      let metrics = try learner.iterate()
      #expect(metrics.returnMaximum <= 8)
      last = metrics.returnMean
    }
    #expect(last > 7)
  }

  @Test(arguments: [ProbeEnvironments.Broken.Part.reward, .observation, .lastObservation])
  func whatIsNotFiniteIsAnError(part: ProbeEnvironments.Broken.Part) throws {
    var learner = try learner(ProbeEnvironments.Broken(part: part))
    let (θ, φ) = (learner.policy.parameters, learner.criticParameters)
    #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(learner.policy.parameters == θ && learner.criticParameters == φ)
    #expect(learner.iteration == 0)
  }

  @Test func aLossThatIsTooLargeIsAnError() throws {
    var learner = try learner(ProbeEnvironments.Broken(part: .size))
    let error = #expect(throws: NotFiniteError.self) { try learner.iterate() }
    #expect(error?.description == "The critic's loss of iteration 1 is not finite.")
  }

  @Test func everyInvalidOptionIsNamed() throws {
    typealias Configuration = BatchActorCritic.Configuration
    try Configuration().validate()
    let cases: [(String, (inout Configuration) -> Void)] = [
      ("batchSize", { $0.batchSize = 0 }), ("learningRate", { $0.learningRate = 0 }),
      ("learningRate", { $0.learningRate = .nan }),
      ("criticLearningRate", { $0.criticLearningRate = -1 }),
      ("discount", { $0.discount = 0 }), ("discount", { $0.discount = 1.1 }),
      ("normalizesTargets", { $0.normalizesTargets = true }),
      ("targetUpdates", { $0.targetUpdates = 0 }),
      ("gradientStepsPerTargetUpdate", { $0.gradientStepsPerTargetUpdate = 0 }),
      ("advantageSteps", { $0.advantageSteps = 0 }),
      ("advantageSteps", { $0.advantageSteps = 3 }),
      ("lambda", { $0.lambda = 1.5 }), ("lambda", { $0.lambda = 0.5 }),
      ("entropyCoefficient", { $0.entropyCoefficient = -0.1 }),
      ("hiddenWidths", { $0.hiddenWidths = [0] }),
      ("initialDeviation", { $0.initialDeviation = 0 }),
      ("workers", { $0.workers = 0 }), ("copies", { $0.copies = 0 }),
      ("threads", { $0.threads = 0 }),
    ]
    for (option, change) in cases {
      var configuration = Configuration()
      change(&configuration)
      let error = #expect(throws: InvalidConfigurationError.self) { try configuration.validate() }
      #expect(error?.option == option)
    }
  }

  /// Every option that decides bits does so.
  @Test func everyOptionHasAnEffect() throws {
    typealias Configuration = BatchActorCritic.Configuration
    let changes: [String: (inout Configuration) -> Void] = [
      "batchSize": { $0.batchSize = 900 }, "learningRate": { $0.learningRate = 1e-3 },
      "criticLearningRate": { $0.criticLearningRate = 1e-3 },
      "discount": { $0.discount = 0.9 }, "target": { $0.target = .monteCarlo },
      "normalizesTargets": {
        $0.target = .monteCarlo
        $0.normalizesTargets = true
      },
      "targetUpdates": { $0.targetUpdates = 3 },
      "gradientStepsPerTargetUpdate": { $0.gradientStepsPerTargetUpdate = 3 },
      "advantage": { $0.advantage = .generalized },
      "advantageSteps": {
        $0.advantage = .nStep
        $0.advantageSteps = 3
      },
      "lambda": {
        $0.advantage = .generalized
        $0.lambda = 0.5
      },
      "bootstrapsTruncations": { $0.bootstrapsTruncations = false },
      "normalizesAdvantages": { $0.normalizesAdvantages = false },
      "normalizesObservations": { $0.normalizesObservations = true },
      "entropyCoefficient": { $0.entropyCoefficient = 0.1 },
      "hiddenWidths": { $0.hiddenWidths = [9] }, "activation": { $0.activation = .relu },
      "initialDeviation": { $0.initialDeviation = 0.5 }, "workers": { $0.workers = 1 },
      "copies": { $0.copies = 2 },
    ]
    let options = Configuration.options.filter(\.decidesBits).map(\.name)
    #expect(Set(options) == Set(changes.keys))
    func row(_ change: (inout Configuration) -> Void) throws -> [Double] {
      var configuration = Configuration()
      configuration.batchSize = 400
      configuration.hiddenWidths = [8]
      configuration.targetUpdates = 2
      configuration.gradientStepsPerTargetUpdate = 2
      change(&configuration)
      var learner = try BatchActorCritic(
        environment: EnvironmentCatalogue.named("Pendulum-v1"), configuration: configuration)
      return try (0..<3).map { _ in try learner.iterate() }[2].values
    }
    let plain = try row { _ in }
    for (option, change) in changes { #expect(try row(change) != plain, "\(option)") }
    let nStep = try row { $0.advantage = .nStep }
    let generalized = try row { $0.advantage = .generalized }
    let monteCarlo = try row { $0.target = .monteCarlo }
    let beside = ["advantageSteps": nStep, "lambda": generalized, "normalizesTargets": monteCarlo]
    for (option, other) in beside { #expect(try row(changes[option]!) != other, "\(option)") }
  }
}
