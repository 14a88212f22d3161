internal import Foundation
internal import GenerativeModels
internal import LinearAlgebra
internal import NeuralNetworks

/// A linear variational autoencoder climbs to the likelihood of probabilistic PCA, which is known in closed form.
enum LinearAutoencoder {
  static let sizes = [1, 2, 3, 4]
  static let steps = 6000
  static let period = 100

  static let figure = CourseFigure(
    id: "ppca", chapter: 12, tier: .a, title: "A linear autoencoder and probabilistic PCA",
    setting:
      "1,000 rows of 8 features, four directions of deviation 4, 3, 2 and 1.5 in noise of 0.5; autoencoders without hidden layers, 1 to 4 latent components, one learned σ; 6,000 steps of Adam on minibatches of 256, step size from 0.02 to 0; 3 seeds",
    stated:
      "evidence bound at the optimum = likelihood of probabilistic PCA; passes within 0.02 nats"
  ) { context in
    let data = data(seed: 1)
    let exact = try sizes.map {
      try ProbabilisticPCA(data, latent: $0).logProbability(of: data).mean()
    }
    let seeds = context.seeds ?? 3
    let runs = try context.trainings(
      of: sizes, seeds: seeds, label: { "\($0) latent components" }
    ) { train(data, latent: $0, seed: $1) }
    let gaps = zip(runs, exact).map { runs, exact in runs.map { exact - $0.bound } }
    let x = (1...steps / period).map { Double($0 * period) }
    let curves = zip(sizes, runs).map { size, runs in
      Figure.Mark.series(
        Figure.Series("\(size) latent components", x: x, runs: runs.map(\.curve)))
    }
    let differences = zip(sizes, runs).enumerated().map { i, pair in
      Figure.Mark.series(
        Figure.Series(
          "\(pair.0) latent components", x: x,
          runs: pair.1.map { $0.curve.map { max(exact[i] - $0, 1e-3) } }))
    }
    let bounds = zip(sizes, exact).map { Figure.Reference("PCA, \($0)", at: $1) }
    let files = try Figure(
      title: "A linear autoencoder and probabilistic PCA",
      panels: [
        .init(
          title: "evidence bound", x: .init("gradient steps"),
          y: .init("log p(x)", unit: "nats", range: -17...(-12)), marks: curves, references: bounds),
        .init(
          title: "what is missing", x: .init("gradient steps"),
          y: .init("log p(x) − bound, at least 0.001", unit: "nats", isLogarithmic: true),
          marks: differences),
      ]
    ).render("ppca", into: context.folder)
    let worst = gaps.flatMap { $0 }.map { abs($0) }.max()!
    let bests = zip(sizes, exact).map { String(format: "%d: %.3f", $0, $1) }
    return FigureOutcome(
      obtained: String(
        format: "likelihoods of PCA %@ nats; bounds within %.4f", bests.joined(separator: ", "),
        worst),
      verdict: worst < 0.02 ? .pass : .miss, seeds: seeds, files: files)
  }

  /// 1,000 rows with four directions of different deviation, and noise.
  private static func data(seed: UInt64) -> Matrix<Double> {
    var random = RandomStream(seed: seed)
    let mixing = Matrix<Double>(rows: 8, columns: 4) { _, _ in random.normal() }
    let directions = try! SingularValues(mixing).u
    let deviations: [Double] = [4, 3, 2, 1.5]
    var data = Matrix<Double>(rows: 1000, columns: 8)
    for i in 0..<data.rows {
      let z = deviations.map { $0 * random.normal() }
      for j in 0..<8 {
        let mean = (0..<4).reduce(0.0) { $0 + directions[j, $1] * z[$1] }
        data[i, j] = mean + 0.5 * random.normal()
      }
    }
    return data
  }

  /// The bound at the end, and on the way.
  private struct Training: Sendable {
    var curve: [Double] = []
    var bound = 0.0
  }

  private static func train(_ data: Matrix<Double>, latent: Int, seed: UInt64) -> Training {
    var random = RandomStream(seed: seed)
    var trainer = LikelihoodTrainer(
      VAE<Double>(VAE.Architecture(features: 8, latent: latent, hidden: []), using: &random),
      batchSize: 256, learningRate: 0.02, using: &random)
    var training = Training()
    for step in 1...steps {
      trainer.optimizer.learningRate = 0.02 * (1 - Double(step - 1) / Double(steps))
      trainer.step(on: data)
      if step % period == 0 {
        training.curve.append(
          trainer.model.meanLogProbability(of: data, passes: 20, using: &random))
      }
    }
    training.bound = trainer.model.meanLogProbability(of: data, passes: 400, using: &random)
    return training
  }
}
