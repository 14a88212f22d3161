internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks

/// α, the weight of the entropy beside the reward: fixed, or learned so that the policy keeps a wanted entropy H̄
/// (T. Haarnoja et al., "Soft actor-critic algorithms and applications", 2018, section 5).
///
/// What is learned is log α, by Adam on −log α (E[log π(a|s)] + H̄).
struct Temperature: Sendable, Codable, Equatable {
  private var logTemperature: Vector<Scalar>
  private var optimizer: Adam<Scalar>
  /// H̄ in nats; nil if α is fixed.
  let targetEntropy: Double?

  init(_ temperature: Double, targetEntropy: Double?, learningRate: Double) {
    logTemperature = [Scalar(log(temperature))]
    optimizer = Adam(count: 1, learningRate: learningRate)
    self.targetEntropy = targetEntropy
  }

  /// α.
  var value: Scalar { exp(logTemperature[0]) }

  /// The step size of log α.
  var learningRate: Double {
    get { optimizer.learningRate }
    set { optimizer.learningRate = newValue }
  }

  /// One step toward H̄, if α is learned, from the mean of log π(a|s) over a batch.
  mutating func adjust(meanLogProbability: Double) {
    guard let targetEntropy else { return }
    var gradient = Scalar(-(meanLogProbability + targetEntropy))
    optimizer.update(&logTemperature, gradient: &gradient, scale: 1)
  }
}
