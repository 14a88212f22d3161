#if Box2D

  internal import LinearAlgebra

  /// A game on Box2D as a value.
  ///
  /// Box2D's world has no copy of its own. What is copied and saved instead is the stream at the reset and the
  /// inputs since. Copies share one recording; the first to go on makes its own world by playing the
  /// recording again, which gives the same bits. The last owner of a recording goes on in its world.
  struct Box2DSimulation<Game: Box2DGame>: Sendable {
    /// The rules and the state outside of the world, which is all that observations and pictures show.
    private(set) var game: Game
    private var recording: Box2DRecording

    /// A game that has not begun.
    init(_ settings: Game.Settings) {
      game = Game(settings)
      recording = Box2DRecording(capacity: Game.usualSteps)
    }

    /// What does not change within an episode; to change it ends the episode.
    var settings: Game.Settings {
      get { game.settings }
      set {
        guard newValue != game.settings else { return }
        game = Game(newValue)
        if isKnownUniquelyReferenced(&recording) {
          recording.forget()
        } else {
          recording = Box2DRecording(capacity: Game.usualSteps)
        }
      }
    }

    /// Begins an episode.
    mutating func reset(using stream: inout RandomStream) {
      if !isKnownUniquelyReferenced(&recording) {
        recording = Box2DRecording(capacity: Game.usualSteps)
      }
      recording.begin(with: stream)
      game = Game(game.settings)
      game.begin(in: recording.scene, using: &stream)
      recording.replayed = 0
    }

    /// Makes one transition.
    /// - Precondition: An episode has begun.
    mutating func step(_ input: Box2DInput) -> Step {
      if !isKnownUniquelyReferenced(&recording) {
        let own = Box2DRecording(capacity: Game.usualSteps)
        own.assign(from: recording)
        recording = own
      }
      if recording.replayed != recording.inputs.count { replay() }
      recording.inputs.append(input)
      recording.replayed = recording.inputs.count
      return game.advance(by: input, in: recording.scene)
    }

    /// Becomes a copy of `other`; the world follows when it is needed.
    mutating func assign(from other: Self) {
      if recording !== other.recording {
        if isKnownUniquelyReferenced(&recording) {
          recording.assign(
            from: other.recording, isSameGame: game.settings == other.game.settings)
        } else {
          recording = other.recording
        }
      }
      game = other.game
    }

    /// Brings the world to where the game is.
    private func replay() {
      guard var stream = recording.start else {
        preconditionFailure("An environment is reset before its first step.")
      }
      var game = Game(game.settings)
      // Without the game's own state as it was then, even a world that is only behind has to begin anew.
      game.begin(in: recording.scene, using: &stream)
      for input in recording.inputs { _ = game.advance(by: input, in: recording.scene) }
      recording.replayed = recording.inputs.count
    }
  }

  extension Box2DSimulation: Equatable {
    /// Whether two simulations have the same settings and past, and so the same future.
    static func == (a: Self, b: Self) -> Bool {
      a.game.settings == b.game.settings
        && (a.recording === b.recording
          || a.recording.start == b.recording.start && a.recording.inputs == b.recording.inputs)
    }
  }

  extension Box2DSimulation: Codable {
    private enum Key: String, CodingKey {
      case settings
      case start
      case inputs
    }

    /// Reads a simulation and plays it again.
    /// - Throws: `DecodingError`, also if there are inputs without a stream from which the episode began.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      self.init(try container.decode(Game.Settings.self, forKey: .settings))
      let start = try container.decodeIfPresent(RandomStream.self, forKey: .start)
      let inputs = try container.decode([Box2DInput].self, forKey: .inputs)
      guard var stream = start else {
        if inputs.isEmpty { return }
        throw DecodingError.dataCorruptedError(
          forKey: .start, in: container,
          debugDescription: "There are \(inputs.count) steps of an episode that never began.")
      }
      reset(using: &stream)
      for input in inputs { _ = step(input) }
    }

    /// Writes the settings, the stream at the reset and the inputs since.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(game.settings, forKey: .settings)
      try container.encodeIfPresent(recording.start, forKey: .start)
      try container.encode(recording.inputs, forKey: .inputs)
    }
  }

  /// What happened in an episode, and a world in which it has happened up to some step.
  ///
  /// It changes only while it has a single owner, which `Box2DSimulation` makes sure of; what several share is
  /// only read. In this way it is safe to pass between threads.
  final class Box2DRecording: @unchecked Sendable {
    let scene = Box2DScene()
    /// The stream at the reset, nil before the first.
    private(set) var start: RandomStream?
    /// The inputs since.
    var inputs: [Box2DInput] = []
    /// The number of inputs that the world has had; nil if it is not one of this episode.
    var replayed: Int?

    init(capacity: Int) { inputs.reserveCapacity(capacity) }

    /// Forgets the episode before.
    func begin(with stream: RandomStream) {
      start = stream
      inputs.removeAll(keepingCapacity: true)
      replayed = nil
    }

    /// Forgets the episode, as if none had begun.
    func forget() {
      start = nil
      inputs.removeAll(keepingCapacity: true)
      replayed = nil
    }

    /// Takes over the episode of `other`. The world stays, if it has had the same inputs under the same settings.
    func assign(from other: Box2DRecording, isSameGame: Bool = true) {
      let isCurrent =
        isSameGame && start == other.start && replayed == other.inputs.count
        && inputs == other.inputs
      start = other.start
      inputs.removeAll(keepingCapacity: true)
      inputs.append(contentsOf: other.inputs)
      if !isCurrent { replayed = nil }
    }
  }

#endif
