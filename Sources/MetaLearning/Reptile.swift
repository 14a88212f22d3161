public import LinearAlgebra
public import NeuralNetworks

/// Reptile: parameters that are moved toward where gradient steps on a task lead, again and again (chapter 18).
///
/// θ ← θ + ε (θ′ₖ − θ) with θ′ₖ after k steps of gradient descent on a task; no gradient goes through the steps.
/// A. Nichol, J. Achiam and J. Schulman, "On first-order meta-learning algorithms", 2018. Difference: inner steps are plain, and
/// each on all of the task's examples.
public struct Reptile<Tasks: RegressionTasks>: MetaLearner {
  /// How it is built and learns.
  public struct Configuration: Sendable, Codable, Equatable {
    /// The widths of the network's hidden layers.
    public var hiddenWidths = [40, 40]
    /// Their activation.
    public var activation = Activation.relu
    /// The step size of the inner steps.
    public var innerLearningRate = 0.02
    /// k, the number of inner steps.
    public var innerSteps = 32
    /// ε, the share of the way that θ goes; falls to 0 over `totalSteps`.
    public var moveFraction = 0.1
    /// The number of steps over which ε falls to 0.
    public var totalSteps = 30000
    /// The examples of a task.
    public var shots = 50

    /// Settings for sines.
    public init() {}

    func check() {
      precondition(
        hiddenWidths.allSatisfy { $0 > 0 } && innerSteps > 0 && shots > 0 && totalSteps > 0
          && innerLearningRate > 0 && moveFraction > 0 && moveFraction <= 1,
        "\(self) has a number that is not positive, or a fraction above 1.")
    }
  }

  /// How it is built and learns.
  public let configuration: Configuration
  /// What is learned.
  public let tasks: Tasks
  /// The network.
  public let network: MLP
  /// Which tensor lies where: `network.<j>`.
  public let layout: ParameterLayout
  /// θ.
  public var parameters: Vector<Scalar>
  /// The number of steps so far.
  public private(set) var steps = 0
  private var random: RandomStream
  private let pass: AdaptationPass<Scalar>

  /// A learner with freshly drawn parameters; the same seed gives the same bits.
  public init(_ tasks: Tasks, configuration: Configuration = Configuration(), seed: UInt64 = 1) {
    configuration.check()
    self.tasks = tasks
    self.configuration = configuration
    random = RandomStream(seed: seed)
    (network, layout) = Self.network(
      tasks, configuration.hiddenWidths, configuration.activation)
    parameters = layout.initialParameters(using: &random)
    pass = AdaptationPass(
      network, parameters, shots: configuration.shots, queries: 1, steps: configuration.innerSteps,
      rate: configuration.innerLearningRate, isSecondOrder: false)
  }

  /// One step on one task. Allocates nothing.
  /// - Returns: How far θ was moved.
  @discardableResult
  public mutating func step() -> Double {
    // 1. Draw a task, and 2. take k gradient steps on its examples.
    pass.drawSupport(tasks.draw(using: &random), tasks, using: &random)
    pass.run(parameters)
    // 3. θ ← θ + ε (θ′ − θ).
    let rest = max(0, 1 - Double(steps) / Double(configuration.totalSteps))
    let ε = Scalar(configuration.moveFraction * rest)
    let (adapted, count) = (pass.adapted.pointer, layout.count)
    var squares = 0.0
    parameters.withUnsafeMutablePointer { θ in
      for i in 0..<count {
        let step = ε * (adapted[i] - θ[i])
        θ[i] += step
        squares += Double(step * step)
      }
    }
    steps += 1
    return squares.squareRoot()
  }
}
