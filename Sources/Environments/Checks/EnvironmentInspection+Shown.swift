internal import Foundation
internal import LinearAlgebra

extension EnvironmentInspection {
  /// Whether every feature is written and within its bounds.
  mutating func inspect(_ environment: E) {
    let features = features(environment)
    if self.features(environment) != features {
      report(.purity, "To observe changes what is seen.")
    }
    for (i, bits) in features.enumerated() {
      let feature = Scalar(bitPattern: bits)
      let (low, high) = (Scalar(observationSpace.low[i]), Scalar(observationSpace.high[i]))
      if feature.isNaN {
        report(.observation, "Feature \(i) of the observation is NaN or not written.")
      } else if !feature.isFinite || feature < low || feature > high {
        report(
          .observation, "Feature \(i) of the observation, \(feature), is not in [\(low), \(high)].")
      } else if observationSpace.storage == .byte
        && !(feature >= 0 && feature <= 255 && feature.rounded() == feature)
      {
        report(.observation, "Feature \(i) of the observation, \(feature), is not a byte.")
      }
    }
  }

  /// Whether the picture, if there is one, changes nothing, is always the same and is made of finite numbers.
  mutating func inspectPicture() {
    let before = features(environment)
    let (picture, again) = (environment.picture(), environment.picture())
    if features(environment) != before {
      report(.picture, "To draw a picture changes what is seen.")
    }
    if picture != again || picture != twin.picture() {
      report(.picture, "The same state does not give the same picture.")
    }
    guard let picture else { return }
    var numbers = [picture.low.x, picture.low.y, picture.high.x, picture.high.y]
    for (shape, _) in picture.shapes {
      switch shape {
      case .line(let points, let width): numbers += points.flatMap { [$0.x, $0.y] } + [width]
      case .polygon(let points): numbers += points.flatMap { [$0.x, $0.y] }
      case .circle(let middle, let radius): numbers += [middle.x, middle.y, radius]
      case .text(_, let middle, let height): numbers += [middle.x, middle.y, height]
      }
    }
    if !numbers.allSatisfy(\.isFinite) {
      report(.picture, "The picture has a number that is not finite.")
    }
  }

  /// Whether the reward and the end are what the environment says of the goals that are observed.
  mutating func inspectGoals(_ reward: Double, _ status: Status) {
    guard let judge = environment as? any GoalEnvironment else { return }
    guard let achieved = observationSpace.achievedGoal, let desired = observationSpace.desiredGoal,
      achieved.count == desired.count
    else {
      return report(.goals, "The observation space does not name both goals, equally long.")
    }
    let row = features(environment).map { Scalar(bitPattern: $0) }
    let (reached, wanted) = (row.span.extracting(achieved), row.span.extracting(desired))
    let said = judge.reward(achieved: reached, desired: wanted)
    if said != reward {
      report(.goals, "The reward is \(reward), but for the goals in the observation it is \(said).")
    }
    if judge.terminates(achieved: reached, desired: wanted) && status != .terminated {
      report(.goals, "The goals in the observation terminate the episode, but it is \(status).")
    }
  }

  /// Whether the reward is, up to the precision of scalars, what the environment says of the observations before and after the
  /// step.
  mutating func inspectObservableReward(_ reward: Double, _ before: [UInt32], _ action: [Scalar]) {
    guard let said = rewardFunction(of: E.self) else { return }
    let observation = before.map { Scalar(bitPattern: $0) }
    let next = features(environment).map { Scalar(bitPattern: $0) }
    let told = said(observation.span, action.span, next.span)
    if !(abs(told - reward) <= 1e-4 * max(1, abs(reward))) {
      report(
        .observableReward,
        "The reward is \(reward), but by the observations and the action it is \(told).")
    }
  }

  /// What is read of what the environment writes; nil if it is not `Codable`, or cannot be read.
  mutating func decoded() -> E? {
    guard let codable = environment as? any Codable else { return nil }
    do {
      let copy = try Self.roundTrip(codable) as? E
      if let copy, features(copy) != features(environment) {
        report(.coding, "What is written and read again does not show the same.")
      }
      return copy
    } catch {
      report(.coding, "The environment is Codable but cannot be written and read: \(error).")
      return nil
    }
  }

  private static func roundTrip<C: Codable>(_ value: C) throws -> C {
    try JSONDecoder().decode(C.self, from: JSONEncoder().encode(value))
  }
}
