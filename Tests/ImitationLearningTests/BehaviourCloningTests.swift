import Environments
import Foundation
import ImitationLearning
import LinearAlgebra
import NeuralNetworks
import ReinforcementLearning
import Testing

/// The loss, validation and early end of behaviour cloning, and its configuration.
struct BehaviourCloningTests {
  private func learner(
    _ name: String = "Slalom-v0", _ change: (inout BehaviourCloning.Configuration) -> Void
  ) throws -> BehaviourCloning {
    var configuration = BehaviourCloning.Configuration()
    configuration.trajectories = 10
    configuration.evaluationEpisodes = 2
    configuration.clone.gradientSteps = 1
    configuration.clone.hiddenWidths = [8]
    change(&configuration)
    return try BehaviourCloning(
      environment: EnvironmentCatalogue.named(name), configuration: configuration, seed: 1)
  }

  /// The loss on the trajectories for validation, by hand from the policy's own distribution. Of ten trajectories with
  /// a fraction of 0.3 these are numbers 3, 6 and 9.
  @Test(arguments: [0, 1, 2, 3]) func theValidationLossByHand(_ kind: Int) throws {
    var learner = try learner(kind == 3 ? "Patrol-v0" : "Slalom-v0") {
      $0.clone.validationFraction = 0.3
      $0.clone.batchSize = 4
      $0.clone.normalizesObservations = kind == 0
      switch kind {
      case 1: $0.clone.head = .mixture
      case 2: $0.clone.head = .autoregressive
      case 3:
        $0.clone.memory = .lstm
        $0.clone.sequenceLength = 6
      default: break
      }
    }
    let loss = try learner.iterate().validationLoss
    let data = learner.demonstrations.trajectories
    var (sum, count) = (0.0, 0)
    for i in [3, 6, 9] {
      let range = data.ranges[i]
      let features = data.observations.columns
      var seen = Matrix<Scalar>(rows: range.count, columns: features) { row, j in
        data.observations[range.lowerBound + row, j]
      }
      if let normalizer = learner.normalizer {
        seen.withUnsafeMutablePointer {
          normalizer.normalize($0, rows: range.count, into: $0)
        }
      }
      let tape = Tape<Scalar>()
      let θ = tape.input(learner.policy.parameters)
      let actions = tape.input(data.actions, range)
      let logProbability: Variable<Scalar>
      switch learner.policy {
      case .feedForward(let policy):
        logProbability = policy.distribution(tape.input(seen), θ).logProbability(of: actions)
      case .recurrent(let policy):
        logProbability = policy.distribution(
          tape.input(seen), state: tape.input(policy.initialState(batch: 1)), θ
        ).distribution.logProbability(of: actions)
      case .latent: return
      }
      for t in range.indices {
        sum -= Double(logProbability[t - range.lowerBound, 0])
        count += 1
      }
    }
    #expect(abs(loss - sum / Double(count)) < 1e-4 * (1 + abs(loss)), "\(loss)")
  }

  /// What is for validation is not learned from: with nothing but noise to learn, the training loss falls and the
  /// validation loss rises, fitting ends, and the best parameters come back.
  @Test func fittingEndsEarly() throws {
    var learner = try learner {
      $0.clone.validationFraction = 0.5
      $0.clone.patience = 2
      $0.clone.gradientSteps = 100
      $0.clone.hiddenWidths = [32]
      $0.clone.learningRate = 0.03
      $0.clone.head = .mixture
      $0.clone.modes = 8
    }
    var best = (loss: Double.infinity, parameters: Vector<Scalar>(count: 0))
    var metrics = try learner.iterate()
    for _ in 0..<60 where !metrics.hasEnded {
      if metrics.validationLoss < best.loss {
        best = (metrics.validationLoss, learner.policy.parameters)
      }
      metrics = try learner.iterate()
    }
    #expect(metrics.hasEnded && metrics.iterationsSinceBest == 2)
    #expect(learner.policy.parameters == best.parameters)
    let after = try learner.iterate()
    #expect(after.trainingLoss.isNaN && learner.policy.parameters == best.parameters)
  }

  @Test func demonstrationsFromAFile() throws {
    let path = NSTemporaryDirectory() + "apus-bc-" + UUID().uuidString + ".safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (environment, shown) = try demonstrations("CartPole-v0", episodes: 3)
    try shown.save(to: path)
    var configuration = BehaviourCloning.Configuration()
    configuration.demonstrations = path
    let learner = try BehaviourCloning(environment: environment, configuration: configuration)
    #expect(learner.demonstrations.steps == shown.steps && learner.expertReturn == 200)
    configuration.demonstrations = "/none/such"
    #expect(throws: (any Error).self) {
      try BehaviourCloning(environment: environment, configuration: configuration)
    }
  }

  @Test func headsThatDoNotFit() throws {
    for (name, head) in [
      ("CartPole-v0", CloneConfiguration.Head.mixture), ("CartPole-v0", .latent),
      ("CartPole-v0", .autoregressive),
    ] {
      let error = #expect(throws: UnsupportedSpaceError.self) {
        try learner(name) { $0.clone.head = head }
      }
      #expect(error?.description.contains(head.rawValue) == true)
    }
  }

  @Test func everyInvalidOptionIsNamed() throws {
    let cases: [(String, (inout BehaviourCloning.Configuration) -> Void)] = [
      ("expert", { $0.expert = "" }), ("trajectories", { $0.trajectories = 0 }),
      (
        "expert",
        {
          $0.expert = "controller"
          $0.demonstrations = "x"
          $0.trajectories = nil
        }
      ),
      ("trajectories", { $0.demonstrations = "x" }),
      ("evaluationEpisodes", { $0.evaluationEpisodes = 0 }),
      ("clone.modes", { $0.clone.modes = 3 }), ("clone.bins", { $0.clone.bins = 3 }),
      ("clone.latentWidth", { $0.clone.latentWidth = 3 }),
      ("clone.divergenceWeight", { $0.clone.divergenceWeight = 1 }),
      ("clone.units", { $0.clone.units = 3 }),
      ("clone.sequenceLength", { $0.clone.sequenceLength = 3 }),
      (
        "clone.memory",
        {
          $0.clone.head = .latent
          $0.clone.memory = .gru
        }
      ),
      ("clone.hiddenWidths", { $0.clone.hiddenWidths = [0] }),
      ("clone.initialDeviation", { $0.clone.initialDeviation = 0 }),
      ("clone.learningRate", { $0.clone.learningRate = .nan }),
      ("clone.batchSize", { $0.clone.batchSize = 0 }),
      ("clone.gradientSteps", { $0.clone.gradientSteps = 0 }),
      ("clone.observationNoise", { $0.clone.observationNoise = -1 }),
      ("clone.observationDropout", { $0.clone.observationDropout = 1 }),
      ("clone.validationFraction", { $0.clone.validationFraction = 1 }),
      ("clone.patience", { $0.clone.patience = 0 }),
      (
        "clone.patience",
        {
          $0.clone.patience = 2
          $0.clone.validationFraction = 0
        }
      ),
    ]
    for (option, change) in cases {
      let error = #expect(throws: InvalidConfigurationError.self) { try learner { change(&$0) } }
      #expect(error?.option == option)
    }
  }
}
