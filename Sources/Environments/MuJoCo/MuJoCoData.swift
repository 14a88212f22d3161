#if MuJoCo
  internal import CMuJoCo

  /// MuJoCo's data of one simulation, with that part of it which decides the future and what is observed.
  ///
  /// A step follows from time, positions, velocities, activations, controls and the accelerations that
  /// the solver starts from (`qacc_warmstart`); everything else is computed anew in it. Observations and
  /// rewards read some of what was computed, in the midst of a step with the Runge–Kutta integrator, so
  /// that it cannot be computed again from the state after the step. These fields together are a few
  /// hundred numbers, where the whole of MuJoCo's data is three megabytes.
  final class MuJoCoData: @unchecked Sendable {
    let model: MuJoCoModel
    let pointer: UnsafeMutablePointer<mjData>
    let fields: [UnsafeMutableBufferPointer<Double>]
    /// The model with its parameters scaled; nil as long as none is.
    private var scaledModel: ScaledMuJoCoModel?

    /// Data in the model's initial state.
    init(of model: MuJoCoModel) {
      self.model = model
      pointer = MuJoCoLibrary.makeData(of: model.pointer)
      fields = Self.fields(of: pointer, model.pointer.pointee)
    }

    /// A copy.
    convenience init(_ other: MuJoCoData) {
      self.init(of: other.model)
      assign(from: other)
    }

    deinit { mj_deleteData(pointer) }

    /// The model as it is simulated.
    var physics: UnsafeMutablePointer<mjModel> { scaledModel?.pointer ?? model.pointer }

    /// What the parameters are multiplied by; nil as long as none is scaled.
    var factors: MuJoCoParameter.Factors? { scaledModel?.factors }

    /// Multiplies the model's parameters by `factors`. The state stays.
    func setFactors(_ factors: MuJoCoParameter.Factors) {
      let scaledModel = self.scaledModel ?? ScaledMuJoCoModel(of: model)
      self.scaledModel = scaledModel
      scaledModel.scale(by: factors, on: self)
    }

    /// Becomes a copy of `other`, which is of the same model.
    func assign(from other: MuJoCoData) {
      if let theirs = other.factors ?? (factors == nil ? nil : .one), theirs != factors {
        setFactors(theirs)
      }
      // Plain loops: those over sequences allocate in a debug build.
      for i in 0..<fields.count where fields[i].count > 0 {
        fields[i].baseAddress!.update(from: other.fields[i].baseAddress!, count: fields[i].count)
      }
      apus_mujoco_clear_warnings(pointer)
    }

    /// The fields one after another.
    var state: [Double] { fields.flatMap { Array($0) } }

    /// Writes the fields one after another into `state`, which has room for them from the second call on.
    func copyState(into state: inout [Double]) {
      state.removeAll(keepingCapacity: true)
      for i in 0..<fields.count { state.append(contentsOf: fields[i]) }
    }

    /// Takes over what `state` has given.
    /// - Precondition: As many numbers as the fields have.
    func setState(_ state: [Double]) {
      precondition(
        state.count == model.initialState.count,
        "\(state.count) numbers are not a state of \(model.name).")
      state.withUnsafeBufferPointer { state in
        var next = 0
        for i in 0..<fields.count where fields[i].count > 0 {
          fields[i].baseAddress!.update(from: state.baseAddress! + next, count: fields[i].count)
          next += fields[i].count
        }
      }
      apus_mujoco_clear_warnings(pointer)
    }

    /// Makes every field NaN.
    func invalidate() { for field in fields { field.update(repeating: .nan) } }

    static func fields(of data: UnsafeMutablePointer<mjData>, _ model: mjModel)
      -> [UnsafeMutableBufferPointer<Double>]
    {
      let time = UnsafeMutableRawPointer(data) + MemoryLayout<mjData>.offset(of: \.time)!
      let values = data.pointee
      let (bodies, geometries) = (Int(model.nbody), Int(model.ngeom))
      let (positions, velocities) = (Int(model.nq), Int(model.nv))
      let fields: [(UnsafeMutablePointer<Double>?, Int)] = [
        // The state.
        (time.assumingMemoryBound(to: Double.self), 1),
        (values.qpos, positions), (values.qvel, velocities), (values.act, Int(model.na)),
        (values.ctrl, Int(model.nu)), (values.qacc_warmstart, velocities),
        // What was computed: where things are,
        (values.xpos, 3 * bodies), (values.xipos, 3 * bodies),
        (values.geom_xpos, 3 * geometries), (values.geom_xmat, 9 * geometries),
        (values.site_xpos, 3 * Int(model.nsite)),
        // inertias, velocities and forces.
        (values.cinert, 10 * bodies), (values.cvel, 6 * bodies), (values.cfrc_ext, 6 * bodies),
        (values.qfrc_actuator, velocities), (values.qfrc_constraint, velocities),
      ]
      return fields.map { UnsafeMutableBufferPointer(start: $0, count: $1) }
    }
  }
#endif
