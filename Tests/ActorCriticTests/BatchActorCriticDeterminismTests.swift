import ActorCritic
import Environments
import Testing

struct BatchActorCriticDeterminismTests {
  private func configuration(threads: Int) -> BatchActorCritic.Configuration {
    var configuration = BatchActorCritic.Configuration()
    configuration.batchSize = 400
    configuration.hiddenWidths = [16, 16]
    (configuration.targetUpdates, configuration.gradientStepsPerTargetUpdate) = (2, 3)
    (configuration.target, configuration.normalizesTargets) = (.monteCarlo, true)
    configuration.advantage = .generalized
    configuration.normalizesObservations = true
    configuration.entropyCoefficient = 0.01
    configuration.workers = 3
    configuration.copies = 2
    configuration.threads = threads
    return configuration
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"])
  func threadsDecideNothing(name: String) throws {
    try LearnerChecks.checkThreads(
      BatchActorCritic.self, in: EnvironmentCatalogue.named(name), iterations: 3,
      configuration(threads:))
  }

  @Test(arguments: ["CartPole-v0", "Pendulum-v1"])
  func goingOnFromACheckpoint(name: String) throws {
    try LearnerChecks.checkRestoring(
      BatchActorCritic.self, in: EnvironmentCatalogue.named(name), configuration(threads: 1),
      iterations: 2)
  }
}
