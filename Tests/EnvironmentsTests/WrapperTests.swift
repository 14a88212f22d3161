import Environments
import Foundation
import LinearAlgebra
import Testing

/// What the wrappers do, by numbers worked out by hand, on an environment that counts.
struct WrapperTests {
  /// Counts; observes the count and ten times it. The reward is the action, and the end comes at `length`.
  struct Counter: Environment, Equatable, Codable {
    var length = 5
    var time = 0
    var observationSpace: ObservationSpace {
      ObservationSpace(shape: [2], low: [0, 0], high: [100, 1_000])
    }
    var actionSpace: ActionSpace { .continuous(low: [0, -2], high: [10, 2]) }
    mutating func reset(using stream: inout RandomStream) { time = 0 }
    mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream) -> Step {
      time += 1
      return Step(
        reward: action[0] + 100 * action[1], status: time >= length ? .terminated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = Scalar(time)
      row[1] = Scalar(10 * time)
    }
    func picture() -> Picture? { Picture(low: .init(0, 0), high: .init(1, Double(time + 1))) }
  }

  /// Whatever it wraps, a wrapper follows the rules, and keeps the picture and the masks.
  @Test func theyFollowTheRules() {
    let grid = TimeLimit(GripGrid(), steps: 30)
    #expect(checkEnvironment(FrameStack(grid, frames: 3)) == [])
    #expect(checkEnvironment(FrameStack(Image(), frames: 2)) == [])
    #expect(checkEnvironment(ActionRescaling(TimeLimit(Pendulum(), steps: 30))) == [])
    #expect(checkEnvironment(ActionClipping(TimeLimit(Pendulum(), steps: 30))) == [])
    #expect(checkEnvironment(ActionRepeat(TimeLimit(Pendulum(), steps: 30), times: 4)) == [])
    #expect(checkEnvironment(StickyActions(CartPole())) == [])
    #expect(checkEnvironment(StickyActions(TimeLimit(Pendulum(), steps: 30))) == [])
    #expect(checkEnvironment(ObservationNoise(grid, deviation: 0.5)) == [])
    #expect(checkEnvironment(NoisyActions(TimeLimit(Pendulum(), steps: 30), deviation: 0.5)) == [])
    #expect(checkEnvironment(FeatureSelection(grid, dropping: [6])) == [])
    #expect(checkEnvironment(ContextObservation(grid, context: [1, -2])) == [])
    #expect(checkEnvironment(TaskObservation(MetaPointMass())) == [])
    #expect(checkEnvironment(TimeObservation(grid, horizon: 30)) == [])
    #expect(checkEnvironment(RewardScaling(grid, by: 0.1)) == [])
    #expect(checkEnvironment(SparseGoalReward(TimeLimit(Counter(), steps: 4))) == [])
    #expect(checkEnvironment(BonusReward(grid, bonus: PlaceBonus())) == [])
    #expect(checkEnvironment(EpisodeRecorder(grid)) == [])
    #expect(checkEnvironment(FiniteGuard(grid)) == [])
    #expect(checkEnvironment(VariableCartPole()) == [])
    #expect(checkEnvironment(TimeLimit(VariablePendulum(), steps: 30)) == [])
    let scalings: [DomainRandomization<VariableCartPole>.Scaling] = [
      .init("halfLength", 0.5, 2), .init("force", 0.8, 1.2),
    ]
    #expect(checkEnvironment(DomainRandomization(VariableCartPole(), scaling: scalings)) == [])
    // One on another.
    #expect(
      checkEnvironment(
        FrameStack(
          TimeObservation(
            ObservationNoise(StickyActions(ActionRescaling(Pendulum())), deviation: 0.1),
            horizon: 20), frames: 4)) == [])
  }

  @Test func masksAndPicturesPassThrough() {
    var environment = TimeObservation(
      ObservationNoise(FeatureSelection(GripGrid(), keeping: [0]), deviation: 1), horizon: 9)
    var stream = RandomStream(seed: 1)
    environment.reset(using: &stream)
    #expect(type(of: environment).masksActions)
    func mask<E: Environment>(_ environment: E) -> [Bool] {
      var mask = [Bool](repeating: false, count: 7)
      var span = mask.mutableSpan
      environment.writeActionMask(into: &span)
      return mask
    }
    #expect(mask(environment) == mask(environment.base.base.base))
    #expect(environment.picture() != nil)
    #expect(environment.picture() == environment.base.base.base.picture())
  }

  private func reset<E: Environment>(_ environment: inout E) {
    var stream = RandomStream(seed: 1)
    environment.reset(using: &stream)
  }

  private func step<E: Environment>(
    _ environment: inout E, _ action: E.Action = [0, 0] as InlineArray<2, Double>
  ) -> Step where E.Action == InlineArray<2, Double> {
    var stream = RandomStream(seed: 1)
    return environment.step(action, using: &stream)
  }

  @Test func framesAreJoinedOldestFirst() {
    var environment = FrameStack(Counter(), frames: 3)
    reset(&environment)
    #expect(environment.observationSpace.shape == [6])
    #expect(environment.observationSpace.high == [100, 1_000, 100, 1_000, 100, 1_000])
    #expect(observation(of: environment) == [0, 0, 0, 0, 0, 0])
    for _ in 0..<4 { _ = step(&environment) }
    #expect(observation(of: environment) == [2, 20, 3, 30, 4, 40])
    reset(&environment)
    #expect(observation(of: environment) == [0, 0, 0, 0, 0, 0])
    _ = step(&environment)
    #expect(observation(of: environment) == [0, 0, 0, 0, 1, 10])
  }

  /// Two pixels of two channels that show the time and the place.
  struct Image: Environment, Equatable, Codable {
    var time = 0
    var observationSpace: ObservationSpace {
      ObservationSpace(shape: [1, 2, 2], storage: .byte, low: 0, high: 255)
    }
    var actionSpace: ActionSpace { .discrete(2) }
    mutating func reset(using stream: inout RandomStream) { time = 0 }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      time += 1
      return Step(reward: 0, status: time == 20 ? .terminated : .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      for i in 0..<4 { row[i] = Scalar(10 * time + i) }
    }
  }

  @Test func imagesAreJoinedByChannels() {
    var environment = FrameStack(Image(), frames: 2)
    var stream = RandomStream(seed: 1)
    environment.reset(using: &stream)
    _ = environment.step(0, using: &stream)
    #expect(environment.observationSpace.shape == [1, 2, 4])
    #expect(environment.observationSpace.storage == .byte)
    // Pixel by pixel: the two channels of before, then the two of now.
    #expect(observation(of: environment) == [0, 1, 10, 11, 2, 3, 12, 13])
  }

  @Test func actionsAreStretchedToTheBounds() {
    // [0, 10] and [−2, 2]: the reward is a₁ + 100 a₂.
    var environment = ActionRescaling(Counter())
    #expect(environment.actionSpace == .continuous(low: [-1, -1], high: [1, 1]))
    #expect(step(&environment, [-1, -1]).reward == -200)
    #expect(step(&environment, [1, 1]).reward == 210)
    #expect(step(&environment, [0, 0.5]).reward == 105)
    #expect(step(&environment, [2, 0]).reward == 15)
  }

  @Test func actionsAreClippedToTheBounds() {
    var environment = ActionClipping(Counter())
    #expect(environment.actionSpace == PointMass().actionSpace)
    #expect(step(&environment, [99, -99]).reward == -190)
    #expect(step(&environment, [-1, 0.5]).reward == 50)
    #expect(step(&environment, [.nan, 0]).reward.isNaN)
  }

  @Test func infiniteBoundsCannotBeRescaled() async {
    await #expect(processExitsWith: .failure) { _ = ActionRescaling(PointMass()) }
    await #expect(processExitsWith: .failure) { _ = ActionRepeat(GripGrid(), times: 2) }
    await #expect(processExitsWith: .failure) { _ = StickyActions(GripGrid()) }
    await #expect(processExitsWith: .failure) { _ = FrameStack(GoalPointMass(), frames: 2) }
    await #expect(processExitsWith: .failure) { _ = FeatureSelection(CartPole(), keeping: [4]) }
    await #expect(processExitsWith: .failure) {
      _ = DomainRandomization(VariableCartPole(), scaling: [.init("colour", 1, 2)])
    }
  }

  @Test func repeatedActionsAddUpUntilTheEnd() {
    var environment = ActionRepeat(Counter(length: 5), times: 3)
    reset(&environment)
    #expect(step(&environment, [1, 0]) == Step(reward: 3, status: .running))
    #expect(step(&environment, [1, 0]) == Step(reward: 2, status: .terminated))
    #expect(environment.base.time == 5)
  }

  @Test func stickyActionsStick() throws {
    var stream = RandomStream(seed: 6)
    var always = StickyActions(Counter(length: 99), probability: 1)
    always.reset(using: &stream)
    #expect(always.step([3, 0], using: &stream).reward == 3)
    #expect(always.step([4, 0], using: &stream).reward == 3)
    let data = try JSONEncoder().encode(always)
    var restored = try JSONDecoder().decode(StickyActions<Counter>.self, from: data)
    #expect(restored == always)
    #expect(restored.step([4, 0], using: &stream).reward == 3)
    always.reset(using: &stream)
    #expect(always.step([4, 0], using: &stream).reward == 4)
    // One in four sticks; what sticks is what was done last.
    var sometimes = StickyActions(Counter(length: 9_999), probability: 0.25)
    sometimes.reset(using: &stream)
    var (stuck, last) = (0, -1.0)
    for t in 0..<4_000 {
      let reward = sometimes.step([Double(t), 0], using: &stream).reward
      if reward == Double(t) { last = reward } else { stuck += 1 }
      #expect(reward == last)
    }
    #expect(abs(Double(stuck) - 1_000) < 4 * (4_000 * 0.25 * 0.75).squareRoot())
  }

  @Test func noiseHasItsDeviationAndBelongsToTheState() {
    var stream = RandomStream(seed: 2)
    var environment = ObservationNoise(Counter(length: 9_999), deviations: [2, 0])
    environment.reset(using: &stream)
    #expect(environment.observationSpace.high == [.infinity, 1_000])
    var (sum, squares) = (0.0, 0.0)
    let n = 4_000.0
    for t in 1...Int(n) {
      _ = environment.step([0, 0], using: &stream)
      let seen = observation(of: environment)
      #expect(seen == observation(of: environment) && seen[1] == Scalar(10 * t))
      let noise = Double(seen[0]) - Double(t)
      (sum, squares) = (sum + noise, squares + noise * noise)
    }
    #expect(abs(sum / n) < 4 * 2 / n.squareRoot())
    #expect(abs(squares / n - 4) < 4 * 4 * (2 / n).squareRoot())
  }

  /// The counter's reward is a₀ + 100 a₁, so that it tells what noise the action has.
  @Test func noiseOfActionsHasItsDeviation() {
    var stream = RandomStream(seed: 3)
    var environment = NoisyActions(Counter(length: 9_999), deviation: 0.5)
    environment.reset(using: &stream)
    let n = 4_000.0
    let rewards = (0..<Int(n)).map { _ in environment.step([7, 0], using: &stream).reward - 7 }
    let variance = 0.25 * (1 + 1e4)
    #expect(abs(rewards.reduce(0, +) / n) < 4 * (variance / n).squareRoot())
    let squares = rewards.reduce(0) { $0 + $1 * $1 }
    #expect(abs(squares / n - variance) < 4 * variance * (2 / n).squareRoot())
    environment = NoisyActions(Counter(), deviation: 0)
    #expect(environment.step([7, 1], using: &stream).reward == 107)
  }

  @Test func featuresArePickedInTheirOrder() {
    var environment = FeatureSelection(Counter(), keeping: [1, 0])
    _ = step(&environment)
    #expect(observation(of: environment) == [10, 1])
    #expect(environment.observationSpace.high == [1_000, 100])
    #expect(FeatureSelection(CartPole(), dropping: [1, 3]).features == [0, 2])
    let noVelocity = try? EnvironmentCatalogue.named("CartPole-v1-NoVelocity")
    #expect(noVelocity?.observationSpace.count == 2 && noVelocity?.stepLimit == 500)
    #expect(noVelocity?.observationSpace.high.allSatisfy { $0.isFinite } == true)
  }

  @Test func picturesShowTheRodWhereItIs() {
    func picture(_ angle: Double) -> [Scalar] {
      let pendulum = Pendulum(state: .init(angle: angle))
      return observation(of: PictureObservation(pendulum, height: 16, width: 8))
    }
    let (up, down, left) = (picture(0), picture(.pi), picture(.pi / 2))
    // Pixels are 0.15 high and 0.3 wide; the middles of row 4 and column 4 are at (0.15, 0.525).
    let beside = (255 * exp(-0.5 * 0.15 * 0.15 / (0.12 * 0.12))).rounded()
    #expect(up[4 * 8 + 4] == Scalar(beside) && up[4 * 8 + 3] == Scalar(beside))
    #expect(up[11 * 8 + 4] == 0 && down[11 * 8 + 4] == Scalar(beside) && down[4 * 8 + 4] == 0)
    // A positive angle leans to the left.
    #expect(left[8 * 8 + 1] > 100 && left[8 * 8 + 6] == 0)
    #expect((up + down + left).allSatisfy { $0 >= 0 && $0 <= 255 && $0.rounded() == $0 })
    let space = PictureObservation(Pendulum(), height: 16, width: 8).observationSpace
    #expect(space.shape == [16, 8, 1] && space.storage == .byte)
    let pictures = try? EnvironmentCatalogue.named("Pendulum-v1-Pictures")
    #expect(pictures?.observationSpace.shape == [16, 16, 2] && pictures?.stepLimit == 100)
  }

  @Test func contextTaskAndTimeAreAppended() {
    var context = ContextObservation(Counter(), context: [7, 8])
    _ = step(&context)
    #expect(observation(of: context) == [1, 10, 7, 8])
    context.context = [5, 6]
    #expect(observation(of: context) == [1, 10, 5, 6])
    #expect(context.observationSpace.count == 4 && context.observationSpace.high[1] == 1_000)
    var task = TaskObservation(MetaPointMass(goal: .init(3, 4)))
    reset(&task)
    _ = step(&task, [1, 2])
    #expect(observation(of: task) == [1, 2, 3, 4])
    var time = TimeObservation(Counter(), horizon: 4)
    reset(&time)
    #expect(observation(of: time) == [0, 0, 0])
    _ = step(&time)
    #expect(observation(of: time) == [1, 10, 0.25])
    for _ in 0..<9 { _ = step(&time) }
    #expect(observation(of: time)[2] == 1)
    reset(&time)
    #expect(observation(of: time)[2] == 0)
  }

  @Test func rewardsAreScaledOrKeptForTheGoal() {
    var scaled = RewardScaling(Counter(), by: -0.5)
    #expect(step(&scaled, [3, 0]) == Step(reward: -1.5, status: .running))
    var sparse = SparseGoalReward(Counter(length: 2))
    #expect(step(&sparse, [3, 0]) == Step(reward: 0, status: .running))
    #expect(step(&sparse, [3, 0]) == Step(reward: 1, status: .terminated))
    var kept = SparseGoalReward(Counter(length: 2), goalReward: nil)
    #expect(step(&kept, [3, 0]).reward == 0)
    #expect(step(&kept, [3, 0]).reward == 3)
    // A truncation is no goal.
    var limited = SparseGoalReward(TimeLimit(Counter(), steps: 1))
    #expect(step(&limited, [3, 0]) == Step(reward: 0, status: .truncated))
    #expect(step(&limited, [.nan, 0]).reward.isNaN)
  }

  /// 1/n for the n-th visit of what the first feature is, rounded.
  struct VisitBonus: RewardBonus, Codable, Equatable {
    var visits: [Int: Int] = [:]
    mutating func bonus(for observation: borrowing Span<Scalar>, step: Step) -> Double {
      let key = Int((8 * observation[0]).rounded())
      visits[key, default: 0] += 1
      return 1 / Double(visits[key]!)
    }
  }

  /// The first feature, which remembers nothing.
  struct PlaceBonus: RewardBonus, Codable, Equatable {
    mutating func bonus(for observation: borrowing Span<Scalar>, step: Step) -> Double {
      Double(observation[0])
    }
  }

  @Test func aBonusOutlivesTheEpisode() {
    var environment = BonusReward(Counter(length: 2), bonus: VisitBonus())
    for episode in 1...3 {
      reset(&environment)
      #expect(step(&environment, [5, 0]).reward == 5 + 1 / Double(episode))
      #expect(environment.plainReward == 5)
      #expect(step(&environment, [5, 0]).status == .terminated)
    }
    #expect(environment.bonus.visits == [8: 3, 16: 3])
  }

  // MARK: Physics

  @Test func variablePhysicsBeginsAsTheFixedOne() {
    var stream = RandomStream(seed: 5)
    for _ in 0..<50 {
      var cart = CartPole()
      cart.reset(using: &stream)
      var variable = VariableCartPole(cart)
      var status = Status.running
      while status == .running {
        let action = stream.integer(below: 2)
        let (a, b) = (cart.step(action, using: &stream), variable.step(action, using: &stream))
        #expect(a == b)
        status = a.status
        #expect(abs(cart.state.angle - variable.base.state.angle) < 1e-12)
        #expect(abs(cart.state.velocity - variable.base.state.velocity) < 1e-12)
      }
      var pendulum = Pendulum()
      pendulum.reset(using: &stream)
      var other = VariablePendulum(pendulum)
      for _ in 0..<100 {
        let torque = stream.uniform(-3, 3)
        let (a, b) = (
          pendulum.step([torque], using: &stream), other.step([torque], using: &stream)
        )
        #expect(abs(a.reward - b.reward) < 1e-9 && a.status == b.status)
        #expect(abs(pendulum.state.angularVelocity - other.base.state.angularVelocity) < 1e-9)
      }
    }
  }

  /// Hanging down without gravity's help: what a torque does goes with 1/(m l²), gravity with 1/l.
  @Test func parametersHaveTheirEffect() {
    var stream = RandomStream(seed: 5)
    func speed(_ change: (inout VariablePendulum.Parameters) -> Void) -> Double {
      var parameters = VariablePendulum.Parameters()
      change(&parameters)
      var pendulum = VariablePendulum(
        Pendulum(state: .init(angle: .pi / 2)), parameters: parameters)
      _ = pendulum.step([1], using: &stream)
      return pendulum.base.state.angularVelocity
    }
    // (3 g / (2 l) + 3 u / (m l²)) · 0.05.
    #expect(abs(speed { _ in } - 0.9) < 1e-12)
    #expect(abs(speed { $0.gravity = 4 } - 0.45) < 1e-12)
    #expect(abs(speed { $0.mass = 2 } - 0.825) < 1e-12)
    #expect(abs(speed { $0.length = 2 } - (7.5 + 0.75) * 0.05) < 1e-12)
    #expect(abs(speed { $0.torqueGain = 0 } - 0.75) < 1e-12)
    // Upright and at rest, a push of F accelerates by F (1/M)(1 + …); the pole falls faster the shorter it is.
    func turn(_ change: (inout VariableCartPole.Parameters) -> Void) -> Double {
      var parameters = VariableCartPole.Parameters()
      change(&parameters)
      var cart = VariableCartPole(parameters: parameters)
      _ = cart.step(1, using: &stream)
      return cart.base.state.angularVelocity
    }
    // −(F/M) / (l (4/3 − m/M)) · 0.02.
    let expected = -(10 / 1.1) / (0.5 * (4.0 / 3 - 0.1 / 1.1)) * 0.02
    #expect(abs(turn { _ in } - expected) < 1e-12)
    #expect(abs(turn { $0.halfLength = 1 } - expected / 2) < 1e-12)
    #expect(abs(turn { $0.force = 5 } - expected / 2) < 1e-12)
    #expect(
      abs(turn { $0.cartMass = 3 } - -(10 / 3.1) / (0.5 * (4.0 / 3 - 0.1 / 3.1)) * 0.02) < 1e-12)
    #expect(abs(turn { $0.gravity = 1 } - expected) < 1e-12)
  }

  @Test func factorsAreDrawnForEachEpisode() {
    var stream = RandomStream(seed: 5)
    var environment = DomainRandomization(
      VariableCartPole(), scaling: [.init("halfLength", 0.5, 2), .init("gravity", 1, 1)])
    var lengths: [Double] = []
    for _ in 0..<1_000 {
      environment.reset(using: &stream)
      let parameters = environment.base.parameters
      lengths.append(parameters.halfLength)
      #expect(parameters.gravity == 9.8 && parameters.force == 10 && parameters.poleMass == 0.1)
    }
    #expect(lengths.min()! >= 0.25 && lengths.min()! < 0.26)
    #expect(lengths.max()! < 1 && lengths.max()! > 0.99)
    let mean = lengths.reduce(0, +) / 1_000
    #expect(abs(mean - 0.625) < 4 * 0.75 / (12.0 * 1_000).squareRoot())
  }

  // MARK: Records

  @Test func aRecordedEpisodeGoesAgain() throws {
    var stream = RandomStream(seed: 8)
    var recorder = EpisodeRecorder(TimeLimit(StickyActions(PointMassMaze(.medium)), steps: 30))
    #expect(recorder.finished == nil)
    for _ in 0..<2 {
      recorder.reset(using: &stream)
      while recorder.present.status == .running {
        _ = recorder.step(stream.integer(below: 5), using: &stream)
      }
    }
    recorder.reset(using: &stream)
    let record = try #require(recorder.finished)
    #expect(record.steps == 30 && record.status == .truncated && record.actions.count == 30)
    #expect(record.totalReward == record.rewards.reduce(0, +))
    let data = try JSONEncoder().encode(record)
    let again = try JSONDecoder().decode(EpisodeRecord.self, from: data)
    #expect(again == record)
    var environment = TimeLimit(StickyActions(PointMassMaze(.medium)), steps: 30)
    var pictures = 0
    try again.replay(in: &environment) { _ in pictures += 1 }
    #expect(pictures == 31 && environment.elapsedSteps == 30)
    // Another limit, another end.
    var other = TimeLimit(StickyActions(PointMassMaze(.medium)), steps: 29)
    let error = #expect(throws: ReplayError.self) { try again.replay(in: &other) }
    #expect(
      error?.description
        == "The episode is truncated after step 29; in the record it is running.")
    var wrong = RewardScaling(environment, by: 2)
    let wrongReward = #expect(throws: ReplayError.self) { try again.replay(in: &wrong) }
    #expect(wrongReward?.description == "Step 1 gave the reward -2.0; the record has -1.0.")
    var grid = GripGrid()
    #expect(throws: ReplayError.self) { try again.replay(in: &grid) }
  }

  @Test func aBatchLeavesItsLastRecords() throws {
    var batch = Batch(EpisodeRecorder(TimeLimit(Pendulum(), steps: 7)), count: 3, seed: 1)
    var actions = Matrix<Scalar>(rows: 3, columns: 1)
    for _ in 0..<16 {
      batch.sampleActions(into: &actions)
      batch.step(actions)
    }
    for environment in batch.environments {
      #expect(environment.present.steps == 2)
      var pendulum = TimeLimit(Pendulum(), steps: 7)
      try #require(environment.finished).replay(in: &pendulum)
    }
  }

  // MARK: Numbers that are not finite

  struct Spoiled: Environment, Codable, Equatable {
    var time = 0
    var part = 0
    var observationSpace: ObservationSpace { ObservationSpace(shape: [2]) }
    var actionSpace: ActionSpace { .discrete(3) }
    mutating func reset(using stream: inout RandomStream) { time = 0 }
    mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
      time += 1
      return Step(reward: part == 1 && time == 3 ? .infinity : 1, status: .running)
    }
    func observe(into row: inout MutableSpan<Scalar>) {
      row[0] = 0
      row[1] = part == 2 && time == 2 ? .nan : part == 3 ? -.infinity : 0
    }
  }

  @Test func theGuardSaysWhereAndAfterWhat() {
    var stream = RandomStream(seed: 1)
    var reward = FiniteGuard(Spoiled(part: 1))
    reward.reset(using: &stream)
    for t in 1...4 {
      let step = reward.step(t % 3, using: &stream)
      #expect((step.reward == 1) == (t != 3))
      #expect((reward.finding == nil) == (t < 3))
    }
    #expect(
      reward.finding?.description
        == "Spoiled gave the reward inf at step 3, after the action [0.0].")
    reward.reset(using: &stream)
    #expect(reward.finding == nil)

    var observation = FiniteGuard(Spoiled(part: 2))
    observation.reset(using: &stream)
    #expect(observation.step(1, using: &stream).reward == 1)
    #expect(observation.step(2, using: &stream).reward.isNaN)
    #expect(
      observation.finding?.description
        == "Spoiled gave an observation whose feature 1 is nan at step 2, after the action [2.0].")
    var start = FiniteGuard(Spoiled(part: 3))
    start.reset(using: &stream)
    #expect(
      start.finding?.description
        == "Spoiled gave an observation whose feature 1 is -inf at the reset.")
  }
}
