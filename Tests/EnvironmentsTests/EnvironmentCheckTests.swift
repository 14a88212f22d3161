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

  @Test func anActionThatIsWrittenWrongIsFound() {
    let problems = checkEnvironment(Forgetful())
    #expect(problems.count == 1 && problems[0].contains("is written back as [0.0]"))
  }

  /// What is wrong with an environment, and a part of the sentence that should say so.
  enum Flaw: String, CaseIterable {
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
  }

  @Test func aMaskThatIsNotAnnouncedIsFound() {
    #expect(checkEnvironment(Secretive())[0].contains("but masksActions is false"))
  }
}

private final class Box: @unchecked Sendable {
  var value = 0
}

/// Walks up from 0 and ends at 5; with one flaw, or none.
private struct Flawed: Environment {
  let flaw: EnvironmentCheckTests.Flaw?
  var position = 0
  var speed = 1
  let box = Box()

  init(_ flaw: EnvironmentCheckTests.Flaw?) { self.flaw = flaw }

  var observationSpace: ObservationSpace {
    let count = flaw == .changingSpaces && position > 3 ? 3 : 2
    return ObservationSpace(
      shape: [count], storage: flaw == .fractionInByte ? .byte : .float, low: 0, high: 10)
  }
  var actionSpace: ActionSpace { .discrete(flaw == .noActions ? 0 : 2) }
  static var masksActions: Bool { true }

  mutating func reset(using stream: inout RandomStream) {
    position = 0
    if flaw != .resetForgets { speed = 1 }
    if flaw == .sharedState { box.value = 0 }
  }

  mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    position += action
    if flaw == .outOfBounds && position == 4 { position = 12 }
    if flaw == .ownChance { position += Int.random(in: 0...1) }
    if flaw == .sharedState { box.value += 1 }
    if flaw == .blindCopy {
      box.value += 1
      position = min(5, position + box.value % 2)
    }
    if action == 1 && flaw != nil { speed += 1 }
    let reward = flaw == .infiniteReward ? Double.infinity : Double(speed)
    return Step(reward: reward, status: position >= 5 ? .terminated : .running)
  }

  func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(min(position, 12))
    if flaw == .observingCounts { box.value += 1 }
    let shows = flaw == .observingCounts || flaw == .sharedState
    if flaw != .unwrittenFeature { row[1] = shows ? Scalar(box.value % 8) : 0 }
    if flaw == .fractionInByte { row[1] = 0.5 }
  }

  func writeActionMask(into mask: inout MutableSpan<Bool>) {
    for i in mask.indices { mask[i] = flaw != .nothingAllowed }
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
