import Environments
import LinearAlgebra
import Testing

struct EnvironmentCheckTests {
  @Test func oursPass() {
    #expect(checkEnvironment(TimeLimit(CartPole(), steps: 200)) == [])
    #expect(checkEnvironment(CartPole(), seed: 4) == [])
    #expect(checkEnvironment(TimeLimit(Pendulum(), steps: 200)) == [])
    #expect(checkEnvironment(Flawed(nil)) == [])
  }

  @Test(arguments: Flaw.allCases)
  func aFlawIsFound(_ flaw: Flaw) {
    let problems = checkEnvironment(Flawed(flaw))
    #expect(
      problems.contains { $0.contains(flaw.rawValue) }, "\(flaw) is reported as \(problems).")
  }

  /// On the bounds of its actions, and there alone, this one breaks.
  @Test func whatBreaksOnTheBoundsIsFound() {
    let problems = checkEnvironment(Brittle())
    #expect(problems.count == 1 && problems[0].hasPrefix("The reward is nan."))
  }

  @Test func anActionThatIsWrittenWrongIsFound() {
    let problems = checkEnvironment(Forgetful())
    #expect(problems.count == 1 && problems[0].contains("is written back as [0.0]"))
  }

  /// What is wrong with an environment, and a part of the sentence that should say so.
  enum Flaw: String, CaseIterable, Codable {
    case noActions = "A choice among 0 actions is none."
    case unwrittenFeature = "Feature 1 of the observation is NaN or not written."
    case outOfBounds = "Feature 0 of the observation, 12.0, is not in [0.0, 10.0]."
    case fractionInByte = "Feature 1 of the observation, 0.5, is not a byte."
    case infiniteReward = "The reward is inf."
    case ownChance = "The same seed and actions do not give the same episode."
    case sharedState = "To step a copy changes the original."
    case blindCopy = "A copy does not behave like the original."
    case assignmentForgets = "assign(from:) does not make an equal environment."
    case assignmentForgetsTheHidden = "What assign(from:) makes does not behave like the original."
    case resetForgets = "A reset leaves something of the episode before."
    case observingCounts = "To observe changes what is seen."
    case nothingAllowed = "The action mask allows no choice"
    case changingSpaces = "The spaces change."
    case rewardBeyondScalars = "The reward is 1e+39."
    case unwrittenMask = "An entry of the action mask is not written."
    case maskOfChance = "do not give the same action mask."
    case sharedReset = "To reset a copy changes the original."
    case drawingCounts = "To draw a picture changes what is seen."
    case pictureOfChance = "The same state does not give the same picture."
    case endlessPicture = "The picture has a number that is not finite."
    case writingForgets = "What is written and read again does not show the same."
    case writingForgetsTheHidden = "What is written and read again does not behave"
    case infinityIsNotWritten = "The environment is Codable but cannot be written and read"
    case wrongRelabelling = "but for the goals in the observation it is -1.0."
    case relabelledEnd = "The goals in the observation terminate the episode, but it is running."
    case noGoals = "The observation space does not name both goals, equally long."
  }

  @Test func aRewardThatIsNotWhatObservationsSayIsFound() {
    let findings = checkEnvironment(Misjudged())
    #expect(findings.count == 1 && findings[0].contains("by the observations and the action"))
  }

  @Test func aMaskThatIsNotAnnouncedIsFound() {
    #expect(checkEnvironment(Secretive())[0].contains("but masksActions is false"))
  }
}

/// A walk whose reward is its place, and who says that it is twice the place.
private struct Misjudged: ObservableReward {
  var place = 0.0
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
  var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }
  mutating func reset(using stream: inout RandomStream) { place = 0.5 }
  mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
    place += action[0]
    return Step(reward: place, status: .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = Scalar(place) }
  static func reward(
    _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
    _ next: borrowing Span<Scalar>
  ) -> Double { 2 * Double(next[0]) }
}

private final class Box: @unchecked Sendable {
  var value = 0
}

/// Walks up from 0 and ends at 5; with one flaw, or none.
private struct Flawed: GoalEnvironment, Codable {
  let flaw: EnvironmentCheckTests.Flaw?
  var position = 0
  var speed = 1
  var unlimited = 0.0
  var box = Box()

  init(_ flaw: EnvironmentCheckTests.Flaw?) {
    self.flaw = flaw
    if flaw == .infinityIsNotWritten { unlimited = .infinity }
  }

  enum CodingKeys: String, CodingKey {
    case flaw
    case position
    case speed
    case unlimited
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    flaw = try container.decodeIfPresent(EnvironmentCheckTests.Flaw.self, forKey: .flaw)
    unlimited = try container.decode(Double.self, forKey: .unlimited)
    if flaw != .writingForgets { position = try container.decode(Int.self, forKey: .position) }
    if flaw != .writingForgetsTheHidden { speed = try container.decode(Int.self, forKey: .speed) }
  }

