#if MuJoCo
  internal import Foundation
  public import LinearAlgebra

  /// An arm of two links whose tip is to reach a target in the plane: Gymnasium's Reacher-v4.
  ///
  /// It observes cos θ and sin θ of both joints, the target's x and y, both joints' velocities, and tip −
  /// target in x, y and z; it takes two torques, and makes two steps of 0.01 s with them. Per step it gets
  /// −‖tip − target‖ − Σ aᵢ², with the distance *before* the step, as MuJoCo last computed it. Joints start
  /// in U(±0.1) with velocities in U(±0.005), the target in the disc of radius 0.2. Reacher-v4 has 50 steps.
  public struct Reacher: MuJoCoEnvironment {
    /// The simulation.
    public var simulation: MuJoCoSimulation
    private let tip: Int
    private let target: Int

    /// An arm at rest in the model's initial state.
    /// - Throws: `MuJoCoModelError` if the model is missing.
    public init() throws {
      let model = try Self.model(named: "reacher.xml")
      simulation = MuJoCoSimulation(of: model)
      tip = model.body(named: "fingertip")
      target = model.body(named: "target")
    }

    /// cos θ, sin θ, the target, the joints' velocities, and tip − target.
    public static let observations = ObservationSpace.unbounded(11)
    /// The torques of the two joints.
    public static let actions = ActionSpace.controls(2)
    private static let frames = 2

    /// Begins an episode with the arm near the initial state and a random target, at rest.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart { positions, velocities in
        for i in 0..<4 { positions[i] += stream.uniform(-0.1, 0.1) }
        repeat {
          positions[2] = stream.uniform(-0.2, 0.2)
          positions[3] = stream.uniform(-0.2, 0.2)
        } while hypot(positions[2], positions[3]) >= 0.2
        for i in 0..<2 { velocities[i] += stream.uniform(-0.005, 0.005) }
      }
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<2, Double>, using stream: inout RandomStream)
      -> Step
    {
      let (x, y, z) = offset
      let distance = (x * x + y * y + z * z).squareRoot()
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      return Step(reward: -distance - action.sumOfSquares, status: .running)
    }

    /// tip − target.
    private var offset: (x: Double, y: Double, z: Double) {
      let (a, b) = (simulation.bodyPosition(tip), simulation.bodyPosition(target))
      return (a.x - b.x, a.y - b.y, a.z - b.z)
    }

    /// Writes cos θ, sin θ, the target, the joints' velocities, and tip − target.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      for joint in 0..<2 { row.write(cos(simulation.position(joint)), at: &i) }
      for joint in 0..<2 { row.write(sin(simulation.position(joint)), at: &i) }
      for coordinate in 2..<4 { row.write(simulation.position(coordinate), at: &i) }
      for joint in 0..<2 { row.write(simulation.velocity(joint), at: &i) }
      let (x, y, z) = offset
      row.write(x, at: &i)
      row.write(y, at: &i)
      row.write(z, at: &i)
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The arm and its target from above.
    public func picture() -> Picture? {
      simulation.picture(
        .above, low: .init(-0.34, -0.34), high: .init(0.34, 0.34), goals: [target])
    }
  }
#endif
