public import LinearAlgebra
public import NeuralNetworks

/// Maximum likelihood by minibatches: θ ← θ + α ∇_θ 1/B Σᵢ log p_θ(xᵢ), by Adam, with the model's lower bound in the
/// place of log p where it has no more.
///
/// Its state is a value: the same data and seed give the same bits. A step allocates nothing.
public struct LikelihoodTrainer<Model: DensityModel> {
  /// The scalar.
  public typealias Element = Model.Element

  /// What is learned.
  public private(set) var model: Model
  /// Adam; its learning rate may be changed between steps.
  public var optimizer: Adam<Element>
  /// B, the rows of a minibatch.
  public let batchSize: Int
  /// Beyond which norm a gradient is shortened.
  public let gradientLimit: Double
  private var random: RandomStream
  private let tape = Tape<Element>()
  private let θ: Variable<Element>
  private let x: Variable<Element>
  private let ε: Variable<Element>
  private let mean: Variable<Element>
  private let gradient: Variable<Element>

  /// A trainer of `model`.
  ///
  /// - Parameters:
  ///   - model: What is learned.
  ///   - batchSize: B.
  ///   - learningRate: α.
  ///   - gradientLimit: Beyond which norm a gradient is shortened.
  ///   - random: Where minibatches and noise come from.
  public init(
    _ model: Model, batchSize: Int = 128, learningRate: Double = 1e-3,
    gradientLimit: Double = .infinity, using random: inout RandomStream
  ) {
    precondition(batchSize > 0, "A minibatch of \(batchSize) rows is none.")
    self.model = model
    self.batchSize = batchSize
    self.gradientLimit = gradientLimit
    self.random = random.split()
    optimizer = Adam(count: model.layout.count, learningRate: learningRate)
    let tape = tape
    (θ, x, ε, mean, gradient) = model.parameters.withUnsafePointer { pointer in
      let θ = tape.borrow(pointer, rows: 1, columns: model.layout.count, trainable: true)
      let x = tape.input(rows: batchSize, columns: model.features)
      let ε = tape.input(rows: batchSize, columns: model.noiseWidth)
      let mean = model.logProbability(of: x, noise: ε, θ).mean()
      return (θ, x, ε, mean, tape.gradient(of: mean, withRespectTo: θ))
    }
  }

  /// Takes one step on a minibatch of `data` [rows × features], drawn with replacement.
  /// - Returns: The minibatch's mean of log p or its bound before the step, in nats.
  @discardableResult
  public mutating func step(on data: Matrix<Element>) -> Element {
    x.drawRows(of: data, using: &random)
    ε.drawNormal(using: &random)
    model.parameters.withUnsafePointer {
      tape.bind(θ, to: $0)
      tape.replay()
    }
    optimizer.update(
      &model.parameters, gradient: gradient, scale: -1, clipping: .norm(gradientLimit))
    return mean.scalar
  }
}
