internal import ControlAsInference
internal import DeepQLearning
internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import NeuralNetworks
internal import ReinforcementLearning

/// Soft Q-learning on the multigoal plane: ways of its policy from the middle over the soft values, beside DDPG's.
enum SoftQMultigoal {
  static let steps = 30_000
  static let episodes = 40

  static let figure = CourseFigure(
    id: "soft-q-multigoal", chapter: 13, tier: .b, title: "Four goals that are equally good",
    setting:
      "continuous soft Q-learning, α 10, 2×128, M 16, K 16, Adam 1e-3, γ .99, 30k steps; DDPG 2×128; 40 episodes of 30 steps each",
    stated: "soft Q-learning reaches all four goals; DDPG commits to one"
  ) { context in
    context.progress(0, "soft Q-learning")
    let environment = EnvironmentSpecification(
      name: "MultiGoal", summary: "", environment: MultiGoal(), stepLimit: 30)
    var configuration = ContinuousSoftQLearning.Configuration()
    configuration.temperature = 10
    configuration.learningRate = .constant(1e-3)
    var soft = try ContinuousSoftQLearning(environment: environment, configuration: configuration)
    while soft.environmentSteps < steps {
      _ = try soft.iterate()
      context.progress(0.8 * Double(soft.environmentSteps) / Double(steps), "soft Q-learning")
    }
    var other = DDPG.Configuration()
    other.hiddenWidths = [128, 128]
    other.batchSize = 64
    other.warmUpSteps = 1000
    var ddpg = try DDPG(environment: environment, configuration: other)
    while ddpg.environmentSteps < steps { _ = try ddpg.iterate() }
    let softWays = ways(soft.policy, isStochastic: true)
    let ddpgWays = ways(ddpg.policy, isStochastic: false)
    let map = landscape(soft.critic.critic(0), temperature: configuration.temperature)
    let files = try Figure(
      title: "Four goals that are equally good",
      panels: [
        panel("soft Q-learning, max Q at each place", map, softWays),
        panel("DDPG", map, ddpgWays),
      ]
    ).render("soft-q-multigoal", into: context.folder)
    let (softGoals, ddpgGoals) = (goals(softWays), goals(ddpgWays))
    return FigureOutcome(
      obtained: "goals reached by 40 episodes: soft Q-learning \(softGoals), DDPG \(ddpgGoals)",
      verdict: softGoals.allSatisfy { $0 > 0 } && ddpgGoals.filter { $0 > 0 }.count <= 1
        ? .pass : .miss, seeds: 1, files: files)
  }

  /// The ways of whole episodes.
  private static func ways(_ policy: any Policy, isStochastic: Bool) -> [[Point2D]] {
    var random = RandomStream(seed: 11)
    var actor = policy.makeActor(copies: 1, isMasked: false)
    var observations = Matrix<Scalar>(rows: 1, columns: 2)
    var actions = Matrix<Scalar>(rows: 1, columns: 2)
    var streams = random.split(1)
    return (0..<episodes).map { _ in
      var plane = MultiGoal()
      plane.reset(using: &random)
      var way = [plane.position]
      var status = Status.running
      while status == .running && way.count <= 30 {
        observations[0, 0] = Scalar(plane.position.x)
        observations[0, 1] = Scalar(plane.position.y)
        actor.act(
          observations, allowed: nil, isStochastic: isStochastic, into: &actions, using: &streams)
        status = plane.step([Double(actions[0, 0]), Double(actions[0, 1])], using: &random).status
        way.append(plane.position)
      }
      return way
    }
  }

  /// How many ways end at each goal.
  private static func goals(_ ways: [[Point2D]]) -> [Int] {
    MultiGoal.goals.map { goal in
      ways.count { ($0.last?.squaredDistance(to: goal) ?? .infinity) < 1 }
    }
  }

  /// The largest Q(s, a) over a grid of actions, on a grid of places.
  private static func landscape(_ critic: Critic, temperature: Double) -> Matrix<Double> {
    let (size, directions) = (28, 9)
    var inputs = Matrix<Scalar>(rows: size * size * directions * directions, columns: 4)
    func place(_ i: Int) -> Scalar { -7 + 14 * (Scalar(i) + 0.5) / Scalar(size) }
    func move(_ i: Int) -> Scalar { -1 + 2 * Scalar(i) / Scalar(directions - 1) }
    let count = directions * directions
    for cell in 0..<size * size {
      for k in 0..<count {
        inputs[cell * count + k, 0] = place(cell % size)
        inputs[cell * count + k, 1] = place(cell / size)
        inputs[cell * count + k, 2] = move(k % directions)
        inputs[cell * count + k, 3] = move(k / directions)
      }
    }
    let tape = Tape<Scalar>()
    let values = critic.network(tape.input(inputs), tape.input(critic.parameters))
    return Matrix(rows: size, columns: size) { i, j in
      var largest = -Double.infinity
      for k in 0..<count {
        largest = max(largest, Double(values[(i * size + j) * count + k, 0]) * temperature)
      }
      return largest
    }
  }

  private static func panel(
    _ title: String, _ map: Matrix<Double>, _ ways: [[Point2D]]
  ) -> Figure.Panel {
    let paths = ways.map {
      Figure.Trajectories.Path(x: $0.map(\.x), y: $0.map(\.y))
    }
    return Figure.Panel(
      title: title, x: Figure.Axis("x", range: -7...7), y: Figure.Axis("y", range: -7...7),
      marks: [
        .heatMap(Figure.HeatMap(map, x: -7...7, y: -7...7, scale: Figure.Axis("soft Q"))),
        .trajectories(Figure.Trajectories("ways", paths)),
      ], hasEqualScales: true)
  }
}
