#if MuJoCo
  internal import CMuJoCo
  internal import Synchronization

  /// The calls into MuJoCo that can fail.
  enum MuJoCoLibrary {
    typealias Model = UnsafeMutablePointer<mjModel>
    typealias Data = UnsafeMutablePointer<mjData>

    private static let handlers: Void = apus_mujoco_install_handlers()

    /// Held while MuJoCo reads a model, which it keeps in a place of its own as it does.
    private static let reading = Mutex(())

    /// What MuJoCo said last when a call failed in this thread.
    static var lastError: String { String(cString: apus_mujoco_last_error()) }

    /// The model in a file, or a message about why there is none.
    static func load(path: String) -> Result<Model, MuJoCoMessage> {
      loaded { apus_mujoco_load_file(path, $0, $1) }
    }

    /// The model in a text, or a message about why there is none.
    static func load(text: String) -> Result<Model, MuJoCoMessage> {
      loaded { apus_mujoco_load_text(text, $0, $1) }
    }

    private static func loaded(_ load: (UnsafeMutablePointer<CChar>, Int32) -> Model?)
      -> Result<Model, MuJoCoMessage>
    {
      handlers
      let capacity = Int(APUS_MUJOCO_MESSAGE)
      return withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { message in
        message.initialize(repeating: 0)
        let address = reading.withLock { _ in
          UInt(bitPattern: load(message.baseAddress!, Int32(capacity)))
        }
        if let model = Model(bitPattern: address) { return .success(model) }
        let lines = String(cString: message.baseAddress!).split(separator: "\n")
        return .failure(MuJoCoMessage(text: lines.joined(separator: " ")))
      }
    }

    /// New data in the model's initial state.
    static func makeData(of model: Model) -> Data {
      guard let data = apus_mujoco_make_data(model) else {
        preconditionFailure("MuJoCo cannot make the data of a model: \(lastError)")
      }
      return data
    }

    /// Makes `frames` steps; false if one was not sound.
    static func step(_ model: Model, _ data: Data, frames: Int) -> Bool {
      apus_mujoco_step(model, data, Int32(frames)) == 0
    }

    /// Computes what follows from the state; false if that was not sound.
    static func forward(_ model: Model, _ data: Data) -> Bool {
      apus_mujoco_forward(model, data) == 0
    }

    /// A copy of a model.
    static func copy(_ model: Model) -> Model {
      guard let copy = mj_copyModel(nil, model) else {
        preconditionFailure("MuJoCo cannot copy a model: \(lastError)")
      }
      return copy
    }

    /// Computes what of the model follows from masses and inertias, which leaves the data in some state; false if that
    /// was not sound.
    static func setConstants(_ model: Model, _ data: Data) -> Bool {
      apus_mujoco_set_constants(model, data) == 0
    }

    /// Computes the external forces on the bodies; false if that was not sound.
    static func computeContactForces(_ model: Model, _ data: Data) -> Bool {
      apus_mujoco_contact_forces(model, data) == 0
    }
  }

  /// What MuJoCo says about a model that it does not load.
  struct MuJoCoMessage: Error {
    var text: String
  }
#endif