  var observationSpace: ObservationSpace {
    let count = flaw == .changingSpaces && position > 3 ? 3 : 2
    return ObservationSpace(
      shape: [count], storage: flaw == .fractionInByte ? .byte : .float,
      low: Array(repeating: 0, count: count), high: Array(repeating: 10, count: count),
      achievedGoal: 0..<1, desiredGoal: flaw == .noGoals ? nil : 0..<1)
  }

  func reward(achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>) -> Double {
    flaw == .wrongRelabelling ? -1 : plainReward
  }

  func terminates(
    achieved: borrowing Span<Scalar>, desired: borrowing Span<Scalar>
  ) -> Bool { flaw == .relabelledEnd || position >= 5 }

  private var plainReward: Double {
    switch flaw {
    case .infiniteReward: .infinity
    case .rewardBeyondScalars: 1e39
    default: Double(speed)
    }
  }

  func picture() -> Picture? {
    if flaw == .drawingCounts { box.value += 1 }
    if flaw == .pictureOfChance { box.value += 1 }
    var picture = Picture(low: .init(0, 0), high: .init(10, 1))
    let x = flaw == .endlessPicture ? 1 / Double(position) : Double(position)
    picture.add(
      .circle(.init(x, flaw == .pictureOfChance ? Double(box.value) : 0), radius: 1), .agent)
    return picture
  }
  var actionSpace: ActionSpace { .discrete(flaw == .noActions ? 0 : 2) }
  static var masksActions: Bool { true }

  mutating func reset(using stream: inout RandomStream) {
    position = 0
    if flaw != .resetForgets { speed = 1 }
    if flaw == .sharedState { box.value = 0 }
    if flaw == .sharedReset { box.value += 1 }
  }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    position += action
    if flaw == .outOfBounds && position == 4 { position = 12 }
    if flaw == .ownChance { position += ownBit() }
    if flaw == .sharedState { box.value += 1 }
    if flaw == .blindCopy {
      box.value += 1
      position = min(5, position + box.value % 2)
    }
    if action == 1 && flaw != nil { speed += 1 }
    return Step(reward: plainReward, status: position >= 5 ? .terminated : .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(min(position, 12))
    if flaw == .observingCounts { box.value += 1 }
    let shows =
      flaw == .observingCounts || flaw == .sharedState || flaw == .sharedReset
      || flaw == .drawingCounts
    if flaw != .unwrittenFeature { row[1] = shows ? Scalar(box.value % 8) : 0 }
    if flaw == .fractionInByte { row[1] = 0.5 }
  }

  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    mask[0] = flaw != .nothingAllowed
    if flaw != .unwrittenMask { mask[1] = flaw != .nothingAllowed }
    if flaw == .maskOfChance { mask[1] = ownBit() == 1 }
  }

  /// Chance that is neither the stream's nor the state's, but the same in each run of the tests.
  private func ownBit() -> Int {
    box.value += 1
    var stream = RandomStream(seed: UInt64(box.value))
    return stream.integer(below: 2)
  }

  mutating func assign(from other: Flawed) {
    let (position, speed) = (position, speed)
    self = other
    if flaw == .assignmentForgets { self.position = position }
    if flaw == .assignmentForgetsTheHidden { self.speed = speed }
  }
}

/// Its actions forget what they are.
private struct Forgetful: Environment {
  struct Action: EnvironmentAction {
    init(_ row: borrowing Span<Scalar>) {}
    func write(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
  }
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) {}
  mutating func step(_ action: Action, using stream: inout RandomStream) -> Step {
    Step(reward: 0, status: .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
}

/// It forbids an action without saying so.
private struct Secretive: Environment {
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
  var actionSpace: ActionSpace { .discrete(2) }
  mutating func reset(using stream: inout RandomStream) {}
  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    Step(reward: 0, status: .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
  func writeActionMask(into mask: inout MutableSpan<Bool>) { mask[0] = false }
}

/// It cannot bear an action on its bounds.
private struct Brittle: Environment {
  var observationSpace: ObservationSpace { ObservationSpace(shape: [1]) }
  var actionSpace: ActionSpace { .continuous(low: [-1], high: [1]) }
  mutating func reset(using stream: inout RandomStream) {}
  mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream) -> Step {
    Step(reward: abs(action[0]) == 1 ? .nan : 0, status: .running)
  }
  func observe(into row: inout MutableSpan<Scalar>) { row[0] = 0 }
}
