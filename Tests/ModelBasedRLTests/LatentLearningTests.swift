import Environments
import LinearAlgebra
import ModelBasedRL
import ReinforcementLearning
import Testing

/// A light on a line that is to be pushed to the middle: x ← x + 0.2 a within ±1, reward −x² after the move.
private struct Light: GreyPicture, Codable {
  private var x = 0.0
  static let seen = (low: Picture.Point(-1.2, -0.1), high: Picture.Point(1.2, 0.1))
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1], low: -1, high: 1) }
  var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }

  mutating func reset(using stream: inout RandomStream) { x = stream.uniform(-1, 1) }

  mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
    x = min(max(x + 0.2 * min(max(action[0], -1), 1), -1), 1)
    return Step(reward: -x * x, status: .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(x) }

  func lightness(at point: Picture.Point) -> Double {
    max(0, 1 - abs(point.x - x) / 0.3)
  }
}

@Suite("Learning in a latent space")
struct LatentLearningTests {
  private let environment = EnvironmentSpecification(
    name: "Light", summary: "Push a light to the middle.",
    environment: PictureObservation(Light(), height: 1, width: 12), stepLimit: 20)

  private func configuration() -> LatentMBRL.Configuration {
    LatentLearners.configuration {
      $0.planner.horizon = 5
      $0.planner.candidates = 100
      ($0.latent.size, $0.latent.hiddenWidths) = (4, [32])
      $0.model.hiddenWidths = [32]
      $0.model.learningRate = 3e-3
      $0.model.fitSteps = 300
      ($0.warmUpSteps, $0.iterationSteps) = (300, 100)
    }
  }

  @Test("A light that is seen in pixels alone is pushed to the middle by plans in the latent space")
  func light() throws {
    // Random actions have −8.3; who goes to the middle at once has −1.0 in the mean over the starts.
    var returns: [Double] = []
    for seed in 1...3 as ClosedRange<UInt64> {
      var learner = try LatentMBRL(
        environment: environment, configuration: configuration(), seed: seed)
      for _ in 0..<4 { _ = try learner.iterate() }
      returns.append(
        try Evaluation(of: learner.policy, in: environment, episodes: 20, seed: 9).mean)
    }
    #expect(returns.reduce(0, +) / 3 > -2, "\(returns)")
  }

  @Test("It is the reconstruction that keeps latent states from collapsing")
  func collapse() throws {
    func errors(_ observationDeviation: Double) throws -> LatentErrors {
      var configuration = self.configuration()
      configuration.latent.normalizes = false
      configuration.latent.observationDeviation = observationDeviation
      // No reward tells states apart either.
      configuration.latent.rewardDeviation = 1e6
      configuration.model.predictsTermination = false
      var learner = try LatentMBRL(environment: environment, configuration: configuration)
      var errors = LatentErrors()
      for _ in 0..<3 { errors = try learner.iterate().errors }
      return errors
    }
    let (held, free) = (try errors(0.1), try errors(1e6))
    #expect(held.reconstruction < 0.5 && free.reconstruction > 0.9, "\(held), \(free)")
    #expect(free.latentDeviation < 0.1 * held.latentDeviation, "\(held), \(free)")
  }
}
