internal import Environments
internal import Foundation
internal import LinearAlgebra
internal import ReinforcementLearning
internal import ValueFunctions

/// Policy iteration, value iteration and the linear solve on gridworlds.
enum DynamicProgrammingFigure {
  /// A gridworld, and what its actions stand for.
  struct World: Sendable {
    var name: String
    var process: TabularMDP
    var grid: Grid
    var moves: [Grid.Move]

    init(_ name: String, _ task: some FiniteTask, grid: Grid, moves: [Grid.Move], discount: Double)
      throws
    {
      let table = try TabularMDP(task.transitionTable())
      let terminal = Set((0..<table.stateCount).filter { table.terminal[$0] })
      process = try TabularMDP(
        transitions: table.transitions, rewards: table.rewards,
        initialDistribution: table.initialDistribution, discount: discount,
        terminalStates: terminal)
      (self.name, self.grid, self.moves) = (name, grid, moves)
    }
  }

  static let figure = CourseFigure(
    id: "dp", chapter: 6, tier: .a,
    title: "Dynamic programming on gridworlds: values, policies, convergence",
    setting:
      "windy 5×5 grid γ .9, Dyna maze γ .95, FrozenLake 8×8 γ .99; agreement also on 100 random processes (30 states, 4 actions, γ .95)",
    stated: "policy iteration, value iteration and the linear solve agree to 1e-10"
  ) { context in
    let worlds = try [
      World(
        "Windy grid", Gridworld.windy, grid: Gridworld.windy.grid, moves: Gridworld.windy.moves,
        discount: 0.9),
      World(
        "Dyna maze", Gridworld.dynaMaze, grid: Gridworld.dynaMaze.grid,
        moves: Gridworld.dynaMaze.moves, discount: 0.95),
      World(
        "FrozenLake 8×8", FrozenLake(map: .large), grid: FrozenLake(map: .large).grid,
        moves: FrozenLake.moves, discount: 0.99),
    ]
    let random = try concurrentMap(100, jobs: context.jobs) { seed in
      context.progress(Double(seed) / 100, "random process \(seed)")
      return try disagreement(
        on: TabularMDP(RandomProcess(seed: UInt64(seed)).transitionTable()))
    }
    let largest = try worlds.map { try disagreement(on: $0.process) }.max()!
    let lake = worlds[2]
    var policies = PolicyIteration(lake.process)
    try policies.solve()
    let counts = orders.map { order in
      var iteration = ValueIteration(lake.process, order: order.order)
      iteration.solve(tolerance: 1e-10)
      return iteration.iteration
    }
    let panels = try worlds.map(map) + [convergence(lake.process)]
    let files = try Figure(title: "Dynamic programming on gridworlds", panels: panels, columns: 2)
      .render("dp", into: context.folder)
    let worst = max(largest, random.max()!)
    return FigureOutcome(
      obtained: String(
        format:
          "largest difference %.1e; passes to 1e-10 on FrozenLake 8×8: policy iteration %d, value iteration %d, Gauss–Seidel %d, asynchronous %d, prioritised %d",
        worst, policies.iteration, counts[0], counts[1], counts[2], counts[3]),
      verdict: worst < 1e-10 ? .pass : .miss, seeds: 1, files: files)
  }

  static let orders: [(name: String, order: ValueIteration.Order)] = [
    ("value iteration", .synchronous), ("Gauss–Seidel", .gaussSeidel),
    ("asynchronous", .asynchronous(seed: 1)), ("prioritised", .prioritized),
  ]

  /// The largest difference between the values of policy iteration, of the two value iterations and of the linear solve
  /// for the policy that value iteration finds.
  static func disagreement(on process: TabularMDP) throws -> Double {
    var exact = PolicyIteration(process)
    try exact.solve()
    var iterative = PolicyIteration(process, evaluation: .iterative())
    try iterative.solve()
    var values = ValueIteration(process)
    values.solve(tolerance: 1e-11)
    let solved = try process.stateValues(of: values.policy)
    return [iterative.values, values.values, solved].map { other in
      (0..<process.stateCount).reduce(0) { max($0, abs(other[$1] - exact.values[$1])) }
    }.max()!
  }

  /// V* as colours, and the greedy actions as arrows.
  private static func map(_ world: World) throws -> Figure.Panel {
    var iteration = ValueIteration(world.process)
    iteration.solve(tolerance: 1e-11)
    let grid = world.grid
    let policy = iteration.policy
    var (x, y, dx, dy): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for s in 0..<grid.stateCount {
      let cell = grid.cell(of: s)
      let row = (0..<world.moves.count).map { policy[s, $0] }
      let isIndifferent = row.allSatisfy { $0 == row[0] }
      if world.process.terminal[s] || isIndifferent { continue }
      for (a, move) in world.moves.enumerated() where row[a] > 0 {
        let offset = direction(move)
        x.append(Double(cell.column) + 0.5)
        y.append(Double(cell.row) + 0.5)
        dx.append(0.4 * offset.x)
        dy.append(0.4 * offset.y)
      }
    }
    return Figure.Panel(
      world.name, of: Array(iteration.values), named: "V*", on: grid,
      with: [.arrows(.init(x: x, y: y, dx: dx, dy: dy))])
  }

  private static func direction(_ move: Grid.Move) -> (x: Double, y: Double) {
    switch move {
    case .up: (0, -1)
    case .right: (1, 0)
    case .down: (0, 1)
    case .left: (-1, 0)
    case .stay: (0, 0)
    }
  }

  /// How far the values are from V* after each pass.
  private static func convergence(_ process: TabularMDP) throws -> Figure.Panel {
    var best = PolicyIteration(process)
    try best.solve()
    func error(_ values: Vector<Double>) -> Double {
      (0..<process.stateCount).reduce(1e-16) { max($0, abs(values[$1] - best.values[$1])) }
    }
    let passes = 400
    var series = orders.map { order in
      var iteration = ValueIteration(process, order: order.order)
      let errors = (0..<passes).map { _ in
        iteration.iterate()
        return error(iteration.values)
      }
      return Figure.Series(order.name, x: (1...passes).map(Double.init), mean: errors)
    }
    var policies = PolicyIteration(process)
    var errors: [Double] = []
    while !policies.isStable {
      try policies.iterate()
      errors.append(error(policies.values))
    }
    series.append(
      Figure.Series(
        "policy iteration", x: errors.indices.map { Double($0 + 1) }, mean: errors, style: .points))
    return Figure.Panel(
      title: "Convergence on FrozenLake 8×8", x: .init("passes", isLogarithmic: true),
      y: .init("largest error of V", isLogarithmic: true, range: 1e-16...1),
      marks: series.map(Figure.Mark.series))
  }
}
