#if MuJoCo
  internal import CMuJoCo

  /// A MuJoCo simulation as a value: a copy goes its own way, copied when one of the two is changed.
  ///
  /// Where MuJoCo finds a number that is not finite, or greater than 10¹⁰, it would silently start again
  /// from the initial state, or leave the controls out. Here such a step fails, and so does one in which
  /// MuJoCo reports an error: `step` returns false, and the state is NaN until it is set again.
  public struct MuJoCoSimulation: Sendable {
    var storage: MuJoCoData

    /// A simulation in the model's initial state, at rest.
    public init(of model: MuJoCoModel) {
      storage = MuJoCoData(of: model)
      if !MuJoCoLibrary.forward(model.pointer, storage.pointer) { storage.invalidate() }
    }

    /// The model, shared by all simulations of it.
    public var model: MuJoCoModel { storage.model }

    /// The simulated time since the beginning, in seconds.
    public var time: Double { storage.pointer.pointee.time }

    /// The position coordinates, qpos.
    public var positions: [Double] { Array(positionBlock) }

    /// The velocity coordinates, qvel.
    public var velocities: [Double] { Array(velocityBlock) }

    /// Where a body's frame was when MuJoCo last computed it, which is at the last stage of the last step.
    public func bodyPosition(_ body: Int) -> (x: Double, y: Double, z: Double) {
      precondition(body >= 0 && body < storage.model.pointer.pointee.nbody, "No body \(body).")
      return Self.vector(storage.pointer.pointee.xpos, body)
    }

    /// Where a site was when MuJoCo last computed it, which is at the last stage of the last step.
    public func sitePosition(_ site: Int) -> (x: Double, y: Double, z: Double) {
      precondition(site >= 0 && site < storage.model.pointer.pointee.nsite, "No site \(site).")
      return Self.vector(storage.pointer.pointee.site_xpos, site)
    }

    /// Begins anew in the initial state with these positions and velocities.
    /// - Precondition: As many as the model has.
    public mutating func restart(positions: [Double], velocities: [Double]) {
      precondition(
        positions.count == model.positionCount && velocities.count == model.velocityCount,
        "\(positions.count) positions and \(velocities.count) velocities do not fit \(model.name), "
          + "which has \(model.positionCount) and \(model.velocityCount).")
      restart {
        for i in positions.indices { $0[i] = positions[i] }
        for i in velocities.indices { $1[i] = velocities[i] }
      }
    }

    /// Begins anew in the initial state, with what `change` makes of its positions and velocities.
    mutating func restart(
      _ change: (
        _ positions: UnsafeMutablePointer<Double>, _ velocities: UnsafeMutablePointer<Double>
      )
        -> Void
    ) {
      makeUnique()
      storage.setState(storage.model.initialState)
      change(storage.pointer.pointee.qpos, storage.pointer.pointee.qvel)
      if !MuJoCoLibrary.forward(storage.physics, storage.pointer) { storage.invalidate() }
    }

    /// Makes `frames` steps with the same controls.
    ///
    /// MuJoCo clips controls to their ranges by itself.
    /// - Returns: Whether the steps were sound; if not, the state is NaN from now on.
    /// - Precondition: As many controls as the model has.
    public mutating func step<let count: Int>(
      _ controls: InlineArray<count, Double>, frames: Int
    ) -> Bool {
      precondition(
        count == storage.model.controlCount,
        "\(count) controls do not fit \(storage.model.name), which has \(storage.model.controlCount)."
      )
      makeUnique()
      let data = storage.pointer
      for i in 0..<count { data.pointee.ctrl[i] = controls[i] }
      let isSound = MuJoCoLibrary.step(storage.physics, data, frames: frames)
      if !isSound { storage.invalidate() }
      return isSound
    }

    /// Computes the external forces on the bodies, which a step leaves out.
    /// - Returns: Whether that was sound; if not, the state is NaN from now on.
    mutating func computeContactForces() -> Bool {
      makeUnique()
      let isSound = MuJoCoLibrary.computeContactForces(storage.physics, storage.pointer)
      if !isSound { storage.invalidate() }
      return isSound
    }

    /// Becomes a copy of `other`, warm start included, without allocating if both are of one model.
    public mutating func assign(from other: Self) {
      if storage === other.storage { return }
      if storage.model === other.storage.model && isKnownUniquelyReferenced(&storage) {
        storage.assign(from: other.storage)
      } else {
        storage = other.storage
      }
    }

    /// What a parameter of the model is multiplied by in this simulation. To change it leaves the state as it is.
    /// - Precondition: Finite; the factor of masses is positive, no other is negative.
    public subscript(factorOf parameter: MuJoCoParameter) -> Double {
      get { storage.factors?[parameter] ?? 1 }
      set {
        precondition(
          newValue < .infinity && (parameter == .mass ? newValue > 0 : newValue >= 0),
          "The \(parameter) of \(model.name) cannot be multiplied by \(newValue).")
        if newValue == self[factorOf: parameter] { return }
        makeUnique()
        var factors = storage.factors ?? .one
        factors[parameter] = newValue
        storage.setFactors(factors)
      }
    }

    private mutating func makeUnique() {
      if !isKnownUniquelyReferenced(&storage) { storage = MuJoCoData(storage) }
    }
  }

  extension MuJoCoSimulation: Codable {
    private enum Key: String, CodingKey {
      case model
      case checksum
      case factors
      case state
    }

    /// Reads a simulation.
    /// - Throws: `MuJoCoModelError` if its model is missing or another one, `DecodingError` if the state is
    ///   not one of the model.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      let model = try MuJoCoModel.named(container.decode(String.self, forKey: .model))
      guard try container.decode(UInt64.self, forKey: .checksum) == model.checksum else {
        throw MuJoCoModelError.changed(model: model.name)
      }
      let state = try container.decode([Double].self, forKey: .state)
      guard state.count == model.initialState.count else {
        throw DecodingError.dataCorruptedError(
          forKey: .state, in: container,
          debugDescription: "\(state.count) numbers are not a state of \(model.name), "
            + "which has \(model.initialState.count).")
      }
      storage = MuJoCoData(of: model)
      if let factors = try container.decodeIfPresent(
        MuJoCoParameter.Factors.self, forKey: .factors)
      {
        storage.setFactors(factors)
      }
      storage.setState(state)
    }

    /// Writes the model's name and checksum, the factors of its parameters, and all that decides the future and what is observed.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(model.name, forKey: .model)
      try container.encode(model.checksum, forKey: .checksum)
      try container.encodeIfPresent(storage.factors, forKey: .factors)
      try container.encode(storage.state, forKey: .state)
    }
  }

  extension MuJoCoSimulation: Equatable {
    /// Whether two simulations are of the same model with the same factors, and in the same state.
    public static func == (a: Self, b: Self) -> Bool {
      a.storage === b.storage
        || a.storage.model === b.storage.model
          && (a.storage.factors ?? .one) == (b.storage.factors ?? .one)
          && zip(a.storage.fields, b.storage.fields).allSatisfy { $0.elementsEqual($1) }
    }
  }
#endif
