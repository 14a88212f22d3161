internal import Environments
internal import Foundation
internal import GenerativeModels
internal import LinearAlgebra
internal import NeuralNetworks

/// A variational autoencoder orders pictures of a pendulum, which differ in one angle, in a plane.
enum LatentPlane {
  static let side = 16
  static let steps = 6000
  static let period = 200

  static let figure = CourseFigure(
    id: "vae-latent", chapter: 12, tier: .b, title: "Pictures of a pendulum in a latent plane",
    setting:
      "2,000 pictures of 16×16 pixels of a pendulum at angles drawn uniformly; 2 latent components, hidden layers of 256 and 64, Bernoulli pixels; 6,000 steps of Adam on minibatches of 128, step size 1e-3; 500 new pictures; 3 seeds",
    stated:
      "no source has this task: passes if 95 % of new pictures have a nearest neighbour in the plane whose angle is within 0.3 rad, and 90 % of the pictures' variance is reconstructed"
  ) { context in
    let seeds = context.seeds ?? 3
    let runs = try context.trainings(of: [side], seeds: seeds, label: { _ in "pictures" }) {
      _, seed in train(seed: seed)
    }[0]
    let near = runs.map(\.near)
    let explained = runs.map(\.explained)
    let first = runs[0]
    var panels = [plane(first), curves(runs)]
    for (i, row) in first.shown.enumerated() {
      panels.append(frame("seen \(i + 1)", first.seen, row))
      panels.append(frame("reconstructed \(i + 1)", first.told, row))
    }
    let files = try Figure(
      title: "Pictures of a pendulum in a latent plane", panels: panels, columns: 4
    ).render("vae-latent", into: context.folder)
    func list(_ shares: [Double]) -> String {
      shares.map { String(format: "%.1f", 100 * $0) }.joined(separator: ", ")
    }
    return FigureOutcome(
      obtained:
        "near neighbours \(list(near)) %, variance reconstructed \(list(explained)) %",
      verdict: near.min()! >= 0.95 && explained.min()! >= 0.9 ? .pass : .miss, seeds: seeds,
      files: files)
  }

  /// What a training brings.
  private struct Training: Sendable {
    var curve: [Double] = []
    var angles: [Double] = []
    var latents = Matrix<Float>(rows: 0, columns: 2)
    var seen = Matrix<Float>(rows: 0, columns: 0)
    var told = Matrix<Float>(rows: 0, columns: 0)
    /// The share of new pictures whose nearest neighbour in the plane is near in angle.
    var near = 0.0
    /// The share of the new pictures' variance that is reconstructed.
    var explained = 0.0
    /// Three pictures to show, at different angles.
    var shown: [Int] = []
  }

  /// `count` pictures with their angles, from 0 to 1.
  private static func pictures(
    _ count: Int, using random: inout RandomStream
  ) -> (angles: [Double], pixels: Matrix<Float>) {
    let angles = (0..<count).map { _ in random.uniform(-Double.pi, Double.pi) }
    var pixels = Matrix<Float>(rows: count, columns: side * side)
    for (i, angle) in angles.enumerated() {
      let picture = PictureObservation(
        Pendulum(state: Pendulum.State(angle: angle)), height: side, width: side)
      var row = pixels.mutableRow(i)
      picture.observe(into: &row)
      for j in row.indices { row[j] /= 255 }
    }
    return (angles, pixels)
  }

  private static func train(seed: UInt64) -> Training {
    var random = RandomStream(seed: seed)
    let data = pictures(2000, using: &random).pixels
    let (angles, held) = pictures(500, using: &random)
    var trainer = LikelihoodTrainer(
      VAE<Float>(
        VAE.Architecture(
          features: side * side, latent: 2, hidden: [256, 64], activation: .relu,
          likelihood: .bernoulli), using: &random),
      batchSize: 128, learningRate: 1e-3, using: &random)
    var training = Training(angles: angles, seen: held)
    for step in 1...steps {
      trainer.step(on: data)
      if step % period == 0 {
        training.curve.append(trainer.model.meanLogProbability(of: held, using: &random))
      }
    }
    training.latents = trainer.model.latents(of: held)
    training.told = trainer.model.reconstruct(held)
    training.near = neighbours(training.latents, angles)
    training.explained = explained(held, training.told)
    training.shown = [-2.5, -0.5, 1.5].map { wanted in
      angles.indices.min { abs(angles[$0] - wanted) < abs(angles[$1] - wanted) }!
    }
    return training
  }

  private static func neighbours(_ z: Matrix<Float>, _ angles: [Double]) -> Double {
    let near = angles.indices.count { i in
      let others = angles.indices.filter { $0 != i }
      func distance(_ j: Int) -> Float { hypotf(z[i, 0] - z[j, 0], z[i, 1] - z[j, 1]) }
      let nearest = others.min { distance($0) < distance($1) }!
      let difference = abs(angles[i] - angles[nearest])
      return min(difference, 2 * .pi - difference) < 0.3
    }
    return Double(near) / Double(angles.count)
  }

  private static func explained(_ seen: Matrix<Float>, _ told: Matrix<Float>) -> Double {
    var (error, spread) = (0.0, 0.0)
    for j in 0..<seen.columns {
      let mean = (0..<seen.rows).reduce(0.0) { $0 + Double(seen[$1, j]) } / Double(seen.rows)
      for i in 0..<seen.rows {
        error += pow(Double(seen[i, j] - told[i, j]), 2)
        spread += pow(Double(seen[i, j]) - mean, 2)
      }
    }
    return 1 - error / spread
  }

  /// The means of q(z|x) of the new pictures, by the angle's seventh of a circle.
  private static func plane(_ training: Training) -> Figure.Panel {
    let width = 2 * Double.pi / 7
    let marks: [Figure.Mark] = (0..<7).compactMap { sector in
      let rows = training.angles.indices.filter {
        Int((training.angles[$0] + .pi) / width) == sector
      }
      guard !rows.isEmpty else { return nil }
      return .series(
        Figure.Series(
          String(format: "%+.1f rad", -Double.pi + (Double(sector) + 0.5) * width),
          x: rows.map { Double(training.latents[$0, 0]) },
          mean: rows.map { Double(training.latents[$0, 1]) }, style: .points, colour: sector))
    }
    return Figure.Panel(
      title: "latent plane", x: .init("z₁"), y: .init("z₂"), marks: marks)
  }

  private static func curves(_ runs: [Training]) -> Figure.Panel {
    Figure.Panel(
      title: "new pictures", x: .init("gradient steps"), y: .init("evidence bound", unit: "nats"),
      marks: [
        .series(
          Figure.Series(
            "autoencoder", x: (1...steps / period).map { Double($0 * period) },
            runs: runs.map(\.curve)))
      ])
  }

  private static func frame(_ title: String, _ rows: Matrix<Float>, _ i: Int) -> Figure.Panel {
    let pixels = Matrix<Double>(rows: side, columns: side) { y, x in Double(rows[i, y * side + x]) }
    return Figure.Panel(
      title: title, x: .init("column"), y: .init("row", isReversed: true),
      marks: [.heatMap(.init(pixels, scale: .init("grey", range: 0...1)))], hasEqualScales: true)
  }
}
