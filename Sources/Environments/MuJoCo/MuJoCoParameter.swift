#if MuJoCo
  internal import CMuJoCo

  /// A parameter of a MuJoCo model that can be multiplied by a factor, in one simulation, see
  /// `MuJoCoSimulation.subscript(factorOf:)`.
  public enum MuJoCoParameter: String, Sendable, CaseIterable, Codable {
    /// The masses and inertias of all bodies.
    case mass
    /// The friction of all contacts.
    case friction
    /// The damping of all joints.
    case damping
    /// What the actuators make of a control: their gears.
    case strength
    /// The gravity.
    case gravity

    /// The parameters in the order above.
    public static let allCases: [MuJoCoParameter] = [
      .mass, .friction, .damping, .strength, .gravity,
    ]

    /// A factor for each parameter.
    struct Factors: Sendable, Equatable, Codable {
      var mass = 1.0
      var friction = 1.0
      var damping = 1.0
      var strength = 1.0
      var gravity = 1.0

      static let one = Factors()

      subscript(parameter: MuJoCoParameter) -> Double {
        get { self[keyPath: Self.path(parameter)] }
        set { self[keyPath: Self.path(parameter)] = newValue }
      }

      private static func path(_ parameter: MuJoCoParameter) -> WritableKeyPath<Self, Double> {
        switch parameter {
        case .mass: \.mass
        case .friction: \.friction
        case .damping: \.damping
        case .strength: \.strength
        case .gravity: \.gravity
        }
      }
    }
  }

  /// A copy of a model, of one simulation, whose parameters are those of the model times factors.
  final class ScaledMuJoCoModel {
    let pointer: UnsafeMutablePointer<mjModel>
    private(set) var factors = MuJoCoParameter.Factors.one
    private let model: MuJoCoModel
    /// Where the simulation's state waits while masses change.
    private var state: [Double] = []

    init(of model: MuJoCoModel) {
      self.model = model
      pointer = MuJoCoLibrary.copy(model.pointer)
    }

    deinit { mj_deleteModel(pointer) }

    /// Multiplies the parameters by `new` factors; `data`, which is of the same model, stays as it is.
    func scale(by new: MuJoCoParameter.Factors, on data: MuJoCoData) {
      let (own, base) = (pointer.pointee, model.pointer.pointee)
      set(own.geom_friction, base.geom_friction, 3 * base.ngeom, new.friction)
      set(own.pair_friction, base.pair_friction, 5 * base.npair, new.friction)
      set(own.dof_damping, base.dof_damping, base.nv, new.damping)
      set(own.actuator_gear, base.actuator_gear, 6 * base.nu, new.strength)
      let gravity = base.opt.gravity
      pointer.pointee.opt.gravity = (
        new.gravity * gravity.0, new.gravity * gravity.1, new.gravity * gravity.2
      )
      if new.mass != factors.mass {
        set(own.body_mass, base.body_mass, base.nbody, new.mass)
        set(own.body_inertia, base.body_inertia, 3 * base.nbody, new.mass)
      }
      // The solver's weights depend on masses, and those of actuators on gears.
      if new.mass != factors.mass || new.strength != factors.strength {
        data.copyState(into: &state)
        let isSound = MuJoCoLibrary.setConstants(pointer, data.pointer)
        precondition(isSound, "MuJoCo cannot scale \(model.name): \(MuJoCoLibrary.lastError)")
        data.setState(state)
      }
      factors = new
    }

    private func set(
      _ own: UnsafeMutablePointer<Double>?, _ base: UnsafeMutablePointer<Double>?, _ count: Int32,
      _ factor: Double
    ) {
      guard let own, let base else { return }
      for i in 0..<Int(count) { own[i] = factor * base[i] }
    }
  }

  extension MuJoCoEnvironment {
    /// Those of a `MuJoCoParameter`; their values are factors, which are 1 as the model says.
    public static var physicalParameters: [String] { MuJoCoParameter.allCases.map(\.rawValue) }

    /// The factor of the parameter at position `i`.
    public subscript(physical i: Int) -> Double {
      get { simulation[factorOf: MuJoCoParameter.allCases[i]] }
      set { simulation[factorOf: MuJoCoParameter.allCases[i]] = newValue }
    }
  }
#endif
