#if MuJoCo
  internal import CMuJoCo
  internal import Foundation

  /// A MuJoCo model (MJCF), compiled: constant, and shared by all simulations of it.
  ///
  /// Gymnasium's models are not part of Apus. `scripts/fetch-models` puts them into the folder that
  /// `MuJoCoModel.folder` names.
  public final class MuJoCoModel: @unchecked Sendable {
    /// The model's file, or the name under which it was given as a text.
    public let name: String
    /// A checksum of its text, by which a saved state knows its model again.
    public let checksum: UInt64
    /// The number of position coordinates, qpos.
    public let positionCount: Int
    /// The number of velocity coordinates, qvel.
    public let velocityCount: Int
    /// The number of controls, ctrl.
    public let controlCount: Int
    /// The control ranges of the actuators; infinite where an actuator has none.
    public let actionSpace: ActionSpace
    /// The length of one step in seconds.
    public let timeStep: Double

    let pointer: UnsafeMutablePointer<mjModel>
    /// What a simulation holds at the beginning, in the order of `MuJoCoData`.
    let initialState: [Double]

    /// The model in an MJCF text.
    ///
    /// - Parameters:
    ///   - name: What it is called in messages and in saved states.
    ///   - text: The MJCF, without references to other files.
    /// - Throws: `MuJoCoModelError.refused` if MuJoCo does not load it.
    public convenience init(name: String, text: String) throws {
      try self.init(
        name: name, checksum: Self.checksum(of: Array(text.utf8)), MuJoCoLibrary.load(text: text))
    }

    /// The model in an MJCF file.
    ///
    /// - Parameter path: The file's path; its last component becomes the model's name.
    /// - Throws: `MuJoCoModelError` if there is no such file or MuJoCo does not load it.
    public convenience init(path: String) throws {
      let url = URL(fileURLWithPath: path)
      guard let contents = FileManager.default.contents(atPath: path) else {
        throw MuJoCoModelError.missing(
          file: url.lastPathComponent, folder: url.deletingLastPathComponent().path)
      }
      try self.init(
        name: url.lastPathComponent, checksum: Self.checksum(of: Array(contents)),
        MuJoCoLibrary.load(path: path))
    }

    private init(
      name: String, checksum: UInt64, _ loaded: Result<MuJoCoLibrary.Model, MuJoCoMessage>
    )
      throws
    {
      switch loaded {
      case .failure(let message):
        throw MuJoCoModelError.refused(model: name, message: message.text)
      case .success(let model): pointer = model
      }
      self.name = name
      self.checksum = checksum
      let model = pointer.pointee
      positionCount = Int(model.nq)
      velocityCount = Int(model.nv)
      controlCount = Int(model.nu)
      timeStep = model.opt.timestep
      let controls = 0..<Int(model.nu)
      actionSpace = .continuous(
        low: controls.map {
          model.actuator_ctrllimited[$0] != 0 ? model.actuator_ctrlrange[2 * $0] : -.infinity
        },
        high: controls.map {
          model.actuator_ctrllimited[$0] != 0 ? model.actuator_ctrlrange[2 * $0 + 1] : .infinity
        })
      let data = MuJoCoLibrary.makeData(of: pointer)
      defer { mj_deleteData(data) }
      initialState = MuJoCoData.fields(of: data, model).flatMap { Array($0) }
    }

    deinit { mj_deleteModel(pointer) }

    /// The number of the body with a name.
    /// - Precondition: There is one.
    public func body(named name: String) -> Int { index(of: name, mjOBJ_BODY, "body") }

    /// The number of the site with a name.
    /// - Precondition: There is one.
    public func site(named name: String) -> Int { index(of: name, mjOBJ_SITE, "site") }

    private func index(of name: String, _ type: mjtObj, _ kind: String) -> Int {
      let index = Int(mj_name2id(pointer, Int32(type.rawValue), name))
      precondition(index >= 0, "The model \(self.name) has no \(kind) \"\(name)\".")
      return index
    }

    /// FNV-1a.
    private static func checksum(of bytes: [UInt8]) -> UInt64 {
      bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
  }

  extension MuJoCoModel {
    /// Where Gymnasium's models are looked for: `APUS_MODELS`, or `apus/models` in `XDG_CACHE_HOME`, which
    /// is `~/.cache` unless it is set.
    public static var folder: String {
      let variables = ProcessInfo.processInfo.environment
      func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
      if let folder = value("APUS_MODELS") { return folder }
      let cache = value("XDG_CACHE_HOME") ?? NSHomeDirectory() + "/.cache"
      return cache + "/apus/models"
    }

    /// Loaded models by their paths; those that are made from texts by their names.
    nonisolated(unsafe) private static var loaded: [String: MuJoCoModel] = [:]
    /// Guards `loaded`. A `Mutex` would do, but the thread sanitizer does not know it.
    private static let lock = NSLock()

    /// The model with this file name in `folder`, read once and then shared.
    /// - Throws: `MuJoCoModelError` if it is missing or MuJoCo does not load it.
    public static func named(_ file: String) throws -> MuJoCoModel {
      if let own = try ownModel(named: file) { return own }
      let path = folder + "/" + file
      return try shared(path) { try MuJoCoModel(path: path) }
    }

    /// A model that is part of Apus.
    private static func ownModel(named name: String) throws -> MuJoCoModel? {
      guard name == SevenJointReacher.modelName else { return nil }
      return try shared(name) { try MuJoCoModel(name: name, text: SevenJointReacher.modelText) }
    }

    private static func shared(_ key: String, _ make: () throws -> MuJoCoModel) throws
      -> MuJoCoModel
    {
      // The lock is held while a model is read, so that none is read twice.
      try lock.withLock {
        if let model = loaded[key] { return model }
        let model = try make()
        loaded[key] = model
        return model
      }
    }
  }
#endif
