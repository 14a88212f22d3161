public import LinearAlgebra

/// MinAtar's Seaquest: a submarine rescues divers, shoots enemies and comes up for air.
///
/// An enemy that is shot is worth 1; fish only swim, submarines shoot too. Oxygen lasts for 200 frames below the
/// surface, and to come up without a diver ends the episode, as do an enemy, its bullet and the lack of oxygen.
/// To come up with fewer than six divers costs one of them; six are worth a tenth of the oxygen that is left, in
/// steps of 20 frames. With the difficulty, each time the frames between two enemies fall, from 20 to 1, and each
/// second time those between two of their moves, from 5 to 2.
///
/// Coming up with six divers leaves −1 of them on board, as in the package: the next one that is picked up does not
/// show.
///
/// Channels: 0 front of the submarine, 1 its back, 2 its bullets, 3 the cell behind fish, enemy submarines and
/// divers, 4 enemy bullets, 5 fish, 6 enemy submarines, 7 oxygen, 8 divers on board, 9 divers. All six moves do
/// something. Chance decides, for an enemy, the side, whether it is a submarine (1/3), and the row; for a diver, the
/// side and the row.
///
/// Source: K. Young and T. Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
/// learning experiments", 2019; the rules of the package `minatar` 1.0.15.
public struct MinAtarSeaquest: MinAtarGame, Codable {
  // An enemy crosses the board in at most 10 (m + 1) frames, m the frames between two moves, and by the time that one
  // arrives every frame m is 2: at most 31 are there. Each shoots every 11th frame, and a bullet is gone after 10; those
  // of enemies that left in the meantime are at most 10 more. A diver comes every 30th frame and leaves after 60.
  typealias Enemies = MinAtarList<40>
  typealias EnemyBullets = MinAtarList<64>
  typealias Few = MinAtarList<8>

  var control: MinAtarControl
  let rampsDifficulty: Bool
  var boat = Boat()
  var bullets = Few()
  var divers = Few()
  var fish = Enemies()
  var enemies = Enemies()
  var enemyBullets = EnemyBullets()

  /// The player's submarine, and the clocks of the game.
  struct Boat: Equatable, Codable, Sendable {
    var x: Int8 = 5
    var y: Int8 = 0
    var facesRight = false
    var oxygen: Int16 = 200
    var divers: Int16 = 0
    var isAtSurface = true
    var shotTimer: Int8 = 0
    var enemyInterval: Int8 = 20
    var enemyTimer: Int8 = 20
    var diverTimer: Int8 = 30
    var moveInterval: Int8 = 5
    var rampIndex: Int16 = 0
  }

  package static let channels = 10
  package static let marks = [
    MinAtarMark(.agent), MinAtarMark(.limb), MinAtarMark(.limb, .dot), MinAtarMark(.guide, .dot),
    MinAtarMark(.danger, .dot), MinAtarMark(.danger, .disc), MinAtarMark(.danger),
    MinAtarMark(.ground), MinAtarMark(.goal), MinAtarMark(.goal, .disc),
  ]
  private static let observations = makeObservationSpace()

  /// A game with the given actions, which becomes harder with each coming up if `rampsDifficulty`.
  /// - Precondition: `stickyProbability` lies in [0, 1].
  public init(
    actions: MinAtarActionSet = .minimal, stickyProbability: Double = 0.1,
    rampsDifficulty: Bool = true
  ) {
    control = MinAtarControl(
      actions, useful: [.none, .left, .up, .right, .down, .fire],
      stickyProbability: stickyProbability)
    self.rampsDifficulty = rampsDifficulty
  }

  /// 10×10 cells of 10 bits.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The moves of the action set.
  public var actionSpace: ActionSpace { .discrete(control.count) }

  /// Begins an episode at the surface, with full oxygen.
  public mutating func reset(using stream: inout RandomStream) { begin(using: &stream) }

  /// Moves or fires, then lets the rest go on.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    control.reset()
    boat = Boat()
    bullets.removeAll()
    divers.removeAll()
    fish.removeAll()
    enemies.removeAll()
    enemyBullets.removeAll()
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(Int(boat.x), Int(boat.y), 0)
      canvas.mark(Int(boat.facesRight ? boat.x - 1 : boat.x + 1), Int(boat.y), 1)
      for x in 0..<max(0, Int(boat.oxygen)) * 10 / 200 { canvas.mark(x, 9, 7) }
      for x in 9 - max(0, Int(boat.divers))..<9 { canvas.mark(x, 9, 8) }
      bullets.visit { canvas.mark(Int($0.x), Int($0.y), 2) }
      enemyBullets.visit { canvas.mark(Int($0.x), Int($0.y), 4) }
      fish.visit { mark($0, 5, canvas) }
      enemies.visit { mark($0, 6, canvas) }
      divers.visit { mark($0, 9, canvas) }
    }
  }

  @inline(__always)
  private func mark(_ swimmer: MinAtarSwimmer, _ channel: Int, _ canvas: borrowing MinAtarCanvas) {
    canvas.mark(Int(swimmer.x), Int(swimmer.y), channel)
    canvas.markIfInside(Int(swimmer.x) + (swimmer.goesRight ? -1 : 1), Int(swimmer.y), 3)
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
