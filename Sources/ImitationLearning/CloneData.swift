internal import Environments
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Demonstrations as they are learned from: cut into trajectories for training and for validation, normalised where that
/// is asked for, and made uncertain.
struct CloneData {
  private(set) var demonstrations: Demonstrations
  /// The numbers of the trajectories for training, and of those for validation.
  private(set) var training: [Int] = []
  private(set) var validation: [Int] = []
  /// The rows for training.
  private(set) var rows: [Int] = []
  /// The statistic of the observations for training.
  private(set) var statistics: ObservationNormalizer
  /// What the clone sees [steps × features].
  private var inputs = Vector<Scalar>(count: 0)
  /// σ of the noise of each feature, and what a feature is dropped to.
  private var noise: [Double]
  private var means: [Scalar]
  private let configuration: CloneConfiguration

  init(_ demonstrations: Demonstrations, _ configuration: CloneConfiguration) {
    self.demonstrations = demonstrations
    self.configuration = configuration
    let features = demonstrations.trajectories.observations.columns
    statistics = ObservationNormalizer(features: features)
    noise = Array(repeating: 0, count: features)
    means = Array(repeating: 0, count: features)
    prepare(from: 0)
  }

  /// Adds trajectories; every so many of them is for validation.
  mutating func append(_ more: Trajectories) {
    let first = demonstrations.count
    demonstrations.append(more)
    prepare(from: first)
  }

  /// The statistic with which the clone sees; nil if it sees observations as they are.
  var normalizer: ObservationNormalizer? {
    configuration.normalizesObservations ? statistics : nil
  }

  /// Cuts the trajectories from number `first` on, and computes what the clone sees of all.
  private mutating func prepare(from first: Int) {
    let trajectories = demonstrations.trajectories
    let features = trajectories.observations.columns
    for i in first..<trajectories.count {
      // Trajectory i is for validation where i · fraction passes a whole number; the first one never is.
      let f = configuration.validationFraction
      let isValidation = i > 0 && Int(Double(i + 1) * f) > Int(Double(i) * f)
      if isValidation {
        validation.append(i)
      } else {
        training.append(i)
        rows.append(contentsOf: trajectories.ranges[i])
        trajectories.observations.elements.withUnsafePointer {
          statistics.update(
            $0 + trajectories.ranges[i].lowerBound * features, rows: trajectories.ranges[i].count)
        }
      }
    }
    inputs.resize(0)
    trajectories.observations.elements.withUnsafePointer {
      inputs.append($0, count: trajectories.observations.elements.count)
    }
    if let normalizer {
      let count = trajectories.steps
      inputs.withUnsafeMutablePointer { normalizer.normalize($0, rows: count, into: $0) }
    }
    for j in 0..<features {
      let isNormal = configuration.normalizesObservations
      noise[j] =
        configuration.observationNoise * (isNormal ? 1 : statistics.statistics.deviation(j))
      means[j] = isNormal ? 0 : Scalar(statistics.mean[j])
    }
  }

  /// Writes step `row` into row `i` of `objective`'s leaves, with weight `weight`; made uncertain if `random` is given.
  func write(
    _ row: Int, to i: Int, of objective: CloneObjective, weight: Scalar,
    random: inout RandomStream, isUncertain: Bool
  ) {
    let (x, features) = (objective.observations.pointer, means.count)
    inputs.withUnsafePointer {
      (x + i * features).update(from: $0 + row * features, count: features)
    }
    if isUncertain {
      for j in 0..<features where noise[j] > 0 {
        x[i * features + j] += Scalar(noise[j] * random.normal())
      }
      if configuration.observationDropout > 0 {
        for j in 0..<features where random.bernoulli(configuration.observationDropout) {
          x[i * features + j] = means[j]
        }
      }
    }
    let trajectories = demonstrations.trajectories
    func copy(_ buffer: RowBuffer, _ leaf: UnsafeMutablePointer<Scalar>) {
      buffer.elements.withUnsafePointer {
        (leaf + i * buffer.columns).update(from: $0 + row * buffer.columns, count: buffer.columns)
      }
    }
    copy(trajectories.actions, objective.actions.pointer)
    if let masks = trajectories.masks, let allowed = objective.allowed {
      copy(masks, allowed.pointer)
    }
    objective.weights.pointer[i] = weight
  }
}
