public import LinearAlgebra

/// A car in a valley, too weak to climb the hill on the right except with a run-up.
///
/// The equations and constants are those of Gymnasium's MountainCar: ẋ grows by 0.001 (a − 1) − 0.0025 cos 3x
/// within ±0.07, then x by ẋ within [−1.2, 0.6], and the wall on the left takes all speed. The reward is −1 for
/// each step, the last included; the episode terminates at x ≥ 0.5. MountainCar-v0 is
/// `TimeLimit(MountainCar(), steps: 200)`.
///
/// Source: A. Moore, "Efficient memory-based learning for robot control", 1990, in the form of R. Sutton and
/// A. Barto's book.
public struct MountainCar: Environment, Equatable, Codable {
  /// The state of the car.
  public struct State: Sendable, Equatable, Codable {
    /// The horizontal position x; the valley's floor is at −π/6.
    public var position: Double
    /// The velocity ẋ, for one step.
    public var velocity: Double

    /// A state; by default at rest on the valley's floor.
    public init(position: Double = -.pi / 6, velocity: Double = 0) {
      self.position = position
      self.velocity = velocity
    }
  }

  /// The present state.
  public var state: State

  /// A car in the given state.
  public init(state: State = State()) { self.state = state }

  /// x and ẋ.
  public var observationSpace: ObservationSpace { Valley.space }

  /// 0 drives to the left, 1 lets the car roll, 2 drives to the right.
  public var actionSpace: ActionSpace { .discrete(3) }

  /// Begins an episode at rest with x drawn from U(−0.6, −0.4).
  public mutating func reset(using stream: inout RandomStream) {
    state = State(position: stream.uniform(-0.6, -0.4))
  }

  /// Drives for one time step.
  /// - Precondition: `action` is 0, 1 or 2.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    precondition(0 <= action && action < 3, "MountainCar's actions are 0, 1 and 2, not \(action).")
    Valley.roll(&state, acceleration: Double(action - 1) * 0.001)
    let hasArrived = state.position >= 0.5 && state.velocity >= 0
    return Step(reward: -1, status: hasArrived ? .terminated : .running)
  }

  /// Writes x and ẋ.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(state.position)
    row[1] = Scalar(state.velocity)
  }

  /// The hills, the flag and the car.
  public func picture() -> Picture? { Valley.picture(of: state, goal: 0.5) }
}

/// A car in the valley of `MountainCar` with an engine of any force in [−1, 1].
///
/// As Gymnasium's MountainCarContinuous: ẋ grows by 0.0015 u − 0.0025 cos 3x, the reward is −0.1 u² and 100
/// more at x ≥ 0.45, where the episode terminates. The force is clipped to ±1, the cost is that of the action
/// as given. Gymnasium rounds the state to single precision after each step; here it stays in double.
/// MountainCarContinuous-v0 is `TimeLimit(MountainCarContinuous(), steps: 999)`.
public struct MountainCarContinuous: Environment, Equatable, Codable {
  /// The present state.
  public var state: MountainCar.State

  /// A car in the given state.
  public init(state: MountainCar.State = MountainCar.State()) { self.state = state }

  private static let actions = ActionSpace.continuous(low: [-1], high: [1])

  /// x and ẋ.
  public var observationSpace: ObservationSpace { Valley.space }

  /// The force u, within ±1.
  public var actionSpace: ActionSpace { Self.actions }

  /// Begins an episode at rest with x drawn from U(−0.6, −0.4).
  public mutating func reset(using stream: inout RandomStream) {
    state = MountainCar.State(position: stream.uniform(-0.6, -0.4))
  }

  /// Drives for one time step.
  public mutating func step(_ action: InlineArray<1, Double>, using stream: inout RandomStream)
    -> Step
  {
    let force = action[0] > 1 ? 1 : action[0] < -1 ? -1 : action[0]
    Valley.roll(&state, acceleration: force * 0.0015)
    let hasArrived = state.position >= 0.45 && state.velocity >= 0
    let cost = 0.1 * action[0] * action[0]
    return Step(
      reward: (hasArrived ? 100 : 0) - cost, status: hasArrived ? .terminated : .running)
  }

  /// Writes x and ẋ.
  public func observe(into row: inout MutableSpan<Scalar>) {
    row[0] = Scalar(state.position)
    row[1] = Scalar(state.velocity)
  }

  /// The hills, the flag and the car.
  public func picture() -> Picture? { Valley.picture(of: state, goal: 0.45) }
}

/// The hills of both mountain cars: height 0.45 sin 3x + 0.55.
private enum Valley {
  static let low = -1.2
  static let high = 0.6
  static let maximumSpeed = 0.07
  static let gravity = 0.0025
  static let space = ObservationSpace(
    shape: [2], low: [low, -maximumSpeed], high: [high, maximumSpeed])

  /// One time step with the engine's acceleration; NaN stays NaN.
  @inline(__always)
  static func roll(_ state: inout MountainCar.State, acceleration: Double) {
    var velocity =
      state.velocity + (acceleration - gravity * sineAndCosine(3 * state.position).cosine)
    velocity =
      velocity > maximumSpeed ? maximumSpeed : velocity < -maximumSpeed ? -maximumSpeed : velocity
    var position = state.position + velocity
    position = position > high ? high : position < low ? low : position
    if position == low && velocity < 0 { velocity = 0 }
    state.position = position
    state.velocity = velocity
  }

  static func picture(of state: MountainCar.State, goal: Double) -> Picture {
    func height(_ x: Double) -> Double { 0.45 * sineAndCosine(3 * x).sine + 0.55 }
    var picture = Picture(low: .init(low, 0), high: .init(high, 1.2))
    let hills = (0...60).map { i in
      let x = low + (high - low) * Double(i) / 60
      return Picture.Point(x, height(x))
    }
    picture.add(.polygon(hills + [.init(high, 0), .init(low, 0)]), .ground)
    let foot = Picture.Point(goal, height(goal))
    let top = Picture.Point(goal, foot.y + 0.15)
    picture.add(.line([foot, top], width: 0.01), .guide)
    picture.add(
      .polygon([top, .init(goal + 0.08, top.y - 0.03), .init(goal, top.y - 0.06)]), .goal)

    // The car: a box along the slope with two wheels.
    let slope = 1.35 * sineAndCosine(3 * state.position).cosine
    let length = (1 + slope * slope).squareRoot()
    let (along, up) = (
      Picture.Point(1 / length, slope / length), Picture.Point(-slope / length, 1 / length)
    )
    func point(_ a: Double, _ b: Double) -> Picture.Point {
      Picture.Point(
        state.position + a * along.x + b * up.x, height(state.position) + a * along.y + b * up.y)
    }
    picture.add(
      .polygon([point(-0.06, 0.025), point(0.06, 0.025), point(0.06, 0.07), point(-0.06, 0.07)]),
      .agent)
    picture.add(.circle(point(-0.035, 0.02), radius: 0.02), .limb)
    picture.add(.circle(point(0.035, 0.02), radius: 0.02), .limb)
    return picture
  }
}
