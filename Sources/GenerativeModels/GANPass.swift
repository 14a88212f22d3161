internal import LinearAlgebra
internal import NeuralNetworks

/// The two players' losses and gradients for one batch size, recorded once: scratch, not state.
final class GANPass<Element: BLASScalar> {
  typealias Player = GAN<Element>.Player

  /// A tape on which one of the players moves.
  private struct Side {
    let tape = Tape<Element>()
    let θ: Variable<Element>
    let φ: Variable<Element>
    let z: Variable<Element>

    init(_ c: GAN<Element>.Configuration, _ g: Player, _ d: Player, movesGenerator: Bool) {
      // What is borrowed for the recording alone; `run` binds the parameters of each call.
      let tape = tape
      θ = g.parameters.withUnsafePointer {
        tape.borrow($0, rows: 1, columns: g.layout.count, trainable: movesGenerator)
      }
      φ = d.parameters.withUnsafePointer {
        tape.borrow($0, rows: 1, columns: d.layout.count, trainable: !movesGenerator)
      }
      // The discriminator's slope at places that depend on z is asked for.
      z = tape.input(rows: c.batchSize, columns: c.latent, trainable: true)
    }

    func run(_ generator: Player, _ discriminator: Player) {
      generator.parameters.withUnsafePointer { g in
        discriminator.parameters.withUnsafePointer { d in
          tape.bind(θ, to: g)
          tape.bind(φ, to: d)
          tape.replay()
        }
      }
    }
  }

  private let judging: Side
  private let x: Variable<Element>
  /// Where between x and G(z) the penalty is taken, [batch × 1].
  private let u: Variable<Element>
  private let discriminatorLoss: Variable<Element>
  private let discriminatorGradient: Variable<Element>

  private let making: Side
  private let generatorLoss: Variable<Element>
  private let generatorGradient: Variable<Element>

  init(_ c: GAN<Element>.Configuration, _ g: Player, _ d: Player) {
    let judging = Side(c, g, d, movesGenerator: false)
    let x = judging.tape.input(rows: c.batchSize, columns: c.features)
    let u = judging.tape.input(rows: c.batchSize, columns: 1)
    let making = Side(c, g, d, movesGenerator: true)
    (discriminatorLoss, discriminatorGradient, generatorLoss, generatorGradient) =
      g.parameters.withUnsafePointer { gp in
        d.parameters.withUnsafePointer { dp in
          for side in [judging, making] {
            side.tape.bind(side.θ, to: gp)
            side.tape.bind(side.φ, to: dp)
          }
          let judged = c.objective.discriminatorLoss(
            x, made: g.network(judging.z, judging.θ), share: u
          ) { d.network($0, judging.φ) }
          let made = c.objective.generatorLoss(
            d.network(g.network(making.z, making.θ), making.φ))
          return (
            judged, judging.tape.gradient(of: judged, withRespectTo: judging.φ), made,
            making.tape.gradient(of: made, withRespectTo: making.θ)
          )
        }
      }
    (self.judging, self.making, self.x, self.u) = (judging, making, x, u)
  }

  /// Draws a minibatch, latents, and places between.
  func draw(from data: Matrix<Element>, using random: inout RandomStream) {
    x.drawRows(of: data, using: &random)
    judging.z.drawNormal(using: &random)
    for i in 0..<u.count { u.pointer[i] = Element(random.uniform()) }
  }

  /// Draws the generator's own latents.
  func drawLatents(using random: inout RandomStream) { making.z.drawNormal(using: &random) }

  /// One step of φ; the loss before.
  func runDiscriminator(_ generator: Player, _ discriminator: inout Player) -> Double {
    judging.run(generator, discriminator)
    discriminator.optimizer.update(&discriminator.parameters, gradient: discriminatorGradient)
    return Double(discriminatorLoss.scalar)
  }

  /// One step of θ; the loss before.
  func runGenerator(_ generator: inout Player, _ discriminator: Player) -> Double {
    making.run(generator, discriminator)
    generator.optimizer.update(&generator.parameters, gradient: generatorGradient)
    return Double(generatorLoss.scalar)
  }
}
