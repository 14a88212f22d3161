import Environments
import Foundation
import LinearAlgebra
import Testing

/// The course's environments, by numbers worked out by hand.
struct CourseTests {
  @Test func theyFollowTheRules() {
    #expect(checkEnvironment(TimeLimit(Obstacles(), steps: 100)) == [])
    #expect(checkEnvironment(TimeLimit(PointMass(), steps: 20)) == [])
    for layout in [MazeLayout.easy, .medium, .hard] {
      #expect(checkEnvironment(TimeLimit(PointMassMaze(layout), steps: 50)) == [])
    }
    #expect(checkEnvironment(TimeLimit(MetaPointMass(), steps: 20)) == [])
    #expect(
      checkEnvironment(TimeLimit(MetaPointMass(squares: .init(side: 1, isEven: true)), steps: 20))
        == [])
    #expect(checkEnvironment(TimeLimit(MultiGoal(), steps: 30)) == [])
    #expect(checkEnvironment(TimeLimit(Navigation2D(), steps: 100)) == [])
    #expect(checkEnvironment(TimeLimit(BitFlip(bits: 3), steps: 3)) == [])
    #expect(checkEnvironment(TimeLimit(BitFlip(bits: 64, endsAtGoal: false), steps: 64)) == [])
    #expect(checkEnvironment(TimeLimit(GoalPointMass(threshold: 0.5), steps: 50)) == [])
    #expect(
      checkEnvironment(TimeLimit(GoalPointMass(threshold: 0.5, endsAtGoal: true), steps: 50)) == [])
    #expect(checkEnvironment(TimeLimit(GripGrid(), steps: 50)) == [])
    #expect(checkEnvironment(TimeLimit(GripGrid(size: 2), steps: 50)) == [])
  }

  @Test(arguments: EnvironmentCatalogue.all)
  func everyEnvironmentHasAPicture(_ specification: EnvironmentSpecification) {
    let batch = specification.makeBatch(2, 1, 1)
    #expect((batch.picture(of: 1)?.shapes.count ?? 0) >= 2, "\(specification.name)")
  }

  private func step<E: Environment>(_ environment: inout E, _ action: E.Action) -> Step {
    var stream = RandomStream(seed: 1)
    return environment.step(action, using: &stream)
  }

  // MARK: Obstacles

  @Test func obstaclesMoveByATenth() {
    var environment = Obstacles(position: .init(-0.5, 0.75))
    // Clipped to (−1, 1), divided by 10.
    let result = step(&environment, [-3, 1])
    #expect(environment.position == Point2D(-0.6, 0.85))
    // (0.7 + 0.6, −0.8 − 0.85) has the length √(1.69 + 2.7225).
    #expect(abs(result.reward + 4.4125.squareRoot()) < 1e-12)
    #expect(result.status == .running)
    #expect(observation(of: environment) == [-0.6, 0.85, 0.7, -0.8])
  }

  @Test func obstaclesCannotBeEntered() {
    // Into the first rectangle, [−0.4, 0] × [0.5, 0.8], from its left.
    var environment = Obstacles(position: .init(-0.45, 0.6))
    let result = step(&environment, [1, 0])
    #expect(environment.position == Point2D(-0.45, 0.6))
    #expect(abs(result.reward + (1.15 * 1.15 + 1.4 * 1.4).squareRoot()) < 1e-12)
    // Its edge can be stood on, the border of the square cannot.
    #expect(Obstacles.isFree(.init(-0.4, 0.6)) && !Obstacles.isFree(.init(-0.39, 0.6)))
    #expect(Obstacles.isFree(.init(-0.2, 0.8)) && !Obstacles.isFree(.init(-0.2, 0.51)))
    #expect(!Obstacles.isFree(.init(0.99, 0)) && !Obstacles.isFree(.init(0, -0.99)))
    #expect(
      Obstacles.rectangles.map(\.low.y).map { ($0 * 100).rounded() } == [50, -30, -50, -20, -85])
  }

  @Test func obstaclesEndNearTheGoal() {
    var environment = Obstacles(position: .init(0.55, -0.8))
    let result = step(&environment, [1, 0])
    #expect(result.status == .terminated && abs(result.reward + 0.05) < 1e-12)
    environment.position = Point2D(0.45, -0.9)
    #expect(step(&environment, [1, 1]).status == .running)
    environment.position = Point2D(0.5, 0.5)
    #expect(step(&environment, [.nan, 0]).reward.isNaN)
  }

  @Test func obstaclesStartAtTheTop() {
    var stream = RandomStream(seed: 4)
    var environment = Obstacles()
    var (left, right, low) = (1.0, -1.0, 1.0)
    for _ in 0..<2_000 {
      environment.reset(using: &stream)
      let p = environment.position
      #expect(Obstacles.isFree(p) && p.x >= -0.99 && p.x < 0.59 && p.y >= 0.26 && p.y < 0.99)
      (left, right, low) = (min(left, p.x), max(right, p.x), min(low, p.y))
    }
    #expect(left < -0.98 && right > 0.58 && low < 0.27)
  }

  // MARK: PointMass and mazes

  @Test func pointMassIsRewardedInItsCorner() {
    var environment = PointMass()
    #expect(step(&environment, [3, -4]) == Step(reward: -0.25, status: .running))
    #expect(environment.position == Point2D(5, 0))
    #expect(observation(of: environment) == [0.25, 0])
    environment.position = Point2D(17.5, 18.5)
    #expect(step(&environment, [1, 0]) == Step(reward: 9.99, status: .running))
    environment.position = Point2D(17, 19)
    // Exactly 18 is not beyond it.
    #expect(step(&environment, [1, 0]) == Step(reward: -0.01, status: .running))
    environment.position = Point2D(19, 19)
    #expect(step(&environment, [30, 0]).reward == 1)
    #expect(environment.position == Point2D(20, 19))
  }

  @Test func mazesAreDrawnRight() {
    #expect(MazeLayout.easy.height == 10 && MazeLayout.easy.width == 10)
    #expect(MazeLayout.medium.height == 6 && MazeLayout.hard.height == 22)
    #expect(MazeLayout.easy.start == Point2D(1, 1) && MazeLayout.easy.goal == Point2D(9, 9))
    #expect(MazeLayout.medium.goal == Point2D(1.5, 5.5))
    #expect(MazeLayout.hard.start == Point2D(2, 2) && MazeLayout.hard.goal == Point2D(20, 20))
    // Row 1 of easy is walls but for its last cell; rows are the first coordinate.
    #expect(MazeLayout.easy.isBlocked(.init(2.1, 1)) && !MazeLayout.easy.isBlocked(.init(1.9, 1)))
    #expect(!MazeLayout.easy.isBlocked(.init(2.1, 8.1)))
    // The map's far edge belongs to it.
    #expect(!MazeLayout.easy.isBlocked(.init(10, 10)) && MazeLayout.easy.isBlocked(.init(10.01, 9)))
    #expect(MazeLayout.easy.isBlocked(.init(-0.01, 1)))
  }

  /// A free way from the start to the goal, cell by cell.
  @Test(arguments: [MazeLayout.easy, .medium, .hard])
  func mazesCanBeSolved(_ maze: MazeLayout) {
    func cell(_ point: Point2D) -> Int {
      min(Int(point.x / maze.scale), maze.rows - 1) * maze.columns
        + min(Int(point.y / maze.scale), maze.columns - 1)
    }
    var reached: Set = [cell(maze.start)]
    var front = Array(reached)
    while let next = front.popLast() {
      let (i, j) = (next / maze.columns, next % maze.columns)
      for (a, b) in [(i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)]
      where a >= 0 && a < maze.rows && b >= 0 && b < maze.columns && !maze.isWall(a, b) {
        if reached.insert(a * maze.columns + b).inserted { front.append(a * maze.columns + b) }
      }
    }
    #expect(reached.contains(cell(maze.goal)))
  }

  /// The move is N(action, 0.5²) in each component, where no wall is in the way.
  @Test(arguments: [(0, 0.0, 0.0), (1, 0, -1), (2, 0, 1), (3, -1, 0), (4, 1, 0)])
  func mazeMovesAreNoisy(_ action: Int, _ dx: Double, _ dy: Double) {
    let open = MazeLayout(
      Array(repeating: String(repeating: "0", count: 20), count: 20), scale: 1,
      start: .init(10, 10), goal: .init(19.5, 19.5))
    var environment = PointMassMaze(open)
    var stream = RandomStream(seed: 9)
    let n = 4_000.0
    var (x, y, xx, yy) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<Int(n) {
      environment.reset(using: &stream)
      #expect(environment.step(action, using: &stream) == Step(reward: -1, status: .running))
      let (a, b) = (environment.position.x - 10 - dx, environment.position.y - 10 - dy)
      (x, y, xx, yy) = (x + a, y + b, xx + a * a, yy + b * b)
    }
    #expect(abs(x / n) < 4 * 0.5 / n.squareRoot() && abs(y / n) < 4 * 0.5 / n.squareRoot())
    // The variance of a mean of squares is 2σ⁴/n.
    let error = 4 * 0.25 * (2 / n).squareRoot()
    #expect(abs(xx / n - 0.25) < error && abs(yy / n - 0.25) < error)
  }

  @Test func mazeWallsStopOneCoordinate() {
    var stream = RandomStream(seed: 2)
    var environment = PointMassMaze(.easy)
    // Into the wall of row 1: the first coordinate stays below 2 whatever is drawn.
    for t in 0..<200 {
      if t % 5 == 0 { environment.reset(using: &stream) }
      _ = environment.step(4, using: &stream)
      #expect(environment.position.x < 2)
    }
    environment.position = Point2D(8.5, 8.5)
    #expect(environment.step(0, using: &stream) == Step(reward: 0, status: .terminated))
  }

  @Test func theMazesTimeOutIsATruncationUnlessOneInsists() {
    var stream = RandomStream(seed: 2)
    var ours = TimeLimit(PointMassMaze(.easy), steps: 2)
    var course = TimeLimit(PointMassMaze(.easy), steps: 2, countsTimeOutAsTerminal: true)
    for status in [Status.running, .truncated] {
      #expect(ours.step(0, using: &stream).status == status)
    }
    for status in [Status.running, .terminated] {
      #expect(course.step(0, using: &stream).status == status)
    }
  }

  // MARK: Tasks

  @Test func metaPointMassJudgesTheStateBefore() {
    var environment = MetaPointMass(goal: .init(3, 4))
    var stream = RandomStream(seed: 0)
    environment.reset(using: &stream)
    #expect(environment.task == Point2D(3, 4))
    #expect(step(&environment, [3, 4]) == Step(reward: -5, status: .running))
    #expect(step(&environment, [1, 0]) == Step(reward: 0, status: .terminated))
    #expect(environment.position == Point2D(4, 4))
    environment.fixedTask = nil
    environment.reset(using: &stream)
    let first = environment.task
    environment.reset(using: &stream)
    #expect(environment.task != first && environment.position == Point2D(0, 0))
  }

  @Test func metaGoalsOfTrainingAndTestingAreApart() {
    var stream = RandomStream(seed: 3)
    for isEven in [true, false] {
      var environment = MetaPointMass(squares: .init(side: 2, isEven: isEven))
      for _ in 0..<500 {
        environment.reset(using: &stream)
        let fields =
          (environment.task.x / 2).rounded(.down) + (environment.task.y / 2).rounded(.down)
        #expect((Int(fields) % 2 == 0) == isEven)
      }
    }
  }

  @Test func navigationChoosesItsReward() {
    var environment = Navigation2D(goal: .init(0.3, 0.4))
    var other = Navigation2D(reward: .distance, goal: .init(0.3, 0.4))
    // Clipped to 0.1: at (0.1, −0.1), the goal is (0.2, 0.5) away.
    #expect(abs(step(&environment, [5, -5]).reward + 0.29) < 1e-12)
    #expect(abs(step(&other, [5, -5]).reward + 0.29.squareRoot()) < 1e-12)
    environment.position = Point2D(0.3, 0.395)
    #expect(step(&environment, [0, 0]).status == .terminated)
    environment.position = Point2D(0.3, 0.389)
    #expect(step(&environment, [0, 0]).status == .running)
  }

  @Test func multiGoalPaysForEffortAndDistance() {
    var environment = MultiGoal()
    // (0.5, 0): effort 30 · 0.25, the nearest goal 4.5 away.
    #expect(step(&environment, [0.5, 0]) == Step(reward: -7.5 - 20.25, status: .running))
    environment.position = Point2D(0, -3.5)
    // Clipped to −1: at (0, −4.5), half a unit from (0, −5).
    #expect(step(&environment, [0, -9]) == Step(reward: 10 - 30 - 0.25, status: .terminated))
    environment.position = Point2D(0, -3)
    #expect(step(&environment, [0, -1]).status == .running)
    environment.position = Point2D(6.5, 6.5)
    _ = step(&environment, [1, 1])
    #expect(environment.position == Point2D(7, 7))
  }

  // MARK: Goals

  @Test func bitFlipIsSolvedByTheRightFlips() {
    var environment = BitFlip(bits: 3)
    environment.state = 0b101
    environment.goal = 0b011
    #expect(observation(of: environment) == [1, 0, 1, 1, 1, 0])
    #expect(step(&environment, 1) == Step(reward: -1, status: .running))
    #expect(step(&environment, 2) == Step(reward: 0, status: .terminated))
    #expect(environment.observationSpace.achievedGoal == 0..<3)
    #expect(environment.observationSpace.desiredGoal == 3..<6)
    var patient = BitFlip(bits: 1, endsAtGoal: false)
    patient.goal = 1
    #expect(step(&patient, 0) == Step(reward: 0, status: .running))
  }

  /// Relabelled with what was achieved at its end, a failed episode succeeds at its last step.
  @Test func hindsightRelabelling() throws {
    for (name, endsAtGoal) in [("BitFlip-v0", true), ("GoalPointMass-v0", false)] {
      var batch = try EnvironmentCatalogue.named(name).makeBatch(4, 5, 1)
      #expect(batch.hasGoals)
      let space = batch.observationSpace
      let (reached, wanted) = try (#require(space.achievedGoal), #require(space.desiredGoal))
      var actions = Matrix<Scalar>(rows: 4, columns: batch.actionSpace.width)
      batch.sampleActions(into: &actions)
      batch.step(actions)
      func goals(_ range: Range<Int>) -> Matrix<Scalar> {
        Matrix(rows: 4, columns: range.count) { batch.observations[$0, range.lowerBound + $1] }
      }
      var rewards = Vector<Scalar>(count: 4)
      var ends = [Bool](repeating: false, count: 4)
      // The goals that were wanted give the rewards that were got.
      batch.judge(
        achieved: goals(reached), desired: goals(wanted), rewards: &rewards, terminations: &ends)
      #expect(rewards == batch.rewards && !ends.contains(true))
      #expect(Array(rewards).allSatisfy { $0 == -1 })
      batch.judge(
        achieved: goals(reached), desired: goals(reached), rewards: &rewards, terminations: &ends)
      #expect(rewards == [0, 0, 0, 0] && ends.allSatisfy { $0 == endsAtGoal })
    }
    #expect(try !EnvironmentCatalogue.named("CartPole-v1").makeBatch(1, 1, 1).hasGoals)
  }

  @Test func goalPointMassSaysOnlyWhetherItIsThere() {
    var environment = GoalPointMass(threshold: 0.1)
    environment.goal = Point2D(0.3, 0)
    #expect(step(&environment, [5, 0]) == Step(reward: -1, status: .running))
    #expect(environment.position == Point2D(0.1, 0))
    #expect(step(&environment, [1, 0.1]) == Step(reward: -1, status: .running))
    #expect(step(&environment, [0.5, 0]) == Step(reward: 0, status: .running))
    #expect(step(&environment, [.nan, 0]).reward.isNaN)
  }

  // MARK: GripGrid

  @Test func gripGridCarriesAThing() {
    var environment = GripGrid(size: 3)
    environment.hand = .init(0, 0)
    environment.thing = .init(1, 0)
    environment.place = .init(1, 2)
    var mask = [Bool](repeating: false, count: 7)
    func allowed() -> [Bool] {
      var span = mask.mutableSpan
      environment.writeActionMask(into: &span)
      return mask
    }
    // In the corner neither left nor down; nothing to close the hand on.
    #expect(allowed() == [true, false, true, false, true, true, false])
    #expect(step(&environment, [1, 1]) == Step(reward: -0.02, status: .running))
    #expect(environment.hand == .init(0, 0) && !environment.isHolding)
    _ = step(&environment, [2, 0])
    #expect(allowed() == [true, true, true, false, true, true, true])
    _ = step(&environment, [4, 1])
    #expect(environment.thing == .init(1, 1) && environment.isHolding)
    #expect(observation(of: environment) == [0.5, 0.5, 0.5, 0.5, 0.5, 1, 1])
    // On its place, but still held.
    #expect(step(&environment, [4, 1]) == Step(reward: -0.02, status: .running))
    #expect(step(&environment, [0, 0]) == Step(reward: 1, status: .terminated))
  }

  @Test func gripGridStartsOnThreeCells() {
    var stream = RandomStream(seed: 8)
    var environment = GripGrid(size: 2)
    var seen: Set<[Int]> = []
    for _ in 0..<2_000 {
      environment.reset(using: &stream)
      let cells = [environment.hand, environment.thing, environment.place].map { 2 * $0.y + $0.x }
      #expect(Set(cells).count == 3)
      seen.insert(cells)
    }
    #expect(seen.count == 24)
  }
}
