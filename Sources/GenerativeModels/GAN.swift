public import LinearAlgebra
public import NeuralNetworks

/// x = G_θ(z) with z ∼ N(0, I), learned without a likelihood: a discriminator D_φ tells data from samples, and the generator
/// makes samples that it takes for data (I. Goodfellow et al., "Generative adversarial nets", 2014).
///
/// `step` is one pass of the paper's loop: `discriminatorSteps` steps of φ, then one of θ.
public struct GAN<Element: BLASScalar> {
  /// All that it is built and learns with.
  public struct Configuration: Sendable, Codable, Equatable {
    /// The number of components of x.
    public var features: Int
    /// The number of components of z.
    public var latent: Int
    /// The widths of the hidden layers of either network.
    public var hidden: [Int]
    /// Their activation.
    public var activation: Activation
    /// What the two play for.
    public var objective: GANObjective
    /// B, the rows of a minibatch.
    public var batchSize: Int
    /// The steps of φ for one of θ.
    public var discriminatorSteps: Int
    /// α of both.
    public var learningRate: Double
    /// β₁ of Adam; less than usual keeps the two from circling.
    public var firstDecay: Double

    /// A configuration.
    public init(
      features: Int, latent: Int = 2, hidden: [Int] = [128, 128], activation: Activation = .relu,
      objective: GANObjective = .nonSaturating, batchSize: Int = 256, discriminatorSteps: Int = 1,
      learningRate: Double = 1e-3, firstDecay: Double = 0.5
    ) {
      self.features = features
      self.latent = latent
      self.hidden = hidden
      self.activation = activation
      self.objective = objective
      self.batchSize = batchSize
      self.discriminatorSteps = discriminatorSteps
      self.learningRate = learningRate
      self.firstDecay = firstDecay
    }
  }

  /// What it is built and learns with.
  public let configuration: Configuration
  /// G_θ.
  public private(set) var generator: Player
  /// D_φ.
  public private(set) var discriminator: Player
  private var random: RandomStream
  private let pass: GANPass<Element>

  /// A network, its parameters and its optimiser.
  public struct Player: Parameterized, Sendable {
    /// The perceptron.
    public let network: MLP
    /// Which tensor lies where.
    public let layout: ParameterLayout
    /// The parameters.
    public var parameters: Vector<Element>
    var optimizer: Adam<Element>

    init(
      _ name: String, from inputs: Int, to outputs: Int, _ c: Configuration,
      _ random: inout RandomStream
    ) {
      var layout = ParameterLayout()
      network = MLP(
        [inputs] + c.hidden + [outputs], hidden: c.activation, name: name, in: &layout)
      self.layout = layout
      parameters = layout.initialParameters(using: &random)
      optimizer = Adam(
        count: layout.count, learningRate: c.learningRate, firstDecay: c.firstDecay)
    }
  }

  /// Two networks with freshly drawn parameters.
  public init(_ configuration: Configuration, using random: inout RandomStream) {
    let c = configuration
    precondition(
      ([c.features, c.latent, c.batchSize, c.discriminatorSteps] + c.hidden).allSatisfy { $0 > 0 },
      "\(c) has a number that is not positive.")
    if case .wasserstein(let penalty) = c.objective {
      precondition(penalty >= 0, "A penalty of \(penalty) would reward slopes.")
    }
    self.configuration = c
    generator = Player("generator", from: c.latent, to: c.features, c, &random)
    discriminator = Player("discriminator", from: c.features, to: 1, c, &random)
    self.random = random.split()
    pass = GANPass(c, generator, discriminator)
  }

  /// What a step saw.
  public struct Losses: Sendable, Equatable {
    /// What φ descends, before its last step.
    public var discriminator: Double
    /// What θ descends, before its step.
    public var generator: Double
  }

  /// Takes `discriminatorSteps` steps of the discriminator and one of the generator on minibatches of `data`
  /// [rows × features]. A step allocates nothing.
  @discardableResult
  public mutating func step(on data: Matrix<Element>) -> Losses {
    var losses = Losses(discriminator: 0, generator: 0)
    for _ in 0..<configuration.discriminatorSteps {
      pass.draw(from: data, using: &random)
      losses.discriminator = pass.runDiscriminator(generator, &discriminator)
    }
    pass.drawLatents(using: &random)
    losses.generator = pass.runGenerator(&generator, discriminator)
    return losses
  }

  /// Draws `count` vectors, [count × features].
  public func sample(_ count: Int, using random: inout RandomStream) -> Matrix<Element> {
    let tape = Tape<Element>()
    let z = tape.input(rows: count, columns: configuration.latent)
    z.drawNormal(using: &random)
    return generator.parameters.withUnsafePointer {
      generator.network(z, tape.borrow($0, rows: 1, columns: generator.layout.count)).matrix
    }
  }

  /// D(x) of each row of `data` [rows × features]; [rows].
  public func scores(of data: Matrix<Element>) -> Vector<Element> {
    let tape = Tape<Element>()
    return discriminator.parameters.withUnsafePointer {
      let φ = tape.borrow($0, rows: 1, columns: discriminator.layout.count)
      return discriminator.network(tape.input(data), φ).vector
    }
  }
}
