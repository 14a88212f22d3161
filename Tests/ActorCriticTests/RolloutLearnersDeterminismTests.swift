import ActorCritic
import Environments
import ReinforcementLearning
import Testing

struct RolloutLearnersDeterminismTests {
  private func a2c(threads: Int, isContinuous: Bool) -> A2C.Configuration {
    var configuration = A2C.Configuration()
    configuration.copies = 33
    configuration.hiddenWidths = [16]
    configuration.updatesPerIteration = 4
    configuration.normalizesObservations = true
    configuration.normalizesRewards = true
    configuration.entropyCoefficient = 0.01
    configuration.sharesTrunk = isContinuous
    if isContinuous { configuration.noiseInterval = 4 }
    configuration.threads = threads
    return configuration
  }

  private func online(threads: Int) -> OnlineActorCritic.Configuration {
    var configuration = OnlineActorCritic.Configuration()
    configuration.copies = 33
    configuration.hiddenWidths = [16]
    configuration.updatesPerIteration = 10
    configuration.threads = threads
    return configuration
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1"])
  func threadsDecideNothing(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    try LearnerChecks.checkThreads(A2C.self, in: environment, iterations: 3) {
      a2c(threads: $0, isContinuous: name == "Pendulum-v1")
    }
    try LearnerChecks.checkThreads(
      OnlineActorCritic.self, in: environment, iterations: 3, online(threads:))
  }

  @Test func aMemoryIsPartOfTheState() throws {
    let environment = try EnvironmentCatalogue.named("CartPole-v1-NoVelocity")
    func configuration(_ threads: Int) -> A2C.Configuration {
      var configuration = a2c(threads: threads, isContinuous: false)
      (configuration.memory, configuration.units) = (.lstm, 5)
      return configuration
    }
    try LearnerChecks.checkThreads(A2C.self, in: environment, iterations: 3, configuration)
    try LearnerChecks.checkRestoring(A2C.self, in: environment, configuration(1), iterations: 3)
  }

  @Test(arguments: ["CartPole-v1", "Pendulum-v1"])
  func goingOnFromACheckpoint(name: String) throws {
    let environment = try EnvironmentCatalogue.named(name)
    try LearnerChecks.checkRestoring(
      A2C.self, in: environment, a2c(threads: 1, isContinuous: name == "Pendulum-v1"),
      iterations: 3)
    try LearnerChecks.checkRestoring(
      OnlineActorCritic.self, in: environment, online(threads: 1), iterations: 3)
  }
}
