public import LinearAlgebra

/// MinAtar's Space Invaders: a cannon shoots at aliens that come nearer and shoot back.
///
/// The aliens move to one side until one of them is at the edge, then all move down and turn. The nearest one
/// shoots every 11th frame. An alien is worth 1; the fewer are left, the faster they move, and with the
/// difficulty each new wave of 24 is faster, down to 6 frames a move from 12. The episode ends when a bullet or an
/// alien reaches the cannon, or the aliens turn at the bottom.
///
/// Channels: 0 cannon, 1 aliens, 2 aliens if they move to the left, 3 if to the right, 4 the cannon's bullets, 5 the
/// aliens'. Useful moves: none, left, right, fire. Nothing but sticky actions is left to chance.
///
/// Source: K. Young and T. Tian, "MinAtar: An Atari-inspired testbed for thorough and reproducible reinforcement
/// learning experiments", 2019; the rules of the package `minatar` 1.0.15.
public struct MinAtarSpaceInvaders: MinAtarGame, Codable {
  private var control: MinAtarControl
  private let rampsDifficulty: Bool
  private var cannon: Int8 = 5
  private var aliens = Self.wave
  private var aliensGoRight = false
  private var bullets = MinAtarBoard()
  private var enemyBullets = MinAtarBoard()
  private var cannonTimer: Int8 = 0
  private var moveInterval: Int8 = 12
  private var moveTimer: Int8 = 12
  private var shotTimer: Int8 = 10

  private static let wave = MinAtarBoard(columns: 2..<8, rows: 0..<4)
  package static let channels = 6
  package static let marks = [
    MinAtarMark(.agent), MinAtarMark(.danger), MinAtarMark(.danger), MinAtarMark(.danger),
    MinAtarMark(.limb, .dot), MinAtarMark(.goal, .dot),
  ]
  private static let observations = makeObservationSpace()

  /// A game with the given actions, whose waves become faster if `rampsDifficulty`.
  /// - Precondition: `stickyProbability` lies in [0, 1].
  public init(
    actions: MinAtarActionSet = .minimal, stickyProbability: Double = 0.1,
    rampsDifficulty: Bool = true
  ) {
    control = MinAtarControl(
      actions, useful: [.none, .left, .right, .fire], stickyProbability: stickyProbability)
    self.rampsDifficulty = rampsDifficulty
  }

  /// 10×10 cells of 6 bits.
  public var observationSpace: ObservationSpace { Self.observations }

  /// The moves of the action set.
  public var actionSpace: ActionSpace { .discrete(control.count) }

  /// Begins an episode with the first wave, which moves to the left.
  public mutating func reset(using stream: inout RandomStream) { begin(using: &stream) }

  /// Moves or fires, then lets bullets and aliens go on.
  /// - Precondition: `action` is one of the action space.
  public mutating func step(_ action: Int, using stream: inout RandomStream) -> Step {
    play(action, using: &stream)
  }

  @inline(__always)
  package mutating func begin(using chance: inout some MinAtarChance) {
    control.reset()
    cannon = 5
    aliens = Self.wave
    aliensGoRight = false
    (bullets, enemyBullets) = (MinAtarBoard(), MinAtarBoard())
    cannonTimer = 0
    (moveInterval, moveTimer, shotTimer) = (12, 12, 10)
  }

  @inline(__always)
  package mutating func play(_ action: Int, using chance: inout some MinAtarChance) -> Step {
    let move = control.move(for: action, using: &chance)
    if move == .fire && cannonTimer == 0 {
      bullets.insert(Int(cannon), 9)
      cannonTimer = 5
    }
    if move == .left { cannon = max(0, cannon - 1) }
    if move == .right { cannon = min(9, cannon + 1) }

    bullets.moveUp()
    enemyBullets.moveDown()
    var isHit = enemyBullets.contains(Int(cannon), 9) || aliens.contains(Int(cannon), 9)
    if moveTimer == 0 && moveAliens() { isHit = true }
    if shotTimer == 0 {
      shotTimer = 10
      shootFromNearest()
    }
    let killed = aliens.intersection(bullets)
    aliens.remove(killed)
    bullets.remove(killed)

    if cannonTimer > 0 { cannonTimer -= 1 }
    moveTimer -= 1
    shotTimer -= 1
    if aliens.isEmpty {
      if moveInterval > 6 && rampsDifficulty { moveInterval -= 1 }
      aliens = Self.wave
    }
    return Step(reward: Double(killed.count), status: isHit ? .terminated : .running)
  }

  /// Moves the aliens by a cell.
  /// - Returns: Whether that ends the episode.
  private mutating func moveAliens() -> Bool {
    moveTimer = min(Int8(aliens.count), moveInterval)
    var hasLanded = false
    if aliens.hasCells(inColumn: aliensGoRight ? 9 : 0) {
      aliensGoRight.toggle()
      hasLanded = aliens.hasCells(inRow: 9)
      aliens.rollDown()
    } else {
      aliens.move(right: aliensGoRight)
    }
    return hasLanded || aliens.contains(Int(cannon), 9)
  }

  /// Lets the lowest alien of the nearest column shoot; of two as near, the left one.
  private mutating func shootFromNearest() {
    let cannon = Int(cannon)
    for distance in 0..<10 {
      if shoot(from: cannon - distance) || shoot(from: cannon + distance) { return }
    }
  }

  /// Lets the lowest alien of a column shoot.
  /// - Returns: Whether there is one.
  private mutating func shoot(from column: Int) -> Bool {
    guard column >= 0 && column < 10, let row = aliens.lowestRow(ofColumn: column) else {
      return false
    }
    enemyBullets.insert(column, row)
    return true
  }

  /// Writes the channels of each cell, row by row from the top.
  public func observe(into row: inout MutableSpan<Scalar>) {
    MinAtarCanvas.paint(&row, channels: Self.channels) { canvas in
      canvas.mark(Int(cannon), 9, 0)
      canvas.mark(aliens, 1, aliensGoRight ? 3 : 2)
      canvas.mark(bullets, 4)
      canvas.mark(enemyBullets, 5)
    }
  }

  /// The board.
  public func picture() -> Picture? { paintedBoard() }
}
