#if MuJoCo
  public import LinearAlgebra

  /// An arm of seven joints whose finger is to reach a point, after the course's reacher-cs285.
  ///
  /// The task is the course's: it observes 7 positions, 7 velocities divided by 10, the finger's and the
  /// target's place; it takes seven controls within ±1, and makes two steps of 0.01 s with them. Per step it
  /// gets −10 ‖finger − target‖. The arm starts at rest, always in the same pose, and the target is always at
  /// (0.1, 0.1, 0.1), as in the course. Episodes do not end by themselves; the course has 200 steps.
  ///
  /// The arm is Apus's own: the course's model is not in Gymnasium. Shoulder at (0, −0.6, 0), joints pan,
  /// lift, roll, elbow, forearm roll, wrist flex and wrist roll, reach 0.84 m, no gravity, no contacts.
  /// Lengths, masses and strengths differ from the course's, and so do returns.
  ///
  /// Source: CS285, homework 4 of 2019.
  public struct SevenJointReacher: MuJoCoEnvironment, ObservableReward {
    /// The simulation.
    public var simulation: MuJoCoSimulation
    private let finger: Int
    private let target: Int

    /// The arm at rest in its first pose.
    /// - Throws: `MuJoCoModelError` if MuJoCo does not load the model.
    public init() throws {
      let model = try Self.model(named: Self.modelName)
      simulation = MuJoCoSimulation(of: model)
      finger = model.site(named: "finger")
      target = model.site(named: "target")
    }

    /// 7 positions, 7 velocities divided by 10, the finger's and the target's place.
    public static let observations = ObservationSpace.unbounded(20)
    /// The torques of the seven joints, in units of the strongest.
    public static let actions = ActionSpace.controls(7)
    private static let frames = 2

    /// Begins an episode; nothing about it is random.
    public mutating func reset(using stream: inout RandomStream) {
      simulation.restart { _, _ in }
    }

    /// Makes one transition.
    public mutating func step(_ action: InlineArray<7, Double>, using stream: inout RandomStream)
      -> Step
    {
      guard simulation.step(action, frames: Self.frames) else { return .failed }
      let (a, b) = (simulation.sitePosition(finger), simulation.sitePosition(target))
      return Step(reward: Self.reward(a.x - b.x, a.y - b.y, a.z - b.z), status: .running)
    }

    /// −10 times the distance with the given components.
    private static func reward(_ x: Double, _ y: Double, _ z: Double) -> Double {
      -10 * (x * x + y * y + z * z).squareRoot()
    }

    /// The reward of the observation after the step.
    public static func reward(
      _ observation: borrowing Span<Scalar>, _ action: borrowing Span<Scalar>,
      _ next: borrowing Span<Scalar>
    ) -> Double {
      reward(
        Double(next[14] - next[17]), Double(next[15] - next[18]), Double(next[16] - next[19]))
    }

    /// Writes positions, velocities divided by 10, the finger's and the target's place.
    public func writeObservation<Element: BinaryFloatingPoint>(
      into row: inout MutableSpan<Element>
    ) {
      var i = 0
      row.write(simulation.positionBlock, at: &i)
      for joint in 0..<7 { row.write(simulation.velocity(joint) / 10, at: &i) }
      for k in 0..<2 {
        let place = simulation.sitePosition(k == 0 ? finger : target)
        row.write(place.x, at: &i)
        row.write(place.y, at: &i)
        row.write(place.z, at: &i)
      }
    }

    /// Becomes a copy of `other` without allocating.
    public mutating func assign(from other: Self) { simulation.assign(from: other.simulation) }

    /// The arm and its target from above and aside.
    public func picture() -> Picture? {
      simulation.picture(.oblique, low: .init(-1, -1), high: .init(1.2, 0.8))
    }

    static let modelName = "reacher-cs285"

    static let modelText = """
      <mujoco model="seven-joint reacher">
        <compiler angle="radian" inertiafromgeom="true"/>
        <option timestep="0.01" gravity="0 0 0"/>
        <size njmax="100" nconmax="10"/>
        <default>
          <joint type="hinge" limited="true" armature="0.05"/>
          <geom type="capsule" contype="0" conaffinity="0" density="500"/>
          <motor ctrllimited="true" ctrlrange="-1 1"/>
        </default>
        <worldbody>
          <geom name="stand" fromto="0 -0.6 -0.6 0 -0.6 -0.12" size="0.08"/>
          <site name="target" pos="0.1 0.1 0.1" size="0.03"/>
          <body name="shoulder" pos="0 -0.6 0">
            <geom fromto="0 0 -0.06 0 0 0.06" size="0.08"/>
            <joint name="pan" axis="0 0 1" range="-2.3 1.7" damping="2"/>
            <body name="lift">
              <geom fromto="0 -0.05 0 0 0.05 0" size="0.07"/>
              <joint name="lift" axis="0 1 0" range="-0.9 1.4" damping="2"/>
              <body name="upper arm">
                <geom fromto="0 0 0 0.4 0 0" size="0.05"/>
                <joint name="roll" axis="1 0 0" range="-1.5 1.7" damping="1"/>
                <body name="elbow" pos="0.4 0 0">
                  <geom fromto="0 -0.03 0 0 0.03 0" size="0.05"/>
                  <joint name="elbow" axis="0 1 0" range="-2.3 0" damping="1"/>
                  <body name="forearm">
                    <geom fromto="0 0 0 0.32 0 0" size="0.04"/>
                    <joint name="forearm roll" axis="1 0 0" range="-1.5 1.5" damping="0.3"/>
                    <body name="wrist" pos="0.32 0 0">
                      <geom fromto="0 -0.02 0 0 0.02 0" size="0.03"/>
                      <joint name="wrist flex" axis="0 1 0" range="-1.1 1.1" damping="0.3"/>
                      <body name="hand">
                        <geom fromto="0 0 0 0.1 0 0" size="0.025"/>
                        <joint name="wrist roll" axis="1 0 0" range="-1.5 1.5" damping="0.3"/>
                        <site name="finger" pos="0.12 0 0" size="0.02"/>
                      </body>
                    </body>
                  </body>
                </body>
              </body>
            </body>
          </body>
        </worldbody>
        <actuator>
          <motor joint="pan" gear="10"/>
          <motor joint="lift" gear="10"/>
          <motor joint="roll" gear="5"/>
          <motor joint="elbow" gear="5"/>
          <motor joint="forearm roll" gear="2"/>
          <motor joint="wrist flex" gear="2"/>
          <motor joint="wrist roll" gear="1"/>
        </actuator>
      </mujoco>
      """
  }
#endif
