public import LinearAlgebra
public import NeuralNetworks

/// Model-agnostic meta-learning of regression: parameters from which a few gradient steps on a new task's examples lead far
/// (notes 15.1.3, "gradient-based meta-learning"; chapter 18).
///
///     θ ← θ − β ∇_θ 1/n Σᵢ Lᵢ(θ − α ∇Lᵢ(θ))
///
/// The gradient goes through the inner steps, or, for the first order, takes ∂θ′/∂θ for the identity. Without inner steps it is
/// the pre-training on all tasks at once that the paper compares with.
/// C. Finn, P. Abbeel and S. Levine, "Model-agnostic meta-learning for fast adaptation of deep networks", 2017.
public struct MAML<Tasks: RegressionTasks>: MetaLearner {
  /// How it is built and learns.
  public struct Configuration: Sendable, Codable, Equatable {
    /// The widths of the network's hidden layers.
    public var hiddenWidths = [40, 40]
    /// Their activation.
    public var activation = Activation.relu
    /// α, the step size of the inner steps.
    public var innerLearningRate = 0.01
    /// The number of inner steps; 0 pre-trains on all tasks.
    public var innerSteps = 1
    /// Whether the gradient goes through the inner steps.
    public var isSecondOrder = true
    /// β, the step size of Adam.
    public var learningRate = 1e-3
    /// n, the tasks of a step.
    public var tasks = 25
    /// The examples of a task to adapt to, and as many to judge by.
    public var shots = 10

    /// The paper's settings for sines.
    public init() {}

    func check() {
      precondition(
        hiddenWidths.allSatisfy { $0 > 0 } && innerSteps >= 0 && tasks > 0 && shots > 0
          && innerLearningRate > 0 && learningRate > 0,
        "\(self) has a number that is not positive.")
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
  private var optimizer: Adam<Scalar>
  private var random: RandomStream
  private var sum: Vector<Scalar>
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
    optimizer = Adam(count: layout.count, learningRate: configuration.learningRate)
    sum = Vector(count: layout.count)
    pass = AdaptationPass(
      network, parameters, shots: configuration.shots, queries: configuration.shots,
      steps: configuration.innerSteps, rate: configuration.innerLearningRate,
      isSecondOrder: configuration.isSecondOrder)
  }

  /// One step of the outer loop. Allocates nothing.
  /// - Returns: The mean loss after adapting, before the step.
  @discardableResult
  public mutating func step() -> Double {
    var loss = 0.0
    sum.clear()
    // 1. Draw tasks Tᵢ.
    for _ in 0..<configuration.tasks {
      let task = tasks.draw(using: &random)
      // 2. θ′ᵢ = θ − α ∇Lᵢ(θ) on examples of Tᵢ, and 3. ∇_θ Lᵢ(θ′ᵢ) on others.
      pass.drawSupport(task, tasks, using: &random)
      pass.drawQuery(task, tasks, using: &random)
      pass.run(parameters)
      loss += Double(pass.loss.scalar)
      sum.add(pass.gradient)
    }
    // 4. θ ← θ − β 1/n Σᵢ ∇_θ Lᵢ(θ′ᵢ).
    sum.withUnsafePointer {
      optimizer.update(&parameters, gradient: $0, scale: 1 / Scalar(configuration.tasks))
    }
    steps += 1
    return loss / Double(configuration.tasks)
  }
}

extension Vector {
  /// Makes every element 0.
  fileprivate mutating func clear() {
    let count = count
    withUnsafeMutablePointer { $0.update(repeating: 0, count: count) }
  }

  /// Adds a variable of as many elements.
  fileprivate mutating func add(_ variable: Variable<Element>) {
    let (source, count) = (variable.pointer, count)
    withUnsafeMutablePointer { Element.axpy(count, 1, source, 1, $0, 1) }
  }
}
