#if MuJoCo
  internal import CMuJoCo
  internal import LinearAlgebra

  /// What tasks read of a simulation. A block is valid until the simulation is changed.
  extension MuJoCoSimulation {
    /// Position coordinate i.
    func position(_ i: Int) -> Double { storage.pointer.pointee.qpos[i] }

    /// Velocity coordinate i.
    func velocity(_ i: Int) -> Double { storage.pointer.pointee.qvel[i] }

    /// The position coordinates, qpos.
    var positionBlock: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.qpos, count: storage.model.positionCount)
    }

    /// The velocity coordinates, qvel.
    var velocityBlock: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.qvel, count: storage.model.velocityCount)
    }

    /// The controls, ctrl.
    var controlBlock: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.ctrl, count: storage.model.controlCount)
    }

    /// The forces of constraints in joint coordinates, qfrc_constraint.
    var constraintForces: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(
        start: storage.pointer.pointee.qfrc_constraint, count: storage.model.velocityCount)
    }

    /// The forces of actuators in joint coordinates, qfrc_actuator.
    var actuatorForces: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(
        start: storage.pointer.pointee.qfrc_actuator, count: storage.model.velocityCount)
    }

    /// Ten numbers for each body: its inertia about the centre of mass, and its mass (cinert).
    var bodyInertias: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.cinert, count: 10 * bodyCount)
    }

    /// Six numbers for each body: its angular and linear velocity about the centre of mass (cvel).
    var bodyVelocities: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.cvel, count: 6 * bodyCount)
    }

    /// Six numbers for each body: torque and force from outside of it (cfrc_ext).
    var contactForces: UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(start: storage.pointer.pointee.cfrc_ext, count: 6 * bodyCount)
    }

    /// x of the centre of mass of all bodies, as the mean of the bodies' centres weighted by their masses.
    var centerOfMassX: Double {
      let (masses, centers) = (
        storage.physics.pointee.body_mass!, storage.pointer.pointee.xipos!
      )
      var (moment, mass) = (0.0, 0.0)
      for i in 0..<bodyCount {
        moment += masses[i] * centers[3 * i]
        mass += masses[i]
      }
      return moment / mass
    }

    /// Whether all positions and velocities are finite.
    var isFinite: Bool {
      for i in 0..<storage.model.positionCount where !position(i).isFinite { return false }
      for i in 0..<storage.model.velocityCount where !velocity(i).isFinite { return false }
      return true
    }

    private var bodyCount: Int { Int(storage.model.pointer.pointee.nbody) }

    static func vector(_ field: UnsafeMutablePointer<Double>, _ i: Int)
      -> (x: Double, y: Double, z: Double)
    {
      (field[3 * i], field[3 * i + 1], field[3 * i + 2])
    }
  }

  extension MuJoCoSimulation {
    /// How the velocities at the beginning are scattered.
    enum VelocityNoise {
      /// Each from U(−scale, scale).
      case uniform(Double)
      /// Each from N(0, scale²).
      case normal(Double)
    }

    /// Begins anew near the initial state: U(−`scale`, `scale`) is added to each position, then noise to
    /// each velocity.
    mutating func restart(
      positionNoise scale: Double, velocityNoise: VelocityNoise, using stream: inout RandomStream
    ) {
      let (positionCount, velocityCount) = (model.positionCount, model.velocityCount)
      restart { positions, velocities in
        for i in 0..<positionCount { positions[i] += stream.uniform(-scale, scale) }
        for i in 0..<velocityCount {
          switch velocityNoise {
          case .uniform(let scale): velocities[i] += stream.uniform(-scale, scale)
          case .normal(let scale): velocities[i] += scale * stream.normal()
          }
        }
      }
    }
  }
#endif
